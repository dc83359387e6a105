"""What one rule finds in columns: printed as places and masked shapes, counted and timed."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, CollectionKind, Location
from connectors.nested import NestedFields
from detectors.hits import FieldView, Hits
from detectors.inspection import view_field
from detectors.masking import mask
from detectors.text import Cells, join_cells
from reports.phrases import show

Find = Callable[[Cells, FieldView], Iterator[Hits]]
"""The detectors that are tried."""

_Place = tuple[int, int, bool, str]


@cache
def _load_texts() -> Mapping[str, Any]:
    texts: Mapping[str, Any] = tomllib.loads(
        (files("scanner") / "data" / "rule_trial.toml").read_text(encoding="utf-8")
    )["text"]
    return texts


def say_trial(key: str, lang: str, **params: object) -> str:
    """A line of ``daicho test-rule``, filled in."""
    text: str = _load_texts()[key][lang]
    return text.format_map(params)


class Sightings:
    """Looks at collections with some detectors, tells the first ``limit`` hits of each field, and counts all."""

    def __init__(self, find: Find, category: str, limit: int, lang: str, tell: Callable[[str], None]) -> None:
        self._find, self._category, self._limit, self._lang, self._tell = find, category, limit, lang, tell
        self._shown: dict[Location, int] = {}
        self._hits = self._strong = self._cells = self._tried = self._passed = 0
        self._seconds = 0.0
        self.read = 0

    def look_through(self, place: Location, kind: CollectionKind, batches: Iterable[Batch]) -> None:
        """Look at a collection, and at what is nested in its cells."""
        nested = NestedFields(kind)
        for part in batches:
            batch = nested.open(part)
            for seen, values in zip(batch.fields, batch.columns, strict=True):
                if seen.type == "binary":
                    continue
                location = replace(place, field=seen.name, path=seen.path or None)
                view = view_field(seen, kind, place)
                if location not in self._shown and (strength := view.hinted(self._category)):
                    self._tell(say_trial("named", self._lang, field=show(str(location)), strength=strength))
                self._shown.setdefault(location, 0)
                self._look(location, view, values, batch)

    def _look(self, location: Location, view: FieldView, values: pa.Array, batch: Batch) -> None:
        filled = ~pc.fill_null(pc.equal(pc.utf8_trim_whitespace(values), ""), True).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(filled).astype(np.int64)
        if not len(rows):
            return
        cells = join_cells(values.take(pa.array(rows)))
        begin = time.process_time()
        found = list(self._find(cells, view))
        self._seconds += time.process_time() - begin
        self.read += len(rows)
        self._tried += sum(hits.tried for hits in found)
        self._passed += sum(hits.passed for hits in found)
        places = sorted({place for hits in found for place in _places(hits)})
        touched = cells.cell_of(np.array([start for start, _, _, _ in places], dtype=np.int64)).tolist()
        self._hits += len(places)
        self._strong += sum(sure for _, _, sure, _ in places)
        self._cells += len(set(touched))
        numbers = rows * batch.row_step + batch.first_row
        self._show(
            location, [(place, cell, int(numbers[cell])) for place, cell in zip(places, touched, strict=True)], cells
        )

    def _show(self, location: Location, placed: list[tuple[_Place, int, int]], cells: Cells) -> None:
        shown = self._shown[location]
        for (start, end, sure, category), cell, row in placed[: max(0, self._limit - shown)]:
            base = int(cells.starts[cell])
            shape = show(mask(category, cells.text[start:end]))
            word = say_trial("strong" if sure else "weak", self._lang)
            self._tell(f"{show(str(location))} {row}:{start - base}-{end - base}  {shape}  {category}  {word}")
        self._shown[location] = shown + len(placed)

    def tell_end(self) -> None:
        """Tell what was left out, the counts, and how long it took."""
        lang = self._lang
        for location, count in self._shown.items():
            if count > self._limit:
                more = say_trial("more", lang, n=count - self._limit)
                self._tell(f"{show(str(location))}  {more}")
        counts = {"hits": self._hits, "cells": self._cells, "read": self.read, "strong": self._strong}
        found = sum(count > 0 for count in self._shown.values())
        self._tell(say_trial("hits", lang, **counts, found=found, fields=len(self._shown)))
        if self._tried:
            self._tell(say_trial("checked", lang, passed=self._passed, tried=self._tried))
        if self.read:
            micros = self._seconds / self.read * 1e6
            self._tell(say_trial("time", lang, milli=self._seconds * 1e3, micros=micros))


def _places(hits: Hits) -> Iterator[_Place]:
    for start, end, sure in zip(hits.start.tolist(), hits.end.tolist(), hits.strong.tolist(), strict=True):
        yield start, end, sure, hits.category
