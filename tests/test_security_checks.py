"""Passwords, credentials in texts, encryption, logs of access, production data among tests: what is seen, what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from check_scenes import MY_NUMBER, NAME, POLICY, found, scene, told
from policy_samples import CATEGORIES, PUBLISHED

from connectors.base import Location
from detectors.base import Factor, Finding, Mark, Overlap, Verdict
from reports.base import Observation
from reports.checks import Scene, find_clause, load_checks
from reports.declaration import Declaration
from reports.observing import observe
from reports.policy_file import read_policy
from reports.policy_import import import_policy
from reports.security_checks import check_security as check
from reports.stakes import Stakes

PASSWORD, TOKEN = "personal.account.password", "personal.account.credential"
HASHED = (Factor("hashed", 2.0),)


def password(*marks: Mark, verdict: Verdict = "is", collection: str = "users", read: int = 100) -> Finding:
    factors = HASHED if any(mark.name in ("hashed", "digest") and mark.share >= 0.5 for mark in marks) else ()
    return found(PASSWORD, collection, "password", verdict=verdict, marks=marks, factors=factors, read=read)


def look(given: Scene) -> list[Observation]:
    """What the checks see in a scene."""
    return list(check(given, Stakes.of(given)))


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (password(), {"SEC-PLAIN-PASSWORD": "critical"}),
        (password(Mark("hashed", 1.0)), {}),
        (password(Mark("hashed", 0.995)), {}),
        (password(Mark("hashed", 0.75)), {"SEC-PLAIN-PASSWORD": "critical"}),
        (password(Mark("digest", 1.0)), {"SEC-FAST-HASH": "high"}),
        (password(Mark("digest", 0.5)), {"SEC-PLAIN-PASSWORD": "critical", "SEC-FAST-HASH": "high"}),
        (password(Mark("digest", 0.3), Mark("hashed", 0.7)), {"SEC-FAST-HASH": "high"}),
        (password(Mark("opaque", 1.0)), {}),
        (password(Mark("masked", 1.0)), {}),
        (password(Mark("masked", 0.5)), {"SEC-PLAIN-PASSWORD": "critical"}),
        (password(Mark("dummy", 1.0)), {}),
        (password(Mark("test-place", 1.0)), {"SEC-PLAIN-PASSWORD": "high"}),
        (password(verdict="named", read=0), {}),
        (replace(password(), confidence=0.5), {}),
        (replace(password(), subject="organisation"), {}),
        (password(verdict="contains"), {"SEC-CREDENTIAL-LOG": "high"}),
    ],
)
def test_how_passwords_are_stored(finding: Finding, expected: dict[str, str]) -> None:
    seen = list(look(scene([finding])))
    assert told(seen, "SEC-PLAIN", "SEC-FAST", "SEC-CRED") == expected
    for one in seen:
        assert one.location == Location("s", "users" if one.check != "SEC-UNENC" else "")
        assert one.clause == "3-5"
        assert one.findings


def test_two_fields_of_a_table_are_one_observation() -> None:
    second = found(PASSWORD, "users", "old_password", marks=(Mark("hashed", 0.9),))
    (seen,) = [one for one in look(scene([password(), second])) if one.check == "SEC-PLAIN-PASSWORD"]
    assert (seen.facts, len(seen.findings)) == ({"n": 2, "share": 100}, 2)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([found(PASSWORD, "app.log", "", verdict="contains")], "high"),
        ([found(TOKEN, "app.log", "", verdict="contains")], "high"),
        ([found(TOKEN, "notes.txt", "", verdict="contains")], "high"),
        ([found(TOKEN, "logs/events.jsonl", "token")], "high"),
        ([found(TOKEN, "アクセスログ.csv", "token")], "high"),
        ([found(TOKEN, "events", "token"), found("usage.access_log", "events", "")], "high"),
        ([found(TOKEN, "api_keys", "token")], None),
        ([found(TOKEN, "catalogue.csv", "token")], None),
        ([found(PASSWORD, "dump.sql", "", verdict="contains", marks=(Mark("hashed", 1.0),))], None),
        ([found(PASSWORD, "sample.log", "", verdict="contains", marks=(Mark("dummy", 1.0),))], None),
        ([found(PASSWORD, "test/app.log", "", verdict="contains", marks=(Mark("test-place", 1.0),))], "medium"),
        ([found("personal.contact.email", "app.log", "", verdict="contains")], None),
    ],
)
def test_credentials_in_texts_and_logs(findings: list[Finding], expected: str | None) -> None:
    seen = told(look(scene(findings)), "SEC-CREDENTIAL-LOG")
    assert seen == ({"SEC-CREDENTIAL-LOG": expected} if expected else {})


@pytest.mark.parametrize(
    ("finding", "encrypted", "file", "expected"),
    [
        (MY_NUMBER, None, False, "medium"),
        (MY_NUMBER, None, True, "high"),
        (MY_NUMBER, False, False, "high"),
        (MY_NUMBER, True, True, None),
        (NAME, None, True, None),
        (password(), None, True, "high"),
        (password(Mark("hashed", 1.0)), None, True, None),
        (password(Mark("opaque", 1.0)), None, True, None),
        (replace(MY_NUMBER, subject="organisation"), None, True, None),
        (found("personal.id.my_number", marks=(Mark("masked", 1.0),)), None, True, None),
    ],
)
def test_critical_data_and_encryption(
    finding: Finding, encrypted: bool | None, file: bool, expected: str | None
) -> None:
    given = scene(
        [finding],
        Declaration("s", encrypted=encrypted),
        conditions=[("unencrypted-file", finding.location.collection)] if file else [],
    )
    assert told(look(given), "SEC-UNENC") == ({"SEC-UNENC": expected} if expected else {})


@pytest.mark.parametrize(("kept", "expected"), [(None, True), (False, True), (True, False)])
def test_logs_of_access(kept: bool | None, expected: bool) -> None:
    assert ("SEC-NOLOG" in told(look(scene([NAME], Declaration("s", access_log=kept))))) is expected
    nothing = found("org.corporate_number", subject="organisation")
    assert "SEC-NOLOG" not in told(look(scene([nothing], Declaration("s", access_log=kept))))


def overlap(
    share: float, *, category: str = "personal.contact.email", turned: bool = False, compared: int = 500
) -> Overlap:
    test, live = Location("lab", "people", "mail"), Location("shop", "customers", "mail")
    return Overlap(*((live, test) if turned else (test, live)), category, share, compared)


@pytest.mark.parametrize(
    ("one", "environments", "fires"),
    [
        (overlap(0.98), ("test", "production"), True),
        (overlap(0.98), ("development", "production"), True),
        (overlap(0.98), ("staging", "production"), True),
        (overlap(0.98), ("test", ""), False),
        (overlap(0.98), ("", "production"), False),
        (overlap(0.98), ("test", "test"), False),
        (overlap(0.98), ("production", "production"), False),
        (overlap(0.05), ("test", "production"), False),
        (overlap(0.05, turned=True), ("test", "production"), True),
        (overlap(0.005, turned=True), ("test", "production"), False),
        (overlap(0.98, compared=3), ("test", "production"), False),
        (overlap(0.3, category="personal.name"), ("test", "production"), False),
        (overlap(0.9, category="personal.name"), ("test", "production"), True),
    ],
)
def test_production_data_among_tests(one: Overlap, environments: tuple[str, str], fires: bool) -> None:
    mail = "personal.contact.email"
    findings = [found(mail, "people", "mail", source="lab"), found(mail, "customers", "mail", source="shop")]
    declared = (Declaration("lab", environment=environments[0]), Declaration("shop", environment=environments[1]))
    seen = [one for one in look(scene(findings, *declared, overlaps=[one])) if one.check == "SEC-TESTDATA"]
    assert [(one.location, one.severity) for one in seen] == ([(Location("lab", "people"), "medium")] if fires else [])
    assert all(one.facts["production"] == "shop" for one in seen)


def test_copied_numbers_weigh_more() -> None:
    findings = [found("personal.id.my_number", "people", "mail", source="lab"), found("personal.name", source="shop")]
    declared = (Declaration("lab", environment="test"), Declaration("shop", environment="production"))
    given = scene(findings, *declared, overlaps=[overlap(0.9, category="personal.id.my_number")])
    assert told(look(given), "SEC-TESTDATA") == {"SEC-TESTDATA": "high"}


CLAUSES = {
    **dict.fromkeys(("LEDGER-OWNER",), "3-1"),
    **dict.fromkeys(("LEDGER-STALE", "SEC-RETENTION", "SEC-TESTDATA", "LOC-BACKUP"), "3-2"),
    **dict.fromkeys(("LOC-PORTABLE", "LOC-TEMP", "LOC-EXPORT"), "3-4"),
    **dict.fromkeys(("SEC-PLAIN-PASSWORD", "SEC-FAST-HASH", "SEC-CREDENTIAL-LOG", "SEC-PERM", "LOC-SERVED"), "3-5"),
    **dict.fromkeys(("SEC-PLAIN-CONNECTION", "SEC-UNENC", "SEC-WEAKZIP", "SEC-NOLOG", "SEC-CAN-WRITE"), "3-5"),
}


def test_every_check_of_security_has_its_clause_in_the_shipped_policy() -> None:
    known = load_checks()
    assert {id for id in known if id.startswith(("SEC-", "LOC-", "LEDGER-"))} == set(CLAUSES)
    assert {id: find_clause(known[id], POLICY) for id in CLAUSES} == CLAUSES


# What the published policies of the tests promise: encryption, restricted access, places, who answers.
PROMISES = {
    "harbour-lane.txt": ("5-2", "5", "5", "5-1"),
    "hoshimi-shop.txt": ("6-3", "6-3", "6", "6-1"),
    "kawabe-work.html": ("3-4", "3-3", "3-2", "3-1"),
    "maple-notes.html": ("5", "5", "5", "5"),
    "tsukimi-kogyo.md": ("6", "6-5", "6-4", "6-1"),
}


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_clauses_of_other_policies(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "policy.toml"
    made.write_text(
        import_policy(path.read_bytes(), path.name, default=POLICY, categories=CATEGORIES).toml, encoding="utf-8"
    )
    policy = read_policy(made, categories=CATEGORIES)
    checks = [load_checks()[id] for id in ("SEC-UNENC", "SEC-PERM", "LOC-PORTABLE", "LEDGER-OWNER")]
    assert tuple(find_clause(one, policy) for one in checks) == PROMISES[path.name]


def test_sentences_can_be_filled_with_the_facts() -> None:
    findings = [NAME, MY_NUMBER, password(Mark("digest", 0.5)), found(TOKEN, "app.log", "", verdict="contains")]
    for one in observe(scene(findings, conditions=[("world-readable", "customers"), ("backup-place", "customers")])):
        check = load_checks()[one.check]
        for text in check.sentence.values():
            assert "{" not in text.format(**one.facts)


def test_nothing_is_said_of_nothing() -> None:
    assert list(observe(scene([]))) == []
