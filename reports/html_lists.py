"""The long lists of the HTML report: the first lines as plain HTML, all of them as columns for its script.

A list holds texts only, each in both languages, so that the lines of the page and those of the script are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from connectors.base import Location
from detectors.catalogue import load_catalogue
from reports.base import Coverage, Report
from reports.checks import load_checks
from reports.gap_phrases import (
    name_observation,
    say_actor,
    say_direction,
    say_observation,
    say_policy_gap,
    say_settlements,
)
from reports.gaps import PolicyGap, find_policy_gaps
from reports.html_data import Pool, Record, shorten, write_numbers
from reports.html_words import both, name, pick_label, pick_message
from reports.messages import LANGUAGES
from reports.phrases import category_matters, category_title, name_gap, say_gap_next, write_bytes
from reports.policy import Policy
from reports.statements import say_clean_field, say_sampling, write_bound
from reports.summary import Gap, find_gaps

Kind = Literal["head", "place", "text", "figure", "status", "severity"]
"""How a cell looks: ``head`` names its line; ``status`` and ``severity`` have a code before the words."""

Cell = tuple[str, ...]
"""The text of one cell in each language, behind them a code for its look where its kind has one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the message that titles it, and how its cells look."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its id, its columns, its lines, and how many of them stand on one page."""

    id: str
    columns: tuple[Column, ...]
    lines: tuple[tuple[Cell, ...], ...]
    size: int = 10

    def write(self) -> Record:
        """The list as the script reads it: each cell once, and for each column the numbers of its cells."""
        columns = []
        for number, column in enumerate(self.columns):
            cells: Pool[Cell] = Pool()
            numbers = [cells.add(line[number]) for line in self.lines]
            looks = [cell[len(LANGUAGES)] if len(cell) > len(LANGUAGES) else "" for cell in cells.items]
            columns.append(
                {
                    "kind": column.kind,
                    "texts": [shorten(cell[: len(LANGUAGES)]) for cell in cells.items],
                    "looks": looks if any(looks) else [],
                    "cells": write_numbers(numbers),
                }
            )
        return {"id": self.id, "size": self.size, "count": len(self.lines), "columns": columns}


def make_lists(report: Report) -> dict[str, Listing]:
    """Every list of the report by its id."""
    lists = (
        list_policy_gaps(report),
        list_observations(report),
        list_coverage(report.coverage),
        list_gaps(find_gaps(report)),
        list_clean(report),
        list_dismissed(report),
        list_categories(report),
    )
    return {one.id: one for one in lists}


def same(text: str) -> Cell:
    """A cell that reads the same in every language: a name or a number."""
    return (text,) * len(LANGUAGES)


def cell(texts: Mapping[str, str], look: str = "") -> Cell:
    """A cell with a text in each language."""
    return (*(texts[language] for language in LANGUAGES), *([look] if look else []))


def place(location: Location) -> Cell:
    """A cell with a whole place: source / collection / field."""
    parts = (location.source, location.collection, location.field, location.path)
    return same(" / ".join(name(part) for part in parts if part))


def list_observations(report: Report) -> Listing:
    """What the checks of the policy's promises saw."""
    columns = (
        Column("label.severity", "severity"),
        Column("label.observation", "head"),
        Column("label.where", "place"),
        Column("label.seen"),
    )
    lines = (
        (
            cell(pick_label("severity", one.severity), one.severity),
            cell(title_check(one.check)),
            cell({lang: name(text) for lang, text in both(name_observation, one).items()}),
            cell({lang: name(text) for lang, text in both(say_observation, one).items()}),
        )
        for one in report.observations
    )
    return Listing("observations", columns, tuple(lines))


def title_check(id: str) -> Mapping[str, str]:
    """What a check is called; one that is not known stands for itself."""
    check = load_checks().get(id)
    return check.title if check else dict.fromkeys(LANGUAGES, name(id))


def list_policy_gaps(report: Report) -> Listing:
    """What lies between the policy and the data, in every direction."""
    columns = (
        Column("label.direction", "head"),
        Column("label.severity", "severity"),
        Column("label.gap"),
        Column("label.actor"),
        Column("label.settle"),
    )
    policy = report.policy
    lines = (
        (
            cell(both(say_direction, gap.direction, policy)),
            cell(pick_label("severity", gap.severity), gap.severity),
            cell({lang: name(text) for lang, text in both(say_policy_gap, gap, policy).items()}),
            cell(both(say_actor, gap)),
            cell(join_words(gap, policy)),
        )
        for gap in find_policy_gaps(report)
    )
    return Listing("gaps", columns, tuple(lines), 15)


def join_words(gap: PolicyGap, policy: Policy) -> dict[str, str]:
    """What would settle a gap, one way beside the other."""
    joints = {"ja": "／", "en": " / "}
    return {lang: joints[lang].join(say_settlements(gap, policy, lang)) for lang in LANGUAGES}


def list_coverage(coverage: Sequence[Coverage]) -> Listing:
    """What was read."""
    columns = (
        Column("label.source", "place"),
        Column("label.collection", "head"),
        Column("label.status", "status"),
        Column("label.how"),
        Column("label.rows-read", "figure"),
        Column("label.rows-total", "figure"),
        Column("label.bytes", "figure"),
        Column("label.reason"),
    )
    return Listing("coverage", columns, tuple(map(write_coverage, coverage)), 20)


def write_coverage(row: Coverage) -> tuple[Cell, ...]:
    """One line of the coverage."""
    unread = dict.fromkeys(LANGUAGES, "")
    how = both(say_sampling, row.sampling) if row.sampling else pick_message(f"method.{row.method}")
    return (
        same(name(row.source)),
        same(name(row.collection)),
        cell(pick_message(f"status.{row.status}"), row.status),
        cell(unread if row.status == "skipped" and not row.sampling else how),
        same(f"{row.rows_read:,}"),
        cell(pick_message("label.not-known")) if row.rows_total is None else same(f"{row.rows_total:,}"),
        same(write_bytes(row.bytes_read)),
        cell(pick_label("skip", row.reason) if row.reason else unread),
    )


def list_gaps(gaps: Iterable[Gap]) -> Listing:
    """What was not read, or not to its end."""
    columns = (
        Column("label.source", "place"),
        Column("label.where", "head"),
        Column("label.status", "status"),
        Column("label.reason"),
        Column("label.hint"),
    )
    lines = (
        (
            same(name(gap.source)),
            cell({lang: name(text) for lang, text in both(name_gap, gap).items()}),
            cell(pick_message(f"status.{status}"), status),
            cell(pick_label("skip", gap.reason)),
            cell({lang: name(text) for lang, text in both(say_gap_next, gap).items()}),
        )
        for gap in gaps
        for status in ("partial" if gap.partial else "skipped",)
    )
    return Listing("not-scanned", columns, tuple(lines), 20)


def list_clean(report: Report) -> Listing:
    """Fields in which nothing was found."""
    columns = (
        Column("label.where", "head"),
        Column("label.read", "figure"),
        Column("label.bound", "figure"),
        Column("label.how"),
    )
    lines = (
        (place(one.location), same(f"{one.read:,}"), same(write_bound(one.upper)), cell(both(say_clean_field, one)))
        for one in report.clean
    )
    return Listing("clean", columns, tuple(lines))


def list_dismissed(report: Report) -> Listing:
    """Fields that looked personal and were judged not to be."""
    columns = (Column("label.where", "head"), Column("label.what"), Column("label.reason"))
    lines = (
        (place(one.location), cell(both(category_title, one.category)), cell(say_dismissed(one.reason)))
        for one in report.dismissed
    )
    return Listing("dismissed", columns, tuple(lines))


def say_dismissed(reason: str) -> dict[str, str]:
    """Why something was dismissed; behind a colon stands what it was taken for."""
    what = name(reason.partition(":")[2])
    return {lang: f"{text}: {what}" if what else text for lang, text in pick_label("dismissed", reason).items()}


def list_categories(report: Report) -> Listing:
    """The kinds of data that were found, and why they matter."""
    columns = (Column("label.what", "head"), Column("label.matters"), Column("label.category"))
    found = {entry.finding.category for entry in report.entries}
    order = {id: number for number, id in enumerate(load_catalogue().ids)}
    lines = (
        (cell(both(category_title, id)), cell(both(category_matters, id)), same(name(id)))
        for id in sorted(found, key=lambda id: (order.get(id, len(order)), id))
    )
    return Listing("categories", columns, tuple(lines))
