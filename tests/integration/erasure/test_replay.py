"""A backup is restored: what it has forgotten is said and done again, and nothing else; then the windows open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from databases import Server
from integration.company import SECRET, Shop, opened_shop
from integration.restored import backup_of
from troth.client import Person, Troth
from troth.erasure.replay import Replay
from troth.errors import Refused, Stale
from troth.journal.journal import Journal


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(server, tmp_path) as opened:
        yield opened


def person(shop: Shop, number: int) -> Person:
    return shop.troth.subject("member", number)


def again(shop: Shop) -> list[tuple[int, str, str | None]]:
    """Who, which word, which purpose: of the plan of a replay."""
    plan = shop.troth.restored.plan()
    return [(someone.key[0], word.word, word.purpose) for someone in plan.people for word in someone.again]


def replayed(shop: Shop) -> tuple[str, ...]:
    left = shop.troth.restored.replay(shop.troth.restored.plan())
    assert shop.troth.restored.plan().empty
    return left


def phone(shop: Shop, number: int) -> Any:
    row = shop.owner.execute("select phone from member where member_id = %s", [number]).fetchone()
    return row[0] if row else "gone"


def closed(shop: Shop) -> bool:
    try:
        with shop.troth.purpose("account"):
            return False
    except Refused as refused:
        return refused.findings[0].code == "TR744"


def bought(shop: Shop) -> int:
    member = shop.sign_up()
    shop.order(member)
    shop.owner.execute("update orders set placed_at = now() - interval '800 days' where buyer_id = %s", [member])
    return member


def test_erasures_withdrawals_objections_and_restrictions(shop: Shop) -> None:
    erased, gone, withdrew, objected, restricted = bought(shop), shop.sign_up(), *(shop.sign_up() for _ in range(3))
    order = shop.order(restricted)
    for number in (withdrew, objected):
        person(shop, number).consent("newsletter")
    with backup_of(shop) as backup:
        for number in (erased, gone):
            person(shop, number).plan_erasure().apply(because="asked")
        person(shop, withdrew).withdraw("newsletter", because="a secret reason")
        person(shop, objected).object("offers")
        person(shop, restricted).restrict("accuracy", purposes=["account"])
        person(shop, restricted).restrict("unlawful", row=("orders", order))
        later = shop.sign_up()
        person(shop, later).consent("newsletter")
        person(shop, later).withdraw("newsletter")
        with backup.restored(shop) as older:
            assert closed(older) and phone(older, erased) == "1"
            assert again(older) == [
                (erased, "erase", None), (gone, "erase", None), (withdrew, "withdraw", "newsletter"),
                (objected, "object", "offers"), (objected, "withdraw", "newsletter"), (objected, "end", "offers"),
                (restricted, "restrict", None), (restricted, "restrict", None),
            ]  # fmt: skip
            assert older.troth.restored.plan().nobody == 1
            assert replayed(older) == ()
            assert not closed(older)
            assert (phone(older, erased), phone(older, gone)) == (None, "gone")
            assert not older.sees("newsletter", withdrew) and not older.sees("newsletter", objected)
            assert not older.sees("offers", objected) and older.sees("account", objected)
            assert not older.sees("account", restricted) and not older.sees_order("fulfilment", order)
            assert "TR744" not in [finding.code for finding in older.troth.verify().findings]
            words = person(older, withdrew).history()
            assert "repeated from the journal" in words[-1].detail["because"]
            assert "secret" not in str(words)


def test_the_later_word_wins(shop: Shop) -> None:
    back, lifted, begun = (shop.sign_up() for _ in range(3))
    person(shop, back).consent("newsletter")
    with backup_of(shop) as backup:
        person(shop, back).withdraw("newsletter")
        person(shop, back).consent("newsletter")
        person(shop, lifted).restrict("accuracy")
        person(shop, lifted).lift()
        person(shop, begun).object("fraud_prevention")
        person(shop, begun).begin("fraud_prevention")
        with backup.restored(shop) as older:
            plan = older.troth.restored.plan()
            assert [word for someone in plan.people for word in someone.again] == []
            assert [(someone.key[0], word.word) for someone in plan.people for word in someone.told] == [
                (back, "consent"), (lifted, "lift"), (begun, "begin"),
            ]  # fmt: skip
            assert "ask    member" in str(plan)
            replayed(older)
            assert older.sees("newsletter", back) and older.sees("account", lifted)


def test_a_consent_that_opened_direct_marketing_again_is_taken_back(shop: Shop) -> None:
    """Found by invention: of marketing that rests on an interest no consent can be withdrawn by its word alone."""
    member = shop.sign_up()
    person(shop, member).object("offers")
    person(shop, member).consent("offers")
    with backup_of(shop) as backup:
        person(shop, member).object("offers")
        person(shop, member).consent("newsletter")
        with backup.restored(shop) as older:
            assert again(older) == [
                (member, "object", "offers"), (member, "withdraw", "offers"), (member, "end", "offers"),
            ]  # fmt: skip
            assert replayed(older) == ()
            standing = person(older, member).standing()
            assert "offers" in standing.ended and not standing.consents
            assert not older.sees("offers", member)


def test_holds_and_objections_that_were_answered(shop: Shop) -> None:
    held, answered, refused = shop.sign_up(), bought(shop), bought(shop)
    order = shop.order(held)
    with backup_of(shop) as backup:
        person(shop, held).hold(["order"], because="a secret claim", ground="claims", row=("orders", order))
        person(shop, held).hold(["contact.phone"], because="a secret claim", ground="law")
        for number in (answered, refused):
            person(shop, number).object("statistics")
        person(shop, answered).uphold("statistics")
        person(shop, refused).refuse("statistics", because="compelling")
        with backup.restored(shop) as older:
            replayed(older)
            holds = person(older, held).standing().holds
            assert [(each.keeps, each.ground, each.row) for each in holds] == [
                (("order",), "claims", ("orders", (order,))), (("contact.phone",), "law", None),
            ]  # fmt: skip
            assert "secret" not in str(holds)
            assert person(older, answered).standing().ended == ("statistics",)
            assert person(older, refused).standing().pending == person(older, refused).standing().ended == ()


def test_holds_on_rows_of_two_tables_that_have_the_same_key(shop: Shop) -> None:
    held = shop.sign_up()
    shop.owner.execute(
        "insert into orders (order_id, buyer_id, ship_to, total) overriding system value"
        " values (%s, %s, 'A street', 10)",
        [held, held],
    )
    with backup_of(shop) as backup:
        for table in ("orders", "member"):
            person(shop, held).hold(["order"], because="a claim", ground="claims", row=(table, held))
        with backup.restored(shop) as older:
            replayed(older)
            rows = [each.row for each in person(older, held).standing().holds]
            assert rows == [("orders", (held,)), ("member", (held,))]


def test_a_part_and_a_child(shop: Shop) -> None:
    part, child = shop.sign_up(), bought(shop)
    with backup_of(shop) as backup:
        person(shop, part).plan_erasure(["contact.phone"]).apply()
        person(shop, child).plan_erasure(child=True).apply()
        with backup.restored(shop) as older:
            replayed(older)
            assert phone(older, part) is None and older.sees("account", part)
            assert person(older, child).standing().child


def test_said_twice_it_changes_nothing(shop: Shop) -> None:
    member = bought(shop)
    with backup_of(shop) as backup:
        person(shop, member).plan_erasure().apply()
        person(shop, member).restrict("claims")
        with backup.restored(shop) as older:
            plan = older.troth.restored.plan()
            replayed(older)
            before = [word.word for word in person(older, member).history()]
            assert older.troth.restored.replay(plan) == ()
            assert [word.word for word in person(older, member).history()] == before
            assert len(person(older, member).standing().restrictions) == 1


def test_words_of_several_people_are_said_in_the_order_of_their_deeds(shop: Shop) -> None:
    """Found by invention: what was erased of one person may depend on who was erased before."""
    first, second = shop.sign_up(), shop.sign_up()
    with backup_of(shop) as backup:
        person(shop, first).object("offers")
        person(shop, second).object("offers")
        person(shop, first).restrict("accuracy")
        with backup.restored(shop) as older:
            said: list[str] = []
            older.troth.restored.replay(older.troth.restored.plan(), told=said.append)
            assert [" ".join(words.split()[1:4]).rstrip(",") for words in said] == [
                f"{first}: object offers", f"{first}: end offers", f"{second}: object offers", f"{second}: end offers",
                f"{first}: restrict (restriction:",
            ]  # fmt: skip


def test_killed_in_the_middle_it_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [shop.sign_up() for _ in range(4)]
    for number in people:
        person(shop, number).consent("newsletter")
    with backup_of(shop) as backup:
        for number in people:
            person(shop, number).withdraw("newsletter")
        with backup.restored(shop) as older:
            say, said = Replay._say, []

            def stop_at_the_third(self: Replay, *about: Any) -> None:
                said.append(about)
                if len(said) == 3:
                    raise KeyboardInterrupt
                say(self, *about)

            monkeypatch.setattr(Replay, "_say", stop_at_the_third)
            with pytest.raises(KeyboardInterrupt):
                older.troth.restored.replay(older.troth.restored.plan())
            monkeypatch.undo()
            assert closed(older)
            assert [who for who, _, _ in again(older)] == people[2:]
            replayed(older)
            assert not any(older.sees("newsletter", number) for number in people)


def test_a_deed_whose_end_a_crash_has_hidden_is_repeated_unless_it_is_to_be_left(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = bought(shop)
    with backup_of(shop) as backup:
        with monkeypatch.context() as patched:
            patched.setattr(Journal, "done", lambda *_: None)
            person(shop, member).plan_erasure().apply()
        with backup.restored(shop) as older:
            assert not closed(older)  # nothing is known to be missing
            assert older.troth.restored.plan(leave_unconfirmed=True).empty
            assert "unconfirmed" in str(older.troth.restored.plan())
            replayed(older)
            assert phone(older, member) is None


def test_what_was_given_up_is_not_repeated(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    member = bought(shop)
    with backup_of(shop) as backup:
        with monkeypatch.context() as patched:
            patched.setattr("troth.erasure.erase.forget", None)
            patched.setattr("troth.erasure.erase.left_over", None)
            with pytest.raises(TypeError):
                person(shop, member).plan_erasure().apply()
        assert phone(shop, member) == "1"
        with backup.restored(shop) as older:
            assert older.troth.restored.plan().empty


def test_what_is_no_purpose_any_more_is_told(shop: Shop) -> None:
    member = shop.sign_up()
    person(shop, member).consent("newsletter")
    with backup_of(shop) as backup:
        person(shop, member).withdraw("newsletter")
        with backup.restored(shop) as older:
            policy = (shop.folder / "policy.yaml").read_text()
            renamed = policy.replace("  newsletter:", "  letters:", 1).replace(
                "withdrawal: newsletter", "informs: true"
            )
            (shop.folder / "policy.yaml").write_text(renamed.replace("kept_by:\n  - informs: true", "informs: true"))
            with Troth(shop.folder, older.troth.database, secret=SECRET) as changed:
                (line,) = changed.restored.replay(changed.restored.plan())
                assert line.startswith(f"not repeated: member {member}: withdraw newsletter")
                assert changed.restored.plan().empty


def test_nothing_is_repeated_by_another_version_of_the_policy(shop: Shop) -> None:
    """A backup from before a policy was applied has no place for what its new kinds of people have said."""
    member = shop.sign_up()
    with backup_of(shop) as backup:
        person(shop, member).object("statistics")
        policy = (shop.folder / "policy.yaml").read_text()
        with backup.restored(shop) as older:
            (shop.folder / "policy.yaml").write_text(policy.replace("version: 3", "version: 4", 1))
            with Troth(shop.folder, older.troth.database, secret=SECRET) as newer:
                plan = newer.restored.plan()
                with pytest.raises(Stale, match="TR711"):
                    newer.restored.replay(plan)
                assert newer.restored.plan() == plan


def test_apply_and_open_are_refused_before_the_replay(shop: Shop) -> None:
    member = shop.sign_up()
    with backup_of(shop) as backup:
        person(shop, member).restrict("accuracy")
        with backup.restored(shop) as older:
            for deed in (lambda: older.troth.apply(older.troth.plan()), older.troth.restored.open):
                with pytest.raises(Refused, match="TR744"):
                    deed()
            replayed(older)
            older.troth.apply(older.troth.plan())


def test_what_notices_an_older_database_shuts_it_for_everybody(shop: Shop) -> None:
    member = shop.sign_up()
    with backup_of(shop) as backup:
        person(shop, member).restrict("accuracy")
        with backup.restored(shop) as older:
            address = older.troth.opened.address(older.troth.opened.names.window("account"))
            with psycopg.connect(address, autocommit=True) as login:
                seen = "select count(*) from for_account.member"
                assert login.execute(seen).fetchone() == (1,)
                assert closed(older)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    login.execute(seen)
                replayed(older)
                assert login.execute(seen).fetchone() == (0,)


def test_nothing_is_swept_that_a_forgotten_hold_may_keep(shop: Shop) -> None:
    member = bought(shop)
    with backup_of(shop) as backup:
        person(shop, member).hold(["order"], because="a claim", ground="claims")
        with backup.restored(shop) as older:
            with pytest.raises(Refused, match="TR744"):
                older.troth.sweep()
            assert older.troth.restored.close() == 0
            replayed(older)
            older.troth.sweep()


def test_closed_windows_are_closed_to_logins_without_troth_too(shop: Shop) -> None:
    address = shop.troth.opened.address(shop.troth.opened.names.window("account"))
    with psycopg.connect(address, autocommit=True) as login:
        assert login.execute("select count(*) from member").fetchone() == (0,)
    assert shop.troth.restored.close(because="a restore") > 5
    with psycopg.connect(address, autocommit=True) as login, pytest.raises(psycopg.errors.UndefinedTable):
        login.execute("select count(*) from member")
    with psycopg.connect(address, autocommit=True) as login, pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute("select count(*) from for_account.member")
    person(shop, shop.sign_up()).restrict("accuracy")  # the desk goes on
    assert "grant" in str(shop.troth.plan())
    assert not shop.troth.verify().sound
    assert shop.troth.restored.open() > 5
    assert shop.troth.plan().empty
    with psycopg.connect(address, autocommit=True) as login:
        login.execute("select count(*) from member")


def test_begin_anew_with_another_journal(shop: Shop, tmp_path: Path) -> None:
    member = shop.sign_up()
    person(shop, member).consent("newsletter")
    with Troth(shop.folder, shop.database.url, secret=SECRET, journal=str(tmp_path / "new")) as troth:
        assert [finding.code for finding in troth.restored.status()[1]] == []
        troth.restored.adopt()
        troth.subject("member", member).withdraw("newsletter")
        about, findings = troth.restored.status()
        assert (about["deeds"], about["forgotten here"], findings) == (1, 0, ())


def test_a_backup_from_before_the_key_was_used_again(shop: Shop) -> None:
    """The key of somebody who is gone belongs to another person now, of whom the backup knows nothing."""
    number = shop.sign_up()
    with backup_of(shop) as backup:
        person(shop, number).plan_erasure().apply()
        shop.owner.execute(
            "insert into member (member_id, full_name) overriding system value values (%s, 'Another')", [number]
        )
        person(shop, number).consent("newsletter")
        with backup.restored(shop) as older:
            replayed(older)
            assert phone(older, number) == "gone"
