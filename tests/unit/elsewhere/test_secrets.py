"""Where the secrets of webhooks are, and that no finding ever shows one."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from troth.elsewhere.secrets import Secrets
from troth.errors import Refused, Unavailable

GOOD = "whsec_" + "QUJD" * 8


def test_a_secret_is_made_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    secrets = Secrets.of(tmp_path, {})
    made = secrets.make("carrier")
    path = tmp_path / "webhooks" / "carrier"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert made.startswith("whsec_") and len(secrets.find("carrier")[0]) == 32
    with pytest.raises(Refused, match="TR507"):
        secrets.make("carrier")


def test_the_environment_comes_before_the_file_and_may_name_the_folder(tmp_path: Path) -> None:
    Secrets.of(tmp_path, {}).make("mail_tool")
    assert Secrets.of(tmp_path, {"TROTH_WEBHOOK_MAIL_TOOL": GOOD}).find("mail_tool") == (b"ABC" * 8,)
    other = {"TROTH_WEBHOOK_SECRETS": str(tmp_path / "webhooks")}
    assert len(Secrets.of(tmp_path / "elsewhere", other).find("mail_tool")[0]) == 32


def test_two_secrets_while_one_follows_the_other(tmp_path: Path) -> None:
    assert len(Secrets.of(tmp_path, {"TROTH_WEBHOOK_CARRIER": f"{GOOD}\n{GOOD}"}).find("carrier")) == 2


@pytest.mark.parametrize("wrong", ["", "plain text", "whsec_" + "QUJD", "whsec_not base64", "QUJD" * 8, "whsec_ü"])
def test_what_is_no_secret_is_refused_without_being_shown(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(Unavailable, match="TR775") as problem:
        Secrets.of(tmp_path, {"TROTH_WEBHOOK_CARRIER": wrong}).find("carrier")
    assert not [word for word in wrong.split() if word in str(problem.value).replace("`whsec_`", "")]


def test_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="troth notify key carrier"):
        Secrets.of(tmp_path, {}).find("carrier")
