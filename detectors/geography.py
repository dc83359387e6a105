"""Coordinates: latitudes and longitudes, where the name of the field says so, and pairs of them anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from detectors.hits import FieldView, Result, make_hits
from detectors.text import Cells

PRECISE = "usage.location.precise"

# Three decimals are about a hundred metres.
_DEGREES = re.compile(r"-?(?:1[0-7]\d|\d{1,2})\.\d{3,}")
_PAIR = re.compile(r"[-+]?[1-8]?\d\.\d{4,}[,\s]{1,2}[-+]?(?:1[0-7]\d|[1-9]?\d)\.\d{4,}")


def find_coordinates(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Whole cells that are degrees with three decimals or more, or a pair of degrees."""
    hinted = view.hinted("usage.location") > 0
    if "." not in cells.characters or not (hinted or "," in cells.characters or " " in cells.characters):
        return
    spans = []
    for cell in np.flatnonzero((cells.lengths >= 5) & (cells.lengths <= 60)).tolist():
        start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
        if _PAIR.fullmatch(cells.text, start, end):
            spans.append((start, end, True))
        elif hinted and _DEGREES.fullmatch(cells.text, start, end):
            spans.append((start, end, False))
    if hits := make_hits(PRECISE, spans):
        yield hits
