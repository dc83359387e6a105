"""Mailboxes of a desk (info@, sales@, 営業部 as eigyo@): addresses of an organisation, whoever reads them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import numpy as np

from detectors.hits import FieldView, Result, Signals
from detectors.text import Cells

DESKS = "mailbox.desk"


@cache
def load_desks() -> tuple[str, ...]:
    """What stands before the @ of a desk's mailbox, in lower case."""
    data = tomllib.loads((files("detectors") / "data" / "mailboxes.toml").read_text(encoding="utf-8"))
    return tuple(data["desks"])


_LONGEST = 40
_MOST_DIGITS, _SHORTEST = 4, 4
_PARTS = re.compile(r"[-+_]")
_DESKS = frozenset(load_desks())


def find_desks(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that begin with the mailbox of a desk: its word, by itself or with a number or another part (``shop227@``,
    ``info-osaka@``, ``payments-team@``), then the @."""
    if "@" not in cells.characters:
        return
    at = cells.positions_of("@")
    cell, first = np.unique(cells.cell_of(at), return_index=True)
    start, at = cells.starts[cell], at[first]
    near = (at - start > 1) & (at - start <= _LONGEST)
    spans = zip(cell[near].tolist(), start[near].tolist(), at[near].tolist(), strict=True)
    found = [number for number, begin, end in spans if is_desk(cells.text[begin:end])]
    if found:
        yield Signals(DESKS, np.array(found, dtype=np.int64))


def is_desk(local: str) -> bool:
    """Whether the part of an address before the @ is the one of a desk."""
    folded = local.lower()
    if folded in _DESKS:
        return True
    bare = folded.rstrip("0123456789")
    if len(folded) - len(bare) > _MOST_DIGITS or (bare != folded and len(bare) < _SHORTEST):
        return False  # cs21001: the number of a student
    parts = _PARTS.split(bare)
    return parts[0] in _DESKS or parts[-1] in _DESKS or "-".join(parts) in _DESKS
