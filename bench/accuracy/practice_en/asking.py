"""What can be asked of the invented people and companies of the English practice sets."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bench.accuracy.practice_en.numbers import (
    make_card,
    make_corporate_number,
    make_iban,
    make_iccid,
    make_imei,
    make_insurer,
    make_licence,
    make_my_number,
)
from bench.accuracy.practice_en.phones import write_phone
from bench.accuracy.practice_en.world import WORDS, Person, Place, halve_kana, make_place, to_ascii

Value = str | int | float | bool | None
ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))
LANGUAGES = {"JP": "ja-JP", "US": "en-US", "GB": "en-GB", "DE": "de-DE", "FR": "fr-FR", "IN": "en-IN", "AU": "en-AU"}
SIGNS = {
    "#": "0123456789",
    "@": "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "~": "0123456789abcdef",
    "%": "abcdefghijkmnpqrstuvwxyz0123456789",
}


@dataclass(frozen=True, slots=True)
class Company:
    """An invented company; it sits in Japan or elsewhere."""

    key: str
    name: str
    slug: str
    place: Place
    number: str


def make_company(rng: random.Random, japanese: bool) -> Company:
    """A company of the list, or one put together, with an invented seat."""
    words, tongue = WORDS["companies"], "ja" if japanese else "en"
    form = rng.choice(words[f"{tongue}_form"].split() if japanese else words["en_form"].split("/"))
    stem, kind = rng.choice(words[f"{tongue}_stem"].split()), rng.choice(words[f"{tongue}_kind"].split())
    name = form.replace("*", f"{stem}{kind}" if japanese else f"{stem} {kind}")
    if rng.random() < 0.3:
        name = rng.choice(words[tongue].strip().splitlines())
    place = make_place(rng, "ja" if japanese else rng.choice(("us", "uk", "de", "fr", "au", "ja")))
    return Company(
        f"{rng.getrandbits(40):x}", name, rng.choice(words["slug"].split()), place, make_corporate_number(rng)
    )


def split_top(text: str) -> list[str]:
    """Parts between semicolons that stand outside braces."""
    return re.split(r";(?![^{]*\})", text)


def fill_code(pattern: str, rng: random.Random) -> str:
    """A code: # a digit, @ a capital, ~ a hex digit, % a small letter or digit, anything else stays."""
    return "".join(rng.choice(SIGNS[sign]) if sign in SIGNS else sign for sign in pattern)


def fix_code(owner: str, what: str, text: str) -> str:
    """A code or choice that stays with its owner."""
    rng = random.Random(f"{owner}/{text}")
    return fill_code(text, rng) if what == "code" else rng.choice(split_top(text))


def make_ip(rng: random.Random) -> str:
    """A global IPv4 address."""
    first = rng.choice((60, 61, 106, 110, 118, 126, 133, 153, 182, 203, 81, 94, 86))
    return f"{first}.{rng.randint(8, 240)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def write_date(day: date, form: str) -> str:
    """A date in strftime's form, or ``era`` for the Japanese era."""
    if form != "era":
        return day.strftime(form)
    era, start = next((one for one in ERAS if day >= one[1]), ERAS[-1])
    return f"{era}{day.year - start.year + 1}年{day.month}月{day.day}日"


def write_login(one: Person, rng: random.Random) -> str:
    """A login name made of the name."""
    given, family = to_ascii(one.roman_first), to_ascii(one.roman_last)
    return rng.choice((given[:1] + family, f"{given}{rng.randint(1, 99)}", f"{given}.{family}"))


def write_nick(one: Person, rng: random.Random) -> str:
    """A name for games and forums."""
    before = rng.choice(("", "", "the_", "xX", "mr_", "neko_", "sushi", "ramen_"))
    return before + to_ascii(one.roman_first) + rng.choice(("", "_88", "chan", "_jp", "2010", "san"))


def write_ticket_name(one: Person) -> str:
    """The name as a flight ticket has it."""
    return f"{to_ascii(one.roman_last)}/{to_ascii(one.roman_first)}{'MS' if one.gender == 'F' else 'MR'}".upper()


def write_bank_name(one: Person) -> str:
    """The name as a bank has it: kana in half-width, or capitals."""
    return halve_kana(f"{one.kana_last} {one.kana_first}") if one.kana_last else f"{one.last} {one.first}".upper()


def write_full(one: Person, space: str = " ") -> str:
    """The name in the order of its country."""
    return f"{one.last}{space}{one.first}" if one.locale == "ja" else f"{one.first} {one.last}"


PERSON: dict[str, Callable[[Person, random.Random], Value]] = {
    "last": lambda one, _: one.last,
    "first": lambda one, _: one.first,
    "full": lambda one, _: write_full(one),
    "joined": lambda one, _: write_full(one, ""),
    "comma": lambda one, _: f"{one.roman_last}, {one.roman_first}",
    "caps": lambda one, _: f"{one.roman_last} {one.roman_first}".upper(),
    "mrz": lambda one, _: write_ticket_name(one),
    "short": lambda one, _: f"{one.roman_first[0]}. {one.roman_last}",
    "roman": lambda one, _: f"{one.roman_first} {one.roman_last}",
    "rlast": lambda one, _: one.roman_last,
    "rfirst": lambda one, _: one.roman_first,
    "kana": lambda one, _: f"{one.kana_last} {one.kana_first}",
    "hkana": lambda one, _: write_bank_name(one),
    "email": lambda one, _: one.mail,
    "login": write_login,
    "nick": write_nick,
    "gender": lambda one, _: one.gender,
    "age": lambda one, _: 2025 - one.born.year,
    "addr": lambda one, _: one.place.full,
    "street": lambda one, _: one.place.street,
    "city": lambda one, _: one.place.city,
    "region": lambda one, _: one.place.region,
    "zip": lambda one, _: one.place.postal,
    "zip7": lambda one, _: one.place.postal.replace("-", "").replace(" ", ""),
    "country": lambda one, _: one.country,
    "cc": lambda one, _: one.code,
    "lang": lambda one, _: LANGUAGES.get(one.code, "pt-BR"),
    "phone": lambda one, rng: write_phone(rng, one.place)[0],
    "mobile": lambda one, rng: write_phone(rng, one.place, mobile=True)[0],
    "e164": lambda one, rng: write_phone(rng, one.place, mobile=True)[1],
    "digits": lambda one, rng: re.sub(r"\D", "", write_phone(rng, one.place, mobile=rng.random() < 0.5)[0]),
    "uuid": lambda _, rng: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
    "ip": lambda _, rng: make_ip(rng),
    "ua": lambda _, rng: rng.choice(WORDS["agents"].strip().splitlines()),
    "card": lambda _, rng: make_card(rng),
    "iban": lambda _, rng: make_iban(rng),
    "iccid": lambda _, rng: make_iccid(rng),
    "mynum": lambda _, rng: make_my_number(rng),
    "licence": lambda _, rng: make_licence(rng),
    "insurer": lambda _, rng: make_insurer(rng),
    "imei": lambda _, rng: make_imei(rng),
    "lat": lambda _, rng: round(rng.uniform(33.2, 38.4), 6),
    "lon": lambda _, rng: round(rng.uniform(130.4, 140.9), 6),
}
COMPANY: dict[str, Callable[[Company, random.Random], Value]] = {
    "name": lambda one, _: one.name,
    "phone": lambda one, rng: write_phone(rng, one.place)[0],
    "fax": lambda one, rng: write_phone(rng, one.place)[0],
    "addr": lambda one, _: one.place.full,
    "street": lambda one, _: one.place.street,
    "city": lambda one, _: one.place.city,
    "region": lambda one, _: one.place.region,
    "zip": lambda one, _: one.place.postal,
    "latin": lambda one, _: one.place.latin,
    "number": lambda one, _: one.number,
    "slug": lambda one, _: one.slug,
    "url": lambda one, _: f"https://www.{one.slug}.example/",
    "lat": lambda _, rng: round(rng.uniform(33.2, 38.4), 5),
    "lon": lambda _, rng: round(rng.uniform(130.4, 140.9), 5),
}


def ask_person(one: Person, part: str, rest: str) -> Value:
    """An attribute of a person; it is the same whenever it is asked."""
    match part:
        case "code" | "pick":
            return fix_code(one.key, part, rest)
        case "dob":
            return write_date(one.born, rest or "%Y-%m-%d")
        case "sex":
            return split_top(rest)[one.gender == "M"]
    return PERSON[part](one, random.Random(one.key + part))


def ask_company(one: Company, part: str, rest: str) -> Value:
    """An attribute of a company."""
    match part:
        case "code" | "pick":
            return fix_code(one.key, part, rest)
        case "mail":
            return f"{rest or 'info'}@{one.slug}.example"
    return COMPANY[part](one, random.Random(one.key + part))
