"""Puts peers beside Daicho: the same columns and texts, in an environment of their own, by one stated rule.

A column counts as found by a peer when an entity stands in at least a share of its sampled cells with at least a score.
Share and score are those that suit the peer best on the development tables.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from bench.accuracy.columns import Reported, find_home, tidy
from bench.accuracy.sets import read_batches
from bench.accuracy.truth import Label, LabelledSet
from bench.accuracy.value_sets import Span
from bench.accuracy.values import keep_longest

PEERS: Mapping[str, str] = {
    "english": "Presidio (en_core_web_sm)",
    "japanese": "Presidio (ja_ginza)",
}
LOCK = Path(__file__).with_name("peers.lock")
SCRIPT = Path(__file__).with_name("peers.py")

Column = tuple[str, str, str]
"""Set, collection, field."""


class PeerError(Exception):
    """A peer could not be installed or run."""


@dataclass(frozen=True, slots=True)
class Setting:
    """When a peer's finds in the cells of a column make a finding."""

    share: float
    score: float
    with_dates: bool

    def describe(self) -> str:
        """In words, for the page."""
        dates = "with" if self.with_dates else "without"
        return f"in {self.share:.0%} of the cells, score {self.score:g} or more, {dates} dates and URLs"


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What a peer found in the cells of each column and in each text."""

    columns: Mapping[Column, Sequence[Sequence[Sequence[Any]]]]
    texts: Sequence[Sequence[Sequence[Any]]]
    versions: Mapping[str, str]
    seconds: float


@cache
def words() -> Mapping[str, Any]:
    """``peers.toml``."""
    return tomllib.loads(SCRIPT.with_suffix(".toml").read_text(encoding="utf-8"))


def settings() -> Iterator[Setting]:
    """Every setting that is tried."""
    table = words()["settings"]
    for share, score, with_dates in product(table["shares"], table["scores"], (False, True)):
        yield Setting(share, score, with_dates)


def sample_cells(sets: Sequence[LabelledSet]) -> dict[Column, list[str]]:
    """Some different cells of every labelled column, spread over the first part of it that is read."""
    most = words()["settings"]["cells"]
    cells: dict[Column, list[str]] = {}
    for one in sets:
        wanted = {(label.collection, tidy(label.field)) for label in one.labels}
        labelled = {label.collection for label in one.labels}
        for target in one.targets:
            for collection, batch in read_batches(target):
                for field, column in zip(batch.fields, batch.columns, strict=True):
                    key = (one.name, find_home(collection.name, labelled), tidy(field.name))
                    if key[1:] in wanted and len(cells.get(key, ())) < most:
                        values = [value for value in column.drop_null().unique().to_pylist() if value.strip()]
                        step = max(1, len(values) // most)
                        cells.setdefault(key, []).extend(values[::step][: most - len(cells.get(key, ()))])
    return cells


def run_peer(kind: str, cells: Mapping[Column, Sequence[str]], texts: Sequence[str], folder: Path) -> PeerRun:
    """What a peer finds; from the last run where the input is the same. Raises PeerError where it cannot run."""
    work = json.dumps({"columns": list(cells.values()), "texts": list(texts)}, ensure_ascii=False)
    mark = hashlib.sha256((work + LOCK.read_text() + SCRIPT.read_text()).encode("utf-8", "replace")).hexdigest()[:16]
    result = folder / f"peer-{kind}-{mark}.json"
    if not result.is_file():
        python = prepare_environment(folder / "peers")
        source = folder / "peer-input.json"
        source.write_text(work, encoding="utf-8", errors="replace")
        _run([str(python), "-P", str(SCRIPT), kind, str(source), str(result)])
    data = json.loads(result.read_text(encoding="utf-8"))
    columns = dict(zip(cells, data["columns"], strict=True))
    return PeerRun(columns, data["texts"], data["versions"], data["seconds"])


def prepare_environment(folder: Path) -> Path:
    """The peers' interpreter, installed as locked."""
    python, stamp = folder / "bin" / "python", folder / ".installed"
    mark = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not (python.is_file() and stamp.is_file() and stamp.read_text() == mark):
        uv = [sys.executable, "-m", "uv"]
        _run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)])
        _run([*uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", str(LOCK)])
        stamp.write_text(mark)
    return python


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise PeerError(type(error).__name__) from None
    if done.returncode:
        # The last line only: a traceback could quote a cell.
        kind = (done.stderr.strip().splitlines() or [""])[-1].partition(":")[0]
        raise PeerError(f"exit {done.returncode} {kind}")


def report_columns(run: PeerRun, one: LabelledSet, setting: Setting) -> list[Reported]:
    """A peer's findings in a set. Of what an entity may stand for, what the label says counts."""
    labels: dict[tuple[str, str], list[Label]] = defaultdict(list)
    for label in one.labels:
        labels[label.collection, tidy(label.field)].append(label)
    reported = []
    for (name, collection, field), cells in run.columns.items():
        if name != one.name or not cells:
            continue
        wanted = {category for label in labels[collection, field] for category in label.categories}
        for entity, count in _count(cells, setting).most_common():
            stands = words()["entities"].get(entity)
            if stands and count >= setting.share * len(cells):
                category = next((each for each in stands if each in wanted), stands[0])
                share = count / len(cells)
                reported.append(Reported(collection, field, "", category, "is", share, 0.0, about_person=True))
    return reported


def _count(cells: Sequence[Sequence[Sequence[Any]]], setting: Setting) -> Counter[str]:
    """In how many cells each entity stands."""
    left_out = () if setting.with_dates else words()["settings"]["optional"]
    return Counter(
        entity
        for cell in cells
        for entity in sorted({found[2] for found in cell if found[3] >= setting.score and found[2] not in left_out})
    )


def report_spans(found: Sequence[Sequence[Any]], setting: Setting) -> list[Span]:
    """A peer's finds in a text. Unlike Daicho's, places of different categories may overlap: Presidio leaves it to its
    users which of them to take, so here the right one always wins."""
    left_out = () if setting.with_dates else words()["settings"]["optional"]
    entities = words()["entities"]
    by_category: dict[str, list[Span]] = defaultdict(list)
    for start, end, name, score in found:
        if name in entities and name not in left_out and score >= setting.score:
            by_category[entities[name][0]].append(Span(start, end, entities[name][0]))
    return sorted(span for spans in by_category.values() for span in keep_longest(spans))
