"""The people, companies and places of the development tables. Nobody of them exists.

Names come from the project's own lists by their frequency, so what is measured on these tables flatters dictionaries
of the same lists; sets that are kept aside have lists of their own. To keep it honest a part has names from no list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from detectors.lexicons import given_genders, given_kana, given_names_ja, surname_kana, surname_ranks, surnames_ja
from scanner.demo_numbers import draw_digits, make_corporate_number
from scanner.demo_people import romanise, vocabulary

WORDS = Path(__file__).with_name("words.toml")
TODAY = date(2026, 11, 20)
_RARE = 0.06
_FOREIGN = 0.03


@cache
def words() -> Mapping[str, Any]:
    """``words.toml``: what the tables are filled with."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Place:
    """A real town with an invented block. ``area`` is the area code with the first digit of the exchange."""

    postal: str
    prefecture: str
    city: str
    town: str
    block: str
    building: str
    area: str

    @property
    def line(self) -> str:
        """The address on one line."""
        return f"{self.prefecture}{self.city}{self.town}{self.block}{self.building and ' ' + self.building}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist; ``gender`` is ``m`` or ``f``."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    gender: str
    born: date
    place: Place
    mobile: str
    landline: str
    email: str

    @property
    def romaji(self) -> tuple[str, str]:
        """Given and family name in Latin letters."""
        return romanise(self.given_kana).capitalize(), romanise(self.family_kana).capitalize()


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, shop or institution that does not exist."""

    name: str
    number: str
    place: Place
    phone: str
    domain: str


@cache
def _surnames() -> tuple[Sequence[str], Sequence[float], Sequence[str]]:
    readings = surname_kana()
    ranked = [name for name in surname_ranks() if name in readings][:6000]
    weights = list(accumulate(1 / (rank + 15) for rank in range(len(ranked))))
    rare = [name for name, tier in surnames_ja().items() if tier == 3 and len(name) > 1 and not name.isascii()]
    return ranked, weights, rare


@cache
def _given() -> Mapping[str, tuple[Sequence[str], Sequence[float]]]:
    genders, readings = given_genders(), given_kana()
    drawn: dict[str, tuple[Sequence[str], Sequence[float]]] = {}
    for gender in "mf":
        names = [name for name in sorted(given_names_ja()) if genders[name] == gender and len(readings[name][0]) > 1]
        weights = [{1: 12.0, 2: 1.0}.get(given_names_ja()[name], 0.3) for name in names]
        drawn[gender] = names, list(accumulate(weights))
    return drawn


def draw_person(rng: Random, youngest: int = 18, oldest: int = 85, domain: str = "") -> Person:
    """A person of that age in years; ``domain`` is that of the mail address."""
    gender = rng.choice("mf")
    family, given, family_kana, given_kana_ = _draw_names(rng, gender)
    place = draw_place(rng)
    born = TODAY - timedelta(days=int(365.25 * rng.triangular(youngest, oldest, (youngest + oldest) / 2.2)))
    mobile = f"{rng.choice(('090', '080', '070', '090', '080', '060'))}{rng.randrange(1, 10)}{draw_digits(rng, 7)}"
    local = _draw_mailbox(rng, romanise(given_kana_), romanise(family_kana), born)
    return Person(
        family,
        given,
        family_kana,
        given_kana_,
        gender,
        born,
        place,
        mobile,
        draw_landline(rng, place.area),
        f"{local}@{domain or rng.choice(words()['mail_domains'])}",
    )


def _draw_names(rng: Random, gender: str) -> tuple[str, str, str, str]:
    if rng.random() < _FOREIGN:
        family, given = rng.choice(words()["foreign_family"]), rng.choice(words()["foreign_given"])
        return family, given, family, given
    ranked, weights, rare = _surnames()
    family = rng.choice(rare) if rng.random() < _RARE else rng.choices(ranked, cum_weights=weights)[0]
    if rng.random() < 0.02:
        # Made of common parts and in no list.
        family, family_kana = rng.choice(words()["invented_families"])
    else:
        family_kana = surname_kana()[family][0]
    names, given_weights = _given()[gender]
    given = rng.choices(names, cum_weights=given_weights)[0]
    return family, given, family_kana, given_kana()[given][0]


def _draw_mailbox(rng: Random, given: str, family: str, born: date) -> str:
    style = rng.random()
    joint = rng.choice((".", "_", "-", ""))
    if style < 0.5:
        return f"{given}{joint}{family}{rng.choice(('', '', str(born.year % 100), str(rng.randrange(1, 999))))}"
    if style < 0.75:
        return f"{given[:1]}{joint}{family}{rng.choice(('', str(rng.randrange(1, 99))))}"
    return f"{rng.choice(words()['handles'])}{joint}{rng.randrange(1, 9999)}"


def draw_landline(rng: Random, area: str) -> str:
    """Ten digits of a fixed line with hyphens; ``area`` is the area code and the first digit of the exchange."""
    return f"{area}{draw_digits(rng, 7 - len(area))}-{draw_digits(rng, 4)}"


def draw_place(rng: Random) -> Place:
    """A home or an office in one of the usual ways to write a block."""
    postal, prefecture, city, town, area = rng.choice(vocabulary("places")["rows"])
    one, two, three = rng.randrange(1, 9), rng.randrange(1, 40), rng.randrange(1, 30)
    block = rng.choice(
        (
            f"{one}-{two}-{three}",
            f"{one}-{two}-{three}",
            f"{one}丁目{two}番{three}号",
            f"{one}丁目{two}-{three}",
            f"{two * 31 + three}番地{one}",
            f"{two * 17}番地",
            f"{one}−{two}−{three}".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            f"{'〇一二三四五六七八九'[one]}丁目{two}番{three}号",
        )
    )
    building = ""
    if rng.random() < 0.35:
        building = f"{rng.choice(words()['buildings'])}{rng.randrange(101, 1512)}{rng.choice(('', '号室', ''))}"
    return Place(f"{postal[:3]}-{postal[3:]}", prefecture, city, town, block, building, area)


def draw_organisation(rng: Random) -> Organisation:
    """A company in one of the usual legal forms."""
    stem = rng.choice(words()["company_stems"]) + rng.choice(words()["company_trades"])
    place = draw_place(rng)
    return Organisation(
        rng.choice(words()["company_forms"]).format(stem),
        make_corporate_number(rng),
        place,
        draw_landline(rng, place.area),
        rng.choice(words()["company_domains"]),
    )
