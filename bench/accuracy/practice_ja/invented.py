"""Invented people, places and numbers for the practice sets: each value is drawn from a seeded generator."""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

LISTS = tomllib.loads((Path(__file__).parent / "lists.toml").read_text(encoding="utf-8"))
PAIRS = re.compile(r"([^\sァ-ヺー]+|[ァ-ヺー]+?)([ァ-ヺー]+)(?=\s|$)")
TODAY = date(2026, 11, 1)
HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF61, 0xFFA0)}
HALF |= {
    unicodedata.normalize("NFKC", chr(code) + mark): chr(code) + mark
    for code in range(0xFF66, 0xFF9E)
    for mark in "ﾞﾟ"
    if len(unicodedata.normalize("NFKC", chr(code) + mark)) == 1
}
ROWS = {
    "アイウエオ": "a i u e o",
    "カキクケコ": "ka ki ku ke ko",
    "サシスセソ": "sa shi su se so",
    "タチツテト": "ta chi tsu te to",
    "ナニヌネノ": "na ni nu ne no",
    "ハヒフヘホ": "ha hi fu he ho",
    "マミムメモ": "ma mi mu me mo",
    "ヤユヨワヲ": "ya yu yo wa o",
    "ラリルレロ": "ra ri ru re ro",
    "ガギグゲゴ": "ga gi gu ge go",
    "ザジズゼゾ": "za ji zu ze zo",
    "ダヂヅデド": "da ji zu de do",
    "バビブベボ": "ba bi bu be bo",
    "パピプペポ": "pa pi pu pe po",
}
LATIN = {kana: latin for row, text in ROWS.items() for kana, latin in zip(row, text.split(), strict=True)} | {"ン": "n"}


def read_pairs(name: str) -> list[tuple[str, str]]:
    """A list of names, each with its reading."""
    return [found.groups() for word in LISTS[name].split() if (found := PAIRS.fullmatch(word))]  # type: ignore[misc]


SURNAMES = read_pairs("surnames")
GIVEN = {"男": read_pairs("given_m"), "女": read_pairs("given_f")}
FOREIGN = [line.split("|") for line in LISTS["foreign"].split("\n") if line]
PLACES = [line.split(" ") for line in LISTS["places"].split("\n") if line]


def write_latin(kana: str) -> str:
    """Hepburn without long vowels, as on a passport."""
    out = ""
    for char in kana:
        if char in "ャュョ" and out.endswith("i"):
            vowel = LATIN[{"ャ": "ヤ", "ュ": "ユ", "ョ": "ヨ"}[char]]
            out = out[:-1] + (vowel[1:] if out.endswith(("shi", "chi", "ji")) else vowel)
        else:
            out += LATIN.get(char, "")
    return re.sub("uu", "u", re.sub("ou(?!e)|oo", "o", out))


def write_half(text: str) -> str:
    """Half-width kana."""
    return "".join(HALF.get(char, char) for char in text.replace("　", " "))


def write_hiragana(text: str) -> str:
    """Hiragana of katakana."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ン" else char for char in text)


@dataclass(frozen=True, slots=True)
class Place:
    """An address (or a site of an organisation) with the telephone numbers that belong to it."""

    postal: str
    prefecture: str
    city: str
    town: str
    block: str
    building: str
    area: str
    local: str

    @property
    def street(self) -> str:
        """Town and block."""
        return self.town + self.block

    @property
    def phone(self) -> str:
        """The fixed line."""
        cut = 6 - len(self.area)
        return f"{self.area}-{self.local[:cut]}-{self.local[cut : cut + 4]}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    surname: str
    given: str
    surname_kana: str
    given_kana: str
    latin: tuple[str, str]
    sex: str
    birth: date
    place: Place
    mobile: str
    mail: str
    work_mail: str
    login: str
    is_foreign: bool

    @property
    def age(self) -> int:
        """Full years."""
        return (TODAY - self.birth).days * 4 // 1461


def draw_place(rng: random.Random) -> Place:
    """A real municipality with an invented block."""
    postal, prefecture, city, town, area = rng.choice(PLACES)
    first, second, third = rng.randint(1, 6), rng.randint(1, 28), rng.randint(1, 19)
    block = rng.choice(
        (
            f"{first}-{second}-{third}",
            f"{first}丁目{second}番{third}号",
            f"{first}丁目{second}-{third}",
            f"{second * 10}番地{third}",
            unicodedata.normalize("NFKC", f"{first}-{second}").translate(
                {ord("0") + digit: 0xFF10 + digit for digit in range(10)} | {ord("-"): "－"}
            ),
        )
    )
    building = f"{rng.choice(words('building'))}{rng.randint(1, 12)}0{rng.randint(1, 9)}" if rng.random() < 0.5 else ""
    local = str(rng.randint(2, 9)) + "".join(rng.choices("0123456789", k=8))
    return Place(postal, prefecture, city, town, block, building, area, local)


def draw_person(rng: random.Random, ages: tuple[int, int]) -> Person:
    """Somebody of an age between the two."""
    birth = TODAY - timedelta(days=rng.randint(ages[0] * 365, ages[1] * 365 + 364))
    place = draw_place(rng)
    foreign = rng.random() < 0.04
    if foreign:
        latin, kana, sex = rng.choice(FOREIGN)
        surname, given = latin.split(" ", 1)
        surname_kana, given_kana = kana.split(" ", 1)
        letters = (surname, given)
    else:
        sex = rng.choice("男女")
        surname, surname_kana = rng.choice(SURNAMES)
        given, given_kana = rng.choice(GIVEN[sex])
        letters = (write_latin(surname_kana).capitalize(), write_latin(given_kana).capitalize())
    tag = (
        rng.choice(
            (
                f"{letters[1][:1]}.{letters[0]}",
                f"{letters[0]}{birth:%y}",
                f"{letters[1]}_{letters[0]}",
                f"{letters[1]}{rng.randint(1, 999)}",
                f"{rng.choice(('neko', 'sora', 'blue', 'mikan', 'kaze'))}{rng.randint(10, 9999)}",
            )
        )
        .lower()
        .replace(" ", "")
    )
    mobile = f"0{rng.choice('789')}0-{rng.randint(1000, 9899)}-{rng.randint(0, 9999):04}"
    work = f"{letters[1][:1]}-{letters[0]}@{rng.choice(words('corp_domain'))}".lower().replace(" ", "")
    mail = f"{tag}@{rng.choice(words('domain'))}"
    return Person(
        surname, given, surname_kana, given_kana, letters, sex, birth, place, mobile, mail, work, tag, foreign
    )


def words(name: str) -> list[str]:
    """A list of words: by ``;;`` where they hold spaces."""
    text: str = LISTS["words"][name]
    return text.split(";;") if ";;" in text else text.split()


def write_era(day: date | datetime, *, short: bool = False) -> str:
    """A Japanese date: 昭和58年4月3日, or S58.04.03."""
    plain = date(day.year, day.month, day.day)
    for name, letter, start in (
        ("令和", "R", date(2019, 5, 1)),
        ("平成", "H", date(1989, 1, 8)),
        ("昭和", "S", date(1926, 12, 25)),
        ("大正", "T", date(1912, 7, 30)),
    ):
        if plain >= start:
            year = plain.year - start.year + 1
            if short:
                return f"{letter}{year:02}.{plain:%m.%d}"
            return f"{name}{'元' if year == 1 else year}年{plain.month}月{plain.day}日"
    return plain.isoformat()
