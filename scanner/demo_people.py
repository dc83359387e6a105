"""The people, companies and words of the invented company. The same seed gives the same people each time."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from random import Random
from typing import Any

from detectors.lexicons import given_genders, given_kana, given_names_ja, surname_kana, surname_ranks
from scanner.demo_numbers import (
    make_card,
    make_corporate_number,
    make_landline,
    make_mobile,
    make_my_number,
    make_password,
)

SEED = "daicho-demo 1"
TODAY = date(2026, 11, 20)
"""The day on which the company stands still; every date lies before it."""

_SURNAMES = 500
# Not the "oue" of Inoue, which is no long vowel.
_LONG_VOWEL = re.compile(r"(?<=o)[uo](?!e)|(?<=u)u")


@dataclass(frozen=True, slots=True)
class Address:
    """A real town with a block number that it does not have. ``area`` is the area code of its telephones
    with the beginning of their exchanges (``03-3``)."""

    postal: str
    prefecture: str
    city: str
    rest: str
    area: str

    @property
    def line(self) -> str:
        """The address as one writes it on one line."""
        return self.prefecture + self.city + self.rest


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. ``gender`` is ``m`` or ``f``."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    gender: str
    born: date
    address: Address
    phone: str
    email: str

    @property
    def name(self) -> str:
        """Family and given name with a space between them."""
        return f"{self.family} {self.given}"

    @property
    def kana(self) -> str:
        """The reading of the name in katakana."""
        return f"{self.family_kana} {self.given_kana}"

    @property
    def romaji(self) -> str:
        """The name in Latin letters, given name first."""
        return f"{romanise(self.given_kana).capitalize()} {romanise(self.family_kana).capitalize()}"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company that does not exist."""

    name: str
    number: str
    address: Address
    phone: str


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody and everything personal that the demo's files are written from. ``cards``, ``my_numbers``
    (those of the staff first), ``passwords`` and ``accounts`` are as they stand in the files."""

    customers: tuple[Person, ...]
    staff: tuple[Person, ...]
    applicants: tuple[Person, ...]
    suppliers: tuple[Organisation, ...]
    stores: tuple[Organisation, ...]
    cards: tuple[str, ...]
    my_numbers: tuple[str, ...]
    passwords: tuple[str, ...]
    accounts: tuple[str, ...]
    subscribers: tuple[Person, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """All of them."""
        return (*self.customers, *self.staff, *self.applicants, *self.subscribers)


@cache
def vocabulary(name: str) -> Mapping[str, Any]:
    """A section of ``data/demo.toml``."""
    section: Mapping[str, Any] = _read_words()[name]
    return section


@cache
def _read_words() -> Mapping[str, Any]:
    return tomllib.loads((files("scanner") / "data" / "demo.toml").read_text(encoding="utf-8"))


def start_random(part: str) -> Random:
    """The random numbers of one part of the demo, so that a change in one part leaves the others as they were."""
    return Random(f"{SEED} {part}")


@cache
def make_company() -> Company:
    """The company, the same each time."""
    rng = start_random("company")
    customers = tuple(make_person(rng) for _ in range(300))
    staff = tuple(make_person(rng, oldest=62, domain=vocabulary("company")["host"]) for _ in range(40))
    applicants = tuple(make_person(rng) for _ in range(150))
    return Company(
        customers=customers,
        staff=staff,
        applicants=applicants,
        suppliers=tuple(_make_suppliers(rng, 30)),
        stores=tuple(_make_store(rng, number) for number in range(36)),
        cards=tuple(make_card(rng) for _ in range(12)),
        my_numbers=tuple(make_my_number(rng) for _ in range(46)),
        passwords=tuple(make_password(rng) for _ in range(8)),
        accounts=tuple(f"{rng.randrange(1_000_000, 10_000_000)}" for _ in range(48)),
        subscribers=tuple(_make_subscribers(start_random("subscribers"), 850, (*customers, *staff, *applicants))),
    )


def _make_subscribers(rng: Random, count: int, others: Iterable[Person]) -> Iterator[Person]:
    """People whose names and mail addresses are nobody else's."""
    taken = {word for person in others for word in (person.name, person.email)}
    made = 0
    while made < count:
        person = make_person(rng)
        if taken.isdisjoint((person.name, person.email)):
            taken.update((person.name, person.email))
            made += 1
            yield person


def make_person(rng: Random, *, oldest: int = 84, domain: str = "") -> Person:
    """A person of 18 years or more; ``domain`` is that of the mail address."""
    words = vocabulary("people")
    # The commonest surnames come most often, as in life.
    family = _surnames()[int(_SURNAMES * rng.random() ** 2)]
    gender = rng.choice("mf")
    given = rng.choice(_given_names()[gender])
    family_kana, given_kana_ = surname_kana()[family][0], given_kana()[given][0]
    address = make_home(rng)
    landline = rng.random() < 0.2
    phone = make_landline(rng, address.area) if landline else make_mobile(rng, rng.choice(words["mobile_prefixes"]))
    joint = rng.choice((".", "_", "-", ""))
    local = f"{romanise(given_kana_)}{joint}{romanise(family_kana)}{rng.choice(('', str(rng.randrange(1, 99))))}"
    born = TODAY - timedelta(days=rng.randrange(18 * 366, oldest * 365))
    email = f"{local}@{domain or rng.choice(words['mail_domains'])}"
    return Person(family, given, family_kana, given_kana_, gender, born, address, phone, email)


@cache
def _surnames() -> Sequence[str]:
    return list(surname_ranks())[:_SURNAMES]


@cache
def _given_names() -> Mapping[str, Sequence[str]]:
    """Common given names of two or three characters with one reading, by gender."""
    genders, readings = given_genders(), given_kana()
    names = sorted(
        name
        for name, tier in given_names_ja().items()
        if tier == 1 and 2 <= len(name) <= 3 and len(readings[name]) == 1 and len(readings[name][0]) > 1
    )
    return {gender: [name for name in names if genders[name] == gender] for gender in "mf"}


def romanise(kana: str) -> str:
    """Katakana in lower-case Latin letters, long vowels left short, as people write their names."""
    table = _romaji()
    text, double, at = "", False, 0
    while at < len(kana):
        size = 2 if kana[at : at + 2] in table else 1
        sound = table.get(kana[at : at + size], "")
        double_now, double = double, kana[at] == "ッ"
        text += (sound[:1] if double_now else "") + sound
        at += size
    return _LONG_VOWEL.sub("", text)


@cache
def _romaji() -> Mapping[str, str]:
    words = vocabulary("people")["romaji"].split()
    return {kana: latin for kana, latin in pairwise(words) if not kana.isascii()}


def make_home(rng: Random) -> Address:
    """Where somebody lives; every third one in a flat."""
    postal, prefecture, city, town, area = rng.choice(vocabulary("places")["rows"])
    block = f"{rng.randrange(1, 6)}-{rng.randrange(61, 99)}-{rng.randrange(31, 60)}"
    if rng.random() < 0.3:
        block = f"{rng.randrange(5001, 9000)}番地{rng.randrange(1, 20)}"
    if rng.random() < 0.35:
        block += f" {rng.choice(vocabulary('people')['buildings'])}{rng.randrange(101, 912)}"
    return Address(f"{postal[:3]}-{postal[3:]}", prefecture, city, town + block, area)


def make_office(rng: Random) -> Address:
    """Where a company is."""
    postal, prefecture, city, town, area = rng.choice(vocabulary("places")["rows"])
    block = f"{rng.randrange(1, 6)}丁目{rng.randrange(61, 99)}番{rng.randrange(31, 60)}号"
    return Address(f"{postal[:3]}-{postal[3:]}", prefecture, city, town + block, area)


def _make_suppliers(rng: Random, count: int) -> list[Organisation]:
    words = vocabulary("organisations")
    pairs = [(stem, trade) for stem in words["stems"] for trade in words["trades"]]
    suppliers = []
    for stem, trade in rng.sample(pairs, count):
        address = make_office(rng)
        name = rng.choice(words["forms"]).format(stem + trade)
        suppliers.append(Organisation(name, make_corporate_number(rng), address, make_landline(rng, address.area)))
    return suppliers


def _make_store(rng: Random, number: int) -> Organisation:
    address = make_office(rng)
    name = f"あおぞら見本 {address.city[:-1]}{rng.choice(vocabulary('organisations')['store_kinds'])}"
    return Organisation(name, f"T{number + 1:03}", address, make_landline(rng, address.area))
