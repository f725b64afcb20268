"""A country that is none: what may be sent there could not be told."""

from collections.abc import Callable
from textwrap import dedent


def test_country(found: Callable[..., str]) -> None:
    assert found(policy={"country: AT": "country: UK"}) == dedent("""\
        [TR102] error: there is no country `UK`
          where: policy.yaml:6:70
          why:   the safeguards for a transfer hang on the country
          hint:  did you mean `GB`?
        """)
