"""The lines of a journal: numbered for each database, chained, and read back with what became of each deed."""

from __future__ import annotations

import json

from troth.journal.chain import Chain, Stand, deeds

WORDS = [{"word": "withdraw", "purpose": "newsletter"}]


def written() -> list[str]:
    chain = Chain()
    lines = [chain.first_line("k")]
    lines.append(chain.deed_line("a", kind="member", people=["p1"], words=WORDS))
    lines.append(chain.line({"done": 1, "of": "a"}))
    lines.append(chain.deed_line("b", kind="member", people=["p2"], words=WORDS))
    lines.append(chain.deed_line("a", kind="member", people=["p3"], words=WORDS))
    lines.append(chain.line({"undone": 2, "of": "a"}))
    lines.append(chain.deed_line("a", kind="member", people=["p4"], words=WORDS))
    return lines


def test_deeds_of_one_database_with_their_outcome() -> None:
    found, chain = deeds(written(), "a")
    assert [(deed.number, deed.people, deed.outcome, deed.after) for deed in found] == [
        (1, ("p1",), "done", 0),
        (2, ("p3",), "undone", 1),
        (3, ("p4",), None, 1),
    ]
    assert chain.stands == {"a": Stand(4, 1), "b": Stand(2, 0)}
    assert (chain.torn, chain.broken) == (0, [])


def test_a_line_that_was_cut_off_is_passed_over() -> None:
    lines = written()
    lines.insert(3, lines[3][:40])
    found, chain = deeds(lines, "a")
    assert len(found) == 3
    assert (chain.torn, chain.broken) == (1, [])


def test_a_changed_line_breaks_the_chain() -> None:
    lines = written()
    lines[1] = lines[1].replace("p1", "p9")
    assert deeds(lines, "a")[1].broken == [3]


def test_a_line_taken_out_breaks_the_chain() -> None:
    lines = written()
    del lines[4]
    assert deeds(lines, "a")[1].broken == [5]


def test_lines_that_changed_places_break_the_chain() -> None:
    lines = written()
    lines[2], lines[3] = lines[3], lines[2]
    assert deeds(lines, "a")[1].broken == [3, 4, 5]


def test_a_new_file_goes_on_where_the_old_one_stopped() -> None:
    old = Chain()
    lines = written()
    for line in lines:
        old.read(line)
    head = old.first_line("another key is not taken")
    assert json.loads(head)["stands"] == {"a": [4, 1], "b": [2, 0]}
    _, chain = deeds([*lines, head], "a")
    assert chain.broken == [] and chain.key == "k"
    _, alone = deeds([head], "a")
    assert alone.stands == chain.stands
