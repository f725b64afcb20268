"""The command: what each verb prints, and the code it leaves with."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase, Server, fresh_database
from troth.cli import run

MARKETPLACE = Path(__file__).parents[2] / "assets" / "marketplace"

Troth = Callable[..., int]


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[str]:
    """The URL of the marketplace's database, with two members and nothing of Troth's yet."""
    with fresh_database(server) as made:
        with psycopg.connect(made.url, autocommit=True) as owner:
            owner.execute((MARKETPLACE / "schema.sql").read_bytes())
            owner.execute(
                "insert into member (full_name, email) values ('Ana', 'ana@example.org'), ('Bo', 'bo@example.org')"
            )
        yield made.url


@pytest.fixture
def troth(shop: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Troth:
    """The command on the marketplace, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TROTH_SECRET", "a secret of the tests")
    monkeypatch.setenv("TROTH_DATABASE", shop)
    monkeypatch.setenv("TROTH_POLICY", str(MARKETPLACE / "privacy"))
    return lambda *arguments: run([str(argument) for argument in arguments])


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_check_is_content_with_sound_files(troth: Troth, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth("check") == 0
    said = printed(capsys)
    assert "[TR225] warning" in said and said.rstrip().endswith("1 warning")


def test_check_leaves_with_2_and_says_where(troth: Troth, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "privacy"
    shutil.copytree(MARKETPLACE / "privacy", folder)
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text().replace("basis: consent", "basis: konsent", 1))
    for form, sign in (
        ("text", "policy.yaml:"),
        ("json", '"level": "error"'),
        ("junit", "<failure"),
        ("sarif", '"2.1.0"'),
    ):
        assert troth("check", "--policy", folder, "--format", form) == 2
        assert sign in printed(capsys), form


def test_it_says_which_troth_it_is(troth: Troth, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth("--version") == 0
    assert printed(capsys) == f"troth {version('troth')}\n"


def test_a_mistyped_verb_could_not_finish(troth: Troth, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth("plna") == 1
    assert "Did you mean 'plan'" in capsys.readouterr().err


def test_a_folder_that_is_not_there_could_not_finish(troth: Troth, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth("plan", "--policy", "nowhere") == 1
    assert "[TR001]" in capsys.readouterr().err


def test_a_policy_is_rolled_out(troth: Troth, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One story: a plan is saved and applied, the database is as promised, and people say things."""
    saved = tmp_path / "plan.json"
    assert troth("plan", "--out", saved) == 2
    assert "What it means for people" in printed(capsys)
    assert troth("verify") == 2
    assert troth("apply", "--yes", saved) == 0
    assert "Applied." in printed(capsys)
    assert troth("plan") == 0
    assert troth("apply", "--yes", saved) == 1
    assert "[TR501]" in capsys.readouterr().err
    assert troth("apply") == 0, "nothing is asked where nothing changes"
    printed(capsys)
    assert troth("verify", "--format", "json") == 0
    assert not [f for f in json.loads(printed(capsys))["findings"] if f["level"] == "error"]
    for words, said in WORDS:
        assert troth(*words) == 0, (words, capsys.readouterr().err)
        assert said in printed(capsys), words
    for words, said in WRONG_WORDS:
        assert troth(*words) == 1, words
        assert said in capsys.readouterr().err, words


WORDS = (
    (("consent", "member", "1", "newsletter", "--evidence", "form=footer"), "newsletter"),
    (("standing", "member", "1"), "newsletter"),
    (("withdraw", "member", "1", "newsletter"), "newsletter"),
    (("object", "member", "1", "fraud_prevention", "--because", "I do not want it"), "fraud_prevention"),
    (("begin", "member", "1", "fraud_prevention"), "fraud_prevention"),
    (("restrict", "member", "1", "--ground", "accuracy"), "restrict"),
    (("lift", "member", "1"), "lift"),
    (("hold", "member", "1", "--keeps", "order", "--because", "a claim", "--review-on", "2030-01-01"), "order"),
    (("release", "1"), "release"),
    (("standing", "member", "1", "--history"), "consent"),
    (("explain", "member.email"), "contact.email"),
    (("explain", "member", "1"), "newsletter"),
)

WRONG_WORDS = (
    (("withdraw", "member", "1", "account"), "does not rest on consent"),
    (("consent", "member", "999", "newsletter"), "999"),
    (("explain", "member.emial"), "member.email"),
    (("release", "99"), "99"),
)


def test_apply_stops_where_the_answer_is_no(
    troth: Troth, monkeypatch: pytest.MonkeyPatch, fresh: FreshDatabase
) -> None:
    with psycopg.connect(fresh.url, autocommit=True) as owner:
        owner.execute((MARKETPLACE / "schema.sql").read_bytes())
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert troth("apply", "--database", fresh.url, "--prefix", "elsewhere") == 1
    with psycopg.connect(fresh.url) as owner:
        assert owner.execute("select to_regnamespace('troth')").fetchone() == (None,)


@pytest.mark.parametrize("file", ["policy", "tables"])
def test_schema_is_json(troth: Troth, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth("schema", file) == 0
    assert "$schema" in json.loads(printed(capsys))


def test_the_ledger_is_sealed_handed_out_and_audited(
    troth: Troth, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, file, kept = tmp_path / "ledger.key", tmp_path / "ledger.jsonl", tmp_path / "checkpoint"
    assert troth("apply", "--yes") == 0
    assert troth("ledger", "key", "ledger.example", "--key", key) == 0
    public = printed(capsys).strip().splitlines()[-1]
    assert troth("ledger", "seal", "--key", key) == 0
    kept.write_text(printed(capsys))
    assert troth("ledger", "export", file) == 0
    assert troth("ledger", "audit", file, "--public-key", public, "--checkpoint", kept) == 0
    file.write_text(file.read_text().replace("policy applied", "policy aplied", 1))
    assert troth("ledger", "audit", file, "--public-key", public) == 2
    assert troth("ledger", "export", file) == 1
    assert "[TR507]" in capsys.readouterr().err


def test_a_draft_never_writes_over_a_file(troth: Troth, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "drafted"
    assert troth("init", "--policy", folder) == 0
    assert "member" in (folder / "tables.yaml").read_text()
    assert troth("init", "--policy", folder) == 1
    assert "[TR507]" in capsys.readouterr().err


def test_models_and_migrations(troth: Troth, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth("apply", "--yes") == 0
    printed(capsys)
    assert troth("models", "--sqlalchemy", "account") == 0
    compile(printed(capsys), "models.py", "exec")
    assert troth("models", "--sqlalchemy", "acount") == 1
    assert "did you mean `account`" in capsys.readouterr().err
    script = tmp_path / "change.sql"
    script.write_text("alter table member alter column phone type varchar(40)")
    assert troth("migrate", "--sql", script) == 0
    assert "opened again" in printed(capsys)
    script.write_text("alter table nowhere add column x int")
    assert troth("migrate", "--sql", script) == 1
    assert troth("plan") == 0
