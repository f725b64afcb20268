# ruff: noqa: E501
"""A weighing of objections where there is nothing to weigh."""

from collections.abc import Callable
from textwrap import dedent


def test_objection_balance(found: Callable[..., str]) -> None:
    assert found(
        policy={
            '    law: "Federal': '    objection: balance\n    law: "Federal',
            "    objection: balance\n  bookkeeping": "    objection: balance\n    direct_marketing: true\n  bookkeeping",
        }
    ) == dedent("""\
        [TR113] error: an objection to the direct marketing `archive_letters` cannot be weighed
          where: policy.yaml:54:5
          why:   Art. 21(3) GDPR: it is upheld at once
          hint:  leave `objection` out
        [TR113] error: nobody objects to `bookkeeping`, whose basis is legal_obligation
          where: policy.yaml:59:5
          why:   Art. 21(1) GDPR: objections are to legitimate interests and public tasks
          hint:  leave `objection` out
        """)
