"""The verdict and the counts that every renderer shares."""

from __future__ import annotations

from dataclasses import replace

import pytest
import report_samples as samples

from connectors.base import Location, Skipped
from reports.base import Coverage, Report
from reports.summary import Judgement, Places, count_places, find_gaps, find_gating, judge, summarise

CLEAN = samples.build_clean()
SMALL = samples.build_small()


def with_run(report: Report, **changes: object) -> Report:
    return replace(report, run=replace(report.run, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("report_", "judgement"),
    [
        (SMALL, "stop"),
        (with_run(SMALL, status="findings"), "stop"),
        (CLEAN, "ok"),
        (samples.build_incomplete(), "unknown"),
        (samples.build_nothing(), "nothing"),
        # A status that promises more than was read is not believed.
        (with_run(samples.build_nothing(), status="clean"), "nothing"),
        (with_run(samples.build_incomplete(), status="clean"), "unknown"),
        (replace(CLEAN, coverage=()), "nothing"),
        # Every file was read to its end, and none held a row.
        (with_run(CLEAN, status="incomplete"), "nothing"),
        (replace(CLEAN, sources=samples.SOURCES), "unknown"),
        (with_run(CLEAN, fail_on="none"), "unjudged"),
        (replace(with_run(CLEAN, fail_on="none"), entries=()), "ok"),
    ],
)
def test_judge(report_: Report, judgement: Judgement) -> None:
    assert judge(report_) == judgement


@pytest.mark.parametrize(("bar", "number"), [("critical", 1), ("high", 2), ("medium", 3), ("low", 3), ("none", 0)])
def test_only_new_findings_at_or_above_the_bar_stop_a_release(bar: str, number: int) -> None:
    assert len(find_gating(with_run(SMALL, fail_on=bar))) == number


def test_counts_hold_every_finding_once() -> None:
    summary = summarise(SMALL)
    assert summary.findings == 4
    assert summary.severity == {"critical": 1, "high": 1, "medium": 1, "low": 1}
    assert summary.policy == {"barred": 0, "undeclared": 1, "mismatch": 0, "no-purpose": 1, "declared": 2}
    assert summary.state == {"new": 3, "existing": 1, "reopened": 0}
    assert sum(summary.category.values()) == 4
    assert summary.without_purpose == 2
    assert (summary.rows_read, summary.bytes_read) == (5200, 2_776_224)


def test_gaps_hold_what_the_coverage_admits_and_sources_that_are_silent() -> None:
    report = replace(SMALL, skipped=(), sources=(*samples.SOURCES, replace(samples.SOURCES[0], id="silent")))
    assert [(gap.source, gap.collection, gap.reason, gap.partial) for gap in find_gaps(report)] == [
        ("app-logs", "app/signup.log", "corrupt", True),
        ("app-logs", "app/batch.log", "permission-denied", False),
        ("silent", "", "nothing-read", False),
    ]


def test_a_gap_is_told_once() -> None:
    assert len(find_gaps(SMALL)) == len(SMALL.skipped) == summarise(SMALL).not_scanned


def test_places_are_whole_only_without_gaps() -> None:
    read = Coverage("orders", "customers", 5, 5, 9, "full", "read")
    report = replace(
        CLEAN,
        coverage=(read,),
        skipped=(Skipped(Location("orders", "customers", "blob"), "binary-field", ""),),
    )
    assert summarise(report).places == Places(read=0, partial=1, total=1, known=True)
    assert summarise(CLEAN).places.percent == 100
    assert summarise(samples.build_nothing()).places == Places(read=0, partial=0, total=1, known=False)
    assert count_places((), ()).percent is None


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert Places(read=999, partial=1, total=1000, known=True).percent == 99
