"""A time for answering requests that is longer than the law's."""

from collections.abc import Callable
from textwrap import dedent


def test_answer_late(found: Callable[..., str]) -> None:
    assert found(
        added_to_policy="requests:\n  answer_within: 6 weeks\n  identity: {erase: login, question: none}\n"
    ) == dedent("""\
        [TR165] error: requests are answered within `6 weeks`, and the law asks for one month
          where: policy.yaml:131:3
          why:   Art. 12(3) GDPR: without undue delay, and in any event within one month of receipt
          hint:  write `1 month` or less; a single request can be extended, with `troth request extend`
        """)
    assert found(
        added_to_policy="requests:\n  answer_within: 1 year\n  identity: {erase: login, question: none}\n"
    ) == dedent("""\
        [TR165] error: requests are answered within `1 year`, and the law asks for one month
          where: policy.yaml:131:3
          why:   Art. 12(3) GDPR: without undue delay, and in any event within one month of receipt
          hint:  write `1 month` or less; a single request can be extended, with `troth request extend`
        """)
    assert (
        found(added_to_policy="requests:\n  answer_within: 4 weeks\n  identity: {erase: login, question: none}\n") == ""
    )
    assert (
        found(added_to_policy="requests:\n  answer_within: 30 days\n  identity: {erase: login, question: none}\n") == ""
    )
