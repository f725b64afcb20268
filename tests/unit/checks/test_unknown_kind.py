"""A kind of person that the policy does not have."""

from collections.abc import Callable
from textwrap import dedent


def test_unknown_kind(found: Callable[..., str]) -> None:
    assert found(
        tables={"buyer: {buyer: author_id": "buyer: {bujer: author_id", "counts: buyer": "counts: viewer"}
    ) == dedent("""\
        [TR201] error: the policy has no subject `bujer`
          where: tables.yaml:40:7
          why:   every person that data is about is of a kind that the policy speaks to
          hint:  did you mean `buyer`?
        [TR201] error: the policy has no subject `viewer`
          where: tables.yaml:66:19
          why:   every person that data is about is of a kind that the policy speaks to
          hint:  known: `buyer`, `maker`
        """)
