"""The report as annotations for GitHub Actions: workflow commands that the runner turns into notes beside the code.

A step shows at most ten annotations of a kind, so the worst come first, how many were left out is said, and the log
holds the whole list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from connectors.base import Location
from reports.actions import rank_entry
from reports.anchors import Anchor, find_anchor
from reports.base import SEVERITIES, Entry, Report, Severity
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
from reports.messages import message
from reports.phrases import say_verdict
from reports.summary import find_gaps, find_gating, summarise

MOST = 10
"""So many annotations of each kind a step shows."""

Command = Literal["error", "warning", "notice"]
COMMANDS: tuple[Command, ...] = ("error", "warning", "notice")


@dataclass(frozen=True, slots=True)
class Annotation:
    """One note. ``rank`` sorts those of a command, the first being the worst."""

    command: Command
    anchor: Anchor
    title: str
    text: str
    rank: tuple[int, int]


def render(report: Report, lang: str = "en") -> str:
    """The lines for the log of a step."""
    annotations = sorted(_list_annotations(report, lang), key=lambda one: one.rank)
    kept = [one for command in COMMANDS for one in _take(annotations, command)]
    lines = [write_annotation(one) for one in kept]
    title = message("machine.all-of-them", lang, n=len(report.entries), gaps=len(find_gaps(report)))
    lines += [f"::group::{escape_data(title)}", *_list_plain(report, lang), "::endgroup::"]
    left_out = len(annotations) - len(kept)
    if left_out:
        lines.append(message("machine.annotations-cut", lang, shown=len(kept), n=left_out))
    verdict, sentences = say_verdict(report, summarise(report), lang)
    lines.append(_plain(pair(verdict, join_sentences(sentences, lang), lang)))
    return "".join(f"{line}\n" for line in lines)


def _take(annotations: Sequence[Annotation], command: Command) -> list[Annotation]:
    return [one for one in annotations if one.command == command][:MOST]


def _list_annotations(report: Report, lang: str) -> Iterator[Annotation]:
    """Findings that stop the release are errors, other severe ones and what was not scanned warnings."""
    sources = {source.id: source for source in report.sources}
    gating = {id(entry) for entry in find_gating(report)}
    gaps = find_gaps(report)
    if gaps:
        first = message("tile.not-scanned", lang)
        text = join_sentences(
            (pair(title_gap(gaps[0], lang), place_gap(gaps[0], lang), lang), say_gap(gaps[0], lang)), lang
        )
        anchor = find_anchor(Location(gaps[0].source, ""), sources)
        yield Annotation("warning", anchor, pair(first, f"{len(gaps):,}", lang), text, (-1, 0))
    for number, entry in enumerate(sorted(report.entries, key=rank_entry)):
        command = "error" if id(entry) in gating else "notice" if entry.excepted else _choose(entry.severity)
        anchor = find_anchor(entry.finding.location, sources, entry.finding.evidence.at)
        title = pair(message(f"severity.{entry.severity}", lang), title_finding(entry, lang), lang)
        said = join_sentences((place_finding(entry, lang), say_finding(entry, lang)), lang)
        text = f"{said} [{entry.fingerprint}]"
        yield Annotation(command, anchor, title, text, (SEVERITIES.index(entry.severity), number))
    for number, one in enumerate(report.observations):
        title = pair(message(f"severity.{one.severity}", lang), title_observation(one, lang), lang)
        said = join_sentences((place_observation(one, lang), say_observed(one, report.policy, lang)), lang)
        text = f"{said} [{show_cut(one.check)}]"
        rank = (SEVERITIES.index(one.severity), len(report.entries) + number)
        yield Annotation(_choose(one.severity), find_anchor(one.location, sources), title, text, rank)


def _choose(severity: Severity) -> Command:
    return "notice" if severity == "low" else "warning"


def _list_plain(report: Report, lang: str) -> Iterator[str]:
    """Everything, a line each."""
    for entry in report.entries:
        yield _plain(_line(entry, lang))
    for one in report.observations:
        severity = message(f"severity.{one.severity}", lang)
        place, identity = place_observation(one, lang), f"{show_cut(one.check)} {identify_observation(one)}"
        yield _plain(f"{severity}  {title_observation(one, lang)}  {place}  {identity}")
    for gap in find_gaps(report):
        yield _plain(f"{title_gap(gap, lang)}  {place_gap(gap, lang)}")


def _line(entry: Entry, lang: str) -> str:
    state = message(f"state.{entry.shown_state}", lang)
    severity = message(f"severity.{entry.severity}", lang)
    return f"{severity}  {title_finding(entry, lang)}  {place_finding(entry, lang)}  {state}  {entry.fingerprint}"


def write_annotation(one: Annotation) -> str:
    """An annotation as a workflow command."""
    place = f"file={escape_property(one.anchor.path)},line={one.anchor.line},title={escape_property(one.title)}"
    return f"::{one.command} {place}::{escape_data(one.text)}"


def escape_data(text: str) -> str:
    """The message of a workflow command: what would end its line is written in per cent."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """A property of a workflow command, which a comma or a colon would end."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(text: str) -> str:
    """A line of the log that the runner takes for no command: neither one that begins it nor one of the older form,
    which may stand anywhere. Line breaks are escapes by now."""
    return text.replace("##[", "#\u200b#[").replace("::", ":\u200b:") if "##[" in text or "::" in text else text
