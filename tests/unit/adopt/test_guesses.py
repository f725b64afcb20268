"""Guesses by name, type and form: what is proposed, and what is left open."""

from __future__ import annotations

import pytest

from troth.adopt.guesses import guess_by_name, guess_by_type, guess_by_values, is_card, is_iban, speaks_of_people


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("email", "contact.email"), ("contactEmail", "contact.email"), ("E-Mail Adresse", "contact.email"),
        ("correo_electronico", "contact.email"), ("courriel", "contact.email"), ("telefonní_číslo", "contact.phone"),
        ("date_of_birth", "identity.birth"), ("Geburtsdatum", "identity.birth"),
        ("date_de_naissance", "identity.birth"),
        ("příjmení", "identity.name"), ("prénom", "identity.name"), ("Straße", "address.postal"),
        ("ship_to", "address.postal"),
        ("address_line2", "address.postal"), ("iban", "payment.bank"), ("remote_ip", "device.ip"),
    ],
)  # fmt: skip
def test_names_in_five_languages(name: str, category: str) -> None:
    guess = guess_by_name(name)
    assert (guess.category, guess.sure) == (category, True)


@pytest.mark.parametrize("name", ["name", "email_verified", "phone_count", "notes", "title", "ip_blocked_at"])
def test_names_that_only_hint(name: str) -> None:
    guess = guess_by_name(name)
    assert guess.category is not None
    assert not guess.sure


@pytest.mark.parametrize("name", ["status", "total", "shipped", "description_id_no", "recipe", "skip", "ζ", ""])
def test_names_that_say_nothing_are_never_taken_for_personal_with_certainty(name: str) -> None:
    assert not guess_by_name(name).sure


def test_addresses_of_devices_are_personal_by_their_type() -> None:
    assert guess_by_type("inet").sure
    assert guess_by_type("text").category is None


@pytest.mark.parametrize(
    ("values", "category"),
    [
        (["ana@x.example", "bo@y.example", "-"], "contact.email"),
        (["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "FR1420041010050500013M02606"], "payment.bank"),
        (["4111 1111 1111 1111", "5500005555555559", "378282246310005"], "payment.card"),
        (["192.0.2.1", "2001:db8::1", "198.51.100.7"], "device.ip"),
        (["+49 30 123456", "030/123456", "(030) 123 456"], "contact.phone"),
        (["1980-02-03", "1999-12-31", "1961-07-07"], "identity.birth"),
        (["12", "13", "14"], None),
        (["ana@x.example"], None),
    ],
)
def test_forms_of_values(values: list[str], category: str | None) -> None:
    assert guess_by_values(values).category == category


def test_check_digits_are_checked() -> None:
    assert is_iban("DE89370400440532013000")
    assert not is_iban("DE89370400440532013001")
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")


@pytest.mark.parametrize("table", ["member", "Users", "tbl_kunden", "uživatelé", "customer", "personas", "app_clients"])
def test_tables_of_people(table: str) -> None:
    assert speaks_of_people(table)


@pytest.mark.parametrize("table", ["orders", "user_role", "customer_segment", "products"])
def test_other_tables(table: str) -> None:
    assert not speaks_of_people(table)
