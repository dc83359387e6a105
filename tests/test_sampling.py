"""What the rows that were read say about all: methods, intervals, clean fields."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Batch, Collection, Connector, Field, Location, Skipped
from detectors.base import Dismissed, Evidence, Finding, SampleMethod, Sampling, Verdict
from detectors.sampling import bound_of, describe_pages, describe_sampling, list_clean, state_intervals
from detectors.statistics import PageSums, interval, upper_bound
from detectors.tally import FieldTally
from scanner import engine
from scanner.config import Source
from scanner.engine import Outcome, scan_sources

TABLE = Collection("t", "table", 1000)


def found(matched: int, read: int, verdict: Verdict = "is", field: str = "f", path: str | None = None) -> Finding:
    evidence = Evidence(matched, read, 1, (0.0, 1.0))
    return Finding("personal.name", Location("s", "t", field, path), verdict, 0.9, "person", evidence)


@pytest.mark.parametrize(
    ("collection", "read", "total", "how", "expected"),
    [
        (TABLE, 1000, 1000, {}, Sampling("all-rows", 1000, 1000)),
        (TABLE, 1003, 1000, {}, Sampling("all-rows", 1003, 1000)),
        (TABLE, 100, 1000, {"step": 10}, Sampling("every-kth", 100, 1000, 10)),
        (TABLE, 97, 1000, {"step": 10, "drawn": True}, Sampling("random-rows", 97, 1000)),
        (TABLE, 400, 1000, {"stopped": True}, Sampling("part", 400, 1000)),
        (TABLE, 40, 1000, {"stopped": True, "step": 10}, Sampling("part", 40, 1000)),
        # The store counts more than it gave, and nobody says why.
        (TABLE, 990, 1000, {}, Sampling("part", 990, 1000)),
        (Collection("a.log", "log"), 70, 71, {}, Sampling("all-rows", 70, 71)),
        (Collection("a.log", "log"), 7, 70, {"step": 10}, Sampling("every-kth", 7, 70, 10)),
    ],
)
def test_methods(collection: Collection, read: int, total: int, how: dict[str, int], expected: Sampling) -> None:
    assert describe_sampling(collection, read, total, **how) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "sampling", "expected"),
    [
        (found(3, 2000), Sampling("all-rows", 2000, 2000), (0.0015, 0.0015)),
        (found(3, 2000), Sampling("every-kth", 2000, 20_000, 10), (0.0003095, 0.004378)),
        (found(3, 2000), Sampling("random-rows", 2000, None), (0.0003095, 0.004378)),
        (found(2000, 2000), Sampling("random-rows", 2000, None), (0.998157, 1.0)),
        (found(3, 2000), Sampling("part", 2000, 20_000), (0.0, 1.0)),
        (found(0, 2000, "named"), Sampling("all-rows", 2000, 2000), (0.0, 1.0)),
        (found(0, 0, "named"), Sampling("all-rows", 0, 0), (0.0, 1.0)),
    ],
)
def test_intervals(one: Finding, sampling: Sampling, expected: tuple[float, float]) -> None:
    (stated,) = state_intervals([one], sampling)
    assert stated.evidence.interval == pytest.approx(expected, rel=1e-3)
    assert stated.evidence.method == sampling.method
    assert (stated.evidence.matched, stated.evidence.read) == (one.evidence.matched, one.evidence.read)


def test_pages_widen_the_interval_by_their_spread() -> None:
    sampling = describe_pages(2000, 100_000, pages=40)
    one = found(200, 2000)
    (worst,) = state_intervals([one], sampling)
    assert worst.evidence.design_effect == 50.0
    assert worst.evidence.interval == pytest.approx(interval(4, 40), rel=1e-3)
    clustered = sum((PageSums.of_page(50, 50 if page < 4 else 0) for page in range(40)), PageSums())
    mixed = sum((PageSums.of_page(50, 5) for page in range(40)), PageSums())
    (measured,) = state_intervals([one], sampling, {("f", None, "personal.name"): clustered})
    (alike,) = state_intervals([one], sampling, {("f", None, "personal.name"): mixed})
    assert measured.evidence.design_effect == pytest.approx(50 * 40 / 39, rel=1e-3)
    assert alike.evidence.design_effect == 1.0
    assert alike.evidence.interval == pytest.approx(interval(200, 2000), rel=1e-3)


def test_pages_that_nobody_counted_are_assumed_to_be_full_and_alike() -> None:
    assert describe_pages(2000, None, row_bytes=100).design_effect == pytest.approx(81.92)
    assert describe_pages(2000, None, row_bytes=9000).design_effect == 1.0


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))), st.floats(1, 200))
def test_the_share_stays_inside_whatever_the_effect(counts: tuple[int, int], effect: float) -> None:
    matched, read = counts
    sampling = Sampling("pages", read, None, design_effect=effect)
    (stated,) = state_intervals([found(matched, read)], sampling)
    low, high = stated.evidence.interval
    assert 0.0 <= low <= matched / read * 1.001
    assert matched / read * 0.999 <= high <= 1.0


# --- clean fields -----------------------------------------------------------------------------------------


def fields(**read: int) -> list[tuple[Field, FieldTally]]:
    return [(Field(name), FieldTally(rows=100, read=count)) for name, count in read.items()]


def test_clean_is_what_was_read_and_neither_found_nor_dismissed_nor_unread() -> None:
    listed = list_clean(
        "s",
        "t",
        [*fields(f=100, shop=100, note=80, empty=0, blob=3), (Field("payload", path="user.id"), FieldTally(read=7))],
        Sampling("all-rows", 100, 100),
        [found(10, 100), found(1, 7, field="payload")],
        [Dismissed("personal.contact.phone", Location("s", "t", "shop"), "organisation")],
        [Location("s", "t", "blob")],
    )
    assert [(one.location.field, one.location.path, one.read, one.upper) for one in listed] == [
        ("note", None, 80, 0.0),
        ("payload", "user.id", 7, 0.0),
    ]


@pytest.mark.parametrize("method", ["every-kth", "random-rows"])
def test_the_bound_of_a_sample(method: SampleMethod) -> None:
    assert bound_of(1000, Sampling(method, 1000, None)) == upper_bound(1000)
    assert bound_of(1000, Sampling(method, 1000, 10_000)) == upper_bound(1000, population=10_000)
    # 400 of the rows were seen to be empty: at most 9,600 values can exist.
    assert bound_of(600, Sampling(method, 1000, 10_000)) == upper_bound(600, population=9600)
    assert upper_bound(600, population=9600) <= upper_bound(600)
    # Several values in one row: the number of rows bounds nothing.
    assert bound_of(3000, Sampling(method, 1000, 10_000)) == upper_bound(3000)


def test_pages_bound_less() -> None:
    assert bound_of(2000, describe_pages(2000, 10**6, pages=40)) == pytest.approx(upper_bound(40))
    (one,) = list_clean("s", "t", fields(f=2000), describe_pages(2000, 10**6, pages=40), [], [])
    assert (one.method, one.design_effect) == ("pages", 50.0)


def test_a_part_is_never_clean() -> None:
    assert list_clean("s", "t", fields(f=100), Sampling("part", 100, 1000), [], []) == []
    assert bound_of(100, Sampling("part", 100, 1000)) == 1.0


# --- through the whole scan -------------------------------------------------------------------------------


def make_table(path: Path, rows: int) -> Source:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE people (mail TEXT, rank TEXT, note TEXT, blob BLOB)")
        values = [(f"u{n}@example.jp", "ABC"[n % 3], "x" if n % 2 else None, None) for n in range(rows)]
        database.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", values)
        database.commit()
    return Source("s", str(path))


def clean_of(outcome: Outcome) -> dict[str, tuple[int, float, str]]:
    return {one.location.field: (one.read, one.upper, one.method) for one in outcome.clean}


def test_a_full_scan_knows_the_share(tmp_path: Path) -> None:
    outcome = scan_sources((make_table(tmp_path / "a.db", 1000),), tmp_path)
    assert outcome.coverage[0].sampling == Sampling("all-rows", 1000, 1000)
    assert clean_of(outcome) == {"rank": (1000, 0.0, "all-rows"), "note": (500, 0.0, "all-rows")}
    (mail,) = outcome.findings
    assert (mail.evidence.interval, mail.evidence.method) == ((1.0, 1.0), "all-rows")
    assert [mark.name for mark in mail.evidence.marks] == ["dummy"]


def test_a_sample_bounds_it(tmp_path: Path) -> None:
    outcome = scan_sources((make_table(tmp_path / "a.db", 1000),), tmp_path, sample=100)
    assert outcome.coverage[0].sampling == Sampling("every-kth", 100, 1000, 10)
    rank, mail = clean_of(outcome)["rank"], outcome.findings[0].evidence
    assert rank == (100, pytest.approx(upper_bound(100, population=1000), rel=1e-3), "every-kth")
    assert mail.interval == (pytest.approx(0.9638, abs=1e-4), 1.0)


def test_what_stopped_half_way_is_never_clean(tmp_path: Path) -> None:
    (tmp_path / "fine.csv").write_text("rank\n" + "A\n" * 50)
    (tmp_path / "cut.csv.gz").write_bytes(b"\x1f\x8b\x08\x00" + bytes(20))
    outcome = scan_sources((Source("s", str(tmp_path)),), tmp_path)
    assert outcome.skipped
    assert {one.location.collection for one in outcome.clean} == {"fine.csv"}


class DrawingConnector(Connector):
    """Gives three rows of a hundred that the store has drawn, and a field that was partly unreadable."""

    source = "s"

    def collections(self) -> Iterator[Collection | Skipped]:
        yield Collection("t", "table", 100)

    def read(self, collection: Collection, *, sample: int | None = None) -> Iterator[Batch | Skipped]:
        column = pa.array(["a", "b", "c"], pa.string())
        fields = (Field("rank"), Field("picture"))
        yield Batch(Location("s", "t"), fields, (column, column), 1, 3, 10, sampled=True)
        yield Skipped(Location("s", "t", "picture"), "binary-field", "not looked into", partial=True)


def test_rows_drawn_by_the_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engine, "open_connector", lambda *_, **__: DrawingConnector())
    outcome = scan_sources((Source("s", "shelf://"),), tmp_path, sample=3)
    assert outcome.coverage[0].sampling == Sampling("random-rows", 3, 100)
    assert clean_of(outcome) == {"rank": (3, pytest.approx(0.62), "random-rows")}
