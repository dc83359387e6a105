"""Reads the raw sources of names and places in Latin script, romanises Japanese readings, sets the tiers."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from detectors.lexicons import fold_latin

COMMON_FAMILY_RANK = 3_000
KNOWN_FAMILY_RANK = 20_000
COMMON_GIVEN_RANK = 1_000
CITY_PEOPLE = 100_000
GREAT_CITY_PEOPLE = 500_000
COUNTRIES_THAT_MAKE_A_NAME_COMMON = 3
SHORTEST_CLEAR_NAME = 4

GIVEN_LIST = re.compile(r"(first|given)_(romanized_)?names?(_|$)")
FAMILY_LIST = re.compile(r"(last|family|sur)_?(romanized_)?names?(_|$)")
NOT_LATIN_LIST = re.compile(r"kana|pairs|suffix|prefix")
LATIN_NAME = re.compile(r"[^\W\d_]+(?:[-' ’][^\W\d_]+)*\.?")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})

APOSTROPHES = str.maketrans("‘’ʻʼ`", "'''''")

VOWELS = "aiueo"
KUNREI = (
    ("sh", "sy"),
    ("ch", "ty"),
    ("j", "zy"),
    ("syi", "si"),
    ("tyi", "ti"),
    ("zyi", "zi"),
    ("tsu", "tu"),
    ("fu", "hu"),
)


def _kana_table() -> dict[str, str]:
    """Hepburn for each katakana and each pair with a small ャ ュ ョ."""
    rows = {
        "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
        "h": "ハヒフヘホ", "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ",
        "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
    }  # fmt: skip
    table = {kana: head + vowel for head, row in rows.items() for kana, vowel in zip(row, VOWELS, strict=True)}
    table |= {"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu"}
    table |= {
        "ヤ": "ya",
        "ユ": "yu",
        "ヨ": "yo",
        "ワ": "wa",
        "ヲ": "o",
        "ン": "n",
        "ヴ": "vu",
        "ヰ": "i",
        "ヱ": "e",
    }
    for kana in "キシチニヒミリギジビピヂ":
        head = table[kana][:-1]
        glide = "" if head in ("sh", "ch", "j") else "y"
        table |= {kana + small: head + glide + vowel for small, vowel in zip("ャュョ", "auo", strict=True)}
    return table


KANA = _kana_table()


def romanise(katakana: str) -> str | None:
    """Hepburn with long vowels written as in the kana (サトウ: satou); None for foreign kana (フォード)."""
    written, position, doubled = "", 0, False
    while position < len(katakana):
        pair, single = katakana[position : position + 2], katakana[position]
        if single == "ッ":
            doubled, position = True, position + 1
            continue
        syllable = KANA.get(pair) if len(pair) == 2 and pair in KANA else KANA.get(single)
        if syllable is None:
            return None
        if doubled:
            written += "t" if syllable.startswith("ch") else syllable[0]
            doubled = False
        written += syllable
        position += 2 if pair in KANA and len(pair) == 2 else 1
    return None if doubled else written


def spellings(romaji: str, every: bool) -> set[str]:
    """How people write a romanised name: satou, sato, and with ``every`` also satoh and the Kunrei forms."""
    short = re.sub(r"ou(?!e)|oo", "o", romaji).replace("uu", "u")
    found = {romaji, short}
    found |= {re.sub(r"n(?=[bmp])", "m", form) for form in found}
    if every:
        found.add(re.sub(r"(ou(?!e)|oo)(?![aiueoy])", "oh", romaji))
        found |= {_kunrei(romaji), _kunrei(short)}
    return found


def _kunrei(hepburn: str) -> str:
    for old, new in KUNREI:
        hepburn = hepburn.replace(old, new)
    return hepburn


def read_census(file: Path) -> list[str]:
    """Names of one of the census lists, most frequent first."""
    return [line.split()[0].lower() for line in file.read_text(encoding="ascii").splitlines()]


def read_faker(providers: Path, shape: re.Pattern[str]) -> Counter[str]:
    """Latin names of the person providers with the number of countries that have them; read, not run."""
    countries: Counter[str] = Counter()
    for file in sorted(providers.glob("person/*_*/__init__.py")):
        if file.parent.name != "ja_JP":
            countries.update(_names_in_module(file, shape))
    return countries


def _names_in_module(file: Path, shape: re.Pattern[str]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        lists = [target.id for target in targets if isinstance(target, ast.Name)]
        if any(shape.search(name) and not NOT_LATIN_LIST.search(name) for name in lists):
            strings = (leaf.value for leaf in ast.walk(node.value) if isinstance(leaf, ast.Constant))
            found.update(name for value in strings if isinstance(value, str) and (name := _clean(value)))
    return found


def _clean(value: str) -> str | None:
    name = lower(unicodedata.normalize("NFKC", value).strip().translate(APOSTROPHES))
    is_latin = all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())
    return name if len(name) > 1 and is_latin and LATIN_NAME.fullmatch(name) else None


def lower(text: str) -> str:
    """Lower case with a plain i for the Turkish İ, which would leave a dot of its own."""
    return text.replace("İ", "i").lower()


def with_folded(tiers: dict[str, int]) -> dict[str, int]:
    """Adds every name without its accents and, for German and Nordic letters, in two letters (müller: muller,
    mueller). The best tier wins."""
    complete: dict[str, int] = {}
    for name, tier in tiers.items():
        for form in {name, fold_latin(name), fold_latin(name.translate(UMLAUTS))}:
            complete[form] = min(tier, complete.get(form, 3))
    return complete


def best(*lists: dict[str, int]) -> dict[str, int]:
    """The lists together, each name with its best tier."""
    joined: dict[str, int] = {}
    for names in lists:
        for name, tier in names.items():
            joined[name] = min(tier, joined.get(name, 3))
    return joined


def by_rank(names: Iterable[str], common: int, known: int) -> dict[str, int]:
    ranked = enumerate(names, start=1)
    return {name: 1 if rank <= common else 2 if rank <= known else 3 for rank, name in ranked}


def by_countries(countries: Counter[str]) -> dict[str, int]:
    return {name: 1 if count >= COUNTRIES_THAT_MAKE_A_NAME_COMMON else 2 for name, count in countries.items()}


def romanised(readings: dict[str, int], every_up_to: int) -> dict[str, int]:
    """Katakana readings with their tier, in Latin spellings; the rarer ways to spell for tiers up to
    ``every_up_to`` alone. Short spellings fall to tier 3: so many letters are a word somewhere."""
    tiers: dict[str, int] = {}
    for kana, tier in readings.items():
        for form in spellings(romaji, every=tier <= every_up_to) if (romaji := romanise(kana)) else ():
            if len(form) > 1:
                own = tier if len(form) >= SHORTEST_CLEAR_NAME else 3
                tiers[form] = min(own, tiers.get(form, 3))
    return tiers


def demote(
    tiers: dict[str, int], words: frozenset[str], places: frozenset[str], towns: frozenset[str]
) -> dict[str, int]:
    """Names that are a word or a great place fall to tier 3, and those of tier 2 that are a town."""
    return {
        name: 3 if name in words or name in places or (tier == 2 and name in towns) else tier
        for name, tier in tiers.items()
    }


def english_words(file: Path, usually_names: Iterable[str], also_words: Iterable[str]) -> frozenset[str]:
    listed = {word for word in file.read_text(encoding="utf-8").split() if word.isascii() and word.islower()}
    return frozenset((listed | set(also_words)) - set(usually_names))


def read_cities(geonames: Path, people: int) -> set[str]:
    """Lower-case names of the cities with at least ``people`` inhabitants; numbered quarters are left out."""
    cities = json.loads((geonames / "cities15000.json").read_text(encoding="utf-8")).values()
    names: set[str] = set()
    for city in cities:
        if city["population"] >= people:
            plain = unicodedata.normalize("NFKC", lower(city["name"].translate(APOSTROPHES)))
            names.update(part.strip() for part in re.split(r"[/()]", plain) if not re.search(r"\d", part))
    return names - {""}


def read_countries(geonames: Path) -> list[tuple[str, str, str]]:
    """ISO codes of two and three letters and the English name of each country, lower-case."""
    countries = json.loads((geonames / "countries.json").read_text(encoding="utf-8")).values()
    return sorted((row["iso"].lower(), row["iso3"].lower(), row["name"].strip().lower()) for row in countries)
