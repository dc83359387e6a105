"""Who answers for a source, when its declaration was reviewed, and rows that are older than their retention."""

from __future__ import annotations

from dataclasses import replace

import pytest
from check_scenes import NAME, POLICY, found, scene, told

from connectors.base import Location
from detectors.base import RecordTimes
from reports.base import Observation
from reports.checks import Scene
from reports.declaration import Declaration, Narrowing
from reports.ledger_checks import check_ledger as check
from reports.policy import Article, Retention
from reports.stakes import Stakes

COMPANY = found("org.corporate_number", subject="organisation")


def times(field: str = "created_at", undated: int = 0, **months: int) -> RecordTimes:
    """``m2021_11=3`` is three rows of 2021-11."""
    listed = {name.removeprefix("m").replace("_", "-"): count for name, count in months.items()}
    return RecordTimes(Location("s", "customers", field), listed, undated)


def look(given: Scene) -> list[Observation]:
    """What the checks see in a scene."""
    return list(check(given, Stakes.of(given)))


@pytest.mark.parametrize(("owner", "department", "fires"), [("", "", True), ("sales", "", False), ("", "sales", False)])
def test_somebody_has_to_answer(owner: str, department: str, fires: bool) -> None:
    given = scene([NAME], Declaration("s", department=department), owner=owner)
    assert told(look(given), "LEDGER-OWNER") == ({"LEDGER-OWNER": "medium"} if fires else {})
    assert told(look(scene([COMPANY], owner=""))) == {}


@pytest.mark.parametrize(
    ("reviewed", "fires"),
    [
        ("", True),
        ("2024-01-01", True),
        ("2025-11-21", True),
        ("2025-11-22", False),
        ("2026-11-22", False),
        ("2027-01-01", False),
    ],
)
def test_declarations_are_reviewed_once_a_year(reviewed: str, fires: bool) -> None:
    given = scene([NAME], Declaration("s", ("P1",), reviewed=reviewed))
    assert told(look(given), "LEDGER-STALE") == ({"LEDGER-STALE": "low"} if fires else {})


def test_a_source_that_declares_nothing_has_nothing_to_review() -> None:
    assert told(look(scene([NAME], owner=""))) == {"LEDGER-OWNER": "medium"}


@pytest.mark.parametrize(
    ("retention", "seen", "expected"),
    [
        # Today is 2026-11-22: five years ago is 2021-11-22, and all of November 2021 may be younger.
        ("P5Y", times(m2021_10=3, m2021_11=5, m2024_01=2), (3, 10, "2021-10")),
        ("P5Y", times(m2021_11=5, m2024_01=2), None),
        ("P5Y", times(m2019_01=2, m2015_07=1, undated=1), (3, 4, "2015-07")),
        ("P90D", times(m2026_07=1, m2026_08=1), (1, 2, "2026-07")),
        ("P6M", times(m2026_05=1, m2026_04=4), (4, 5, "2026-04")),
        ("P5Y", times(m2027_05=1), None),
        ("", times(m2001_01=9), None),
        ("P9999Y", times(m2001_01=9), None),
    ],
)
def test_rows_older_than_the_declared_retention(
    retention: str, seen: RecordTimes, expected: tuple[int, int, str] | None
) -> None:
    given = scene([NAME], Declaration("s", retention=retention), times=[seen])
    found = [one for one in look(given) if one.check == "SEC-RETENTION"]
    assert [(one.facts["old"], one.facts["rows"], one.facts["oldest"]) for one in found] == (
        [expected] if expected else []
    )
    for one in found:
        assert (one.location, one.severity, one.clause) == (Location("s", "customers"), "medium", "3-2")
        assert one.facts["retention"] == retention
        assert one.facts["field"] == "created_at"


def test_the_field_by_which_fewest_are_old_counts() -> None:
    made, used = times(m2015_01=9, m2026_01=1), times("last_login_at", m2015_01=2, m2026_01=8)
    (seen,) = look(scene([NAME], Declaration("s", retention="P5Y", reviewed="2026-11-01"), times=[made, used]))
    assert (seen.facts["old"], seen.facts["field"]) == (2, "last_login_at")


def test_a_field_that_is_mostly_empty_is_asked_last() -> None:
    made, used = times(m2015_01=9, m2026_01=1), times("last_login_at", undated=8, m2026_01=2)
    (seen,) = look(scene([NAME], Declaration("s", retention="P5Y", reviewed="2026-11-01"), times=[made, used]))
    assert (seen.facts["old"], seen.facts["field"]) == (9, "created_at")


@pytest.mark.parametrize(
    ("retention", "fires"),
    [
        ((Retention("7 years", "P7Y", item="6"),), "medium"),
        ((Retention("7 years", "P7Y", starts="the end of the contract", item="6"),), "low"),
        ((Retention("7 years", "P7Y", categories=("personal.name",), item="6"),), "medium"),
        ((Retention("7 years", "P7Y", categories=("personal",), item="6"),), "medium"),
        ((Retention("7 years", "P7Y", categories=("usage",), item="6"),), None),
        ((Retention("as long as needed", item="6"),), None),
        ((Retention("1 year", "P1Y", item="5"), Retention("20 years", "P20Y", item="6")), None),
    ],
)
def test_the_retention_of_the_policy(retention: tuple[Retention, ...], fires: str | None) -> None:
    policy = replace(POLICY, retention=retention)
    given = scene([NAME], times=[times(m2015_01=9)], policy=policy)
    seen = [one for one in look(given) if one.check == "SEC-RETENTION"]
    assert [(one.severity, one.clause) for one in seen] == ([(fires, "6")] if fires else [])


def test_the_article_on_retention_is_quoted() -> None:
    articles = (*POLICY.articles, Article(10, "retention", {"en": "Retention"}))
    given = scene([NAME], Declaration("s", retention="P5Y"), times=[times(m2015_01=9)])
    given = replace(given, policy=replace(POLICY, articles=articles))
    assert [one.clause for one in look(given) if one.check == "SEC-RETENTION"] == ["10"]


def test_what_the_source_says_of_one_table_goes_first() -> None:
    narrowed = Declaration("s", retention="P5Y", where=(Narrowing("customers", retention="P20Y"),))
    assert told(look(scene([NAME], narrowed, times=[times(m2015_01=9)])), "SEC-RETENTION") == {}
    freed = replace(narrowed, where=(Narrowing("customers", retention=""),))
    assert told(look(scene([NAME], freed, times=[times(m2015_01=9)])), "SEC-RETENTION") == {}


def test_a_table_without_personal_information_has_no_retention() -> None:
    given = scene([COMPANY], Declaration("s", retention="P5Y"), times=[times(m2015_01=9)])
    assert told(look(given)) == {}
