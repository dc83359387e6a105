"""JUnit XML: well-formed whatever names hold, with counts that add up and names that stay."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
import report_samples as samples
from format_readers import read_tests
from test_report_formats import SAMPLES

from reports import junit
from reports.acceptance import Acceptance


@pytest.mark.parametrize("name", SAMPLES)
def test_counts_add_up(name: str) -> None:
    root = read_tests(SAMPLES[name], "ja")
    for counter, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suites = [int(str(suite.get(counter))) for suite in root]
        assert suites == [len(list(suite.iter(tag))) for suite in root]
        assert int(str(root.get(counter))) == sum(suites)
    names = [(test.get("classname"), test.get("name")) for test in root.iter("testcase")]
    assert all(all(pair) for pair in names)


def test_a_suite_for_each_source_and_one_for_the_verdict() -> None:
    root = read_tests(samples.build_small(), "en")
    assert [suite.get("name") for suite in root] == ["orders", "app-logs", "daicho"]
    failures = [(failure.get("type"), failure.get("message")) for failure in root.iter("failure")]
    assert failures == [
        ("high", "Payment card: orders / orders / memo"),
        ("critical", "Individual Number (My Number): app-logs / app/signup.log / body / mynum"),
    ]
    assert [error.get("type") for error in root.iter("error")] == ["permission-denied", "corrupt"]
    assert "Do not release" in "".join(root[-1].itertext())


def test_places_without_findings_pass() -> None:
    root = read_tests(replace(samples.build_clean(), entries=()), "en")
    names = [str(test.get("name")) for test in root[0]]
    assert names == ["orders / customers: No finding", "orders / orders: No finding"]
    assert not list(root.iter("failure"))


def test_an_exception_is_a_skipped_test() -> None:
    until = date(2026, 12, 31)
    accepted = Acceptance("v1:1", "", "accepted-risk", "Agreed", "a@example.jp", "", "", None, until)
    report = samples.build_small()
    root = read_tests(replace(report, entries=(replace(report.entries[0], acceptance=accepted),)), "en")
    assert not list(root.iter("failure"))
    assert "Agreed" in str(next(root.iter("skipped")).get("message"))


def test_it_is_xml_of_version_one() -> None:
    data = junit.render(SAMPLES["evil"], "en")
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    text = data.decode("utf-8")
    assert not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    assert not re.search(r"&#(?:x?0*(?:[0-8]|1[0-9a-f]?))+;", text.replace("&#10;", ""))
    assert "hostname" not in text


def test_names_of_tests_do_not_depend_on_numbers() -> None:
    small = samples.build_small()
    later = replace(
        small,
        entries=tuple(
            replace(one, severity="low", finding=replace(one.finding, confidence=0.5)) for one in small.entries
        ),
    )
    names = [[test.get("name") for test in read_tests(report, "en").iter("testcase")] for report in (small, later)]
    assert names[0] == names[1]
