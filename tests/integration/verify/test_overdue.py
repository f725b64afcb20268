"""Data that nothing needs any more is a warning of every verification, until it was swept."""

from __future__ import annotations

from pathlib import Path

from databases import Server
from integration.company import opened_shop
from troth.findings import Level


def test_overdue_data_is_a_warning_until_it_is_swept(server: Server, tmp_path: Path) -> None:
    with opened_shop(server, tmp_path) as shop:
        member = shop.sign_up()
        shop.owner.execute("update member set closed_at = '2011-01-01', last_seen_at = '2011-01-01'")
        assert member
        (found,) = [finding for finding in shop.troth.verify().findings if finding.code == "TR720"]
        assert found.level is Level.WARNING
        assert found.message == "nothing needs 1 rows of `member` any more; no sweep has ever come to its end"
        shop.troth.sweep()
        assert [finding for finding in shop.troth.verify().findings if finding.code == "TR720"] == []
