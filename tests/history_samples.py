"""Runs made by hand for tests of the history: what each looked at, and what it found there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import report_samples as samples

from connectors.base import Location, Skipped
from detectors.base import Evidence, Finding, Sampling
from reports.base import Coverage, Entry, Report, RunInfo, Severity, SourceInfo
from reports.mapping import fingerprint
from scanner.history_engine import HistoryPlace
from scanner.history_recording import Setting

START = datetime(2026, 1, 1, 3, 0, tzinfo=UTC)
SETTING = Setting()


def place_in(folder: Path) -> HistoryPlace:
    return HistoryPlace(folder / "history.db")


def find(
    source: str, collection: str, field: str, severity: Severity = "high", matched: int = 100, **more: object
) -> Entry:
    """A finding of names in a field."""
    location = Location(source, collection, field)
    finding = Finding("personal.name", location, "is", 0.9, "person", Evidence(matched, 100, 1, (0.0, 1.0)))
    return Entry(fingerprint(finding), finding, severity, (), "no-purpose", **more)  # type: ignore[arg-type]


def read(source: str, collection: str, rows: int = 100) -> Coverage:
    return Coverage(source, collection, rows, rows, 10 * rows, "full", "read", None, Sampling("all-rows", rows, rows))


def sample(source: str, collection: str, rows: int, effect: float = 1.0) -> Coverage:
    how = Sampling("every-kth", rows, 100_000, 100_000 // rows, 0, effect)
    return Coverage(source, collection, 100_000, rows, 10 * rows, "sample", "read", None, how)


def skip(source: str, collection: str = "", field: str = "") -> Skipped:
    return Skipped(Location(source, collection, field), "permission-denied", "not readable")


def unread(source: str, collection: str = "") -> Coverage:
    return Coverage(source, collection, None, 0, 0, "full", "skipped", "permission-denied")


def make_run(
    number: int,
    entries: Iterable[Entry] = (),
    coverage: Iterable[Coverage] = (),
    skipped: Iterable[Skipped] = (),
    scopes: Mapping[str, str] | None = None,
    started: datetime | None = None,
) -> Report:
    """A run of the sources that ``scopes`` names (default: those that are covered)."""
    rows = tuple(coverage)
    when = started or START + timedelta(days=number)
    run = RunInfo(f"{when:%Y%m%d-%H%M%S}-{number:04x}", when, when + timedelta(minutes=2), "clean", 0, "high")
    known = scopes if scopes is not None else dict.fromkeys((row.source for row in rows), "scope")
    sources = tuple(SourceInfo(id, "database", scope=scope) for id, scope in known.items())
    return Report(run, samples.POLICY, sources, rows, tuple(skipped), tuple(entries))
