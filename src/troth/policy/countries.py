"""Countries by their two letters, and those to which personal data may go without a safeguard.

Codes: ISO 3166-1 alpha-2, with the user-assigned XK for Kosovo. Adequacy: Art. 45 GDPR, the European Commission's
decisions in force in November 2026, as published in the Official Journal. The decision on the United States (2023)
covers certified organisations alone, so the country as a whole is not on the list: name a safeguard (`certification`).
"""

from __future__ import annotations


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


EUROPEAN_UNION = _codes("""
    AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
""")
EUROPEAN_ECONOMIC_AREA = EUROPEAN_UNION | frozenset({"IS", "LI", "NO"})
ADEQUATE = _codes("""
    AD AR BR CA CH FO GB GG IL IM JE JP KR NZ UY
""")
"""Andorra, Argentina, Brazil (2026), Canada (commercial organisations), Switzerland, Faroe Islands, United Kingdom,
Guernsey, Israel, Isle of Man, Jersey, Japan, Republic of Korea, New Zealand, Uruguay."""

COUNTRIES = _codes("""
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
""")


def without_safeguard(controller: str, named: tuple[str, ...] | None) -> frozenset[str]:
    """Countries to which a controller in a country may send data without a safeguard.

    `named` is the controller's own list; without one, the list of the European Union serves, which binds controllers
    elsewhere too when they offer goods or services in the Union. One's own country never needs a safeguard.
    """
    listed = EUROPEAN_ECONOMIC_AREA | ADEQUATE if named is None else frozenset(named)
    return listed | {controller}
