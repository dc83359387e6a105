"""The report as SARIF 2.1.0 (OASIS), in the form that GitHub code scanning takes.

Code scanning asks for a file and a line of the repository (``reports.anchors``); what a finding really stands in is its
logical location. There are no snippets and no masked shapes: alerts are read by everybody who may see the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

from connectors.base import Location
from reports.acceptance import Acceptance
from reports.acceptance_phrases import say_acceptance_kind
from reports.actions import rank_entry
from reports.anchors import Anchor, find_anchor
from reports.base import SEVERITIES, Entry, Observation, Report, Severity, SourceInfo
from reports.finding_lines import (
    LEVELS,
    cut,
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
from reports.phrases import tool_version
from reports.sarif_rules import write_rule
from reports.summary import find_gaps

MOST_RESULTS = 5_000
"""So many results are given, the worst first: code scanning shows no more of one run, and refuses a file with more than
25,000."""

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

SCORES: Mapping[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""``security-severity``: code scanning calls 9.0 and more critical, 7.0 high, 4.0 medium, anything else low."""

_LONGEST_NAME = 1_000

Result = tuple[Severity, Record]


def render(report: Report, lang: str = "en") -> str:
    """The report as JSON text that ends with a line break."""
    return encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [write_run(report, lang)]}, indent=1) + "\n"


def write_run(report: Report, lang: str) -> Record:
    """The one run: tool with its rules, what was and was not scanned, results."""
    sources = {source.id: source for source in report.sources}
    entries = sorted(report.entries, key=rank_entry)[:MOST_RESULTS]
    observations = sorted(report.observations, key=lambda one: SEVERITIES.index(one.severity))[:MOST_RESULTS]
    named: list[tuple[Severity, Entry | Observation]] = [(one.severity, one) for one in entries]
    named += [(one.severity, one) for one in observations]
    chosen = [one for _, one in sorted(named, key=lambda pair: SEVERITIES.index(pair[0]))][:MOST_RESULTS]
    rules = _list_rules(chosen)
    places = {id: number for number, id in enumerate(rules)}
    compared = report.comparison is not None or any(entry.state != "new" for entry in report.entries)
    results = [
        _write_finding(one, sources, places, compared, lang)
        if isinstance(one, Entry)
        else _write_observation(one, report, sources, places, lang)
        for one in chosen
    ]
    left_out = len(report.entries) + len(report.observations) - len(chosen)
    return {
        "tool": {
            "driver": {
                "name": "Daicho",
                "semanticVersion": tool_version(),
                "language": lang,
                "rules": [write_rule(id, SCORES[worst], lang) for id, worst in rules.items()],
                "notifications": _write_descriptors(lang),
            }
        },
        "automationDetails": {"id": _write_automation(report)},
        "invocations": [_write_invocation(report, sources, len(chosen), left_out, lang)],
        "columnKind": "unicodeCodePoints",
        "language": lang,
        "properties": {
            "status": report.run.status,
            "findings": len(report.entries),
            "observations": len(report.observations),
            "policy": show_cut(f"{report.policy.id} {report.policy.version}"),
        },
        "results": results,
    }


def _say(title: str, place: str, said: str, lang: str) -> str:
    return join_sentences((pair(title, place, lang), said), lang)


def name_rule(one: Entry | Observation) -> str:
    """The id of a rule: that of the category or the check, as ``daicho explain`` takes it. ``/`` would part a rule from
    its sub-rules."""
    named = one.finding.category if isinstance(one, Entry) else one.check
    return show_cut(named).replace("/", "-") or "unnamed"


def _list_rules(chosen: Iterable[Entry | Observation]) -> dict[str, Severity]:
    """The rules of the results in their order, each with the worst severity that one of its results has: code scanning
    knows a score for a rule only, and it must not say less than the report does."""
    rules: dict[str, Severity] = {}
    for one in chosen:
        rules.setdefault(name_rule(one), one.severity)
    return rules


def _write_finding(
    entry: Entry, sources: Mapping[str, SourceInfo], rules: Mapping[str, int], compared: bool, lang: str
) -> Record:
    finding = entry.finding
    anchor = find_anchor(finding.location, sources, finding.evidence.at)
    text = _say(title_finding(entry, lang), place_finding(entry, lang), say_finding(entry, lang), lang)
    result = _write_result(entry, rules, text, finding.location, anchor, sources, entry.fingerprint.removeprefix("v1:"))
    if compared:
        result["baselineState"] = "unchanged" if entry.state == "existing" else "new"
    # An empty list says that somebody has looked for exceptions and there is none.
    result["suppressions"] = [_write_suppression(entry.acceptance, lang)] if entry.acceptance and entry.excepted else []
    result["properties"] = {
        "security-severity": SCORES[entry.severity],
        "severity": entry.severity,
        "confidence": round(finding.confidence, 2),
        "verdict": finding.verdict,
        "policy": entry.policy,
        "checks": [show_cut(check) for check in entry.checks],
        "state": entry.shown_state,
        "persons": entry.persons,
    }
    return result


def _write_observation(
    one: Observation, report: Report, sources: Mapping[str, SourceInfo], rules: Mapping[str, int], lang: str
) -> Record:
    title, place = title_observation(one, lang), place_observation(one, lang)
    text = _say(title, place, say_observed(one, report.policy, lang), lang)
    anchor = find_anchor(one.location, sources)
    result = _write_result(one, rules, text, one.location, anchor, sources, identify_observation(one))
    result["properties"] = {
        "security-severity": SCORES[one.severity],
        "severity": one.severity,
        "clause": show_cut(one.clause),
    }
    return result


def _write_suppression(acceptance: Acceptance, lang: str) -> Record:
    """An exception that holds. Who answers for it stands in the file of exceptions, not in alerts."""
    kind, until = (
        say_acceptance_kind(acceptance, lang),
        message("phrase.until", lang, day=acceptance.expires.isoformat()),
    )
    return {
        "kind": "external",
        "status": "accepted",
        "justification": cut(f"{kind} ({until}): {show_cut(acceptance.reason, _LONGEST_NAME)}", _LONGEST_NAME),
    }


def _write_result(
    one: Entry | Observation,
    rules: Mapping[str, int],
    text: str,
    location: Location,
    anchor: Anchor,
    sources: Mapping[str, SourceInfo],
    identity: str,
) -> Record:
    """What every result has. ``primaryLocationLineHash`` is what code scanning tells alerts apart by; without it all of
    one rule in one source, which share a line of the configuration, would be one alert."""
    kind: Literal["finding", "observation"] = "finding" if isinstance(one, Entry) else "observation"
    return {
        "ruleId": name_rule(one),
        "ruleIndex": rules[name_rule(one)],
        "level": LEVELS[one.severity],
        "message": {"text": write_plain(text)},
        "locations": [_write_location(location, anchor, sources)],
        "partialFingerprints": {
            "daichoFinding/v1" if kind == "finding" else "daichoObservation/v1": identity,
            "primaryLocationLineHash": f"{identity}:1",
        },
    }


def _write_location(location: Location, anchor: Anchor, sources: Mapping[str, SourceInfo]) -> Record:
    written: Record = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(anchor.path.encode("utf-8", "surrogatepass"))},
            "region": {"startLine": anchor.line},
        }
    }
    source = sources.get(location.source)
    joint = "." if source is not None and source.kind == "database" else "/"
    named = (location.source, location.collection, location.field, location.path)
    parts = [show_cut(part, _LONGEST_NAME) for part in named if part]
    if parts:
        written["logicalLocations"] = [{"fullyQualifiedName": cut(joint.join(parts), _LONGEST_NAME), "kind": "element"}]
    return written


def _write_invocation(
    report: Report, sources: Mapping[str, SourceInfo], shown: int, left_out: int, lang: str
) -> Record:
    """How the run went. Whatever was not scanned is a notification, and then the run did not succeed."""
    gaps = find_gaps(report)
    notes: list[Record] = []
    for gap in gaps:
        location = Location(gap.source, gap.collection, gap.field, gap.path)
        text = _say(title_gap(gap, lang), place_gap(gap, lang), say_gap(gap, lang), lang)
        notes.append(
            {
                "descriptor": {"id": "not-scanned", "index": 0},
                "level": "warning" if gap.partial else "error",
                "message": {"text": write_plain(text)},
                "locations": [_write_location(location, find_anchor(location, sources), sources)],
                "properties": {"reason": show_cut(gap.reason), "partial": gap.partial},
            }
        )
    if left_out:
        said = message("machine.results-cut", lang, shown=shown, n=left_out)
        notes.append({"descriptor": {"id": "results-cut", "index": 1}, "level": "warning", "message": {"text": said}})
    return {
        "executionSuccessful": not gaps and report.run.status in ("clean", "findings"),
        "exitCode": report.run.exit_code,
        "exitCodeDescription": report.run.status,
        "startTimeUtc": _write_moment(report.run.started),
        "endTimeUtc": _write_moment(report.run.finished),
        "toolExecutionNotifications": notes,
    }


def _write_descriptors(lang: str) -> list[Record]:
    return [
        {"id": id, "shortDescription": {"text": message(title, lang)}, "fullDescription": {"text": message(text, lang)}}
        for id, title, text in (
            ("not-scanned", "row.not-scanned", "machine.help-not-scanned"),
            ("results-cut", "label.number", "machine.help-results-cut"),
        )
    ]


def _write_automation(report: Report) -> str:
    """What tells this analysis from others of the same code; the last part is the run."""
    parts = ("daicho", report.run.project or "scan", report.run.id)
    return "/".join(re.sub(r"[^\w.-]+", "-", show_cut(part, 100)) or "-" for part in parts)


def _write_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def write_plain(text: str) -> str:
    """A text as a plain SARIF message, in which brackets make links and braces are places to fill (3.11.5, 3.11.6)."""
    return re.sub(r"([\[\]])", r"\\\1", text.replace("{", "{{").replace("}", "}}"))
