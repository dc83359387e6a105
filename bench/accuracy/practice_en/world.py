"""Invented people, companies and places of the English practice sets."""

from __future__ import annotations

import random
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
LATIN = ("us", "uk", "de", "fr", "in", "au", "xx")
MIXES = {"ja": ("ja",), "en": ("us", "uk", "au"), "world": ("ja", *LATIN), "latin": LATIN}
COUNTRIES = {
    "ja": ("Japan", "JP"),
    "us": ("United States", "US"),
    "uk": ("United Kingdom", "GB"),
    "de": ("Germany", "DE"),
    "fr": ("France", "FR"),
    "in": ("India", "IN"),
    "au": ("Australia", "AU"),
    "xx": ("", ""),
}
OTHERS = (("Brazil", "BR"), ("Iceland", "IS"), ("Poland", "PL"), ("Viet Nam", "VN"), ("China", "CN"), ("Nigeria", "NG"))
MAIL_HOSTS = ("example.com", "example.net", "example.co.jp", "mailbird.example", "kaze-mail.jp", "postbox-one.com")
KANA = dict(zip(WORDS["kana"], WORDS["hepburn"].split(), strict=True))
PLAIN = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ð": "d", "Þ": "Th", "ı": "i", "đ": "d"})
HALF = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}
VOICED = {
    unicodedata.normalize("NFKC", chr(c) + mark): chr(c) + mark
    for c in range(0xFF66, 0xFF9E)
    for mark in "ﾞﾟ"
    if len(unicodedata.normalize("NFKC", chr(c) + mark)) == 1
}


def romanise(kana: str) -> str:
    """Katakana as Hepburn without long marks, as on a passport."""
    text = ""
    for sign in kana:
        if sign in "ャュョ":
            stem = text[:-1]
            text = stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + {"ャ": "a", "ュ": "u", "ョ": "o"}[sign]
        elif sign not in "ッー":
            text += KANA[sign]
    for long, short in (("ou", "o"), ("uu", "u"), ("oo", "o")):
        text = text.replace(long, short)
    return text.capitalize()


def halve_kana(kana: str) -> str:
    """Katakana in half-width, as banks write it."""
    small = str.maketrans("ャュョッー", "ｬｭｮｯｰ")
    return "".join(VOICED.get(sign) or HALF.get(sign, sign) for sign in kana).translate(small)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives or a company sits.

    ``town`` is the neighbourhood or street, ``street`` the same with the number, as the country writes it.
    """

    locale: str
    town: str
    street: str
    city: str
    region: str
    postal: str
    area: str
    latin: str
    full: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. ``gender`` is F or M; ``key`` tells people apart."""

    key: str
    locale: str
    last: str
    first: str
    kana_last: str
    kana_first: str
    roman_last: str
    roman_first: str
    gender: str
    born: date
    place: Place
    country: str
    code: str
    mail: str


def draw_latin_name(rng: random.Random, locale: str, gender: str) -> tuple[str, str]:
    """Given name and family name; a no-break space of the lists stands for a space inside a name."""
    given = WORDS[locale][gender.lower()].split(" ")
    family = WORDS[locale]["l"].split(" ")
    at = rng.randrange(len(given))
    # The lists of further countries run side by side; marriage and migration mix some.
    last = family[at] if locale == "xx" and rng.random() < 0.6 else rng.choice(family)
    return given[at].replace("\u00a0", " "), last.replace("\u00a0", " ")


def split_kana(word: str) -> tuple[str, str]:
    """A written name and its reading."""
    written, _, reading = word.partition(":")
    return written, reading


def make_place(rng: random.Random, locale: str) -> Place:
    """A real municipality with an invented block number."""
    if locale == "ja":
        return make_japanese_place(rng)
    home = locale if locale != "xx" else rng.choice(LATIN[:-1])
    street, city, region, postal, area = rng.choice(WORDS["places"][home].strip().splitlines()).split("|")
    number = rng.randint(1, 980)
    line = {"de": f"{street} {number}", "fr": f"{number}, {street}", "in": f"{number}, {street}"}.get(
        home, f"{number} {street}"
    )
    before, after = f"{postal} {city}", f"{city} {postal}"
    town = {"de": before, "fr": before, "uk": after, "in": after}.get(home, f"{city}, {region} {postal}")
    return Place(home, street, line, city, region, postal, area, line, f"{line}, {town}")


def make_japanese_place(rng: random.Random) -> Place:
    """The same for Japan, in one of the usual ways to write a block."""
    rows = WORDS["municipalities"].strip().splitlines()
    postal, region, city, town, area, r_town, r_city, r_region = rng.choice(rows).split("|")
    a, b, c = rng.randint(1, 6), rng.randint(1, 32), rng.randint(1, 25)
    block = rng.choice((f"{a}-{b}-{c}", f"{a}-{b}-{c}", f"{a}丁目{b}番{c}号", f"{a}丁目{b}-{c}", f"{b}番地{c}"))
    house = f" {rng.choice(WORDS['buildings'].split())}{rng.randint(1, 12)}0{rng.randint(1, 9)}"
    street = f"{town}{block}{house if rng.random() < 0.35 else ''}"
    latin = f"{a}-{b}-{c} {r_town}, {r_city}, {r_region}"
    return Place("ja", town, street, city, region, postal, area, latin, f"{region}{city}{street}")


def make_person(rng: random.Random, locales: tuple[str, ...]) -> Person:
    """Somebody of one of the locales."""
    locale = rng.choice(locales)
    gender = rng.choice("FM")
    if locale == "ja":
        last, kana_last = split_kana(rng.choice(WORDS["surnames"].split()))
        first, kana_first = split_kana(rng.choice(WORDS["given_f" if gender == "F" else "given_m"].split()))
        roman_last, roman_first = romanise(kana_last), romanise(kana_first)
    else:
        first, last = roman_first, roman_last = draw_latin_name(rng, locale, gender)
        kana_last = kana_first = ""
    country, code = COUNTRIES[locale] if locale != "xx" else rng.choice(OTHERS)
    born = date(1938, 1, 1) + timedelta(days=int(rng.triangular(0, 26000, 17000)))
    return Person(
        f"{rng.getrandbits(48):x}", locale, last, first, kana_last, kana_first, roman_last, roman_first, gender, born,
        make_place(rng, locale), country, code, make_mail(rng, roman_first, roman_last),
    )  # fmt: skip


def to_ascii(text: str) -> str:
    """Letters without marks, for mail addresses and logins."""
    plain = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum()).lower()


def make_mail(rng: random.Random, first: str, last: str) -> str:
    """A mail address as people choose them."""
    given, family = to_ascii(first) or "me", to_ascii(last) or "home"
    year = rng.randint(1960, 2005)
    forms = (
        f"{given}.{family}",
        f"{given[0]}{family}",
        f"{family}_{given}",
        f"{given}{year % 100}",
        f"{given}-{family}{year}",
    )
    return f"{rng.choice(forms)}@{rng.choice(MAIL_HOSTS)}"
