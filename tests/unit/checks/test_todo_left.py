# ruff: noqa: E501
"""What a draft has left to the company is told until somebody has written it."""

from collections.abc import Callable
from textwrap import dedent

import pytest


def test_words_of_the_draft(found: Callable[..., str]) -> None:
    assert found(policy={"name: Second Strings": "name: TODO"}) == dedent("""\
        [TR158] warning: `name` still says TODO
          where: policy.yaml:6:14
          why:   the policy's own words are shown to people, in notices, access copies and answers: here they would read TODO
          hint:  write it in words that people understand; the draft's comments with TODO say what else is yours
        """)


@pytest.mark.parametrize("text", ["Our TODO lists", "TODOs", "to do"])
def test_words_of_a_company(found: Callable[..., str], text: str) -> None:
    assert found(policy={"name: Second Strings": f'name: "{text}"'}) == ""
