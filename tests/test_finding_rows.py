"""The rows of spreadsheets: permanent columns, and everything that a reader looks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import report_samples as samples

from reports.acceptance import Acceptance
from reports.base import Observation
from reports.finding_rows import (
    COLUMNS,
    list_finding_rows,
    list_gap_rows,
    list_observation_rows,
    write_closing,
    write_headings,
)

PERMANENT = (
    *("row", "severity", "what", "source", "collection", "field", "path", "owner", "department", "policy", "why"),
    *("next", "gating", "state", "first_seen", "exception", "extent", "confidence", "matched", "read", "persons"),
    *("evidence", "masked", "subject", "standing", "purposes", "reasons", "leak", "checks", "category", "fingerprint"),
)
"""A column may be added at the end; none is renamed, moved or taken away."""


def named(row: tuple[object, ...]) -> dict[str, object]:
    return dict(zip([column.id for column in COLUMNS], row, strict=True))


def test_columns_are_permanent() -> None:
    assert tuple(column.id for column in COLUMNS)[: len(PERMANENT)] == PERMANENT
    for lang in ("ja", "en"):
        titles = [str(title) for title in write_headings(lang)]
        assert len(set(titles)) == len(COLUMNS)
        assert all(title.endswith(f" [{column.id}]") for title, column in zip(titles, COLUMNS, strict=True))


def test_a_finding() -> None:
    row = named(next(iter(list_finding_rows(samples.build_small(), "en"))))
    assert row["row"] == "Finding"
    assert (row["severity"], row["gating"], row["state"]) == ("Critical", "Yes", "New")
    assert (row["source"], row["collection"], row["field"], row["path"]) == (
        "app-logs",
        "app/signup.log",
        "body",
        "mynum",
    )
    assert (row["matched"], row["read"], row["persons"], row["confidence"]) == (37, 37, 37, 0.99)
    assert row["category"] == "personal.id.my_number"
    assert row["masked"] == "********9012"


def test_japanese() -> None:
    rows = [named(row) for row in list_finding_rows(samples.build_small(), "ja")]
    assert [row["severity"] for row in rows] == ["緊急", "高", "中", "低"]
    assert [row["gating"] for row in rows] == ["はい", "はい", "いいえ", "いいえ"]
    assert rows[1]["owner"] == "注文チーム"


def test_an_exception_is_told() -> None:
    until = date(2026, 12, 31)
    accepted = Acceptance("v1:1", "", "accepted-risk", "Agreed for the campaign", "a@example.jp", "", "", None, until)
    report = samples.build_small()
    entries = (
        replace(report.entries[0], acceptance=accepted),
        replace(report.entries[1], acceptance=accepted, lapsed=True),
    )
    rows = [named(row) for row in list_finding_rows(replace(report, entries=entries), "en")]
    assert (rows[0]["state"], rows[0]["gating"]) == ("Excepted", "No")
    assert "Agreed for the campaign" in str(rows[0]["exception"])
    assert "2026-12-31" in str(rows[0]["exception"])
    assert (rows[1]["state"], rows[1]["gating"]) == ("New", "Yes")
    assert "2026-12-31" in str(rows[1]["exception"])


def test_gaps_observations_and_the_end() -> None:
    report = samples.build_small()
    gaps = [named(row) for row in list_gap_rows(report, "en")]
    assert [(gap["row"], gap["collection"]) for gap in gaps] == [
        ("Not scanned", "app/batch.log"),
        ("Partly scanned", "app/signup.log"),
    ]
    assert gaps[0]["next"] == "Give the scanning user read permission on it"
    seen = Observation("SEC-PERM", samples.NAME.finding.location, "high", "", (), {"mode": "0644"})
    row = named(next(iter(list_observation_rows(replace(report, observations=(seen,)), "en"))))
    assert (row["row"], row["severity"], row["checks"]) == ("Observation", "High", "SEC-PERM")
    assert row["next"]
    assert row["why"]
    closing = named(write_closing(report, "en"))
    assert (closing["row"], closing["what"]) == ("Summary", "Do not release")
    assert "2 new findings" in str(closing["why"])
