"""The grid of places against kinds of data."""

from __future__ import annotations

from dataclasses import replace

import pytest
import report_samples as samples

from connectors.base import Location
from detectors.catalogue import load_catalogue
from reports.base import Coverage
from reports.grid import LIMIT, Grid, build_grid, find_column

SMALL = samples.build_small()


def states(grid: Grid) -> dict[str, dict[str, tuple[str, int]]]:
    return {
        row.collection or row.source: {cell.column: (cell.state, cell.count) for cell in row.cells} for row in grid.rows
    }


@pytest.mark.parametrize(
    ("category", "column"),
    [
        ("personal.name.kana", "name"),
        ("personal.contact.email", "email"),
        ("personal.occupation", "attributes"),
        ("special.treatment", "special"),
        ("usage.cookie.session", "device"),
        ("org.corporate_number", "other"),
        ("someone.elses", "other"),
    ],
)
def test_find_column(category: str, column: str) -> None:
    assert find_column(category) == column


def test_the_four_states() -> None:
    grid = build_grid(SMALL)
    cells = states(grid)
    assert grid.by == "source"
    assert cells["orders"]["name"] == ("declared", 1)
    assert cells["orders"]["finance"] == ("undeclared", 1)
    assert cells["orders"]["email"] == ("none", 0)
    assert cells["app-logs"]["identity"] == ("undeclared", 1)
    assert cells["app-logs"]["email"] == ("unscanned", 0)
    assert [(row.source, row.status) for row in grid.rows] == [("app-logs", "partial"), ("orders", "read")]


def test_one_source_is_shown_by_collection() -> None:
    grid = build_grid(samples.build_clean())
    assert grid.by == "collection"
    assert states(grid)["customers"]["name"] == ("declared", 1)
    assert states(grid)["orders"]["name"] == ("none", 0)


def test_a_source_that_could_not_be_opened_was_not_found_empty() -> None:
    grid = build_grid(samples.build_nothing())
    assert [row.status for row in grid.rows] == ["skipped"]
    assert {cell.state for row in grid.rows for cell in row.cells} == {"unscanned"}


def test_what_is_beyond_the_limit_is_folded_and_still_counted() -> None:
    report = samples.build_large(400)
    grid = build_grid(report)
    assert len(grid.rows) == LIMIT
    assert grid.rows[-1].folded == 60 - (LIMIT - 1)
    assert sum(cell.count for row in grid.rows for cell in row.cells) == 400


def test_every_kind_of_data_finds_a_cell() -> None:
    entries = tuple(
        replace(samples.NAME, finding=replace(samples.NAME.finding, category=id, location=Location("orders", "t")))
        for id in load_catalogue().ids
    )
    coverage = (Coverage("orders", "t", 1, 1, 1, "full", "read"),)
    grid = build_grid(replace(samples.build_clean(), entries=entries, coverage=coverage))
    assert len(grid.columns) == LIMIT
    assert sum(cell.count for cell in grid.rows[0].cells) == len(entries)
