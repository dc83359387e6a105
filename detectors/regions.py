"""Names of regions and municipalities, as whole cells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from detectors.hits import FieldView, Result, Signals, hit_cells
from detectors.lexicons import (
    bare_wards,
    cities_world,
    countries_world,
    country_codes,
    municipalities,
    prefectures,
    regions_world,
    words,
)
from detectors.text import SPACES, Cells, may_become

REGION = "personal.contact.region"
_LONGEST_REGION = 40


def find_regions(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Whole cells that are a prefecture, a municipality, a state or a large city; where the name of the field says
    that it is one, a country or a short code too."""
    likely = (cells.lengths <= _LONGEST_REGION) & (cells.digits == 0) & ~cells.holding("@")
    coded = view.hinted(REGION) >= 0.3
    if not coded and len(cells):
        likely &= may_become(_region_ends())[cells.last]
    values = cells.values()
    chosen = []
    for cell in np.flatnonzero(likely).tolist():
        name = values[cell].strip()
        if name and (is_region(name) or (coded and name.casefold() in _coded())):
            chosen.append(cell)
    if chosen:
        yield Signals("place", np.array(chosen, dtype=np.int64))
    if hits := hit_cells(REGION, cells, chosen):
        yield hits


def is_region(name: str) -> bool:
    """Whether a name is a prefecture, a municipality (also with its prefecture), a state or a large city."""
    if name.isascii():
        return name.casefold() in _world()
    name = name.replace(" ", "")
    if name in _places_ja() or name.casefold() in _world():
        return True
    return any(name[:size] in prefecture_names() and name[size:] in _places_ja() for size in (3, 4))


@cache
def _coded() -> frozenset[str]:
    """What means a region only in a field of that name."""
    return words("region_codes") | countries_world() | country_codes()


@cache
def _region_ends() -> frozenset[str]:
    return SPACES | {name[-1] for name in _world() | _places_ja()}


@cache
def _world() -> frozenset[str]:
    return cities_world() | regions_world()


@cache
def _places_ja() -> frozenset[str]:
    return frozenset(
        (*prefecture_names(), *(prefecture.short for prefecture in prefectures()), *municipalities(), *bare_wards())
    )


@cache
def prefecture_names() -> frozenset[str]:
    """The full names of Japan's prefectures."""
    return frozenset(prefecture.name for prefecture in prefectures())
