"""Runs Daicho's own engine over a labelled set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.accuracy.columns import Reported, find_home
from bench.accuracy.truth import LabelledSet
from detectors.base import Finding
from scanner.config import Source
from scanner.engine import Outcome, scan_sources


class ScanError(Exception):
    """A set could not be scanned as a whole: its figures would mean nothing."""


def scan_set(one: LabelledSet) -> list[Reported]:
    """What Daicho reports; raises ScanError where a labelled place was not read."""
    outcome = scan_places(one.targets)
    wanted = {label.collection for label in one.labels}
    whole = (find_home(skip.location.collection, wanted) for skip in outcome.skipped if not skip.partial)
    unread = sorted(name for name in whole if name in wanted)
    if unread:
        raise ScanError(f"{one.name}: not read: {', '.join(unread)}")
    return [report(finding) for finding in outcome.findings]


def scan_places(targets: Sequence[Path]) -> Outcome:
    """A scan of files and folders."""
    sources = tuple(Source(f"set{number}", str(path)) for number, path in enumerate(targets))
    return scan_sources(sources, Path())


def report(finding: Finding) -> Reported:
    """A finding as the benchmark looks at it. Parts of a database file are named ``file!table``, as in the labels."""
    place = finding.location
    return Reported(
        place.collection,
        place.field,
        place.path or "",
        finding.category,
        finding.verdict,
        finding.confidence,
        sum(factor.weight for factor in finding.evidence.factors),
        finding.subject != "organisation" and not finding.category.startswith("org."),
    )
