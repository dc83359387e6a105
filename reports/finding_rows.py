"""The rows of spreadsheets: one for each finding, each observation and each place that was not scanned, and one that
closes the list with the verdict.

Every row says what it is in its first cell, so that a list without findings cannot be taken for a clean one: what was
not scanned stands in it, and a list without its last row was cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.acceptance_phrases import say_excepted, say_lapse
from reports.base import Entry, Observation, Report, SourceInfo
from reports.cells import LONGEST
from reports.checks import load_checks
from reports.finding_lines import identify_observation, shorten_observation, show_cut, title_observation
from reports.gap_phrases import say_clause, say_observation
from reports.messages import label, message
from reports.phrases import (
    category_title,
    name_gap,
    say_evidence,
    say_gap_next,
    say_next,
    say_policy,
    say_purposes,
    say_verdict,
    say_why,
)
from reports.statements import say_reasons, say_standing
from reports.summary import Gap, find_gaps, is_gating, summarise

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``id`` is permanent and stands in brackets behind the title, ``title`` is a key of the message
    catalogue, ``width`` is in characters."""

    id: str
    title: str
    width: int


COLUMNS: tuple[Column, ...] = (
    Column("row", "label.row-type", 14),
    Column("severity", "label.severity", 10),
    Column("what", "label.what", 30),
    Column("source", "label.source", 18),
    Column("collection", "label.collection", 32),
    Column("field", "label.field", 22),
    Column("path", "label.path", 18),
    Column("owner", "label.owner", 18),
    Column("department", "label.department", 18),
    Column("policy", "label.against-policy", 20),
    Column("why", "label.why", 50),
    Column("next", "label.next", 50),
    Column("gating", "label.gating", 10),
    Column("state", "label.state", 10),
    Column("first_seen", "label.first-seen", 20),
    Column("exception", "state.excepted", 40),
    Column("extent", "label.kind", 14),
    Column("confidence", "label.confidence", 10),
    Column("matched", "label.matched", 12),
    Column("read", "label.read", 12),
    Column("persons", "label.persons", 12),
    Column("evidence", "label.evidence", 44),
    Column("masked", "label.masked", 24),
    Column("subject", "label.subject", 14),
    Column("standing", "label.standing", 26),
    Column("purposes", "label.purposes", 36),
    Column("reasons", "label.severity-reasons", 36),
    Column("leak", "label.leak-cases", 26),
    Column("checks", "label.check", 24),
    Column("category", "label.category-id", 28),
    Column("fingerprint", "label.fingerprint", 22),
)
"""The columns, in order. One may be added at the end, none is renamed or taken away."""

_PLACES = {column.id: number for number, column in enumerate(COLUMNS)}

Row = tuple[Cell, ...]


def show_name(text: str) -> str:
    """A name as it stands in a cell, which holds no more."""
    return show_cut(text, LONGEST)


def write_headings(lang: str) -> Row:
    """The titles of the columns, each with its id, by which programs find it in every language."""
    return tuple(f"{message(column.title, lang)} [{column.id}]" for column in COLUMNS)


def list_finding_rows(report: Report, lang: str) -> Iterator[Row]:
    """A row for each finding, in the order of the report."""
    sources = {source.id: source for source in report.sources}
    kind = message("row.finding", lang)
    for entry in report.entries:
        yield _lay(kind, sources.get(entry.finding.location.source), _fill_finding(entry, report, lang))


def list_observation_rows(report: Report, lang: str) -> Iterator[Row]:
    """A row for each thing that the checks of the policy's promises saw."""
    sources = {source.id: source for source in report.sources}
    kind = message("row.observation", lang)
    for one in report.observations:
        yield _lay(kind, sources.get(one.location.source), _fill_observation(one, report, lang))


def list_gap_rows(report: Report, lang: str) -> Iterator[Row]:
    """A row for each place that was not scanned, or not to its end."""
    sources = {source.id: source for source in report.sources}
    for gap in find_gaps(report):
        kind = message("row.partly" if gap.partial else "row.not-scanned", lang)
        yield _lay(kind, sources.get(gap.source), _fill_gap(gap, lang))


def write_closing(report: Report, lang: str) -> Row:
    """The last row: the verdict in words."""
    title, sentences = say_verdict(report, summarise(report), lang)
    words: dict[str, Cell] = {"what": title, "why": ("" if lang == "ja" else " ").join(sentences)}
    return _lay(message("row.summary", lang), None, words)


def _lay(kind: str, source: SourceInfo | None, words: Mapping[str, Cell]) -> Row:
    """Words by column as a row."""
    row: list[Cell] = [""] * len(COLUMNS)
    row[0] = kind
    if source is not None:
        row[_PLACES["owner"]] = show_name(source.owner)
        row[_PLACES["department"]] = show_name(source.declaration.department)
    for id, word in words.items():
        row[_PLACES[id]] = word
    return tuple(row)


def _fill_finding(entry: Entry, report: Report, lang: str) -> dict[str, Cell]:
    finding, location, evidence = entry.finding, entry.finding.location, entry.finding.evidence
    gating = is_gating(entry, report.run)
    excepted = say_excepted(entry.acceptance, lang) if entry.acceptance and entry.excepted else say_lapse(entry, lang)
    return {
        "severity": message(f"severity.{entry.severity}", lang),
        "what": category_title(finding.category, lang),
        "source": show_name(location.source),
        "collection": show_name(location.collection),
        "field": show_name(location.field) or message("label.whole-line", lang),
        "path": show_name(location.path or ""),
        "policy": say_policy(entry, lang),
        "why": say_why(entry, lang),
        "next": " ".join(say_next(entry, lang)),
        "gating": message("label.yes" if gating else "label.no", lang),
        "state": message(f"state.{entry.shown_state}", lang),
        "first_seen": entry.first_seen.isoformat(" ", "seconds") if entry.first_seen else "",
        "exception": excepted,
        "extent": message(f"kind.{finding.verdict}", lang),
        "confidence": round(finding.confidence, 2),
        "matched": evidence.matched,
        "read": evidence.read,
        "persons": "" if entry.persons is None else entry.persons,
        "evidence": _join(say_evidence(finding, lang)[1:]),
        "masked": _join(show_name(shape) for shape in evidence.masked),
        "subject": message(f"subject.{finding.subject}", lang),
        "standing": say_standing(entry, lang),
        "purposes": _join(say_purposes(entry, report.policy, lang)),
        "reasons": _join(say_reasons(entry, lang)),
        "leak": _join(message(f"leak.{rule}", lang) for rule in entry.reportable),
        "checks": _join(show_name(check) for check in entry.checks),
        "category": show_name(finding.category),
        "fingerprint": entry.fingerprint,
    }


def _fill_observation(one: Observation, report: Report, lang: str) -> dict[str, Cell]:
    location, check = one.location, load_checks().get(one.check)
    clause = say_clause(one, report.policy, lang)
    return {
        "severity": message(f"severity.{one.severity}", lang),
        "what": title_observation(one, lang),
        "source": show_name(location.source) or message("label.policy", lang),
        "collection": show_name(location.collection),
        "field": show_name(location.field),
        "path": show_name(location.path or ""),
        "policy": message("phrase.promised", lang, clause=clause) if clause else "",
        "why": say_observation(shorten_observation(one), lang),
        "next": check.remedy[lang] if check else "",
        "owner": label("actor", check.actor, lang) if check else "",
        "checks": show_name(one.check),
        "fingerprint": identify_observation(one),
    }


def _fill_gap(gap: Gap, lang: str) -> dict[str, Cell]:
    words: dict[str, Cell] = {
        "what": label("skip", gap.reason, lang),
        "source": show_name(gap.source),
        "collection": show_name(gap.collection) or name_gap(gap, lang),
        "field": show_name(gap.field),
        "path": show_name(gap.path or ""),
        "why": show_name(gap.problem) or message("phrase.not-same-as-clean", lang),
        "next": say_gap_next(gap, lang),
    }
    return words


def _join(parts: Iterator[str] | tuple[str, ...]) -> str:
    return "; ".join(part for part in parts if part)
