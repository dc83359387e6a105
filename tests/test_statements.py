"""What reports state of fields without findings, of the standing of data and of leaks."""

from __future__ import annotations

from dataclasses import replace

import pytest
import report_samples as samples
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Location
from detectors.base import CleanField, Evidence, Finding, SampleMethod, Sampling, Verdict
from reports import html, table
from reports.base import Report
from reports.phrases import say_evidence, write_share
from reports.statements import (
    say_clean,
    say_clean_field,
    say_leak,
    say_reasons,
    say_sampling,
    say_standing,
    write_bound,
)
from reports.summary import summarise

PLACE = Location("s", "t", "f")


def evidence_of(matched: int, read: int, verdict: Verdict, method: SampleMethod, effect: float = 1.0) -> Finding:
    evidence = Evidence(matched, read, 1, (0.001, 0.02), method=method, design_effect=effect)
    return Finding("personal.name", PLACE, verdict, 0.9, "person", evidence)


@pytest.mark.parametrize(
    ("finding", "phrases"),
    [
        (
            evidence_of(3, 2000, "contains", "all-rows"),
            ("Contains", "3 of 2,000 non-empty values", "all rows read"),
        ),
        (
            evidence_of(3, 2000, "contains", "part"),
            ("Contains", "3 of 2,000 non-empty values", "only a part read"),
        ),
        (
            evidence_of(3, 2000, "contains", "random-rows"),
            ("Contains", "3 of 2,000 non-empty values", "95 % interval 0.10% to 2.0%"),
        ),
        (
            evidence_of(3, 2000, "contains", "pages", 20.0),
            (
                "Contains",
                "3 of 2,000 non-empty values",
                "95 % interval 0.10% to 2.0%",
                "counted as 100, since values of one page are alike",
            ),
        ),
        (evidence_of(0, 2000, "named", "all-rows"), ("Name only", "2,000 values that cannot tell by themselves")),
        (evidence_of(0, 0, "named", "all-rows"), ("Name only", "no value could be checked")),
    ],
)
def test_evidence_says_how_far_it_reaches(finding: Finding, phrases: tuple[str, ...]) -> None:
    assert say_evidence(finding, "en") == phrases


@pytest.mark.parametrize(
    ("clean", "en", "ja"),
    [
        (
            CleanField(PLACE, 12_345, 0.0002426, "every-kth"),
            "0 of 12,345 read; at 95 % fewer than 0.025% hold one",
            "値 12,345 件のうち該当 0 件。95% の確からしさで該当は 0.025% 未満",
        ),
        (CleanField(PLACE, 12_345, 0.0), "0 of 12,345: all rows read", "値 12,345 件のうち該当 0 件（全行を読み取り）"),
    ],
)
def test_clean_fields(clean: CleanField, en: str, ja: str) -> None:
    assert (say_clean_field(clean, "en"), say_clean_field(clean, "ja")) == (en, ja)


def with_clean(report: Report, *clean: CleanField) -> Report:
    return replace(report, clean=clean)


FULL, DRAWN = CleanField(PLACE, 10, 0.0), CleanField(PLACE, 10, 0.2589, "random-rows")


@pytest.mark.parametrize(
    ("report_", "text"),
    [
        (samples.build_clean(), "No field is without findings"),
        (with_clean(samples.build_clean(), FULL), "1 field without findings: all rows read"),
        (with_clean(samples.build_clean(), FULL, FULL), "2 fields without findings: all rows read"),
        (
            with_clean(samples.build_clean(), FULL, DRAWN),
            "2 fields without findings: from a sample, so at 95 % up to 26% of the values of one may still match",
        ),
        (
            with_clean(samples.build_incomplete(), FULL),
            "1 field without findings: all rows read (places that were not scanned are not among them)",
        ),
    ],
)
def test_the_summary_of_clean_fields(report_: Report, text: str) -> None:
    assert say_clean(summarise(report_), "en") == text


@pytest.mark.parametrize(
    ("upper", "text"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (0.2589, "26%"),
        (0.0002426, "0.025%"),
        (0.00001, "0.0010%"),
        (0.0103, "1.1%"),
        (0.95, "95%"),
        (1e-9, "0.00000010%"),
    ],
)
def test_bounds_are_rounded_up(upper: float, text: str) -> None:
    assert write_bound(upper) == text


@given(st.floats(1e-12, 1, exclude_max=True))
def test_no_bound_promises_too_much(upper: float) -> None:
    assert float(write_bound(upper).removesuffix("%")) / 100 >= upper * (1 - 1e-6)
    assert float(write_bound(upper).removesuffix("%")) / 100 <= upper * 1.11 + 1e-15


@pytest.mark.parametrize(("share", "text"), [(0.00002, "0.0020%"), (0.0003, "0.03%"), (0.5, "50.0%"), (0.0, "0.0%")])
def test_small_shares_are_not_nothing(share: float, text: str) -> None:
    assert write_share(share) == text


def test_samplings() -> None:
    assert say_sampling(Sampling("every-kth", 5, 10, 2), "en") == "1 row in 2, evenly spread"
    assert say_sampling(Sampling("every-kth", 5, 10, 2), "ja") == "2 行ごとに 1 行を抜き取り"
    assert say_sampling(Sampling("all-rows"), "ja") == "全行を読み取り"


def test_standing_and_leak() -> None:
    card = samples.CARD
    assert say_standing(card, "en") == "Personal information, joined by customer_id to orders / members / 氏名"
    assert say_standing(samples.NAME, "ja") == "個人情報"
    assert say_standing(replace(card, standing=None, link=None), "en") == "Personal information once collated"
    assert say_leak(samples.NAME, "en") == (
        "named in Rule 7: (iii) if by a wrongful act, (iv) more than 1,000 persons",
        "about 1,874 persons",
    )
    assert say_leak(samples.PHONE, "en") == ()
    assert say_reasons(card, "en") == ("An id leads to a person in another place", "Only some of the values")


def test_every_format_shows_them() -> None:
    report = samples.build_small()
    text, page = table.render(report, "en", width=160), html.render(report, "en")
    for statement in (
        say_standing(samples.CARD, "en"),
        say_leak(samples.CARD, "en")[0],
        say_clean(summarise(report), "en"),
    ):
        assert statement in text
    # What a single finding says stands in the packed data of the page; tests/test_browser.py opens it there.
    assert say_clean(summarise(report), "en") in page
    assert all(say_clean_field(field, "ja") in page for field in samples.CLEAN_FIELDS)
    assert "gift.color" in page
    assert '<section id="clean"' in page
