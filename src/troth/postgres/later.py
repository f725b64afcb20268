"""Statements that do not wait for one another: all are sent, and an answer is waited for only where it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, TypeVar

import psycopg

T = TypeVar("T")

Later = Callable[[], T]
"""What a statement that was sent will have found: waits for it, and for all that was sent before it."""


@contextmanager
def together(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Inside, the server works on one statement while the next is put together.

    What a statement is refused for shows at whichever answer is read next. Nothing that was sent after it is done.
    """
    with connection.pipeline() as pipeline, ExitStack() as after_a_problem:
        after_a_problem.callback(_read_on, connection, pipeline)
        yield
        after_a_problem.pop_all()


def _read_on(connection: psycopg.Connection[Any], pipeline: psycopg.Pipeline) -> None:
    """The first problem is the one to be told. What followed from it is read, and not told."""
    while pipeline.result_queue and not connection.broken:
        with suppress(psycopg.Error):
            pipeline.sync()
