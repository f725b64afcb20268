"""A column that holds something the policy does not speak of."""

from collections.abc import Callable
from textwrap import dedent


def test_column_category(found: Callable[..., str]) -> None:
    assert found(
        tables={"phone: contact.phone": "phone: contact.fone", "article: {holds: sale}": "article: {holds: sael}"}
    ) == dedent("""\
        [TR204] error: the policy has no category `contact.fone`, which `buyer.phone` holds
          where: tables.yaml:8:7
          why:   what the policy does not name, no purpose can use
          hint:  did you mean `contact.phone`?
        [TR204] error: the policy has no category `sael`, which `sale_item.article` holds
          where: tables.yaml:31:7
          why:   what the policy does not name, no purpose can use
          hint:  did you mean `sale`?
        """)
