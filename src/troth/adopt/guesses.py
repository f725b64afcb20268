"""What a column probably holds: by its name in five languages, by its type, and by the form of its values.

A guess only proposes; what none of these knows is left open for a person to say. No value is ever kept or shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SAYS = {
    "identity.name": "Name",
    "identity.birth": "Date of birth",
    "identity.gender": "Gender or form of address",
    "identity.number": "Number of an identity document, tax or social security number",
    "contact.email": "E-mail address",
    "contact.phone": "Telephone number",
    "address.postal": "Postal address",
    "account.login": "Login name and password",
    "payment.bank": "Bank account",
    "payment.card": "Payment card",
    "device.ip": "Internet address or device",
    "location": "Where somebody is or was",
    "message": "What somebody wrote",
}
"""The categories that a draft may propose, with their words for the policy."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = {
    "identity.name": "fullname firstname lastname surname givenname familyname middlename forename nickname "
    "displayname vorname nachname familienname vollername anzeigename prenom nomfamille "
    "nomcomplet nombrecompleto apellido apellidos jmeno prijmeni celejmeno recipient "
    "empfaenger destinataire destinatario prijemce",
    "identity.birth": "birthdate birthday dateofbirth dob born bornon geburtsdatum geburtstag datenaissance "
    "naissance fechanacimiento nacimiento datumnarozeni narozeni",
    "identity.gender": "gender sex salutation anrede geschlecht genre civilite sexo genero tratamiento pohlavi "
    "osloveni",
    "identity.number": "ssn passport passportno nationalid taxid vatid ausweisnummer steuernummer steuerid "
    "numerosecu nir dni nie nif rodnecislo cislopasu",
    "contact.email": "email mail emailaddress mailaddress courriel correo correoelectronico emailadresse epost "
    "mailadresse adressemail",
    "contact.phone": "phone telephone mobile cell fax phonenumber phoneno mobilephone telefon telefonnummer "
    "mobil handy rufnummer tel portable telefono movil celular telefonicislo telefonnicislo",
    "address.postal": "address street streetaddress addressline zip zipcode postcode postalcode city town "
    "shipto billto adresse anschrift strasse hausnummer plz postleitzahl ort stadt wohnort "
    "rue ville codepostal direccion calle ciudad codigopostal domicilio adresa ulice mesto "
    "psc",
    "account.login": "password passwordhash pwd passwd login username loginname passwort kennwort benutzername "
    "motdepasse identifiant contrasena nombreusuario heslo uzivatelskejmeno",
    "payment.bank": "iban bic accountnumber bankaccount kontonummer bankverbindung rib numerocompte "
    "numerocuenta cislouctu",
    "payment.card": "cardnumber creditcard ccnumber pan kartennummer kreditkarte cartebancaire numerocarte "
    "numerotarjeta tarjeta cislokarty",
    "device.ip": "ip ipaddress ipaddr remoteip clientip remoteaddr useragent deviceid macaddress ipadresse "
    "adresseip direccionip ipadresa",
    "location": "latitude longitude lat lng lon geolocation standort position breitengrad laengengrad "
    "latitud longitud zemepisnasirka zemepisnadelka",
    "message": "message messages messagebody nachricht mensaje zprava",
}
_BY_WORD = {word: category for category, words in _WORDS.items() for word in words.split()}
_UNSURE = {
    "identity.name": "name nom nombre titel title contact kontakt",
    "message": "body text note notes comment comments remark bemerkung kommentar notiz remarque commentaire nota "
    "comentario poznamka komentar description subject",
}
_UNSURE_WORDS = {word: category for category, words in _UNSURE.items() for word in words.split()}

_PEOPLE = _words(
    "member customer client user account person people patient student employee subscriber guest applicant contact "
    "tenant driver donor kunde kunden benutzer nutzer mitglied mitglieder personen mitarbeiter teilnehmer patienten "
    "abonnent utilisateur membre personne adherent salarie abonne cliente usuario miembro socio persona empleado "
    "paciente zakaznik zakaznici uzivatel uzivatele clen clenove osoba osoby zamestnanec pacient"
)
_TYPES = {
    "inet": "device.ip",
    "cidr": "device.ip",
    "macaddr": "device.ip",
    "macaddr8": "device.ip",
    "point": "location",
}


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A category, if there is one to propose, and why. `sure` proposals are written into the draft."""

    category: str | None = None
    why: str = ""
    sure: bool = False


def words_of(name: str) -> tuple[str, ...]:
    """`DateOfBirth` and `date_of_birth` are date, of, birth; accents are dropped."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    folded = unicodedata.normalize("NFKD", spaced.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return tuple(word for word in re.split(r"[^a-z0-9]+", folded.lower()) if word)


_ARTICLES = _words("of de du la le des del der die das von")


def guess_by_name(name: str) -> Guess:
    """What a column's name says: its last words, or all of them together."""
    words = words_of(name)
    for said in (words, tuple(word for word in words if word not in _ARTICLES)):
        for start in range(len(said)):
            joined = "".join(said[start:])
            if category := _BY_WORD.get(joined) or _BY_WORD.get(joined.rstrip("0123456789")):
                return Guess(category=category, why="by its name", sure=True)
    for word in words:
        if category := _BY_WORD.get(word):
            return Guess(category=category, why=f"its name speaks of `{word}`")
        if category := _UNSURE_WORDS.get(word):
            return Guess(category=category, why=f"its name speaks of `{word}`")
    return Guess()


def guess_by_type(base_type: str) -> Guess:
    """Addresses of devices and places are personal whatever they are called."""
    category = _TYPES.get(base_type)
    return Guess(category=category, why=f"by its type, {base_type}", sure=True) if category else Guess()


def speaks_of_people(table: str) -> bool:
    """Whether a table's name is a word for people, in the singular or the plural."""
    last = words_of(table)[-1:] or ("",)
    return any(form in _PEOPLE for form in (last[0], last[0].removesuffix("s"), last[0].removesuffix("es")))


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_PHONE = re.compile(r"(?:\+|00|0|\()[\d\s()/.-]{6,20}")
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}")
_BIRTH = re.compile(r"(19[2-9]\d|200\d)-\d\d-\d\d.*")
FEWEST = 3
"""Values that a sample must have before their form says anything."""


def guess_by_values(values: Sequence[str]) -> Guess:
    """What the form of some values says. Two in three must have it."""
    if len(values) < FEWEST:
        return Guess()
    forms = (
        ("contact.email", "its values look like e-mail addresses", True, _is(_EMAIL)),
        ("payment.bank", "its values are valid IBANs", True, is_iban),
        ("payment.card", "its values have the check digit of payment cards", True, is_card),
        ("device.ip", "its values look like internet addresses", True, _is(_IP)),
        ("identity.birth", "its values may be dates of birth", False, _is(_BIRTH)),
        ("contact.phone", "its values look like telephone numbers", False, _is(_PHONE)),
    )
    for category, why, sure, fits in forms:
        if 3 * sum(fits(value.strip()) for value in values) >= 2 * len(values):
            return Guess(category=category, why=why, sure=sure)
    if any(_EMAIL.search(value) for value in values):
        return Guess(why="some of its values hold e-mail addresses")
    return Guess()


def _is(form: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: form.fullmatch(value) is not None


def is_iban(value: str) -> bool:
    """Whether the check digits of an IBAN are right (ISO 13616: the rest by 97 is 1)."""
    text = value.replace(" ", "").upper()
    if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text, re.ASCII) is None:
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def is_card(value: str) -> bool:
    """Whether the last digit of a payment card's number is right (Luhn)."""
    digits = re.sub(r"[ -]", "", value)
    if re.fullmatch(r"\d{13,19}", digits, re.ASCII) is None or not digits.startswith(("2", "3", "4", "5", "6")):
        return False
    doubled = [int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
