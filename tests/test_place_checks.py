"""Where personal data lies and who can reach it there."""

from __future__ import annotations

import pytest
from check_scenes import MY_NUMBER, NAME, found, scene, told

from connectors.base import Condition, ConditionKind, Location
from detectors.base import Finding, Mark
from reports.base import Observation
from reports.checks import Scene
from reports.place_checks import check_places as check
from reports.stakes import Stakes

COMPANY = found("org.corporate_number", subject="organisation")
MASKED = found("personal.name", marks=(Mark("masked", 1.0),))
LONE_COOKIE = found("usage.cookie", "customers")


def look(given: Scene) -> list[Observation]:
    """What the checks see in a scene."""
    return list(check(given, Stakes.of(given)))


@pytest.mark.parametrize(
    ("kind", "finding", "expected"),
    [
        ("world-readable", NAME, {"SEC-PERM": "medium"}),
        ("world-readable", MY_NUMBER, {"SEC-PERM": "high"}),
        ("world-readable", found("special.medical_history"), {"SEC-PERM": "high"}),
        ("world-readable", COMPANY, {}),
        ("world-readable", MASKED, {}),
        ("world-readable", LONE_COOKIE, {}),
        ("group-readable", MY_NUMBER, {"SEC-PERM": "low"}),
        ("temporary-place", NAME, {"LOC-TEMP": "low"}),
        ("temporary-place", MY_NUMBER, {"LOC-TEMP": "medium"}),
        ("temporary-place", COMPANY, {}),
        ("backup-place", NAME, {"LOC-BACKUP": "low"}),
        ("export-place", NAME, {"LOC-EXPORT": "low"}),
        ("portable-place", NAME, {"LOC-PORTABLE": "medium"}),
        ("portable-place", MY_NUMBER, {"LOC-PORTABLE": "high"}),
        ("served-place", NAME, {"LOC-SERVED": "medium"}),
        ("unencrypted-file", MY_NUMBER, {}),
    ],
)
def test_conditions_of_a_file(kind: ConditionKind, finding: Finding, expected: dict[str, str]) -> None:
    assert told(look(scene([finding], conditions=[(kind, "customers")]))) == expected
    assert told(look(scene([finding], conditions=[(kind, "elsewhere")]))) == {}


@pytest.mark.parametrize(
    ("kind", "finding", "expected"),
    [
        ("plain-connection", NAME, {"SEC-PLAIN-CONNECTION": "high"}),
        ("plain-connection", COMPANY, {}),
        ("can-write", MY_NUMBER, {"SEC-CAN-WRITE": "low"}),
        ("can-write", COMPANY, {}),
        ("temporary-place", NAME, {"LOC-TEMP": "low"}),
    ],
)
def test_conditions_of_a_source(kind: ConditionKind, finding: Finding, expected: dict[str, str]) -> None:
    seen = list(look(scene([finding], conditions=[(kind, "")])))
    assert told(seen) == expected
    assert all(one.location == Location("s", "") and one.clause and one.findings for one in seen)


def test_tables_of_one_file_are_one_observation() -> None:
    tables = [found("personal.name", f"shop.db!{name}") for name in ("a", "b", "c")]
    conditions: list[tuple[ConditionKind, str]] = [("world-readable", f"shop.db!{name}") for name in ("a", "b", "d")]
    (seen,) = look(scene(tables, conditions=conditions))
    assert (seen.check, seen.location, len(seen.findings)) == ("SEC-PERM", Location("s", "shop.db"), 2)
    (seen,) = look(scene(tables[:1], conditions=conditions))
    assert seen.location == Location("s", "shop.db!a")


@pytest.mark.parametrize(("finding", "severity"), [(NAME, "medium"), (COMPANY, "low")])
def test_an_archive_that_was_not_opened(finding: Finding, severity: str) -> None:
    condition = Condition(Location("s", "lists.zip"), "weak-encryption", "zipcrypto")
    (seen,) = look(scene([finding], conditions=[condition]))
    assert (seen.check, seen.severity, seen.location.collection) == ("SEC-WEAKZIP", severity, "lists.zip")
    assert (seen.clause, seen.findings) == ("3-5", ())
