"""A purpose that sees single cells of shared rows, and may write."""

from collections.abc import Callable
from textwrap import dedent

USES = "    uses: [identity.name, contact.email, letter]\n"


def test_single_cells_are_read_alone(found: Callable[..., str]) -> None:
    assert found(policy={USES: USES + "    joint: cells\n"}) == ""
    assert found(policy={USES: USES + "    joint: row\n    may: [read, remove]\n"}) == ""
    assert found(policy={USES: USES + "    joint: cells\n    may: [read, remove]\n"}) == dedent("""\
        [TR149] error: the purpose `support` sees single cells of shared rows, and has `remove`
          where: policy.yaml:47:5
          why:   a row is written whole, also what is hidden in it; what is refused, or comes back, would tell
          hint:  let it read alone, and write under another purpose, which sees rows that are wholly its own
        """)


def test_marks_are_writes(found: Callable[..., str]) -> None:
    said = found(policy={USES: USES + "    joint: cells\n    marks: [letter sent]\n"})
    assert "[TR149] error: the purpose `support` sees single cells of shared rows, and has `marks`" in said
