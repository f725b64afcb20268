"""The sound systems that mutations break: each is made once, when the first mutation of it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from databases import Server
from mutations import collecting, joint, readers, sound, transit
from mutations.mutation import MARKETPLACE, Mutation
from mutations.sound import Sound

OPENING: Mapping[str, Callable[[Server, Path], AbstractContextManager[Sound]]] = {
    MARKETPLACE: sound.sound_system,
    readers.READERS: readers.readers_system,
    joint.JOINT: joint.joint_system,
    collecting.CLUB: collecting.club_system,
    transit.ENCRYPTED: transit.encrypted_system,
}

PROMISES: Mapping[str, Any] = {
    **sound.PROMISES,
    **readers.PROMISES,
    **collecting.PROMISES,
    **joint.PROMISES,
    **transit.PROMISES,
}
"""Each kind of check with what it is applied to, under the id of its promise."""


class Systems:
    """The systems that were made so far, in folders of their own."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._made: dict[str, Sound] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def of(self, mutation: Mutation) -> Sound:
        """The system that a mutation breaks."""
        return self.named(mutation.system)

    def named(self, name: str) -> Sound:
        if name not in self._made:
            folder = self._folder / name
            folder.mkdir(parents=True)
            self._made[name] = self._stack.enter_context(OPENING[name](self._server, folder))
        return self._made[name]
