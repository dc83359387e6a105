"""Sentences about findings and gaps for people, the same in the terminal and in HTML."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import metadata

from connectors.base import Location
from detectors.base import Evidence, Finding
from detectors.catalogue import load_catalogue
from reports.base import Entry, Report, RunInfo
from reports.messages import label, message
from reports.policy import Policy
from reports.summary import Gap, Summary, find_bar, judge

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that a reader cannot see, or that would change how the text around them is shown."""


@cache
def tool_version() -> str:
    """The version of the installed distribution; "unknown" where it runs without being installed."""
    try:
        return metadata.version("daicho")
    except metadata.PackageNotFoundError:
        return "unknown"


def show(text: str) -> str:
    """A name from the data made safe to look at: what cannot be seen (terminal codes, marks that turn the
    direction of writing, halves of characters) stands as its escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(escape_character(char) if unicodedata.category(char) in UNSEEN else char for char in text)


def escape_character(char: str) -> str:
    """The escape of one character: ``\\x1b``, ``\\u202e``, ``\\U000e0001``."""
    return char.encode("unicode-escape").decode("ascii")


def category_title(category: str, lang: str) -> str:
    """What a category is called; one that the catalogue does not hold stands for itself."""
    catalogue = load_catalogue()
    if category not in catalogue:
        return show(category)
    entry = catalogue[category]
    return entry.ja if lang == "ja" else entry.en


def category_matters(category: str, lang: str) -> str:
    """One sentence on why the category matters; empty where the catalogue does not hold it."""
    catalogue = load_catalogue()
    if category not in catalogue:
        return ""
    entry = catalogue[category]
    return entry.why_ja if lang == "ja" else entry.why_en


def category_standing(category: str) -> str | None:
    """The category's standing in law as a code; None where the catalogue does not hold it."""
    catalogue = load_catalogue()
    return catalogue[category].appi_class if category in catalogue else None


def purpose_title(policy: Policy, id: str, lang: str) -> str:
    """What a purpose is called in that language, else in another; empty where the policy has none."""
    for purpose in policy.purposes:
        if purpose.id == id:
            return pick_title(purpose.title, lang)
    return ""


def pick_title(titles: Mapping[str, str], lang: str) -> str:
    """The title in that language, else in whichever there is; empty where there is none."""
    return titles.get(lang) or next(iter(titles.values()), "")


def say_verdict(report: Report, summary: Summary, lang: str) -> tuple[str, tuple[str, ...]]:
    """The verdict in words and the sentences that explain it, the most important first."""
    judgement = judge(report)
    bar = find_bar(report)
    bar_word = message(f"severity.{bar}", lang) if bar else ""
    return message(f"verdict.{judgement}", lang), tuple(
        message(f"sentence.{key}", lang, bar=bar_word, n=number) for key, number in choose_sentences(report, summary)
    )


def choose_sentences(report: Report, summary: Summary) -> list[tuple[str, int]]:
    """Which sentences of the message catalogue belong to the verdict, each with its number."""
    judgement = judge(report)
    gaps = summary.not_scanned
    rest = summary.findings - summary.gating - summary.excepted
    sampled = [row for row in report.coverage if row.method == "sample"]
    chosen: list[tuple[str, int]] = []
    if judgement == "stop":
        any_state = report.run.existing_fails and summary.state["existing"] > 0
        chosen += (
            [("stop-any" if any_state else "stop", summary.gating)]
            if summary.gating
            else [("stop-unjudged", summary.findings)]
        )
        chosen += [("more-hidden", gaps)] if gaps else []
    elif judgement == "unknown":
        chosen += [("unknown" if find_bar(report) else "unknown-unjudged", gaps)]
    elif judgement == "unjudged":
        chosen += [("unjudged", summary.findings)]
        chosen += [("gaps-remain", gaps)] if gaps else []
    elif judgement == "ok":
        unbarred = [("gaps-remain", gaps)] if gaps else []
        chosen += [("ok-gaps" if gaps or sampled or not find_bar(report) else "ok", 0), *unbarred]
    else:
        chosen += [("nothing", 0)]
    if rest and judgement not in {"unjudged", "nothing"} and (summary.gating or judgement != "stop"):
        chosen += [("below", rest)]
    chosen += [("lapsed", summary.lapsed)] if summary.lapsed else []
    chosen += [("excepted", summary.excepted)] if summary.excepted else []
    if sampled:
        chosen += [("sampled", sum(row.rows_read for row in sampled))]
    return chosen


def say_evidence(finding: Finding, lang: str) -> tuple[str, ...]:
    """What the finding stands on, in short phrases."""
    evidence = finding.evidence
    phrases = [label("kind", finding.verdict, lang)]
    if evidence.read and finding.verdict == "named" and not evidence.matched:
        phrases.append(message("phrase.unchecked", lang, total=evidence.read))
    elif evidence.read:
        phrases.append(message("phrase.matched", lang, n=evidence.matched, total=evidence.read))
        phrases += say_reach(evidence, lang)
    else:
        phrases.append(message("phrase.no-values", lang))
    if evidence.checks is not None and evidence.checks.tried:
        checks = evidence.checks
        phrases.append(message("phrase.checks", lang, passed=checks.passed, tried=checks.tried))
    phrases += (show(label("mark", mark.name, lang, share=write_share(mark.share))) for mark in evidence.marks)
    return tuple(phrases)


def say_reach(evidence: Evidence, lang: str) -> tuple[str, ...]:
    """What the values that were read say about all: the 95 % interval of a sample, nothing more where all or only
    a part was read."""
    if evidence.method in ("all-rows", "part"):
        return (message(f"sampling.{evidence.method}", lang),)
    low, high = (write_share(limit) for limit in evidence.interval)
    stated = (message("phrase.interval", lang, low=low, high=high),)
    if evidence.design_effect > 1:
        effective = max(1, round(evidence.read / evidence.design_effect))
        return (*stated, message("phrase.effective", lang, n=effective))
    return stated


def find_standing(entry: Entry) -> str:
    """The policy verdict as a code of the messages; what is not about people stands outside the policy."""
    return "not-personal" if category_standing(entry.finding.category) == "none" else entry.policy


def say_policy(entry: Entry, lang: str) -> str:
    """The policy verdict in words."""
    return label("policy", find_standing(entry), lang)


def say_why(entry: Entry, lang: str) -> str:
    """What the policy verdict means here, in one sentence."""
    standing = find_standing(entry)
    if standing == "barred" and all(fit.fit != "barred" for fit in entry.purposes):
        standing = "barred-everywhere"
    return label("why", standing, lang)


def say_next(entry: Entry, lang: str) -> tuple[str, ...]:
    """What to do about a finding, one step a sentence."""
    steps = [message("next.plain-password", lang)] if holds_passwords(entry) else []
    standing = find_standing(entry)
    if standing == "declared" and entry.severity in ("critical", "high"):
        steps.append(message("next.declared-severe", lang))
    elif entry.finding.verdict == "named" and standing not in ("declared", "not-personal"):
        steps.append(message("next-named.other", lang))
    else:
        steps.append(label("next", standing, lang))
    return tuple(steps)


def holds_passwords(entry: Entry) -> bool:
    """Whether passwords seem to be stored as they are."""
    finding = entry.finding
    is_password = finding.category == "personal.account.password" and finding.verdict != "named"
    return is_password and "hashed-password" not in entry.reasons


def say_purposes(entry: Entry, policy: Policy, lang: str) -> tuple[str, ...]:
    """The purposes that the place declares, each with how well the category fits it."""
    return tuple(
        message(
            "phrase.purpose-fit",
            lang,
            id=show(fit.purpose),
            title=show(purpose_title(policy, fit.purpose, lang)),
            fit=label("fit", fit.fit, lang),
        )
        for fit in entry.purposes
    )


def say_gap_next(gap: Gap, lang: str) -> str:
    """What to do about a place that was not scanned. Hints of connectors are English only."""
    if lang == "en" and gap.hint:
        return show(gap.hint[:1].upper() + gap.hint[1:])
    return label("skip-next", gap.reason, lang)


def name_field(location: Location, lang: str) -> str:
    """The field with the path inside it; the words "whole line" where a collection has no fields."""
    parts = [show(part) for part in (location.field, location.path) if part]
    return " / ".join(parts) or message("label.whole-line", lang)


def name_gap(gap: Gap, lang: str) -> str:
    """The place that was not scanned, inside its source."""
    parts = [show(part) for part in (gap.collection, gap.field, gap.path) if part]
    return " / ".join(parts) or message("label.whole-source", lang)


def write_share(share: float) -> str:
    """A share between 0 and 1 in per cent; small ones with two decimals, tiny ones with two digits that count."""
    percent = share * 100
    if 0 < percent < 0.005:
        return f"{percent:.{1 - math.floor(math.log10(percent))}f}%"
    return f"{percent:.2f}%" if 0 < percent < 1 else f"{percent:.1f}%"


def write_confidence(confidence: float) -> str:
    """Two decimals, as in JSON."""
    return f"{confidence:.2f}"


def write_bytes(number: int) -> str:
    """A number of bytes in the unit that reads best (binary units)."""
    size = float(number)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


def write_period(run: RunInfo) -> str:
    """When the run took place, with its offset from UTC."""
    start, end = run.started, run.finished
    until = end.strftime("%H:%M") if start.date() == end.date() else end.strftime("%Y-%m-%d %H:%M")
    return f"{start:%Y-%m-%d %H:%M}–{until} {start:%Z}".rstrip()
