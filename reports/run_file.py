"""Reads a run back that was written as a JSON document or as JSON lines.

What is read is what stands there: numbers that were rounded when they were written stay so. Runs of earlier versions of
Daicho are read; what they did not say yet is empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from connectors.base import Condition
from detectors.base import CleanField, Dismissed, Overlap, RecordTimes
from detectors.catalogue import load_catalogue
from reports.acceptance_json import AcceptanceRecord
from reports.base import Coverage, Entry, LeakProfile, Observation, Report, RunInfo
from reports.comparison import Comparison, TrendPoint
from reports.earlier import Earlier, make_earlier
from reports.garbage import pause_collection
from reports.json_report import SCHEMA_VERSION
from reports.jsonl import LINES
from reports.phrases import show
from reports.policy import Policy
from reports.record_reading import UnfitError, read_as
from reports.run_records import (
    FindingRecord,
    SourceRecord,
    as_skipped,
    complete_coverage,
    name_declarations,
    restore_skipped,
)
from reports.summary import Gap

_HOW = "make one with: daicho scan -o json:run.json"
_LONGEST_NAME = 80


class RunFileError(Exception):
    """A stored run that cannot be used. ``problem`` says why and what to do, in one line without the file's name."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class PolicyMark:
    """Which policy a run was set against. ``effective`` is an ISO 8601 date or empty."""

    id: str
    version: str
    sha256: str
    effective: str = ""

    def fits(self, policy: Policy) -> bool:
        """Whether that is the policy: the same file, byte for byte."""
        return policy.sha256 == self.sha256

    def __str__(self) -> str:
        return f"{show(self.id)[:_LONGEST_NAME]} {show(self.version)[:_LONGEST_NAME]} (sha256 {show(self.sha256)[:12]})"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as it stands in a file. ``parts`` are the lists of its JSON document, not looked into yet."""

    path: Path
    policy: PolicyMark
    parts: Mapping[str, Any]

    def read_entries(self) -> tuple[Entry, ...]:
        """The findings, in the order of the file. Raises :class:`RunFileError`."""
        return tuple(one.entry() for one in self._read("findings", tuple[FindingRecord, ...]))

    def read_earlier(self) -> Earlier:
        """The run as something to compare with; its categories may be gone from the catalogue. Raises
        :class:`RunFileError`."""
        run = self._read("run", RunInfo)
        return make_earlier(
            run.id,
            run.started,
            self.read_entries(),
            tuple(one.source() for one in self._read("sources", tuple[SourceRecord, ...])),
            tuple(complete_coverage(row) for row in self._read("coverage", tuple[Coverage, ...])),
            tuple(as_skipped(gap) for gap in self._read("skipped", tuple[Gap, ...])),
            self._read_comparison(),
        )

    def _read_comparison(self) -> Comparison | None:
        found: Comparison | None = self._read("comparison", Comparison | None) if "comparison" in self.parts else None
        return found

    def read_report(self, policy: Policy) -> Report:
        """The whole report. ``policy`` stands in it whether or not the run was set against it: ask ``self.policy``.
        Raises :class:`RunFileError`, also for categories that the catalogue in force does not hold."""
        report = Report(
            run=self._read("run", RunInfo),
            policy=policy,
            sources=tuple(one.source() for one in self._read("sources", tuple[SourceRecord, ...])),
            coverage=tuple(complete_coverage(row) for row in self._read("coverage", tuple[Coverage, ...])),
            skipped=(),
            entries=self.read_entries(),
            dismissed=self._read("dismissed", tuple[Dismissed, ...]),
            unused=self._read("unused_purposes", tuple[str, ...]),
            clean=self._read("clean", tuple[CleanField, ...]),
            observations=self._read("observations", tuple[Observation, ...]),
            profiles=self._read("profiles", tuple[LeakProfile, ...]),
            conditions=self._read("conditions", tuple[Condition, ...]),
            times=self._read("times", tuple[RecordTimes, ...]),
            overlaps=self._read("overlaps", tuple[Overlap, ...]),
            comparison=self._read_comparison(),
            trend=self._read("trend", tuple[TrendPoint, ...]),
            acceptances=tuple(one.state() for one in self._read("acceptances", tuple[AcceptanceRecord, ...])),
        )
        self._refuse_unknown_categories(report)
        return restore_skipped(report, self._read("skipped", tuple[Gap, ...]))

    def _read(self, part: str, kind: Any) -> Any:
        try:
            with pause_collection():
                return read_as(kind)(self.parts.get(part, []))
        except UnfitError as error:
            raise RunFileError(self.path, f"is no run that daicho wrote: {error.below(part)}; {_HOW}") from None

    def _refuse_unknown_categories(self, report: Report) -> None:
        named = {one.finding.category for one in report.entries}
        named.update(one.category for one in report.dismissed)
        named.update(one.category for one in report.overlaps)
        unknown = sorted(named - load_catalogue().categories.keys())
        if unknown:
            more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
            raise RunFileError(
                self.path,
                f"holds the unknown category {show(unknown[0])[:_LONGEST_NAME]}{more}; name the configuration that adds"
                " it with --config, or update daicho",
            )


def read_run(path: Path, policy: Policy) -> Report:
    """The report of a stored run. Raises :class:`RunFileError`, also where the run was set against another policy."""
    stored = open_run(path)
    if not stored.policy.fits(policy):
        raise RunFileError(path, f"was set against policy {stored.policy}, not against this one")
    return stored.read_report(policy)


def open_run(path: Path) -> StoredRun:
    """A stored run, JSON or JSON lines, of which the head has been checked. Raises :class:`RunFileError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as stream:
            return parse_run(path, stream)
    except OSError as error:
        raise RunFileError(path, f"cannot be read ({error.strerror or type(error).__name__}); check the path") from None
    except UnicodeDecodeError:
        raise RunFileError(path, f"is no run of daicho, since it is no text; {_HOW}") from None


def parse_run(name: Path, stream: TextIO) -> StoredRun:
    """A stored run that is read from somewhere else than a file; complaints call it ``name``. Raises
    :class:`RunFileError`."""
    with pause_collection():
        first = stream.readline()
        head = _parse_line(first)
        if head is not None and head.get("type") == "run":
            return _check_head(name, _gather_lines(name, head, stream))
        rest = stream.read()
        whole = head if head is not None and not rest.strip() else _parse_document(name, first + rest)
    return _check_head(name, whole)


def _parse_line(line: str) -> dict[str, Any] | None:
    """A line that is a JSON object; None for any other."""
    try:
        found = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse_constant(name: str) -> NoReturn:
    """JSON has no NaN and no infinity."""
    raise ValueError(name)


def _gather_lines(path: Path, head: dict[str, Any], lines: Iterable[str]) -> dict[str, Any]:
    """JSON lines as one document. Positions, of which there may be more than memory holds, are passed over."""
    document = head | {name: [] for name in LINES.values()}
    for text in lines:
        line = _parse_line(text)
        kind = line.get("type") if line else None
        if line is None or not isinstance(kind, str):
            break
        if kind == "end" and line.get("findings") == len(document["findings"]):
            return document
        if kind in LINES:
            document[LINES[kind]].append(line)
    raise RunFileError(path, f"is incomplete: no line of type end closes it, so it was cut off; {_HOW}")


def _parse_document(path: Path, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        begun = text.lstrip().startswith("{")
        if begun and (error.pos >= len(text.rstrip()) or not text.rstrip().endswith("}")):
            raise RunFileError(path, f"is incomplete: it was cut off; {_HOW}") from None
        raise RunFileError(path, f"is no JSON (line {error.lineno}); {_HOW}") from None
    except (ValueError, RecursionError):
        raise RunFileError(path, f"is no run of daicho; {_HOW}") from None
    if not isinstance(found, dict):
        raise RunFileError(path, f"is no run of daicho; {_HOW}")
    return found


def _check_head(path: Path, document: dict[str, Any]) -> StoredRun:
    """Whether Daicho wrote it, in a form that is known here."""
    version, tool = document.get("schema_version"), document.get("tool")
    name = tool.get("name") if isinstance(tool, dict) else None
    if name != "daicho" or type(version) is not int or version < 1:
        raise RunFileError(path, f"is no run of daicho; {_HOW}")
    if version > SCHEMA_VERSION:
        raise RunFileError(
            path,
            f"was written by a newer daicho (schema_version {version}; this one knows {SCHEMA_VERSION}); update daicho",
        )
    for part in ("run", "policy", "findings", "coverage", "sources", "skipped"):
        if part not in document:
            raise RunFileError(path, f"is no run that daicho wrote: {part} has to be there; {_HOW}")
    try:
        mark = read_as(PolicyMark)(document["policy"])
    except UnfitError as error:
        raise RunFileError(path, f"is no run that daicho wrote: {error.below('policy')}; {_HOW}") from None
    return StoredRun(path, mark, document | {"sources": name_declarations(document["sources"])})
