"""Findings against the policy: verdicts, severity, fingerprints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Location
from detectors.base import Evidence, Factor, Finding, Subject, Verdict
from detectors.catalogue import load_catalogue
from reports.base import POLICY_VERDICTS, PurposeFit
from reports.declaration import Declaration, Narrowing
from reports.mapping import (
    find_unused,
    fingerprint,
    fold_locator,
    judge_policy,
    map_findings,
)
from reports.policy_file import read_policy
from reports.severity import rate_severity

POLICY = read_policy(categories=load_catalogue().ids)
CATEGORIES = sorted(load_catalogue().ids)
PURPOSES = [purpose.id for purpose in POLICY.purposes]


def finding(
    category: str,
    field: str = "f",
    collection: str = "t",
    *,
    verdict: Verdict = "is",
    confidence: float = 0.95,
    subject: Subject = "person",
    factors: tuple[Factor, ...] = (),
    read: int = 10,
) -> Finding:
    evidence = Evidence(read, read, read, (0.7, 1.0), factors=factors)
    return Finding(category, Location("src", collection, field), verdict, confidence, subject, evidence)


def verdict_of(category: str, *purposes: str) -> str:
    (entry,) = map_findings([finding(category)], POLICY, {"src": Declaration("src", purposes)})
    return entry.policy


@pytest.mark.parametrize(
    ("category", "purposes", "verdict"),
    [
        ("personal.contact.email", ("P1",), "declared"),
        ("personal.contact.email", (), "no-purpose"),
        ("personal.contact.email", ("P4",), "mismatch"),
        ("personal.contact.email", ("P4", "P6"), "declared"),
        ("personal.financial.card", ("P12",), "undeclared"),
        ("personal.financial.bank_account", (), "undeclared"),
        ("personal.id.my_number", ("P13",), "declared"),
        ("personal.id.my_number", ("P1",), "barred"),
        ("personal.id.my_number", ("P13", "P5"), "barred"),
        ("personal.id.resident_record_code", (), "barred"),
        ("special.race", ("P13",), "barred"),
        ("org.corporate_number", (), "declared"),
        ("usage.device.ip", ("P15",), "declared"),
        ("personal.name", ("P3",), "mismatch"),
        ("usage.cookie", ("P16",), "declared"),
    ],
)
def test_policy_verdicts(category: str, purposes: tuple[str, ...], verdict: str) -> None:
    assert verdict_of(category, *purposes) == verdict


@given(st.sampled_from(CATEGORIES), st.lists(st.sampled_from(PURPOSES), unique=True))
def test_every_finding_gets_one_verdict_and_every_purpose_a_fit(category: str, purposes: list[str]) -> None:
    (entry,) = map_findings([finding(category)], POLICY, {"src": Declaration("src", tuple(purposes))})
    assert entry.policy in POLICY_VERDICTS
    assert [fit.purpose for fit in entry.purposes] == purposes


def test_an_unconfigured_source_declares_nothing() -> None:
    (entry,) = map_findings([finding("personal.name")], POLICY, {})
    assert (entry.policy, entry.purposes) == ("no-purpose", ())


def test_where_narrows_by_collection_and_field() -> None:
    declaration = Declaration(
        "src", ("P1",), (Narrowing("payroll.*", ("P13",)), Narrowing("users.birth_*", ("P7",)), Narrowing("tmp_*", ())),
    )  # fmt: skip
    assert declaration.purposes_at("payroll.people", "name") == ("P13",)
    assert declaration.purposes_at("users", "birth_date") == ("P7",)
    assert declaration.purposes_at("users", "name") == ("P1",)
    assert declaration.purposes_at("tmp_copy", "name") == ()
    assert declaration.all_purposes() == ("P1", "P13", "P7")


@pytest.mark.parametrize(
    ("one", "policy", "severity"),
    [
        (finding("personal.contact.email"), "declared", "medium"),
        (finding("personal.contact.email"), "no-purpose", "high"),
        (finding("personal.contact.email"), "mismatch", "high"),
        (finding("personal.gender"), "no-purpose", "medium"),
        (finding("personal.id.drivers_license"), "no-purpose", "high"),
        (finding("personal.account.password"), "declared", "critical"),
        (finding("personal.account.password", factors=(Factor("hashed", 2.0),)), "declared", "high"),
        (finding("personal.account.password", verdict="named", read=0), "declared", "high"),
        (finding("special.medical_history", verdict="named"), "declared", "critical"),
        (finding("personal.gender"), "barred", "critical"),
        (finding("personal.contact.email", confidence=0.55), "no-purpose", "medium"),
    ],
)
def test_severity(one: Finding, policy: str, severity: str) -> None:
    verdict = next(word for word in POLICY_VERDICTS if word == policy)
    assert rate_severity(one, verdict, POLICY, ())[0] == severity


def test_combinations_raise_what_stands_together() -> None:
    together = [
        finding("personal.name", "a"),
        finding("personal.contact.address", "b"),
        finding("personal.contact.phone", "c"),
    ]
    declared = {"src": Declaration("src", ("P1",))}
    assert {entry.severity for entry in map_findings(together, POLICY, declared)} == {"high"}
    assert {entry.severity for entry in map_findings(together[:2], POLICY, declared)} == {"medium"}
    contained = [
        finding("personal.name", "a"),
        finding("personal.contact.address", "b"),
        finding("personal.contact.phone", "c", verdict="contains"),
    ]
    assert {entry.severity for entry in map_findings(contained, POLICY, declared)} == {"medium"}


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("access.log", "access.log"),
        ("access.log.1", "access.log*"),
        ("access.log.2.gz", "access.log*"),
        ("access_log-20260101.gz", "access_log*"),
        ("app-2026-11-22.log", "app*.log"),
        ("u_ex261122.log", "u_ex261122.log"),
        ("export_202611.csv", "export*.csv"),
        ("a/0b1c2d3e-0000-4000-8000-000000000000.json", "a/*.json"),
        ("Customer", "Customer"),
        ("t2", "t2"),
        ("会員2026", "会員2026"),
    ],
)
def test_locators_do_not_change_with_rotation(name: str, folded: str) -> None:
    assert fold_locator(name) == folded


def test_fingerprints_name_the_place_and_nothing_else() -> None:
    base = finding("personal.name", "f", "access.log.1")
    assert fingerprint(base) == fingerprint(
        finding("personal.name", "f", "access.log.2.gz", verdict="contains", confidence=0.5)
    )
    assert fingerprint(base) != fingerprint(finding("personal.name", "g", "access.log.1"))
    assert fingerprint(base) != fingerprint(finding("personal.name.kana", "f", "access.log.1"))
    assert fingerprint(base).startswith("v1:")
    assert len(fingerprint(base)) == 19


def test_known_findings_are_existing() -> None:
    one = finding("personal.name")
    (entry,) = map_findings([one], POLICY, {}, frozenset({fingerprint(one)}))
    assert entry.state == "existing"


def test_worst_first_and_stable() -> None:
    some = [finding("personal.gender", "z"), finding("personal.account.password", "y"), finding("personal.name", "x")]
    entries = map_findings(some, POLICY, {})
    assert [entry.finding.location.field for entry in entries] == ["y", "x", "z"]
    assert entries == map_findings(reversed(some), POLICY, {})


def test_declared_purposes_without_data_are_listed() -> None:
    declarations = {"src": Declaration("src", ("P1", "P14"), (Narrowing("x", ("P13",)),))}
    entries = map_findings([finding("personal.contact.email")], POLICY, declarations)
    assert find_unused(entries, POLICY, declarations) == ("P13",)
    assert find_unused((), POLICY, {}) == ()


def test_judge_policy_reads_only_the_fits_it_is_given() -> None:
    assert judge_policy("personal.name", [PurposeFit("P1", "plausible")], POLICY) == "declared"
    assert judge_policy("personal.name", [PurposeFit("P1", "unexpected")], POLICY) == "mismatch"
