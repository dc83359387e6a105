"""Mailboxes of a desk (info@, sales@, 営業部 as eigyo@): addresses of an organisation, whoever reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import numpy as np

from detectors.hits import FieldView, Result, Signals
from detectors.literals import declare_literals
from detectors.text import Bools, Cells

DESKS = "mailbox.desk"


@cache
def load_desks() -> tuple[str, ...]:
    """What stands before the @ of a desk's mailbox, in lower case."""
    data = tomllib.loads((files("detectors") / "data" / "mailboxes.toml").read_text(encoding="utf-8"))
    return tuple(data["desks"])


_DESKS = declare_literals(word + "@" for word in load_desks())


def find_desks(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that begin with the mailbox of a desk: its word, then the @."""
    if "@" not in cells.characters:
        return
    found: Bools = np.zeros(len(cells), dtype=np.bool_)
    for word in _DESKS:
        places = cells.places_of(word)
        cell = cells.cell_of(places)
        found[cell[places == cells.starts[cell]]] = True
    if found.any():
        yield Signals(DESKS, np.flatnonzero(found))
