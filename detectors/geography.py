"""Coordinates: latitudes and longitudes where the name of the field says so, and pairs of them anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from detectors.hits import FieldView, Result, make_hits
from detectors.literals import declare_literals
from detectors.numbers import find_runs
from detectors.text import SEPARATOR, Cells, Ints, Runs

PRECISE, COARSE = "usage.location.precise", "usage.location.coarse"

# Four decimals are about ten metres; a pair with fewer names a quarter or a town. Of single degrees some have lost a
# zero at the end, and three decimals are a hundred metres still.
_EXACT, _EXACT_ALONE = 4, 3
_DEGREES = re.compile(r"[-+]?(?:1[0-7]\d|\d{1,2})\.(?P<decimals>\d{1,17})")
_PAIR = re.compile(
    r"[-+]?(?P<first>1[0-7]\d|\d{1,2})\.(?P<one>\d{2,17})"
    r"(?:°?[NS]?[,;\s]{1,2}+|,\s{0,2}(?:lng|lon|longitude)[=:])[-+]?(?P<second>1[0-7]\d|\d{1,2})\.(?P<two>\d{2,17})"
    r"(?![\d.])"
)
# Latitude and longitude each with a sign, nothing between (ISO 6709 annex H), as pictures and films carry them.
_STANDARD = re.compile(r"[-+]\d{2}\.\d{3,17}[-+][01]\d{2}\.\d{3,17}(?:[-+]\d{1,6}(?:\.\d{1,9})?)?(?:CRS[\w:]{1,20})?/?")
_BEFORE_PAIR = re.compile(
    r"(?i)(?:geo:|/@|[?&](?:q|ll|sll|center|daddr|saddr|destination|query|latlng|point)=|\bpoint ?\(|coordinates\W{1,5}"
    r"|(?:gps|location|latlng|lat/lng)\W{1,3}|(?:座標|緯度経度|位置|位置情報|現在地)\W{0,3})[-+]?$"
)
_JAPAN = ((20, 46), (122, 154))
_SENTENCES = declare_literals(["$GPGGA,", "$GPRMC,", "$GPGLL,", "$GNGGA,", "$GNRMC,", "$GNGLL,", "$GLGGA,", "$QZGGA,"])
# A fix of NMEA 0183: time, status or latitude ddmm.mmmm with its hemisphere, longitude dddmm.mmmm with its own.
_SENTENCE = re.compile(
    r"\$G[PNL][A-Z]{3},(?:[\d.]{0,12},){0,1}(?:[AV],)?\d{4}\.\d{1,8},[NS],\d{5}\.\d{1,8},[EW][^\s\x1a]{0,80}|"
    r"\$QZGGA,[\d.]{0,12},\d{4}\.\d{1,8},[NS],\d{5}\.\d{1,8},[EW][^\s\x1a]{0,80}"
)
_NORTH, _EAST, _SOUTH = declare_literals(["北緯", "東経", "南緯"])
_KANJI_DEGREES = re.compile(
    r"(?:北緯|南緯|東経|西経)\s{0,2}\d{1,3}(?:度|°)\s?\d{1,2}(?:分|['′])\s?\d{1,2}(?:\.\d{1,6})?(?:秒|\"|″)?"
)
_SEXAGESIMAL = re.compile(r"\d{1,3}°\s?\d{1,2}['′’]\s?\d{1,2}(?:\.\d{1,6})?(?:\"|″|”|'')\s?[NSEW]?")
_LONGEST = 60


def find_coordinates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Places on earth. A pair counts by itself as a whole cell with four decimals, in Japan, or behind a word or a
    form that says so (``geo:``, a link to a map, GeoJSON); single degrees only with the name of the field."""
    spans: list[tuple[int, int, bool]] = []
    coarse: list[tuple[int, int, bool]] = []
    if "." in cells.characters:
        for start, end, strong, exact in _find_pairs(cells):
            (spans if exact else coarse).append((start, end, strong))
        spans.extend(_find_standard(cells))
        if view.hinted("usage.location") > 0:
            for start, end, exact in _find_single(cells):
                (spans if exact else coarse).append((start, end, False))
    spans.extend(_find_sentences(cells))
    spans.extend(_find_sexagesimal(cells))
    for category, found in ((PRECISE, spans), (COARSE, coarse)):
        if hits := make_hits(category, found):
            yield hits


def _find_pairs(cells: Cells) -> Iterator[tuple[int, int, bool, bool]]:
    """Start, end, whether it counts by itself, whether it is exact."""
    text, done = cells.text, -1
    for place in _pair_places(cells.runs):
        if place < done or not (match := _PAIR.match(text, place)):
            continue
        done, start = match.end(), place - (text[place - 1 : place] in ("-", "+"))
        if text[start - 1 : start].isalnum() and text[start - 1].isascii():
            continue
        exact = min(len(match["one"]), len(match["two"])) >= _EXACT
        first, second = int(match["first"]), int(match["second"])
        if first > 90 and second > 90:
            continue
        before = text[max(0, start - 20) : start]
        whole = text[start - 1 : start] in ("", SEPARATOR) and text[done : done + 1] in ("", SEPARATOR)
        told = whole or _BEFORE_PAIR.search(before[before.rfind(SEPARATOR) + 1 :]) is not None
        strong = exact and (told or _in_japan(first, second))
        if strong or whole:
            yield start, done, strong, exact


def _in_japan(first: int, second: int) -> bool:
    """Whether whole degrees, in either order, lie in Japan."""
    (south, north), (west, east) = _JAPAN
    low, high = min(first, second), max(first, second)
    return south <= low < north and west <= high < east


def _pair_places(runs: Runs) -> list[int]:
    """Where four digit runs stand that may be two decimal numbers, the second at most 14 characters on."""
    count = len(runs) - 3
    if count <= 0:
        return []
    size, dot = runs.length, ord(".")
    fits = (size[:count] <= 3) & (runs.gap[:count] == dot) & (size[1 : count + 1] >= 2)
    fits &= (size[2 : count + 2] <= 3) & (runs.gap[2 : count + 2] == dot) & (size[3:] >= 2)
    between = runs.start[2 : count + 2] - runs.end[1 : count + 1]
    fits &= (between >= 1) & (between <= 14) & (runs.before[:count] != dot) & (runs.gap[1 : count + 1] != dot)
    return [int(place) for place in runs.start[:count][fits]]


def _find_standard(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    runs = find_runs(cells)
    count = len(runs) - 3
    if count <= 0 or not {"+", "-"} & cells.characters:
        return
    signs: Ints = np.array([ord("+"), ord("-")])
    fits = (runs.length[:count] == 2) & (runs.gap[:count] == ord(".")) & np.isin(runs.before[:count], signs)
    fits &= np.isin(runs.gap[1 : count + 1], signs) & (runs.length[2 : count + 2] == 3)
    fits &= runs.gap[2 : count + 2] == ord(".")
    for place in runs.start[:count][fits].tolist():
        if match := _STANDARD.match(cells.text, place - 1):
            yield *match.span(), True


def _find_single(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    for cell in np.flatnonzero(cells.holding(".") & (cells.lengths <= _LONGEST)).tolist():
        start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
        if match := _DEGREES.fullmatch(cells.text, start, end):
            yield start, end, len(match["decimals"]) >= _EXACT_ALONE


def _find_sentences(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    for literal in _SENTENCES:
        for at in cells.places_of(literal).tolist():
            if match := _SENTENCE.match(cells.text, at):
                yield *match.span(), True


def _find_sexagesimal(cells: Cells) -> Iterator[tuple[int, int, bool]]:
    """Degrees, minutes and seconds, each number by itself."""
    text, done = cells.text, -1
    for literal in (_NORTH, _EAST, _SOUTH):
        for at in cells.places_of(literal).tolist():
            if match := _KANJI_DEGREES.match(text, at):
                yield *match.span(), True
    for at in cells.positions_of("°").tolist() if "°" in cells.characters else ():
        low = at
        while low > max(done, at - 3, 0) and text[low - 1].isascii() and text[low - 1].isdigit():
            low -= 1
        if match := _SEXAGESIMAL.match(text, low):
            done = match.end()
            if text[max(0, low - 2) : low] not in ("北緯", "東経", "南緯", "西経"):
                yield low, done, True
