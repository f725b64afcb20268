"""The scale test as lines to read and as a part of docs/explanation/performance.md, however far it has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bench.cores import wanted
from bench.lifecycle.scale import Read, Step
from bench.lifecycle.scans import FEW
from bench.lifecycle.works import BATCH, LISTS


def scale_line(step: Step) -> str:
    """One work."""
    missed = "".join(f"\n  READ TOO MUCH OF: {read.table}: {read.statement}" for read in step.reads if not read.excuse)
    return f"{step.name:<42} {step.seconds:9.2f} s, {step.memory:4.0f} MB{': ' if step.said else ''}{step.said}{missed}"


def scale_table(steps: Sequence[Step]) -> Iterator[str]:
    """All works so far, in the order in which they were done."""
    yield "| | seconds | client, MB | statements | |"
    yield "|---|---:|---:|---:|---|"
    for step in steps:
        yield f"| {step.name} | {step.seconds:.2f} | {step.memory:.0f} | {step.statements or ''} | {step.said} |"
    yield ""
    yield "*client* is what the client, which made the data too, had needed by then at most."
    yield wanted(max(step.load for step in steps))
    yield ""
    yield from _scans(steps)


def _scans(steps: Sequence[Step]) -> Iterator[str]:
    """What was read without an index, by the reason why it may be."""
    found: dict[str | None, list[tuple[Step, Read]]] = defaultdict(list)
    for step in steps:
        for read in sorted(step.reads, key=lambda read: read.table):
            found[read.excuse].append((step, read))
    missed = found.pop(None, [])
    checked = sum(step.statements for step in steps)
    yield f"Of {checked:,} statements these read {FEW:,} rows of a table or more (batches of a sweep: {BATCH:,}):"
    yield ""
    for reason, reads in sorted(found.items(), key=lambda item: str(item[0])):
        tables = sorted({"lists" if read.table.startswith(LISTS) else read.table for _, read in reads})
        yield f"- {', '.join(dict.fromkeys(step.name for step, _ in reads))} ({', '.join(tables)}): {reason}."
    for step, read in missed:
        yield f"- **{step.name}: it should not have read so much of `{read.table}`**: `{read.statement}`"
    if not missed:
        yield "- None that should have read less."
