"""A purpose that sees pseudonyms instead of keys, and may write."""

from collections.abc import Callable
from textwrap import dedent

USES = "    uses: [identity.name, contact.email, letter]\n"


def test_pseudonyms_are_read_alone(found: Callable[..., str]) -> None:
    assert found(policy={USES: USES + "    keys: pseudonym\n"}) == ""
    assert found(policy={USES: USES + "    keys: pseudonym\n    may: [read, remove]\n"}) == dedent("""\
        [TR148] error: the purpose `support` sees pseudonyms instead of keys, and has `remove`
          where: policy.yaml:47:5
          why:   rows are written by their keys and links; what is refused, or comes back, would tell which
          hint:  let it read alone, and write under another purpose, which sees the keys
        """)


def test_marks_are_writes(found: Callable[..., str]) -> None:
    said = found(policy={USES: USES + "    keys: pseudonym\n    marks: [letter sent]\n"})
    assert "[TR148] error: the purpose `support` sees pseudonyms instead of keys, and has `marks`" in said
