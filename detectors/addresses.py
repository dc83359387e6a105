"""Street addresses, Japanese and Western, and the names of regions and municipalities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from detectors.hits import FieldView, Result, Signals, find_all, make_hits
from detectors.lexicons import bare_wards, cities_world, municipalities, prefectures, regions_world, words
from detectors.numbers import find_runs
from detectors.text import SEPARATOR, Cells

ADDRESS = "personal.contact.address"
REGION = "personal.contact.region"

_KANJI_DIGITS = "〇一二三四五六七八九十百"
_NUMBER = rf"(?:[0-9]{{1,5}}|[{_KANJI_DIGITS}]{{1,5}})"
# The part that makes a place a house: 丁目, 番地, 番...号, or numbers joined by hyphens.
_BLOCK = rf"(?:{_NUMBER} ?丁目|{_NUMBER} ?番地|{_NUMBER} ?番 ?{_NUMBER} ?号|[0-9]{{1,5}} ?[-の] ?[0-9]{{1,4}})"
_BLOCK_TAIL = rf"(?:[ 　]?(?:{_NUMBER} ?(?:丁目|番地の?|番|号室?)|[-の] ?[0-9]{{1,4}}|[0-9]{{1,4}}(?=[-の番号]|$)))*"
_BUILDING = r"(?:[ 　]?[ァ-ヺー一-鿿A-Za-z]{2,20}(?:ビル|マンション|ハイツ|コーポ|アパート|荘|タワー|レジデンス|ハウス|館|棟|パレス)[ 　]?[0-9A-Z-]{0,6}(?:号室|階|F)?)?"
_AFTER_CITY = re.compile(rf"(?P<town>[^0-9{_KANJI_DIGITS}\s、。，,.!?\x1e]{{0,20}}?){_BLOCK}{_BLOCK_TAIL}{_BUILDING}")
_AFTER_CITY_KANJI = re.compile(rf"(?P<town>[^\s、。，,.!?\x1e]{{0,20}}?){_BLOCK}{_BLOCK_TAIL}{_BUILDING}")
_PARTICLE = re.compile(r"(?:で|は|の|が|を|に|へ|と|も|から|まで)")
_CITY_END = re.compile(r"[市区町村]")
_LONGEST_CITY = 12


def find_japanese_addresses(cells: Cells, view: FieldView) -> Iterator[Result]:
    """[都道府県] 市区町村 町域 and a block number. A municipality has to be one that exists."""
    if not {"市", "区", "町", "村"} & cells.characters:
        return
    spans: list[tuple[int, int, bool]] = []
    text, done = cells.text, -1
    for end_of_city in _CITY_END.finditer(text):
        if end_of_city.start() < done:
            continue
        start = _start_of_city(text, end_of_city.end(), max(done, 0))
        if start is None:
            continue
        match = _AFTER_CITY.match(text, end_of_city.end()) or _AFTER_CITY_KANJI.match(text, end_of_city.end())
        if match is None or _PARTICLE.match(match["town"]) or _PARTICLE.fullmatch(match["town"][-1:]):
            continue
        prefecture = next((name for name in _prefecture_names() if text.startswith(name, start - len(name))), "")
        spans.append((start - len(prefecture), match.end(), True))
        done = match.end()
    if hits := make_hits(ADDRESS, spans):
        yield hits


def _start_of_city(text: str, end: int, floor: int) -> int | None:
    """Where the longest municipality that ends here begins; None when there is none."""
    for size in range(min(_LONGEST_CITY, end - floor), 1, -1):
        if text[end - size : end] in municipalities():
            return end - size
    return None


@lru_cache(maxsize=1)
def _prefecture_names() -> tuple[str, ...]:
    return tuple(prefecture.name for prefecture in prefectures())


@lru_cache(maxsize=1)
def _western() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Number first (221B Baker Street) and street first (Hauptstraße 12, Rue de la Paix 5)."""
    types = sorted((re.escape(word) for word in words("street_types") if len(word) > 1), key=len, reverse=True)
    after = before = "|".join(types)
    joined = "|".join(sorted(map(re.escape, words("street_endings")), key=len, reverse=True))
    word = r"(?:[^\W\d_][\w.'’-]*|\d{1,3}(?:st|nd|rd|th))"
    unit = r"(?:,? (?:#|Apt\.?|Apartment|Suite|Ste\.?|Unit|Floor|Fl\.?|Room|Rm\.?) ?[\w-]{1,6})?"
    number = r"(?:#?\d{1,6}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?)"
    number_first = re.compile(
        rf"{number},? (?:{word} ){{0,4}}?(?:(?i:{after})\b\.?|[^\W\d_]\w*(?i:{joined})\b)(?: (?:N|S|E|W|NE|NW|SE|SW)\b\.?)?{unit}"
    )
    street_first = re.compile(
        rf"(?:(?i:{before})\b\.? (?:{word}[ ,]+){{1,5}}?|(?:{word} ){{0,3}}?[^\W\d_][\w-]*(?i:{joined})[ .]{{1,2}}|(?:{word} ){{1,4}}?(?i:{after})\.? )"
        rf",? ?{number}(?![\w-])"
    )
    return number_first, street_first


_PO_BOX = re.compile(r"(?i)\bP\.? ?O\.? ?Box \d{1,6}")
_LOOSE = re.compile(r"(?=.*\d)(?=(?:.*[^\W\d_]){3}).{5,100}")


def find_western_addresses(cells: Cells, view: FieldView) -> Iterator[Result]:
    """A house number with a street name: in text with a capital letter, in a field that is called an address
    also without a known street word."""
    runs = find_runs(cells)
    if not len(runs):
        return
    number_first, street_first = _western()
    text = cells.text
    spans: list[tuple[int, int, bool]] = []
    if view.hinted(ADDRESS) >= 0.5:
        for cell, value in enumerate(cells.values()):
            start = int(cells.starts[cell])
            if number_first.search(value) or street_first.search(value) or _PO_BOX.search(value):
                spans.append((start, start + len(value), True))
            elif _LOOSE.fullmatch(value) and value.isprintable():
                spans.append((start, start + len(value), False))
    elif view.kind not in ("access-log", "log"):
        spaced = runs.after == 32
        for at in runs.start[spaced].tolist():
            match = number_first.match(text, at)
            if match and any(map(str.isupper, match[0])) and SEPARATOR not in match[0] and "\n" not in match[0]:
                spans.append((match.start(), match.end(), True))
        for at in find_all(text, "Box "):
            if match := _PO_BOX.match(text, max(0, at - 6)):
                spans.append((match.start(), match.end(), True))
        spans.extend(_find_street_first(cells, street_first))
    if hits := make_hits(ADDRESS, _without_overlap(spans)):
        yield hits


def _find_street_first(cells: Cells, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, bool]]:
    """Whole cells only: in running text a street word before a number is too often something else."""
    short = np.flatnonzero((cells.lengths >= 6) & (cells.lengths <= 80)).tolist()
    for cell in short:
        start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
        if pattern.match(cells.text, start, end) and cells.text[start].isupper():
            yield start, end, True


def _without_overlap(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    kept: list[tuple[int, int, bool]] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def find_regions(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Whole cells that are a prefecture, a municipality, a state or a large city."""
    if not len(cells) or cells.lengths.mean() > 40:
        return
    places, japanese = _prefecture_names(), municipalities() | bare_wards()
    world = cities_world() | regions_world() | (words("region_codes") if view.hinted(REGION) >= 0.3 else frozenset())
    short = {prefecture.short for prefecture in prefectures()} | set(places)
    spans, chosen = [], []
    for cell, value in enumerate(cells.values()):
        name = value.strip().replace(" ", "") if not value.isascii() else value.strip()
        found = name in short or name in japanese or name.casefold() in world
        if not found and len(name) <= 24 and not name.isascii():
            found = any(name.startswith(place) and name[len(place) :] in japanese for place in places)
        if found:
            start = int(cells.starts[cell])
            spans.append((start, start + len(value), False))
            chosen.append(cell)
    if chosen:
        yield Signals("place", np.array(chosen, dtype=np.int64))
    if hits := make_hits(REGION, spans):
        yield hits
