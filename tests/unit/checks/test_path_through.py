# ruff: noqa: E501
"""A path to a person through a table that does not know the rest of the way."""

from collections.abc import Callable
from textwrap import dedent


def test_path_through(found: Callable[..., str]) -> None:
    assert found(
        tables={
            "  sale_item:\n    owners:\n      buyer: {buyer: sale_id > sale.buyer_id}": "  sale_item:\n    owners:\n      buyer: {buyer: sale_id > sale.payer_id}",
            "  quarrel:\n    owners: {buyer: {buyer: sale_id > sale.buyer_id}}": "  quarrel:\n    owners: {buyer: {buyer: about_id > maker.buyer_id}}",
        }
    ) == dedent("""\
        [TR218] error: `buyer` of `sale_item` is reached through `sale`, which does not declare the rest
          where: tables.yaml:29:7
          why:   the rows on the way are that person's too, and stay or go with them
          hint:  add `buyer: {buyer: payer_id}` to the owners of `sale`
        [TR218] error: `buyer` of `quarrel` is reached through `maker`, which does not declare the rest
          where: tables.yaml:48:14
          why:   the rows on the way are that person's too, and stay or go with them
          hint:  a path ends at `maker`: its row is a person of its own
        """)
