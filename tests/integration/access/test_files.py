"""Copies in files: JSON that its schema accepts, CSV that runs nothing, a page that shows text, all of it private."""

from __future__ import annotations

import csv
import io
import json
import stat
import tracemalloc
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator

from integration.access.oddities import Odd
from integration.company import Shop
from troth.access.schema import access_schema, port_schema
from troth.errors import Refused, Unavailable

Somebody = Callable[..., UUID]
VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """What stands on a page: every element with its attributes, and its text. Raises AssertionError if it is torn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_json_is_the_value_and_fits_its_schema(shop: Shop, tmp_path: Path) -> None:
    ana = shop.sign_up()
    shop.order(ana, shop.sign_up())
    person = shop.troth.subject("member", ana)
    person.consent("newsletter", evidence={"form": "footer"})
    value = person.access().to_json()
    written = person.access_to(tmp_path / "copy.json")
    copy = json.loads((tmp_path / "copy.json").read_text("utf-8"))
    Draft202012Validator(access_schema()).validate(copy)
    assert copy["tables"] == value["tables"] and copy["purposes"] == value["purposes"]
    assert (written.form, written.rows, written.tables) == ("json", 2, 2)
    person.port_to(tmp_path / "port.json")
    Draft202012Validator(port_schema()).validate(json.loads((tmp_path / "port.json").read_text("utf-8")))


def test_a_person_without_rows_has_a_whole_copy_too(shop: Shop, tmp_path: Path) -> None:
    ana = shop.sign_up()
    person = shop.troth.subject("member", ana)
    person.consent("newsletter")
    shop.owner.execute("delete from member where member_id = %s", [ana])
    for end in ("json", "zip", "html"):
        assert person.access_to(tmp_path / f"copy.{end}").rows == 0
    assert json.loads((tmp_path / "copy.json").read_text("utf-8"))["tables"] == []
    Page((tmp_path / "copy.html").read_text("utf-8"))


def test_no_cell_of_the_csv_is_a_formula(odd: Odd, somebody: Somebody, tmp_path: Path) -> None:
    one = somebody(name='=HYPERLINK("http://evil.example")', email="+1@example.org", balance="-12.50", tags=["=1"])
    odd.troth.subject("person", one).hold(["file"], because="@claim", ground="claims")
    odd.troth.subject("person", one).access_to(tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        names = archive.namelist()
        assert {"README.txt", "tables/person.csv", "purposes.csv", "rights.csv", "held.csv", "kept.csv"} <= set(names)
        files = {name: archive.read(name).decode("utf-8-sig") for name in names}
    assert "Odd & Sons <Ltd>" in files["README.txt"] and "tables/person.csv: rows of person" in files["README.txt"]
    (row,) = csv.DictReader(io.StringIO(files["tables/person.csv"]))
    assert row["name"] == '\'=HYPERLINK("http://evil.example")' and row["email"] == "'+1@example.org"
    assert (row["balance"], row["tags"], row["score"]) == ("-12.50", '["=1"]', "")
    (held,) = csv.DictReader(io.StringIO(files["held.csv"]))
    assert held["because"] == "'@claim"
    for name in names:
        for line in csv.reader(io.StringIO(files[name])) if name.endswith(".csv") else ():
            assert not [cell for cell in line if cell[:1] in set("=+@\t\r")], (name, line)


def test_the_page_is_whole_shows_text_and_loads_nothing(odd: Odd, somebody: Somebody, tmp_path: Path) -> None:
    evil = "</td></table><script src=//evil.example></script><img src=x onerror=alert(1)>"
    one, two = somebody(name=evil, tags=[evil]), somebody()
    odd.add("friendship", a=one, b=two, note=evil)
    odd.add("friendship", a=two, b=one, note="plain")
    odd.troth.subject("person", one).consent("caring", evidence={evil: evil})
    odd.troth.subject("person", one).access_to(tmp_path / "copy.html")
    page = Page((tmp_path / "copy.html").read_text("utf-8"))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "link", "iframe", "object", "form"}
    assert evil in page.text and "Odd & Sons <Ltd>" in page.text and "2027" in page.text
    assert not [attrs for _, attrs in page.elements if any(name.startswith("on") for name in attrs)]
    targets = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    links = {str(attrs["href"]) for tag, attrs in page.elements if tag == "a"}
    assert links and all(link.startswith("#") and link[1:] in targets for link in links)
    assert all(attrs.get("scope") == "col" for tag, attrs in page.elements if tag == "th")
    assert [attrs for tag, attrs in page.elements if tag == "html"] == [{"lang": "en"}]
    assert sum(tag == "caption" for tag, _ in page.elements) == sum(tag == "table" for tag, _ in page.elements) > 1


def test_a_copy_is_private_and_never_written_over_another(shop: Shop, tmp_path: Path) -> None:
    person = shop.troth.subject("member", shop.sign_up())
    path = tmp_path / "copy.json"
    person.access_to(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("somebody else's")
    with pytest.raises(Refused, match="TR752"):
        person.access_to(path)
    assert path.read_text() == "somebody else's"
    person.access_to(path, over=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and json.loads(path.read_text())["of"] == "access"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_another_file_is_not_followed(shop: Shop, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    (tmp_path / "copy.json").symlink_to(target)
    shop.troth.subject("member", shop.sign_up()).access_to(tmp_path / "copy.json", over=True)
    assert target.read_text() == "mine" and not (tmp_path / "copy.json").is_symlink()


def test_what_cannot_be_written_is_not_in_the_ledger(shop: Shop, tmp_path: Path) -> None:
    person = shop.troth.subject("member", shop.sign_up())
    for path, code in ((tmp_path / "no" / "copy.json", "TR753"), (tmp_path / "copy.pdf", "TR751")):
        with pytest.raises((Refused, Unavailable), match=code):
            person.access_to(path)
    assert person.access().standing[0].history == ()
    assert list(tmp_path.iterdir()) == []


def test_many_rows_are_written_in_pieces(shop: Shop, tmp_path: Path) -> None:
    ana = shop.sign_up()
    shop.owner.execute(
        "insert into message (id, sender_id, body)"
        " select n, %s, n || repeat('x', 4000) from generate_series(1, 4000) n",
        [ana],
    )
    person = shop.troth.subject("member", ana)
    person.access_to(tmp_path / "warm.json")
    for end in ("json", "zip", "html"):
        tracemalloc.start()
        written = person.access_to(tmp_path / f"copy.{end}")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert written.rows == 4001 and peak < 12_000_000, (end, peak)
    copy = json.loads((tmp_path / "copy.json").read_text("utf-8"))
    (messages,) = [table["rows"] for table in copy["tables"] if table["table"] == "message"]
    assert [row["id"] for row in messages] == list(range(1, 4001))
    shop.owner.execute("delete from message where sender_id = %s", [ana])


def test_other_systems_are_asked_for_a_copy_that_is_handed_out(odd: Odd, somebody: Somebody, tmp_path: Path) -> None:
    one = somebody(email="elsewhere@example.org")
    person = odd.troth.subject("person", one)
    looked = {told.system: told for told in person.access().elsewhere}
    assert not looked["mail_tool"].asked and looked["backups"].gone_after == "35 days"
    tasks = "select count(*) from troth.task where what = 'access' and about::text like '%elsewhere@example.org%'"
    assert odd.owner.execute(tasks).fetchone() == (0,)
    person.access_to(tmp_path / "copy.html")
    assert odd.owner.execute(tasks).fetchone() == (1,)
    text = Page((tmp_path / "copy.html").read_text("utf-8")).text
    assert "It was asked for it, and answers within 5 days" in text and "gone there after 35 days" in text
