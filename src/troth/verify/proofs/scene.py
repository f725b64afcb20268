"""A scene of canary.yaml, played through the windows of the live database, comes to just what it says."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from troth.errors import TrothError
from troth.policy.kept_by import Argument, takes
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.model import Scene, Step
from troth.verify.canary.playing import Answer, Canary
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "scene"
ARGUMENT = takes("words")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """One piece of evidence for each step that has to come to something."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    for name in argument.all("words"):
        scene = canary.file.scenes.get(name)
        if scene is None:
            yield Unproved(says=f"canary.yaml has no scene `{name}`")
            continue
        with canary.connection.transaction(force_rollback=True):
            before = dict(canary.variables)
            yield from _played(canary, scene)
            canary.variables.clear()
            canary.variables.update(before)


def _played(canary: Canary, scene: Scene) -> Iterator[Evidence | Unproved]:
    for number, step in enumerate(scene.steps, start=1):
        try:
            answer = canary.play(step)
        except (psycopg.Error, TrothError) as problem:
            yield Unproved(says=f"step {number} cannot be played: {str(problem).splitlines()[0]}")
            return
        if step.expects:
            yield _came_to(step, answer)
        elif answer.refused is not None:
            yield Evidence(kept=False, says=f"step {number} was refused: {answer.refused}", how=_how(step), count=0)
            return


def _came_to(step: Step, answer: Answer) -> Evidence:
    said = f"{step.says}: " if step.says else ""
    if step.refused:
        kept = answer.refused is not None and (step.refused is True or str(step.refused) in answer.refused)
        says = (
            f"refused: {answer.refused}" if answer.refused is not None else f"it was let through, {answer.count} rows"
        )
        return Evidence(kept=kept, says=said + says, how=_how(step), count=1)
    if answer.refused is not None:
        return Evidence(kept=False, says=f"{said}refused: {answer.refused}", how=_how(step), count=0)
    counted = _counted(step, answer)
    found = _found(step, answer)
    return Evidence(
        kept=not (counted or found), says=said + (counted or found or _as_expected(step, answer)), how=_how(step),
        count=answer.count,
    )  # fmt: skip


def _as_expected(step: Step, answer: Answer) -> str:
    values = ", ".join(f"{name} is {value}" for name, value in (step.finds or {}).items())
    return values or f"{answer.count or 'no'} row{'' if answer.count == 1 else 's'}"


def _counted(step: Step, answer: Answer) -> str:
    """What is wrong with the number of rows; nothing where it is right or does not matter."""
    if step.sees is None:
        return ""
    if step.sees == "something":
        return "" if answer.count else "no row at all"
    wanted = 0 if step.sees == "nothing" else step.sees
    return "" if answer.count == wanted else f"{answer.count} rows, not {wanted}"


def _found(step: Step, answer: Answer) -> str:
    """What is wrong with the first row; nothing where it is right or does not matter."""
    if step.finds is None:
        return ""
    if not answer.rows:
        return "no row was found"
    row = answer.rows[0]
    wrong = [
        f"{name} is {row.get(name)}, not {value}"
        for name, value in step.finds.items()
        if _text(row.get(name)) != _text(value)
    ]
    return "; ".join(wrong)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _how(step: Step) -> str:
    where = f"for {step.for_}: " if step.for_ else f"to {step.to}: " if step.to else ""
    return where + " ".join((step.run or "").split())
