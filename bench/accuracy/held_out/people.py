"""Invented people whose attributes fit together, and the word lists that they are made of."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
TODAY = date(2026, 10, 1)
ERAS = ((date(2019, 5, 1), "令和", "R"), (date(1989, 1, 8), "平成", "H"), (date(1926, 12, 25), "昭和", "S"))
MOBILE_FORMS = (
    ("{0}-{1}-{2}",) * 12 + ("{0}{1}{2}",) * 4 + ("{0} {1} {2}", "{0}({1}){2}", "+81 {3}-{1}-{2}", "+81{3}{1}{2}")
)
KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ"
)
LATIN = """
a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo
ra ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po vu
"""
ROMAJI = dict(zip(KANA, LATIN.split(), strict=True))


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of `words.toml`; its entries are parted by `|` where they hold spaces."""
    with (HERE / "words.toml").open("rb") as stream:
        text: str = tomllib.load(stream)[name]
    if name in ("products", "products_en", "works", "companies_en"):
        return tuple(part.strip() for line in text.split("\n") for part in line.split("|") if part.strip())
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Place:
    """A town with its seven-digit postal code and five-digit municipality code."""

    postal: str
    code: str
    pref: str
    city: str
    town: str
    pref_kana: str
    city_kana: str
    town_kana: str


@cache
def places() -> tuple[Place, ...]:
    """The towns of `places.tsv`."""
    with (HERE / "places.tsv").open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    return tuple(Place(**row) for row in csv.DictReader(lines, delimiter="\t"))


def romanise(kana: str) -> str:
    """Katakana in simple Hepburn letters, long vowels shortened as on passports."""
    out = ""
    for char in kana:
        if char in "ャュョ":
            base = out[:-1]
            out = (
                base + {"ャ": "a", "ュ": "u", "ョ": "o"}[char]
                if base.endswith(("sh", "ch", "j"))
                else base + "y" + {"ャ": "a", "ュ": "u", "ョ": "o"}[char]
            )
        elif char == "ッ":
            out += "*"
        elif char != "ー":
            out += ROMAJI[char]
    while "*" in out:
        place = out.index("*")
        out = (
            out[:place] + ("t" if out[place + 1 : place + 3] == "ch" else out[place + 1 : place + 2]) + out[place + 1 :]
        )
    for long, short in (("ou", "o"), ("oo", "o"), ("uu", "u")):
        out = out.replace(long, short)
    return out


def write_era(day: date, short: bool = False) -> str:
    """A date by the Japanese calendar: 昭和60年4月3日 or S60.4.3."""
    start, name, letter = next((era for era in ERAS if day >= era[0]), ERAS[-1])
    year = day.year - start.year + 1
    if short:
        return f"{letter}{year}.{day.month}.{day.day}"
    return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person living in Japan."""

    sei: str
    mei: str
    sei_kana: str
    mei_kana: str
    female: bool
    birth: date
    place: Place
    block: str
    building: str
    mobile: str
    home: str
    email: str
    login: str

    @property
    def name(self) -> str:
        """Family and given name without a space."""
        return self.sei + self.mei

    @property
    def kana(self) -> str:
        """Both names in katakana with a full-width space."""
        return f"{self.sei_kana}　{self.mei_kana}"

    @property
    def romaji(self) -> str:
        """Both names in Latin letters, the given name first."""
        return f"{romanise(self.mei_kana).title()} {romanise(self.sei_kana).title()}"

    @property
    def address(self) -> str:
        """The whole address in one line."""
        return f"{self.place.pref}{self.place.city}{self.place.town}{self.block}{self.building}"

    @property
    def age(self) -> int:
        """Full years today."""
        return (TODAY - self.birth).days // 365


def draw_common(rng: Random, entries: tuple[str, ...]) -> str:
    """One entry, the first ones of the list far more often."""
    return (
        entries[min(int(rng.paretovariate(0.3)) - 1, 10**6) % len(entries)]
        if rng.random() < 0.25
        else rng.choice(entries)
    )


def draw_mobile(rng: Random, form: str | None = None) -> str:
    """A mobile number, hyphened most of the time."""
    head = rng.choice(("090", "080", "070", "090", "080", "060"))
    middle, tail = str(rng.randrange(1000, 9999)), f"{rng.randrange(1, 9999):04d}"
    return (form or rng.choice(MOBILE_FORMS)).format(head, middle, tail, head[1:])


def draw_home(rng: Random) -> str:
    """A number of a fixed line or an IP telephone."""
    area = rng.choice(("03", "06", "052", "045", "011", "092", "0532", "0466", "0974", "050"))
    width = 4 if area == "050" else 6 - len(area)
    middle, tail = (
        rng.choice("235678") + "".join(rng.choice("0123456789") for _ in range(width - 1)),
        f"{rng.randrange(9999):04d}",
    )
    return rng.choice(("{}-{}-{}",) * 6 + ("({}){}-{}", "{}({}){}")).format(area, middle, tail)


def draw_block(rng: Random) -> str:
    """The part of an address behind the town."""
    a, b, c = rng.randrange(1, 9), rng.randrange(1, 40), rng.randrange(1, 30)
    forms = (f"{a}-{b}-{c}", f"{a}-{b}-{c}", f"{a}丁目{b}番{c}号", f"{b * 37}番地{c}", f"{b * 11}-{c}", f"{a}-{b}")
    return rng.choice(forms)


def draw_person(rng: Random, ages: tuple[int, int] = (18, 88)) -> Person:
    """A person with an age in the given bounds."""
    female = rng.random() < 0.52
    sei, sei_kana = draw_common(rng, words("surnames")).split(":")
    mei, mei_kana = rng.choice(words("female" if female else "male")).split(":")
    birth = TODAY - timedelta(days=rng.randrange(ages[0] * 366, ages[1] * 365))
    latin = (romanise(mei_kana), romanise(sei_kana))
    handles = (
        f"{latin[0]}.{latin[1]}",
        f"{latin[1]}{birth.year % 100:02d}",
        f"{latin[0][0]}{latin[1]}",
        f"{latin[0]}_{rng.randrange(1000)}",
        f"{rng.choice(('neko', 'sora', 'hana', 'kuma', 'ramen', 'blue'))}-{rng.randrange(9999)}",
    )
    room = f" {rng.choice(words('buildings'))}{rng.randrange(1, 13)}{rng.randrange(1, 12):02d}"
    login = rng.choice(handles)
    return Person(
        sei,
        mei,
        sei_kana,
        mei_kana,
        female,
        birth,
        rng.choice(places()),
        draw_block(rng),
        room if rng.random() < 0.4 else "",
        draw_mobile(rng),
        draw_home(rng),
        f"{rng.choice(handles)}@{rng.choice(words('domains'))}",
        login.replace("-", "_"),
    )
