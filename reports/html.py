"""The report for people, as one HTML file that needs nothing else and can reach nothing else.

Both languages are in the file. Its content security policy lets only the style and script run whose hashes
it names, so a hostile name in the data cannot do anything even if it slipped through the escaping.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from detectors.base import Finding
from reports.actions import choose_actions
from reports.base import POLICY_VERDICTS, SEVERITIES, Report
from reports.grid import OTHER, Grid, build_grid, find_column
from reports.messages import LANGUAGES, label, message, write_number
from reports.phrases import (
    category_matters,
    category_standing,
    category_title,
    name_field,
    name_gap,
    pick_title,
    purpose_title,
    say_evidence,
    say_gap_next,
    say_next,
    say_policy,
    say_verdict,
    say_why,
    show,
    tool_version,
    write_bytes,
    write_confidence,
    write_period,
    write_share,
)
from reports.policy import Fit, Policy, Purpose
from reports.statements import say_clean, say_clean_field, say_leak, say_sampling, say_standing, write_bound
from reports.summary import find_bar, find_gaps, judge, summarise
from reports.svg import draw_weight

LIMIT = 2000
"""So many lines of one list are in the file; a browser and a reader can take no more."""

TEMPLATES = Path(__file__).parent / "templates"

SERVING: tuple[Fit, ...] = ("expected", "plausible", "needs-notice", "barred")
"""Fits that the page of purposes lists: data that serves a purpose, and data that may not."""

GLOSSARY = ("verdict", "severity", "undeclared", "no-purpose", "mismatch", "barred", "coverage", "confidence")
"""Terms of the glossary, in this order; ``masked`` ends it."""


@dataclass(frozen=True, slots=True)
class PurposeUse:
    """One purpose of the policy: the sources that declare it, and the categories found there that it is
    about (category, fit, number of findings)."""

    purpose: Purpose
    sources: tuple[str, ...]
    found: tuple[tuple[str, Fit, int], ...]


def render(report: Report, lang: str = "en") -> str:
    """The report as HTML text; it opens in ``lang`` and can be switched."""
    style, script = (read_part(name) for name in ("report.css", "report.js"))
    grid = build_grid(report)
    summary = summarise(report)
    verdict = {language: say_verdict(report, summary, language) for language in LANGUAGES}
    return (
        build_environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            lang=lang,
            summary=summary,
            judgement=judge(report),
            bar=find_bar(report),
            verdict_title=write_both({language: verdict[language][0] for language in LANGUAGES}),
            sentences=pair_sentences(verdict),
            actions=choose_actions(report),
            grid=grid,
            cells=place_entries(report, grid),
            anchors=name_anchors(report),
            folded_names=join_columns(grid),
            gaps=find_gaps(report),
            purposes=list_purposes(report),
            sampled=min((row.rows_read for row in report.coverage if row.method == "sample"), default=None),
            style=Markup(style),
            script=Markup(script),
            style_hash=hash_part(style),
            script_hash=hash_part(script),
        )
    )


def pair_sentences(verdict: Mapping[str, tuple[str, tuple[str, ...]]]) -> list[Markup]:
    """The sentences of the verdict, each in both languages."""
    together = zip(*(verdict[language][1] for language in LANGUAGES), strict=True)
    return [write_both(dict(zip(LANGUAGES, texts, strict=True))) for texts in together]


@cache
def build_environment() -> Environment:
    """The template engine: everything is escaped that is not marked, and an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        show=show, number=write_number, bytes=write_bytes, share=write_share, sure=write_confidence, bound=write_bound
    )
    environment.globals.update(
        say=say,
        word=word,
        tell=tell,
        pick=pick,
        pick_message=pick_message,
        pick_label=pick_label,
        draw_weight=draw_weight,
        category_standing=category_standing,
        column_of=find_column,
        tool_version=tool_version,
        write_period=write_period,
        LIMIT=LIMIT,
        SEVERITIES=SEVERITIES,
        POLICY_VERDICTS=POLICY_VERDICTS,
        GLOSSARY=(*GLOSSARY, "masked"),
    )
    return environment


@cache
def read_part(name: str) -> str:
    """The text of the style or script, exactly as it is put into the file and hashed."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def hash_part(text: str) -> str:
    """A source expression of the content security policy (CSP level 3): ``sha256-`` and base64."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def write_both(texts: Mapping[str, str]) -> Markup:
    """One text in every language of the file, each marked with its language; the style shows one."""
    escaped = {language: escape(text) for language, text in texts.items()}
    if len(set(escaped.values())) == 1:
        return next(iter(escaped.values()))
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(language, text) for language, text in escaped.items()
    )


def say(key: str, **params: object) -> Markup:
    """A message in both languages. Parameters that are in two languages themselves are given as mappings."""
    return write_both({language: message(key, language, **pick_params(params, language)) for language in LANGUAGES})


def pick_params(params: Mapping[str, object], language: str) -> dict[str, object]:
    """The parameters in one language."""
    return {name: value.get(language, "") if isinstance(value, Mapping) else value for name, value in params.items()}


def pick_message(key: str, **params: object) -> dict[str, str]:
    """A message as a mapping of language to text, for a parameter of :func:`say` or an attribute."""
    return {language: message(key, language, **params) for language in LANGUAGES}


def pick_label(section: str, code: str) -> dict[str, str]:
    """A code in words as a mapping of language to text."""
    return {language: show(label(section, code, language)) for language in LANGUAGES}


def word(section: str, code: str) -> Markup:
    """A code in words, in both languages."""
    return write_both(pick_label(section, code))


def name_titled(titled: Purpose | Policy, lang: str) -> str:
    """The title of a purpose or a policy."""
    return pick_title(titled.title, lang)


PHRASES: dict[str, Callable[..., str | tuple[str, ...]]] = {
    "category": category_title,
    "matters": category_matters,
    "evidence": say_evidence,
    "next": say_next,
    "policy-verdict": say_policy,
    "why": say_why,
    "field": name_field,
    "gap": name_gap,
    "gap-next": say_gap_next,
    "purpose-title": purpose_title,
    "purpose": name_titled,
    "policy": name_titled,
    "clean": say_clean,
    "clean-field": say_clean_field,
    "sampling": say_sampling,
    "standing": say_standing,
    "leak": say_leak,
}
"""The phrases that the template may ask for, by name; each takes the language as its last argument."""


def tell(phrase: str, *args: object) -> Markup:
    """A phrase in both languages; several sentences are joined."""
    return write_both(pick(phrase, *args))


def pick(phrase: str, *args: object) -> dict[str, str]:
    """A phrase as a mapping of language to text, for a parameter of :func:`say`."""
    joints = {"ja": "・", "en": " · "} if phrase in ("evidence", "leak") else {"ja": "", "en": " "}
    texts = {}
    for language in LANGUAGES:
        text = PHRASES[phrase](*args, language)
        texts[language] = show(text if isinstance(text, str) else joints[language].join(text))
    return texts


def join_columns(grid: Grid) -> dict[str, str]:
    """The names of the columns that stand in "other", by language."""
    joints = {"ja": "、", "en": ", "}
    return {
        language: joints[language].join(message(f"column.{column}", language) for column in grid.folded)
        for language in LANGUAGES
    }


def name_anchors(report: Report) -> dict[str, str]:
    """Fingerprint -> the id of its line in the page; the list's own id for lines that are not in it."""
    shown = {entry.fingerprint: f"f{number}" for number, entry in enumerate(report.entries[:LIMIT], start=1)}
    return {entry.fingerprint: shown.get(entry.fingerprint, "findings") for entry in report.entries}


def place_entries(report: Report, grid: Grid) -> list[tuple[int, str]]:
    """For each finding the row (its number) and column of the grid that count it."""
    numbers = {(row.source, row.collection): number for number, row in enumerate(grid.rows) if not row.folded}
    rest = len(grid.rows) - 1
    return [
        (
            numbers.get(find_row(entry.finding, grid), rest),
            column if (column := find_column(entry.finding.category)) in grid.columns else OTHER,
        )
        for entry in report.entries
    ]


def find_row(finding: Finding, grid: Grid) -> tuple[str, str]:
    """The source and collection that a row of the grid has for a finding."""
    return finding.location.source, finding.location.collection if grid.by == "collection" else ""


def list_purposes(report: Report) -> list[PurposeUse]:
    """Every purpose of the policy with the sources that declare it and what was found for it."""
    found: dict[str, Counter[tuple[str, Fit]]] = {}
    for entry in report.entries:
        for fit in entry.purposes:
            if fit.fit in SERVING:
                found.setdefault(fit.purpose, Counter())[entry.finding.category, fit.fit] += 1
    return [
        PurposeUse(
            purpose=purpose,
            sources=tuple(source.id for source in report.sources if purpose.id in source.purposes),
            found=tuple(
                (category, fit, number) for (category, fit), number in sorted(found.get(purpose.id, Counter()).items())
            ),
        )
        for purpose in report.policy.purposes
    ]
