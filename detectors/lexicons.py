"""Names, places, postal codes and vocabularies that detectors look values up in.

The data are files in ``detectors/data``: ``lexicons.toml`` lists them with version, sources and checksums,
``SOURCES.md`` tells where each comes from. Nothing is read on import; each accessor reads its file once, on
its first call, and keeps the result. All entries are NFKC; Latin script is lower-case and stands both with
and without accents, so that ``fold_latin`` of a value finds it.

A *tier* says how much one sighting of a name is worth: 1 common and rarely anything else; 2 known; 3 rare, or
as often an ordinary word, a place or a single character, so that it needs a second sign beside it.
"""

from __future__ import annotations

import lzma
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detectors.base import DetectorError

PostalKind = Literal["any", "area", "office"]

POSTAL_BITS = 10_000_000
"""Bits in a postal bitmap: one for each number of seven digits."""

_LETTERS_WITHOUT_PARTS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
_FIRST_LETTER_BEYOND_LATIN = "ɐ"


@dataclass(frozen=True, slots=True)
class Prefecture:
    """One of Japan's 47 prefectures: its code of JIS X 0401 (01 to 47), its full name, the name without 都,
    府 or 県 (北海道 keeps its 道), katakana of the full name, and the usual Latin name in lower case."""

    code: str
    name: str
    short: str
    kana: str
    romaji: str


def fold_latin(text: str) -> str:
    """``text`` in lower case and Latin letters without accents (ü to u, ø to o, ß to ss). Other scripts keep
    their marks: が stays が."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    whole = unicodedata.normalize("NFC", lowered).translate(_LETTERS_WITHOUT_PARTS)
    return "".join(_unaccented(character) for character in whole)


def _unaccented(character: str) -> str:
    if "\u0300" <= character <= "\u036f":
        return ""
    decomposed = unicodedata.normalize("NFD", character)
    is_accented_latin = len(decomposed) > 1 and decomposed[0] < _FIRST_LETTER_BEYOND_LATIN
    return decomposed[0] if is_accented_latin else character


@cache
def surnames_ja() -> Mapping[str, int]:
    """Japanese surnames in kanji (and kana where they are written so) with their tier."""
    return MappingProxyType({row[0]: int(row[2]) for row in _rows("surnames_ja.tsv")})


@cache
def surname_ranks() -> Mapping[str, int]:
    """The commonest Japanese surnames, most common first, with their rank from 1."""
    ranked = sorted((int(row[3]), row[0]) for row in _rows("surnames_ja.tsv") if row[3])
    return MappingProxyType({surface: rank for rank, surface in ranked})


@cache
def surname_kana() -> Mapping[str, tuple[str, ...]]:
    """Japanese surnames with their readings in katakana, the usual one first where it is known."""
    return MappingProxyType({row[0]: tuple(row[1].split(" ")) for row in _rows("surnames_ja.tsv")})


@cache
def surname_readings() -> frozenset[str]:
    """Readings of Japanese surnames in katakana, two characters or more."""
    return frozenset(kana for row in _rows("surnames_ja.tsv") for kana in row[1].split(" ") if len(kana) > 1)


@cache
def given_names_ja() -> Mapping[str, int]:
    """Japanese given names as they are written (kanji, hiragana, katakana) with their tier."""
    tiers: dict[str, int] = {}
    for row in _rows("given_ja.tsv"):
        tiers.update(dict.fromkeys(row[3].split(" "), int(row[2])))
    return MappingProxyType(tiers)


@cache
def given_kana() -> Mapping[str, tuple[str, ...]]:
    """Japanese given names with their readings in katakana, in the order of the syllabary."""
    readings: dict[str, tuple[str, ...]] = {}
    for row in _rows("given_ja.tsv"):
        reading = (row[0],)
        for surface in row[3].split(" "):
            known = readings.get(surface)
            if known is None:
                readings[surface] = reading
            elif known[-1] != row[0]:
                readings[surface] = known + reading
    return MappingProxyType(readings)


@cache
def given_genders() -> Mapping[str, str]:
    """Japanese given names with their bearers' gender: ``m``, ``f``, ``fm`` (both), ``u`` (not known)."""
    genders: dict[str, str] = {}
    for row in _rows("given_ja.tsv"):
        for surface in row[3].split(" "):
            known = genders.get(surface, row[1])
            genders[surface] = known if known == row[1] else "fm"
    return MappingProxyType(genders)


@cache
def given_readings() -> frozenset[str]:
    """Readings of Japanese given names in katakana, two characters or more."""
    return frozenset(row[0] for row in _rows("given_ja.tsv") if len(row[0]) > 1)


@cache
def latin_given() -> Mapping[str, int]:
    """Given names in Latin script, of many countries and romanised Japanese, lower-case, with their tier."""
    return _tiered("latin_given.txt")


@cache
def latin_family() -> Mapping[str, int]:
    """Family names in Latin script, of many countries and romanised Japanese, lower-case, with their tier."""
    return _tiered("latin_family.txt")


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """Japan's prefectures in the order of their codes."""
    return tuple(Prefecture(*row) for row in _rows("prefectures_ja.tsv"))


@cache
def municipalities() -> frozenset[str]:
    """Names of Japan's 市区町村 as addresses write them: 港区, 札幌市, 札幌市中央区, 大口町, 丹羽郡大口町.
    A ward of a city never stands alone here (see ``bare_wards``); names with ヶ are here with ケ too."""
    return frozenset(row[0] for row in _rows("municipalities_ja.tsv") if row[2] != "ward")


@cache
def bare_wards() -> frozenset[str]:
    """Wards of Japan's great cities without the city: 中央区. Weak alone: many cities have the same ones."""
    return frozenset(row[0] for row in _rows("municipalities_ja.tsv") if row[2] == "ward")


@cache
def municipality_kana() -> frozenset[str]:
    """Readings of all municipalities and wards in katakana without spaces, with and without the county."""
    return frozenset(row[1] for row in _rows("municipalities_ja.tsv"))


@cache
def place_stems() -> frozenset[str]:
    """Prefectures and municipalities as they are said, without 都道府県市区町村: 東京, 青森, 札幌, 港."""
    plain = {row[0][:-1] for row in _rows("municipalities_ja.tsv") if row[2] == "plain"}
    return frozenset(plain | {prefecture.short for prefecture in prefectures()})


@cache
def cities_world() -> frozenset[str]:
    """Cities of the world with 100,000 people or more, lower-case, with and without accents."""
    return frozenset(_lines("cities_world.txt"))


@cache
def regions_world() -> frozenset[str]:
    """States and provinces outside Japan by name (their short codes: ``words("region_codes")``)."""
    return words("regions")


@cache
def countries_world() -> frozenset[str]:
    """Names of countries in English and Japanese, lower-case, with and without accents."""
    english = {row[2] for row in _rows("countries.tsv")}
    return frozenset(english | set(map(fold_latin, english)) | words("country_aliases") | words("countries_ja"))


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 codes of countries, of two and of three letters, lower-case."""
    return frozenset(code for row in _rows("countries.tsv") for code in row[:2])


@cache
def postal_bitmap(kind: PostalKind = "any") -> NDArray[np.uint8]:
    """Japan's existing postal codes as ``POSTAL_BITS`` packed bits: those of an area, those that belong to
    one great office, or both. Read-only; the code ``c`` is bit ``7 - c % 8`` of byte ``c // 8``."""
    if kind == "any":
        bits = postal_bitmap("area") | postal_bitmap("office")
    else:
        packed = lzma.decompress(resources.files("detectors").joinpath("data", f"postal_{kind}_jp.xz").read_bytes())
        bits = np.frombuffer(packed, dtype=np.uint8)
    bits.flags.writeable = False
    return bits


def is_postal_code(codes: NDArray[np.int64], kind: PostalKind = "any") -> NDArray[np.bool_]:
    """Which of ``codes`` (seven digits as a number; any shape) exist in Japan; none out of range does."""
    in_range = (codes >= 0) & (codes < POSTAL_BITS)
    safe = np.where(in_range, codes, 0)
    bits = postal_bitmap(kind)[safe >> 3] >> (7 - (safe & 7)).astype(np.uint8)
    return np.asarray(in_range & ((bits & 1) == 1), dtype=np.bool_)


def postal_prefectures(code3: str) -> tuple[str, ...]:
    """Prefectures of the postal codes that begin with the three digits ``code3``, the one with most codes
    first; empty when no code begins so."""
    return _prefectures_by_code3().get(code3, ())


def postal_prefecture(code3: str) -> str | None:
    """The prefecture of most of the postal codes that begin with ``code3``, or None when no code begins so.
    Some beginnings cross a border: where the answer must hold for each code, ask ``postal_prefectures``."""
    return next(iter(postal_prefectures(code3)), None)


@cache
def words(name: str) -> frozenset[str]:
    """The vocabulary ``name`` of ``words.toml``. Latin script is lower-case, with and without accents.

    Raises DetectorError for a name that is not there, with the names that are.
    """
    lists = _vocabularies()
    if name not in lists:
        raise DetectorError(f"no vocabulary is called {name!r}; there are: {', '.join(sorted(lists))}")
    return lists[name] | frozenset(map(fold_latin, lists[name]))


@cache
def _vocabularies() -> Mapping[str, frozenset[str]]:
    tables = tomllib.loads(_text("words.toml"))
    return {name: frozenset(table["entries"]) for name, table in tables.items() if name != "version"}


@cache
def _prefectures_by_code3() -> Mapping[str, tuple[str, ...]]:
    return {code3: tuple(names.split(" ")) for code3, names in _rows("postal_prefectures_jp.tsv")}


def _tiered(name: str) -> Mapping[str, int]:
    """A file of one entry a line in three parts, each under a line ``# tier N``."""
    tiers: dict[str, int] = {}
    for part in _text(name).split("\n# tier ")[1:]:
        number, _, entries = part.rstrip("\n").partition("\n")
        tiers.update(dict.fromkeys(entries.split("\n"), int(number)))
    return MappingProxyType(tiers)


def _rows(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _lines(name))


def _lines(name: str) -> list[str]:
    """The lines of a data file below its first, which says what the columns are."""
    return _text(name).rstrip("\n").split("\n")[1:]


def _text(name: str) -> str:
    return resources.files("detectors").joinpath("data", name).read_text(encoding="utf-8")
