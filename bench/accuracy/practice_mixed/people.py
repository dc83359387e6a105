"""Invented persons and places, one consistent set for each row."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

LISTS: dict[str, list[str]] = {
    key: value.strip().split("|")
    for key, value in tomllib.loads((Path(__file__).parent / "lists.toml").read_text("utf-8")).items()
}


@dataclass(frozen=True, slots=True)
class Place:
    """A real municipality with an invented block; ``lat`` and ``lon`` in degrees, somewhere near it."""

    pref: str
    city: str
    town: str
    zip: str
    lat: float
    lon: float

    def spell_block(self, rng: Random, language: str, is_home: bool) -> str:
        """What follows the municipality: town and block, or house and street."""
        if language == "en":
            return f"{rng.randint(1, 1890)} {self.town}"
        chome, ban, go = rng.randint(1, 6), rng.randint(1, 40), rng.randint(1, 30)
        form = rng.choice(("{}丁目{}番{}号", "{}-{}-{}", "{}-{}-{}", "{}丁目{}-{}"))
        house = (
            ""
            if not is_home
            else rng.choice(
                (
                    "",
                    "",
                    "",
                    f" コーポ青空{rng.randint(1, 4)}0{rng.randint(1, 9)}",
                    f"　ハイツ楓{rng.randint(101, 509)}号室",
                )
            )
        )
        return self.town + form.format(chome, ban, go) + house


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; ``kana`` and ``romaji`` are empty for persons of the English sets."""

    sei: str
    mei: str
    sei_kana: str
    mei_kana: str
    romaji: str
    is_male: bool
    birth: date
    place: Place
    email: str


def draw_place(rng: Random, language: str) -> Place:
    """A municipality of Japan, or a town elsewhere."""
    if language == "en":
        city, region, code, lat, lon = rng.choice(LISTS["towns_en"]).split(";")
        digits = "".join(rng.choice("0123456789") if c == "#" else c for c in code)
        code = (
            digits if digits.isdigit() else f"{digits} {rng.randint(1, 9)}{rng.choice('ABDEFH')}{rng.choice('JLNPR')}"
        )
        street = rng.choice(LISTS["streets_en"])
        return Place(region, city, street, code, float(lat) + rng.gauss(0, 0.03), float(lon) + rng.gauss(0, 0.03))
    city, pref, code, lat, lon, town = rng.choice(LISTS["places"]).split(" ")
    code = code if len(code) == 8 else code + f"{rng.randint(0, 10 ** (8 - len(code)) - 1):0{8 - len(code)}d}"
    return Place(pref, city, town, code, float(lat) + rng.gauss(0, 0.02), float(lon) + rng.gauss(0, 0.02))


def draw_person(rng: Random, language: str) -> Person:
    """A person; one in twelve of the Japanese sets has a foreign name in katakana spelling."""
    is_male = rng.random() < 0.5
    birth = date(1938, 1, 1) + timedelta(days=rng.randint(0, 27000))
    place = draw_place(rng, language)
    if language == "en":
        mei, sei = rng.choice(LISTS["male_en" if is_male else "female_en"]), rng.choice(LISTS["last_en"])
        spelled = f"{mei}.{sei}".lower().replace(" ", "").replace("'", "")
        return Person(
            sei, mei, "", "", f"{mei} {sei}", is_male, birth, place, f"{spelled}@{rng.choice(LISTS['mail_hosts_en'])}"
        )
    sei, sei_kana, sei_latin = rng.choice(LISTS["surnames"]).split(" ")
    mei, mei_kana, mei_latin = rng.choice(LISTS["male" if is_male else "female"]).split(" ")
    form = rng.choice((f"{mei_latin[0]}.{sei_latin}", f"{sei_latin}{rng.randint(1, 99)}", f"{mei_latin}_{sei_latin}"))
    email = f"{form.lower()}@{rng.choice(LISTS['mail_hosts'])}"
    return Person(sei, mei, sei_kana, mei_kana, f"{sei_latin} {mei_latin}", is_male, birth, place, email)
