"""The report as a GitLab code quality report: a JSON list that a merge request shows beside its changes.

GitLab compares the list of a branch with that of its target by fingerprint, so that a merge request shows what it adds.
Its severities are info, minor, major, critical and blocker; only what stops the release is a blocker.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from connectors.base import Location
from reports.actions import rank_entry
from reports.anchors import Anchor, find_anchor
from reports.base import Report, Severity
from reports.finding_lines import (
    identify_observation,
    join_sentences,
    pair,
    place_finding,
    place_gap,
    place_observation,
    say_finding,
    say_gap,
    say_observed,
    show_cut,
    title_finding,
    title_gap,
    title_observation,
)
from reports.json_report import Record, encode
from reports.messages import message
from reports.summary import find_gaps, find_gating

_SEVERITIES: dict[Severity, str] = {"critical": "critical", "high": "major", "medium": "minor", "low": "info"}


def render(report: Report, lang: str = "en") -> str:
    """The list as JSON text that ends with a line break."""
    return encode([*_list_findings(report, lang), *_list_observations(report, lang), *_list_gaps(report, lang)]) + "\n"


def _list_findings(report: Report, lang: str) -> Iterator[Record]:
    sources = {source.id: source for source in report.sources}
    gating = {id(entry) for entry in find_gating(report)}
    for entry in sorted(report.entries, key=rank_entry):
        severity = "blocker" if id(entry) in gating else "info" if entry.excepted else _SEVERITIES[entry.severity]
        state = message(f"state.{entry.shown_state}", lang)
        title = pair(message(f"severity.{entry.severity}", lang), f"{title_finding(entry, lang)} ({state})", lang)
        text = join_sentences((title, place_finding(entry, lang), say_finding(entry, lang)), lang)
        anchor = find_anchor(entry.finding.location, sources, entry.finding.evidence.at)
        yield _write(text, entry.finding.category, entry.fingerprint, severity, anchor)


def _list_observations(report: Report, lang: str) -> Iterator[Record]:
    sources = {source.id: source for source in report.sources}
    seen = Counter[str]()
    for one in report.observations:
        identity = identify_observation(one)
        seen[identity] += 1
        # Of two with one fingerprint GitLab shows one.
        identity += f"-{seen[identity]}" if seen[identity] > 1 else ""
        title = pair(message(f"severity.{one.severity}", lang), title_observation(one, lang), lang)
        text = join_sentences((title, place_observation(one, lang), say_observed(one, report.policy, lang)), lang)
        anchor = find_anchor(one.location, sources)
        yield _write(text, one.check, identity, _SEVERITIES[one.severity], anchor)


def _list_gaps(report: Report, lang: str) -> Iterator[Record]:
    sources = {source.id: source for source in report.sources}
    for number, gap in enumerate(find_gaps(report)):
        text = join_sentences((pair(title_gap(gap, lang), place_gap(gap, lang), lang), say_gap(gap, lang)), lang)
        place = "\0".join((gap.source, gap.collection, gap.field, gap.path or "", gap.reason, str(number)))
        identity = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        anchor = find_anchor(Location(gap.source, gap.collection, gap.field), sources)
        yield _write(text, "not-scanned", identity, "minor" if gap.partial else "major", anchor)


def _write(text: str, check: str, identity: str, severity: str, anchor: Anchor) -> Record:
    return {
        "description": text,
        "check_name": show_cut(check),
        "fingerprint": identity,
        "severity": severity,
        "location": {"path": anchor.path, "lines": {"begin": anchor.line}},
    }
