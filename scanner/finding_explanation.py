"""``daicho explain FINGERPRINT``: why a finding of a run was made, from its JSON report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.base import Entry
from reports.messages import label, message
from reports.phrases import category_title, name_field, show, write_confidence, write_share
from reports.remedies import list_remedies
from reports.run_file import RunFileError
from scanner.config import Config
from scanner.explanation_text import explain_text
from scanner.paragraphs import INDENT, pad, write_list, write_listing, write_paragraph
from scanner.stored_runs import open_run

PREFIX = "v1:"
_FEWEST = 4
_ROWS = 10


class UnknownFindingError(Exception):
    """The report cannot be read or does not hold the finding; the text says what to do."""


def is_fingerprint(text: str) -> bool:
    """Whether a word is (the beginning of) the fingerprint of a finding rather than a category."""
    digits = text.removeprefix(PREFIX)
    return len(digits) >= _FEWEST and all(sign in "0123456789abcdef" for sign in digits)


def explain_finding(fingerprint: str, run: Path | None, lang: str, settings: Config | None = None) -> Iterator[str]:
    """Everything that led to a finding. Raises :class:`UnknownFindingError`."""
    if run is None:
        raise UnknownFindingError(explain_text("run-needed", lang, fingerprint=fingerprint))
    entry = _find(_read_entries(run, lang, settings or Config()), fingerprint, run, lang)
    location, category = entry.finding.location, entry.finding.category
    yield f"{entry.fingerprint}  {category_title(category, lang)} ({show(category)})"
    where = " / ".join((show(location.source), show(location.collection), name_field(location, lang)))
    yield from write_paragraph(explain_text("where", lang), where)
    reasons = ", ".join(label("reason", reason, lang) for reason in entry.reasons)
    severity = message(f"severity.{entry.severity}", lang)
    yield from write_paragraph(explain_text("severity", lang), f"{severity} ({reasons})" if reasons else severity)
    yield from write_paragraph(explain_text("policy", lang), _describe_policy(entry, lang))
    yield from write_paragraph(explain_text("subject", lang), label("subject", entry.finding.subject, lang))
    yield from ("", explain_text("seen", lang), *_describe_evidence(entry, lang))
    yield from ("", explain_text("log-odds", lang), *_describe_factors(entry, lang))
    yield from ("", explain_text("fix", lang), *write_list(list_remedies(category, lang)))


def _read_entries(run: Path, lang: str, settings: Config) -> Sequence[Entry]:
    try:
        return open_run(run, settings).read_entries()
    except RunFileError as error:
        raise UnknownFindingError(explain_text("run-unreadable", lang, path=run, problem=error.problem)) from None


def _find(entries: Sequence[Entry], fingerprint: str, run: Path, lang: str) -> Entry:
    wanted = PREFIX + fingerprint.removeprefix(PREFIX)
    found = [one for one in entries if one.fingerprint.startswith(wanted)]
    if not found:
        problem = explain_text("no-finding", lang, path=run, fingerprint=fingerprint, n=len(entries))
        raise UnknownFindingError(problem)
    if len(found) > 1:
        listed = ", ".join(one.fingerprint for one in found)
        raise UnknownFindingError(explain_text("many-findings", lang, fingerprint=fingerprint, found=listed))
    return found[0]


def _describe_policy(entry: Entry, lang: str) -> str:
    fits = ", ".join(f"{show(one.purpose)}: {message('fit.' + one.fit, lang)}" for one in entry.purposes)
    verdict = message(f"policy.{entry.policy}", lang)
    return f"{verdict} ({fits})" if fits else verdict


def _describe_evidence(entry: Entry, lang: str) -> Iterator[str]:
    evidence = entry.finding.evidence
    low, high = (write_share(bound) for bound in evidence.interval)
    numbers = {key: f"{getattr(evidence, key):,}" for key in ("matched", "read", "distinct")}
    counted = explain_text("counted", lang, low=low, high=high, **numbers)
    verdict = label("verdict", entry.finding.verdict, lang)
    yield from write_paragraph(verdict, counted if evidence.read else explain_text("unread", lang))
    if checks := evidence.checks:
        rate = explain_text("check-rate", lang, tried=checks.tried, passed=checks.passed)
        yield from write_paragraph(explain_text("check", lang), rate)
    if evidence.masked:
        yield from write_listing(explain_text("shapes", lang), [show(shape) for shape in evidence.masked], "  ")
    if evidence.at:
        rows = list(dict.fromkeys(place.row for place in evidence.at))
        more = ["…"] if len(rows) > _ROWS or evidence.matched > len(evidence.at) else []
        yield from write_listing(explain_text("rows", lang), [*map(str, rows[:_ROWS]), *more], ", ")


def _describe_factors(entry: Entry, lang: str) -> Iterator[str]:
    factors = entry.finding.evidence.factors
    for factor in factors:
        yield f"{INDENT}{factor.weight:+6.2f}  {label('factor', factor.name, lang)}"
    total = sum(factor.weight for factor in factors)
    confidence = explain_text("confidence", lang, confidence=write_confidence(entry.finding.confidence))
    yield f"{INDENT}{total:+6.2f}  {pad(explain_text('total', lang), 6)}{confidence}"
