"""A table that is spoken of and not in the map."""

from collections.abc import Callable
from textwrap import dedent


def test_unmapped_table(found: Callable[..., str]) -> None:
    assert found(
        tables={
            "signal seen: signal.seen_at": "signal seen: signals.seen_at",
            "quarrel open: {table: quarrel,": "quarrel open: {table: court.quarrel,",
            "from: sale_item": "from: item",
            "letter.author_id: buyer.buyer_id": "letters.author_id: buyer.buyer_id",
        }
    ) == dedent("""\
        [TR215] error: the table `letters` is not in the data map
          where: tables.yaml:53:3
          why:   silence is not permission: an unmapped table is seen by no purpose
          hint:  did you mean `letter`?
        [TR215] error: the table `signals` is not in the data map
          where: tables.yaml:62:3
          why:   silence is not permission: an unmapped table is seen by no purpose
          hint:  did you mean `signal`?
        [TR215] error: the table `court.quarrel` is not in the data map
          where: tables.yaml:64:3
          why:   silence is not permission: an unmapped table is seen by no purpose
          hint:  did you mean `quarrel`?
        [TR215] error: the table `item` is not in the data map
          where: tables.yaml:66:34
          why:   silence is not permission: an unmapped table is seen by no purpose
          hint:  did you mean `sale_item`?
        """)
