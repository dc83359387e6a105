"""The labelled sets: the project's own, public ones that others made, and those kept aside."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from bench.accuracy.make_tables import write_set
from bench.accuracy.truth import Label, LabelledSet, Personal, read_truth
from connectors.base import Batch, Collection
from scanner.plugins import open_connector

PUBLIC = Path(__file__).with_name("public_sets.toml")
HELD_OUT = Path(__file__).with_name("held_out")


@dataclass(frozen=True, slots=True)
class LogTruth:
    """A log, what of it was looked for by hand, and which categories would meet it."""

    path: Path
    present: Mapping[str, tuple[tuple[str, ...], bool]]


@cache
def _public() -> Mapping[str, Any]:
    return tomllib.loads(PUBLIC.read_text(encoding="utf-8"))


def development_set(folder: Path) -> LabelledSet:
    """The project's own tables, written anew."""
    return LabelledSet("Development tables", (folder,), write_set(folder), "development")


def held_out_sets(folder: Path = HELD_OUT) -> list[LabelledSet]:
    """Every folder with a ``truth.csv`` among the sets kept aside."""
    found = sorted(folder.glob("*/truth.csv"))
    return [LabelledSet(one.parent.name, (one.parent,), read_truth(one), "held-out") for one in found]


def practice_sets() -> list[LabelledSet]:
    """The sets that others wrote for those who build detectors to learn from."""
    found = sorted(Path(__file__).parent.glob("practice_*/*/truth.csv"))
    return [
        LabelledSet(f"{one.parents[1].name}/{one.parent.name}", (one.parent,), read_truth(one), "practice")
        for one in found
    ]


def public_sets(shared: Path) -> list[LabelledSet]:
    """Public data with labels made by hand, as far as it is there."""
    data = shared / "data"
    return [_public_set(data, one) for one in _public()["set"] if (data / one["truth"]).is_file()]


def _public_set(data: Path, one: Mapping[str, Any]) -> LabelledSet:
    targets = tuple(data / target for target in one["targets"])
    # A database file given by itself lists its tables by their own names.
    labels = list(_foreign_labels(data / one["truth"]))
    for twin, original in one.get("alike", {}).items():
        labels += [replace(label, collection=twin) for label in labels if label.collection == original]
    for name in one.get("nobody", ()):
        path = next(target for target in targets if target.name == name)
        note = "HARD: nothing in this file is about a person"
        labels += [Label(name, field, "", "N", (), note) for field in list_fields(path)]
    return LabelledSet(one["name"], targets, tuple(labels), "public")


def _foreign_labels(path: Path) -> Iterator[Label]:
    words: Mapping[str, Sequence[str]] = _public()["categories"]
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield Label(
                row.get("file") or row["table"],
                row["column"],
                "",
                cast("Personal", row["personal"]),
                tuple(words[row["category"]]),
                row["notes"],
            )


def list_fields(path: Path) -> list[str]:
    """The names of the fields of one file, as a scan lists them."""
    names: dict[str, None] = {}
    for _, batch in read_batches(path):
        names.update((field.name, None) for field in batch.fields)
    return list(names)


def read_batches(path: Path) -> Iterator[tuple[Collection, Batch]]:
    """Every batch of a file, folder or database file, as a scan reads it."""
    with open_connector(str(path), source="set") as connector:
        for collection in connector.collections():
            if isinstance(collection, Collection):
                for part in connector.read(collection):
                    if isinstance(part, Batch):
                        yield collection, part


def public_logs(shared: Path) -> list[LogTruth]:
    """Public logs in which was looked by hand for what is there."""
    words = _public()["logs"]
    truth = shared / "data" / words["truth"]
    if not truth.is_file():
        return []
    present: dict[str, dict[str, tuple[tuple[str, ...], bool]]] = {}
    with truth.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["category"] in words["categories"] and "arguable" not in row["notes"]:
                categories = tuple(words["categories"][row["category"]])
                present.setdefault(row["log"], {})[row["category"]] = categories, row["present"] == "yes"
    paths = {log: shared / "data" / words["file"].format(log=log) for log in present}
    return [LogTruth(path, present[log]) for log, path in paths.items() if path.is_file()]
