"""Attempt: write a row that is never over, by the time of its event or the value that chooses its period.

A documented limit: the writer says both, since only the company knows which are right. Its own constraint holds.
"""

from __future__ import annotations

from adversary.market import Prompt
from adversary.workshop import Workshop

INTO = "insert into invoice (invoice_id, member_id, total, law, issued_on) values"
ONLY_PAST = "alter table public.invoice add constraint past check (issued_on <= current_date + 1)"


def attack(prompt: Prompt) -> str:
    return prompt.all(
        f"{INTO} (1, 1, 5, 'DE', '9999-01-01')",
        f"{INTO} (2, 1, 5, 'DE', current_date - 365 * 7)",
        f"{INTO} (3, 1, 5, 'FR', current_date - 365 * 7)",
        "select 'sees ' || string_agg(invoice_id::text, ',' order by invoice_id) from invoice",
    )


def test_the_writer_chooses_once(workshop: Workshop) -> None:
    """The period of its law's value is over for the third row; nobody changes the value or the time afterwards."""
    with workshop.prompt("books") as prompt:
        seen = attack(prompt)
        assert seen.count("INSERT 0 1") == 3 and "sees 1,2\n" in seen
        assert prompt.ask("update invoice set law = 'DE', issued_on = '9999-01-01'").startswith("42501")


def test_a_constraint_of_the_company_holds(workshop: Workshop) -> None:
    workshop.run(ONLY_PAST)
    with workshop.prompt("books") as prompt:
        seen = attack(prompt)
    assert "23514" in seen and "sees 2\n" in seen
