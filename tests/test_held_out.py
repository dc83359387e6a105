"""The held-out sets are well-formed: labels name what exists, and the generator writes the same bytes again."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest

from bench.accuracy.held_out import check_digits, people
from bench.accuracy.held_out.make_sets import count_labels, write_sets

ROOT = Path(__file__).parents[1]
HELD_OUT = ROOT / "bench" / "accuracy" / "held_out"
TRUTHS = sorted(HELD_OUT.glob("*/truth.csv"))
LINES = sorted(HELD_OUT.glob("*/lines.jsonl"))
MEGABYTE = 1 << 20


def read_truth(path: Path) -> list[dict[str, str]]:
    """The rows of one truth file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def categories() -> set[str]:
    """The ids of the catalogue."""
    with (ROOT / "detectors" / "data" / "categories.toml").open("rb") as stream:
        return {entry["id"] for entry in tomllib.load(stream)["category"]}


def read_text(path: Path) -> str:
    """A file's text in one of the two encodings that the sets have."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")


def dotted(value: object, prefix: str = "") -> set[str]:
    """The paths of a JSON object's leaves."""
    if not isinstance(value, dict):
        return {prefix}
    return {path for key, part in value.items() for path in dotted(part, f"{prefix}.{key}" if prefix else key)}


def read_fields(path: Path) -> set[str] | None:
    """The fields of a file; None for lines of text."""
    text = read_text(path)
    match path.suffix:
        case ".csv" | ".tsv":
            return set(next(csv.reader(io.StringIO(text), delimiter="\t" if path.suffix == ".tsv" else ",")))
        case ".jsonl":
            return dotted(json.loads(text.splitlines()[0]))
        case ".json":
            whole = json.loads(text)
            return dotted(whole[0] if isinstance(whole, list) else next(iter(whole.values()))[0])
    return None


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda path: path.parent.name)
def test_labels_name_what_exists(truth: Path) -> None:
    rows = read_truth(truth)
    known = categories()
    assert list(rows[0]) == ["collection", "field", "path", "personal", "category", "notes"]
    assert {row["collection"] for row in rows} == {p.name for p in truth.parent.iterdir()} - {"truth.csv"}
    for row in rows:
        assert row["personal"] in {"Y", "L", "A", "N"}, row
        assert set(filter(None, row["category"].split("|"))) <= known, row
        assert bool(row["category"]) == (row["personal"] in "YA") or row["personal"] == "L", row
    places = [(row["collection"], row["field"], row["path"]) for row in rows]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda path: path.parent.name)
def test_every_column_is_labelled(truth: Path) -> None:
    rows = read_truth(truth)
    for collection in {row["collection"] for row in rows}:
        fields = read_fields(truth.parent / collection)
        if fields is not None:
            assert {row["field"] for row in rows if row["collection"] == collection} == fields, collection


def test_sets_are_large_and_balanced() -> None:
    counts = count_labels(HELD_OUT)
    assert counts["tables"] >= 45
    assert counts["columns"] >= 450
    assert counts["N"] >= 0.4 * counts["columns"]
    assert counts["N HARD"] >= counts["N"] / 3
    size = sum(
        path.stat().st_size for path in HELD_OUT.rglob("*") if "__pycache__" not in path.parts and path.is_file()
    )
    assert size < 6 * MEGABYTE


@pytest.mark.parametrize(("path", "count"), [(LINES[0], 200), (LINES[1], 400)], ids=["en", "ja"])
def test_lines_have_spans_that_fit(path: Path, count: int) -> None:
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    known = categories()
    assert len(items) == count
    assert count / 4 < sum(not item["spans"] for item in items) < count / 2
    for item in items:
        last = 0
        for start, end, category in item["spans"]:
            assert last <= start < end <= len(item["text"])
            assert item["text"][start:end].strip() == item["text"][start:end]
            assert category in known
            last = end
        assert "{" not in item["text"].replace('{"tel"', "")


def test_words_are_many() -> None:
    assert len(people.words("surnames")) >= 150
    assert len(people.words("male")) + len(people.words("female")) >= 150
    assert len({place.city for place in people.places()}) >= 60
    for entry in (*people.words("surnames"), *people.words("male"), *people.words("female")):
        assert people.romanise(entry.split(":")[1]).isascii(), entry


def test_zone_of_passports_has_the_published_check_digits() -> None:
    line = check_digits.mrz_line("TR1234567", "000101", "M", "250101")
    assert line == "TR12345672JPN0001018M2501017<<<<<<<<<<<<<<08"


@pytest.mark.slow
def test_sets_are_what_the_generator_writes(tmp_path: Path) -> None:
    write_sets(tmp_path)
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file():
            assert (HELD_OUT / path.relative_to(tmp_path)).read_bytes() == path.read_bytes(), path.name
