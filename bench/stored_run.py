"""A made-up run with many findings, set against another policy; and the yardstick, parsing the same run as JSON.

    python -m bench.stored_run remap|parse FINDINGS RESULT

RESULT becomes ``{"wall": seconds, "cpu": seconds}``; making the run is not counted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from connectors.base import Location
from detectors.base import Evidence, Factor, Finding, Sighting
from detectors.catalogue import load_catalogue
from reports import json_report
from reports.base import Coverage, Report, RunInfo, SourceInfo
from reports.declaration import Declaration, Narrowing
from reports.mapping import map_findings
from reports.policy_file import read_policy
from reports.remapping import remap

_SOURCES = tuple(f"source-{number:02}" for number in range(20))
_FIELDS = 20
_NARROWED = (Narrowing("app/table_*1.field_1*", ("P5",)), Narrowing("staff*", ()))


def build_run(number: int) -> Report:
    """A run of ``number`` findings (a multiple of 20) under the shipped policy: twenty sources, twenty fields to a
    collection, every category about persons, with the evidence that a scan leaves."""
    findings, coverage = [], []
    for place in range(number // _FIELDS):
        source, collection = _SOURCES[place % len(_SOURCES)], f"app/table_{place:05}"
        coverage.append(Coverage(source, collection, 5000, 5000, 99_000, "full", "read"))
        findings += [_make_finding(source, collection, place, field) for field in range(_FIELDS)]
    policy = read_policy(categories=load_catalogue().ids)
    declared = {one: Declaration(one, ("P1", "P6", "P14"), _NARROWED) for one in _SOURCES}
    entries = map_findings(findings, policy, declared, coverage=coverage)
    sources = tuple(SourceInfo(one, "database", "", declared[one].all_purposes(), declared[one]) for one in _SOURCES)
    begun = datetime(2026, 4, 1, tzinfo=UTC)
    return Report(
        RunInfo("made-up", begun, begun, "findings", 1, "high"), policy, sources, tuple(coverage), (), entries
    )


def _make_finding(source: str, collection: str, place: int, field: int) -> Finding:
    categories = [one.id for one in load_catalogue() if one.appi_class != "none"]
    factors = tuple(Factor(name, 1.5) for name in ("prior", "name", "values", "distinct", "length"))
    at = tuple(Sighting(row, 0, 12) for row in range(1, 21))
    return Finding(
        categories[(place * 7 + field) % len(categories)],
        Location(source, collection, f"field_{field}"),
        "is",
        0.93,
        "person",
        Evidence(4000, 5000, 3900, (0.8, 0.8), None, factors, ("****1234",), at),
    )


def measure(work: Callable[[], object]) -> dict[str, float]:
    """What it took, in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def main(arguments: Sequence[str]) -> None:
    """Make the run, do the work, write what it took."""
    what, number, result = arguments
    report = build_run(int(number))
    if what == "remap":
        other = replace(report.policy, announced={}, sha256="0" * 64)
        taken = measure(lambda: remap(report, other))
    else:
        text = json_report.render(report)
        taken = measure(lambda: json.loads(text))
    Path(result).write_text(json.dumps(taken), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
