"""The scan itself: coverage, honesty about trouble, samples, positions, the conclusion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.base import Batch, Collection, Condition, Connector, ConnectorError, Field, Location, Skipped
from detectors.catalogue import load_catalogue
from reports.base import Coverage, Report
from reports.declaration import Declaration
from reports.policy_file import read_policy
from scanner import engine, field_tallies
from scanner.config import ConfigError, Source
from scanner.engine import Outcome, Progress, scan_sources
from scanner.positions import PositionSpool
from scanner.run import RunOptions, check_purposes, conclude, run_scan

POLICY = read_policy(categories=load_catalogue().ids)


class ShelfConnector(Connector):
    """A connector by hand: what it lists and yields is given to it."""

    def __init__(self, source: str, listed: list[Collection | Skipped], parts: dict[str, list[object]]) -> None:
        self.source, self._listed, self._parts = source, listed, parts

    def collections(self) -> Iterator[Collection | Skipped]:
        yield from self._listed

    def read(self, collection: Collection, *, sample: int | None = None) -> Iterator[Batch | Skipped]:
        for part in self._parts[collection.name]:
            if isinstance(part, Exception):
                raise part
            assert isinstance(part, Batch | Skipped)
            yield part


def batch(name: str, values: list[str], first_row: int = 1, field: str = "mail") -> Batch:
    return Batch(Location("s", name), (Field(field),), (pa.array(values, pa.string()),), first_row, len(values), 10)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> object:
    def put(listed: list[Collection | Skipped], parts: dict[str, list[object]]) -> tuple[Source, ...]:
        monkeypatch.setattr(engine, "open_connector", lambda url, **_: ShelfConnector("s", listed, parts))
        return (Source("s", "shelf://"),)

    return put


def test_what_was_found_before_the_trouble_is_kept(shelf, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    mails = [f"u{n}@example.jp" for n in range(50)]
    listed = [Collection("breaks", "table", 100), Collection("fine", "table", 50)]
    parts = {"breaks": [batch("breaks", mails), OSError("secret text")], "fine": [batch("fine", mails)]}
    outcome = scan_sources(shelf(listed, parts), tmp_path)
    assert {one.location.collection for one in outcome.findings} == {"breaks", "fine"}
    coverage = {one.collection: one for one in outcome.coverage}
    assert (coverage["breaks"].status, coverage["breaks"].rows_read, coverage["breaks"].rows_total) == (
        "partial",
        50,
        100,
    )
    assert coverage["fine"].status == "read"
    (trouble,) = outcome.skipped
    assert (trouble.reason, trouble.partial) == ("failed-midway", True)
    assert "secret text" not in trouble.problem


def test_a_connector_that_cannot_open_is_a_skipped_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(url: str, **_: object) -> Connector:
        raise ConnectorError("the server does not answer", reason="unreachable", hint="start it")

    monkeypatch.setattr(engine, "open_connector", refuse)
    outcome = scan_sources((Source("a", "x://"), Source("b", "x://")), tmp_path)
    assert [(one.source, one.status, one.reason) for one in outcome.coverage] == [
        ("a", "skipped", "unreachable"),
        ("b", "skipped", "unreachable"),
    ]


def test_an_empty_source_is_not_clean(shelf, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    outcome = scan_sources(shelf([], {}), tmp_path)
    assert outcome.skipped[0].reason == "empty"
    assert conclude(outcome, (), RunOptions()) == ("incomplete", 3)


def test_a_sample_keeps_true_row_numbers(shelf, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    values = ["x"] * 1000
    values[500] = "a@example.jp"
    parts = {"t": [batch("t", values[:300]), batch("t", values[300:700], 301), batch("t", values[700:], 701)]}
    outcome = scan_sources(shelf([Collection("t", "table", 1000)], parts), tmp_path, sample=100)
    (coverage,) = outcome.coverage
    assert (coverage.method, coverage.rows_read, coverage.rows_total) == ("sample", 100, 1000)
    (finding,) = outcome.findings
    assert [sighting.row for sighting in finding.evidence.at] == [501]


def test_a_mistake_of_ours_costs_one_collection_and_is_said_once(shelf, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    real_judge, real_inspect = engine.judge_collection, field_tallies.inspect_batch

    def judge(source: str, collection: Collection, fields: object) -> object:
        if collection.name == "judged":
            raise RuntimeError("secret text")
        return real_judge(source, collection, fields)  # type: ignore[arg-type]

    def inspect(one: Batch, *rest: object) -> object:
        if one.location.collection == "seen":
            raise RuntimeError("secret text")
        return real_inspect(one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "judge_collection", judge)
    monkeypatch.setattr(field_tallies, "inspect_batch", inspect)
    mails = [f"u{n}@example.jp" for n in range(50)]
    names = ("judged", "seen", "fine")
    parts = {name: [batch(name, mails), batch(name, mails, 51)] for name in names}
    outcome = scan_sources(shelf([Collection(name, "table", 100) for name in names], parts), tmp_path)
    assert {one.location.collection for one in outcome.findings} == {"fine"}
    assert [one.location.collection for one in outcome.skipped] == ["judged", "seen"]
    assert all("internal error (RuntimeError at test_engine.py" in one.problem for one in outcome.skipped)
    assert "secret text" not in repr(outcome.skipped)
    assert {one.collection: one.status for one in outcome.coverage} == {
        "judged": "partial",
        "seen": "partial",
        "fine": "read",
    }


def test_a_connector_that_fails_to_tell_conditions_loses_nothing(shelf, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    place = Condition(Location("s", "a"), "backup-place", "old")

    def conditions(self: object, collection: Collection | None = None) -> Iterator[Condition]:
        yield place
        raise RuntimeError("secret text")

    monkeypatch.setattr(ShelfConnector, "conditions", conditions)
    mails = [f"u{n}@example.jp" for n in range(50)]
    parts = {name: [batch(name, mails)] for name in "ab"}
    outcome = scan_sources(shelf([Collection(name, "table", 50) for name in "ab"], parts), tmp_path)
    assert {one.location.collection for one in outcome.findings} == {"a", "b"}
    assert outcome.conditions == [place]
    (trouble,) = outcome.skipped
    assert (trouble.location, trouble.partial) == (Location("s", ""), True)
    assert "secret text" not in trouble.problem
    assert [one.status for one in outcome.coverage] == ["read", "read"]


def test_when_records_were_made_is_counted_over_batches(shelf, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    days = ["2021-11-05", "2021-11-06", "", "2026-01-02"]
    parts = {"t": [batch("t", days[:2], field="created_at"), batch("t", days[2:], 3, field="created_at")]}
    outcome = scan_sources(shelf([Collection("t", "table", 4)], parts), tmp_path)
    (seen,) = outcome.times
    assert (seen.location.field, seen.months, seen.undated) == ("created_at", {"2021-11": 2, "2026-01": 1}, 1)


def test_pieces_of_one_line_are_one_row(shelf, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    parts = {"t": [batch("t", ["a@example.jp"]), batch("t", ["b@example.jp"]), batch("t", ["x", "y"], 2)]}
    outcome = scan_sources(shelf([Collection("t", "text")], parts), tmp_path)
    (coverage,) = outcome.coverage
    assert (coverage.rows_read, coverage.rows_total, coverage.method) == (3, 3, "full")


def test_progress_is_told(shelf, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    seen: list[Progress] = []
    parts = {"t": [batch("t", ["x"]), batch("t", ["y"], 2)]}
    scan_sources(shelf([Collection("t", "table")], parts), tmp_path, watch=seen.append)
    assert [one.rows for one in seen] == [1, 2]


def test_every_position_is_spooled(shelf, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    values = [f"to a{n}@example.jp and b{n}@example.jp" if n % 2 else "nothing" for n in range(100)]
    spool = PositionSpool()
    sources = shelf([Collection("t", "table", 100)], {"t": [batch("t", values[:37]), batch("t", values[37:], 38)]})
    report = run_scan(sources, POLICY, RunOptions(), tmp_path, spool=spool)
    (entry,) = report.entries
    positions = list(spool.positions(report.entries))
    spool.close()
    assert {one[0] for one in positions} == {entry.fingerprint}
    assert [values[row - 1][start:end] for _, row, start, end in positions] == [
        f"{letter}{n}@example.jp" for n in range(1, 100, 2) for letter in "ab"
    ]


def outcome(*coverage: Coverage, skipped: bool = False) -> Outcome:
    place = Skipped(Location("s", "x"), "corrupt", "broken", "mend it")
    return Outcome(coverage=list(coverage), skipped=[place] * skipped)


READ = Coverage("s", "t", 5, 5, 10, "full", "read")


@pytest.mark.parametrize(
    ("given", "options", "expected"),
    [
        (outcome(READ), RunOptions(), ("clean", 0)),
        (outcome(READ, skipped=True), RunOptions(), ("incomplete", 3)),
        (outcome(READ, skipped=True), RunOptions(allow_partial=True), ("incomplete", 0)),
        (outcome(skipped=True), RunOptions(allow_partial=True), ("incomplete", 3)),
        (outcome(), RunOptions(exit_zero=True, allow_partial=True), ("incomplete", 3)),
        (outcome(Coverage("s", "t", 0, 0, 0, "full", "read")), RunOptions(), ("incomplete", 3)),
    ],
)
def test_conclusions(given: Outcome, options: RunOptions, expected: tuple[str, int]) -> None:
    assert conclude(given, (), options) == expected


def test_purposes_have_to_be_the_policys() -> None:
    check_purposes((Source("a", "x", declaration=Declaration("a", ("P1",))),), POLICY)
    with pytest.raises(ConfigError, match="no purpose 'P99'; it has P1, P2"):
        check_purposes((Source("a", "x", declaration=Declaration("a", ("P99",))),), POLICY)


def test_a_report_never_holds_a_url(shelf, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shelf([Collection("t", "table", 1)], {"t": [batch("t", ["x"])]})
    report = run_scan((Source("s", "postgresql://u@secret-host/db"),), POLICY, RunOptions(), tmp_path)
    assert isinstance(report, Report)
    assert "secret-host" not in repr(report)
