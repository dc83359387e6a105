"""Programs that ask a server whether it is alive: in a log of their requests alone there is no person."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import numpy as np

from detectors.hits import FieldView, Result, Signals
from detectors.literals import declare_literals
from detectors.text import Bools, Cells

PROBES = "agent.probe"
_LONGEST = 200


@cache
def load_probes() -> tuple[str, ...]:
    """What the user agents of such programs hold."""
    data = tomllib.loads((files("detectors") / "data" / "probes.toml").read_text(encoding="utf-8"))
    return tuple(data["agents"])


_PROBES = declare_literals(load_probes())


def find_probes(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that begin with the user agent of a program that watches servers."""
    found: Bools = np.zeros(len(cells), dtype=np.bool_)
    for word in cells.present(frozenset(_PROBES)):
        places = cells.places_of(word)
        cell = cells.cell_of(places)
        found[cell[(places == cells.starts[cell]) & (cells.lengths[cell] <= _LONGEST)]] = True
    if found.any():
        yield Signals(PROBES, np.flatnonzero(found))
