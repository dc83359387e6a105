"""The report as JUnit XML, which every build server shows as tests.

One suite for each source. A test is a finding (it fails where it stops the release, and is skipped while an exception
holds for it), a place that was not scanned (an error: it never counts as passed), a table or file in which nothing was
found, or an observation of the policy's promises. Names are the same in every run, so that servers can follow a test.
"""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from reports.acceptance_phrases import say_excepted
from reports.base import Entry, Observation, Report
from reports.finding_lines import (
    LONGEST,
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
from reports.messages import message
from reports.phrases import say_verdict
from reports.summary import Gap, find_gaps, find_gating, summarise

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference."""
_COUNTED = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}


def render(report: Report, lang: str = "en") -> bytes:
    """The bytes of the file, UTF-8."""
    root = Element("testsuites", {"name": "daicho", "time": _seconds(report)})
    policy = message("label.policy", lang)
    suites = {id: _add_suite(root, show_cut(id) or policy, report) for id in _list_sources(report)}
    gating = {id(entry) for entry in find_gating(report)}
    for entry in report.entries:
        _add_finding(suites[entry.finding.location.source], entry, id(entry) in gating, lang)
    for one in report.observations:
        _add_observation(suites[one.location.source], one, report, lang)
    gaps = find_gaps(report)
    for gap in gaps:
        _add_gap(suites[gap.source], gap, lang)
    _add_clean(suites, report, gaps, lang)
    _add_verdict(_add_suite(root, "daicho", report), report, lang)
    for suite in root:
        for name, tag in _COUNTED.items():
            suite.set(name, str(sum(1 for _ in suite.iter(tag))))
    for name in _COUNTED:
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _seconds(report: Report) -> str:
    return f"{max(0.0, (report.run.finished - report.run.started).total_seconds()):.3f}"


def _list_sources(report: Report) -> list[str]:
    """Every source that something is said of, in the order of the report."""
    named = [source.id for source in report.sources] + [row.source for row in report.coverage]
    named += [entry.finding.location.source for entry in report.entries]
    named += [one.location.source for one in report.observations]
    return list(dict.fromkeys(named + [gap.source for gap in find_gaps(report)]))


def _add_suite(root: Element, name: str, report: Report) -> Element:
    """A suite; build servers want times without an offset."""
    moment = report.run.started.strftime("%Y-%m-%dT%H:%M:%S")
    return SubElement(root, "testsuite", {"name": _write(name), "timestamp": moment})


def _add_test(suite: Element, name: str, said: str) -> Element:
    test = SubElement(suite, "testcase", {"classname": suite.get("name", ""), "name": _write(name), "time": "0"})
    if said:
        SubElement(test, "system-out").text = _write(said)
    return test


def _add_finding(suite: Element, entry: Entry, gating: bool, lang: str) -> None:
    title, said = title_finding(entry, lang), say_finding(entry, lang)
    name = f"{pair(place_finding(entry, lang), title, lang)} [{entry.fingerprint}]"
    test = _add_test(suite, name, "" if gating else pair(message(f"severity.{entry.severity}", lang), said, lang))
    if gating:
        failure = SubElement(test, "failure", {"message": _write(pair(title, place_finding(entry, lang), lang))})
        failure.set("type", entry.severity)
        failure.text = _write(said)
    elif entry.acceptance and entry.excepted:
        SubElement(test, "skipped", {"message": _write(cut(say_excepted(entry.acceptance, lang), 4 * LONGEST))})


def _add_observation(suite: Element, one: Observation, report: Report, lang: str) -> None:
    identity = f"{show_cut(one.check)} {identify_observation(one)}"
    name = f"{pair(place_observation(one, lang), title_observation(one, lang), lang)} [{identity}]"
    severity = message(f"severity.{one.severity}", lang)
    _add_test(suite, name, pair(severity, say_observed(one, report.policy, lang), lang))


def _add_gap(suite: Element, gap: Gap, lang: str) -> None:
    title, place = title_gap(gap, lang), place_gap(gap, lang)
    test = _add_test(suite, pair(place, title, lang), "")
    error = SubElement(
        test, "error", {"message": _write(pair(title, place, lang)), "type": _write(show_cut(gap.reason))}
    )
    error.text = _write(say_gap(gap, lang))


def _add_clean(suites: dict[str, Element], report: Report, gaps: tuple[Gap, ...], lang: str) -> None:
    """Tables and files that were read to the end and in which nothing was found."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in report.entries:
        found[entry.finding.location.source].add(entry.finding.location.collection)
    for gap in gaps:
        found[gap.source].add(gap.collection)
    for row in report.coverage:
        if row.status == "read" and row.collection not in found[row.source]:
            place = cut(f"{show_cut(row.source)} / {show_cut(row.collection)}")
            _add_test(suites[row.source], pair(place, message("machine.no-finding", lang), lang), "")


def _add_verdict(suite: Element, report: Report, lang: str) -> None:
    """The verdict as a test of its own: a report in which nothing was read holds no other."""
    title, sentences = say_verdict(report, summarise(report), lang)
    said = join_sentences((title, *sentences), lang)
    _add_test(suite, message("glossary.verdict", lang), said)


def _write(text: str) -> str:
    """Text that XML can hold."""
    return _UNWRITABLE.sub("\ufffd", text)
