"""Japanese number plates: place, class number, one kana, serial number (品川 300 あ 12-34)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from detectors.hits import FieldView, Result, make_hits
from detectors.text import Bools, Cells, Ints

VEHICLE_PLATE = "personal.id.vehicle_plate"


@dataclass(frozen=True, slots=True)
class PlateData:
    """What stands on a plate; see ``plates.toml``. ``by_size`` are the places by their length, longest first."""

    places: frozenset[str]
    by_size: tuple[int, ...]
    rest: re.Pattern[str]
    kana: Bools


@cache
def load_plates() -> PlateData:
    """The shipped data."""
    data: Mapping[str, list[str]] = tomllib.loads((files("detectors") / "data" / "plates.toml").read_text("utf-8"))
    places = frozenset((*data["places"], *data["variants"]))
    kana, letters = "".join(data["kana"]), "".join(data["class_letters"])
    # A dot stands for a missing digit of a short serial number; 4 digits carry a hyphen (more often than not).
    serial = r"[1-9][0-9]-?[0-9]{2}|[・.]?[1-9][0-9]{2}|[・.]{0,2}[1-9][0-9]|[・.]{0,3}[1-9]"
    rest = re.compile(
        rf"[0-9][0-9{letters}]{{0,2}}[ -]?(?:\(?[{kana}]\)?)[ -]?(?:{serial})"
        r"(?![0-9A-Za-z])(?!-[0-9])(?![丁番号時月年日人])"
    )
    table: Bools = np.zeros(0x110000, dtype=np.bool_)
    table[list(map(ord, kana))] = True
    return PlateData(places, tuple(sorted({len(place) for place in places}, reverse=True)), rest, table)


def find_plates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Plates with their place count by themselves; where the name of the field says so, cells without it too."""
    if cells.raw.isascii() or not len(cells.runs):
        return
    data, text = load_plates(), cells.text
    hinted = view.hinted(VEHICLE_PLATE) >= 0.5
    spans = []
    for at in _class_numbers(cells).tolist():
        match = data.rest.match(text, at)
        if not match:
            continue
        end = at - text.startswith(" ", at - 1) if at else at
        size = next((size for size in data.by_size if size <= end and text[end - size : end] in data.places), 0)
        if size:
            spans.append((end - size, match.end(), True))
        elif hinted:
            spans.append((at, match.end(), False))
    if hits := make_hits(VEHICLE_PLATE, spans):
        yield hits


def _class_numbers(cells: Cells) -> Ints:
    """Digit runs of one to three digits behind which a kana and a digit or dot may stand."""
    runs, codes = cells.runs, cells.codes
    start = runs.start[runs.length <= 3]
    last = len(codes) - 1
    kana = load_plates().kana
    fits: Bools = np.zeros(len(start), dtype=np.bool_)
    # The kana stands one to six characters further: up to three of the number, spaces, a bracket.
    for distance in range(1, 6):
        fits |= kana[codes[np.minimum(start + distance, last)]] & (start + distance < last)
    return start[fits]
