"""The lists of the HTML report: what was read and what was not, what was judged, and every other list by its id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detectors.catalogue import load_catalogue
from reports.base import Coverage, Report
from reports.html_listing import Cell, Column, Listing, cell, place, same
from reports.html_policy_lists import (
    list_checks,
    list_exceptions,
    list_former,
    list_observations,
    list_policy_gaps,
)
from reports.html_words import both, name, pick_label, pick_message
from reports.messages import LANGUAGES
from reports.phrases import category_matters, category_title, name_gap, say_gap_next, write_bytes
from reports.statements import say_clean_field, say_sampling, write_bound
from reports.summary import Gap, find_gaps


def make_lists(report: Report) -> dict[str, Listing]:
    """Every list of the report by its id."""
    lists = (
        list_policy_gaps(report),
        list_observations(report),
        list_former("fixed", report.comparison.fixed if report.comparison else ()),
        list_former("unseen", report.comparison.unseen if report.comparison else ()),
        list_exceptions(report),
        list_coverage(report.coverage),
        list_gaps(find_gaps(report)),
        list_clean(report),
        list_dismissed(report),
        list_categories(report),
        list_checks(report),
    )
    return {one.id: one for one in lists}


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
