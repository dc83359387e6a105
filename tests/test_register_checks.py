"""Checks of Articles 4 and 5: each fires on the case that it is for, and not on the one beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connectors.base import Condition, Location
from detectors.base import Evidence, Finding, Subject
from detectors.catalogue import load_catalogue
from reports import registers
from reports.base import LEAK_RULES, Observation, SourceInfo
from reports.checks import Scene, load_checks
from reports.declaration import Declaration, Provided
from reports.mapping import map_findings
from reports.observing import observe
from reports.policy import GROUNDS, EntrustedParty, Policy, Provision, Recipient
from reports.policy_file import read_policy
from reports.registers import load_registers

SHIPPED = read_policy(categories=load_catalogue().ids)
TODAY = date(2026, 11, 22)
NAME, MAIL, CARD = "personal.name", "personal.contact.email", "personal.financial.card"
ILLNESS, COOKIE, CONSENT = "special.medical_history", "usage.cookie", "consent.record"
IN_FORCE = EntrustedParty("host", "見本ホスティング株式会社", "JP", since="2020-04-01", until="2027-03-31")
AGENCY = Recipient("agency", "見本広告株式会社", "5-1", "JP")


def finding(category: str, place: str = "people.x", subject: Subject = "person", read: int = 100) -> Finding:
    collection, _, field = place.partition(".")
    evidence = Evidence(read, read, min(read, 90), (1.0, 1.0))
    return Finding(category, Location("crm", collection, field or category), "is", 0.95, subject, evidence)


def scene(
    *findings: Finding,
    policy: Policy = SHIPPED,
    conditions: Sequence[Condition] = (),
    entrusted: Sequence[str] = (),
    provided: Sequence[Provided] = (),
    country: str = "JP",
) -> Scene:
    declaration = Declaration(
        "crm", ("P1",), entrusted_to=tuple(entrusted), provided_to=tuple(provided), country=country
    )
    entries = map_findings(findings, policy, {"crm": declaration})
    source = SourceInfo("crm", "database", "営業部", ("P1",), declaration)
    return Scene(policy, (source,), entries, (), TODAY, conditions=tuple(conditions))


def seen(looked_at: Scene) -> dict[str, Observation]:
    """Observations of the registers by check; every one of a check may stand once in these tests."""
    found = [one for one in observe(looked_at) if one.check.startswith(("ENT-", "TP-"))]
    assert len({one.check for one in found}) == len(found)
    return {one.check: one for one in found}


def registered(party: EntrustedParty = IN_FORCE, recipient: Recipient = AGENCY) -> Policy:
    return replace(SHIPPED, entrusted=(party,), recipients=(recipient,))


# --- Article 4 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (IN_FORCE, set()),
        (replace(IN_FORCE, id="another"), {"ENT-UNREGISTERED"}),
        (replace(IN_FORCE, country=""), {"ENT-COUNTRY"}),
        (replace(IN_FORCE, country="US"), {"ENT-FOREIGN"}),
        (replace(IN_FORCE, categories=("personal.name", "personal.contact")), set()),
        (replace(IN_FORCE, categories=("personal",)), set()),
        (replace(IN_FORCE, categories=("personal.name",)), {"ENT-SCOPE"}),
        (replace(IN_FORCE, purposes=("P1",)), set()),
        (replace(IN_FORCE, purposes=("P1", "P3")), set()),
        (replace(IN_FORCE, purposes=("P3",)), {"ENT-PURPOSE"}),
        (replace(IN_FORCE, until="2026-11-22"), set()),
        (replace(IN_FORCE, until="2026-11-21"), {"ENT-RETURN"}),
        (replace(IN_FORCE, until=""), {"ENT-NODATES"}),
        (replace(IN_FORCE, since=""), {"ENT-NODATES"}),
    ],
)
def test_a_processor_and_its_register_entry(party: EntrustedParty, expected: set[str]) -> None:
    looked_at = scene(finding(NAME), finding(MAIL), policy=registered(party), entrusted=["host"])
    assert set(seen(looked_at)) == expected


def test_the_facts_of_a_scope() -> None:
    party = replace(IN_FORCE, categories=("personal.name",))
    one = seen(scene(finding(NAME), finding(MAIL), policy=registered(party), entrusted=["host"]))["ENT-SCOPE"]
    assert one.location == Location("crm", "")
    assert one.facts == {"processor": "host", "categories": MAIL, "n": 1}
    assert len(one.findings) == 1
    assert one.clause == "4"


@pytest.mark.parametrize(
    ("country", "entrusted", "expected"),
    [
        ("JP", (), set()),
        ("", (), set()),
        ("", ("host",), {"ENT-PLACE"}),
        ("US", (), {"ENT-ABROAD"}),
        ("US", ("host",), {"ENT-ABROAD"}),
    ],
)
def test_where_a_source_is_kept(country: str, entrusted: tuple[str, ...], expected: set[str]) -> None:
    found = seen(scene(finding(NAME), policy=registered(), country=country, entrusted=entrusted))
    assert set(found) == expected
    assert {one.clause for one in found.values()} <= {"3-6"}


def test_a_processor_of_data_about_nobody_is_no_matter() -> None:
    companies = [finding(NAME, subject="organisation"), finding("org.corporate_number", subject="organisation")]
    nothing_there = [finding(NAME, read=0)]
    for findings in (companies, nothing_there, []):
        looked_at = scene(
            *findings, entrusted=["host"], provided=[Provided("agency")], country="US",
            conditions=[Condition(Location("crm", "people"), "export-place")],
        )  # fmt: skip
        assert seen(looked_at) == {}


def test_one_processor_of_two_sources_is_told_once() -> None:
    one = scene(finding(NAME), policy=registered(replace(IN_FORCE, until="")), entrusted=["host"])
    second = replace(one.sources[0], id="crm2", declaration=replace(one.sources[0].declaration, source="crm2"))
    moved = replace(finding(MAIL), location=Location("crm2", "mails", "mail"))
    declared = {source.id: source.declaration for source in (*one.sources, second)}
    entries = map_findings([finding(NAME), moved], one.policy, declared)
    both = replace(one, sources=(*one.sources, second), entries=entries)
    found = seen(both)
    assert found["ENT-NODATES"].facts == {"processor": "host", "n": 2, "missing": "until"}
    assert found["ENT-NODATES"].location == Location("", "")
    assert len(found["ENT-NODATES"].findings) == 2


@pytest.mark.parametrize(("category", "severity"), [(NAME, "medium"), (CARD, "high"), (ILLNESS, "high")])
def test_what_is_at_stake_raises_the_severity(category: str, severity: str) -> None:
    assert seen(scene(finding(NAME), finding(category), entrusted=["host"]))["ENT-UNREGISTERED"].severity == severity


# --- Article 5 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provided", "recipient", "expected"),
    [
        # Consent that is recorded beside it.
        (Provided("agency", "5-1"), AGENCY, set()),
        (Provided("agency"), AGENCY, set()),
        (Provided("nobody"), AGENCY, {"TP-NO-GROUND", "TP-UNREGISTERED"}),
        (Provided("agency", "9-9"), AGENCY, {"TP-NO-GROUND"}),
        (Provided("nobody", "5-6"), AGENCY, {"TP-UNREGISTERED"}),
        (Provided("agency", "5-6"), AGENCY, set()),
        (Provided("agency", "5-4"), AGENCY, {"TP-OTHER-GROUND"}),
        (Provided("agency", "5-1"), replace(AGENCY, country="US"), {"TP-FOREIGN"}),
        (Provided("agency", "5-1"), replace(AGENCY, country=""), {"TP-COUNTRY"}),
        # A subcontractor (5-2) is no third party (APPI 27(5)): it belongs into the register of processors.
        (Provided("host", "5-2"), AGENCY, set()),
        (Provided("nobody", "5-2"), AGENCY, {"ENT-UNREGISTERED"}),
        (Provided("agency", "5-2"), AGENCY, set()),
        (Provided("nobody", "5-5"), AGENCY, {"TP-UNREGISTERED"}),
    ],
)
def test_a_recipient_and_its_ground(provided: Provided, recipient: Recipient, expected: set[str]) -> None:
    policy = registered(recipient=recipient)
    looked_at = scene(finding(NAME), finding(CONSENT), policy=policy, provided=[provided])
    assert set(seen(looked_at)) == expected


def test_the_clause_is_the_item_that_the_source_names() -> None:
    one = seen(scene(finding(NAME), policy=registered(), provided=[Provided("agency", "5-4")]))["TP-OTHER-GROUND"]
    assert (one.clause, one.facts["item"], one.facts["recipient"]) == ("5-4", "5-4", "agency")
    assert seen(scene(finding(NAME), provided=[Provided("agency")]))["TP-NO-GROUND"].clause == "5"


def test_consent_without_a_record() -> None:
    policy, provided = registered(), [Provided("agency", "5-1")]
    assert set(seen(scene(finding(NAME), policy=policy, provided=provided))) == {"TP-CONSENT"}
    assert seen(scene(finding(NAME), finding(CONSENT, "consents.given"), policy=policy, provided=provided)) == {}
    assert seen(scene(finding(NAME), policy=policy, provided=[Provided("agency", "5-6")])) == {}


@pytest.mark.parametrize("ground", [*GROUNDS, ""])
def test_special_care_data_by_ground(ground: str) -> None:
    policy = replace(registered(), provisions=(Provision("5-1", "…", ground),))
    findings = [finding(ILLNESS), finding(CONSENT)]
    found = seen(scene(*findings, policy=policy, provided=[Provided("agency", "5-1")]))
    assert ("TP-SPECIAL" in found) == (ground in ("dispute", "other", ""))
    if "TP-SPECIAL" in found:
        assert found["TP-SPECIAL"].severity == "critical"
        assert found["TP-SPECIAL"].facts["categories"] == ILLNESS
        assert len(found["TP-SPECIAL"].findings) == 1
    without = seen(scene(finding(NAME), finding(CONSENT), policy=policy, provided=[Provided("agency", "5-1")]))
    assert "TP-SPECIAL" not in without


def test_what_the_register_names_is_what_the_recipient_gets() -> None:
    policy = registered(recipient=replace(AGENCY, provision="5-4", categories=("personal.contact",)))
    found = seen(scene(finding(ILLNESS), finding(MAIL), finding(COOKIE), policy=policy, provided=[Provided("agency")]))
    assert set(found) == {"TP-OTHER-GROUND"}
    assert len(found["TP-OTHER-GROUND"].findings) == 1
    assert seen(scene(finding(ILLNESS), policy=policy, provided=[Provided("agency")])) == {}


@pytest.mark.parametrize(
    ("place", "kind", "provided", "entrusted", "expected"),
    [
        (Location("crm", "people"), "export-place", (), (), {"TP-EXPORT"}),
        (Location("crm", ""), "export-place", (), (), {"TP-EXPORT"}),
        (Location("crm", "another"), "export-place", (), (), set()),
        (Location("other", "people"), "export-place", (), (), set()),
        (Location("crm", "people"), "backup-place", (), (), set()),
        (Location("crm", "people"), "export-place", (Provided("agency", "5-6"),), (), set()),
        (Location("crm", "people"), "export-place", (), ("host",), set()),
    ],
)
def test_exports(
    place: Location, kind: str, provided: tuple[Provided, ...], entrusted: tuple[str, ...], expected: set[str]
) -> None:
    condition = Condition(place, kind)  # type: ignore[arg-type]
    looked_at = scene(
        finding(NAME), policy=registered(), conditions=[condition], provided=provided, entrusted=entrusted
    )
    assert set(seen(looked_at)) == expected


def test_exports_in_several_files_are_one_observation() -> None:
    places = [Condition(Location("crm", name), "export-place") for name in ("first", "second")]
    one = seen(scene(finding(NAME, "first"), finding(NAME, "second"), conditions=places))["TP-EXPORT"]
    assert (one.location, one.facts["n"]) == (Location("crm", ""), 2)
    alone = seen(scene(finding(NAME, "first"), conditions=places))["TP-EXPORT"]
    assert (alone.location, alone.facts["n"]) == (Location("crm", "first"), 1)


# --- person-related information ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "provided", "expected"),
    [
        ([finding(COOKIE, "visits.c")], Provided("agency", "5-6"), {"TP-RELATED"}),
        ([finding("usage.device.ip", "visits.c")], Provided("agency", "5-6"), {"TP-RELATED"}),
        # Beside a name it is personal information, and goes by the other checks.
        ([finding(COOKIE, "people.c"), finding(NAME)], Provided("agency", "5-6"), set()),
        # To a processor: no third party.
        ([finding(COOKIE, "visits.c")], Provided("agency", "5-2"), set()),
        ([finding(COOKIE, "visits.c", subject="organisation")], Provided("agency", "5-6"), set()),
    ],
)
def test_related_information(findings: list[Finding], provided: Provided, expected: set[str]) -> None:
    assert set(seen(scene(*findings, policy=registered(), provided=[provided]))) == expected


def test_services_of_others() -> None:
    meta = Condition(Location("crm", "first"), "third-party-service", "Meta Pixel (Meta Platforms, Inc.)")
    one = seen(scene(finding(COOKIE, "first"), conditions=[meta]))["TP-TAG"]
    assert (one.severity, one.location, one.facts["services"]) == ("low", meta.location, meta.detail)
    assert len(one.findings) == 1
    other = Condition(Location("crm", "second"), "third-party-service", "A8.net (F@N Communications, Inc.)")
    both = seen(scene(conditions=[meta, other]))["TP-TAG"]
    assert (both.location, both.facts["n"]) == (Location("crm", ""), 2)
    assert both.facts["services"] == f"{other.detail}, {meta.detail}"


# --- all of them ----------------------------------------------------------------------------------------------


def test_the_order_of_what_was_scanned_does_not_matter() -> None:
    findings = [finding(NAME), finding(MAIL), finding(ILLNESS, "health.x"), finding(COOKIE, "visits.c")]
    provided = [Provided("agency"), Provided("court", "5-4")]
    there, back = (scene(*some, provided=provided, entrusted=["host"]) for some in (findings, findings[::-1]))
    assert observe(there) == observe(back)


def test_every_sentence_can_be_filled_in() -> None:
    """Each check of the registers is reached by some test above; here their facts meet their sentences."""
    policy = replace(
        registered(replace(IN_FORCE, country="", since="", until="2020-01-01", categories=(NAME,), purposes=("P3",))),
        recipients=(replace(AGENCY, country="US"),),
    )
    conditions = [Condition(Location("crm", "people"), "third-party-service", "KARTE (PLAID, Inc.)")]
    findings = [finding(NAME), finding(ILLNESS, "health.x"), finding(COOKIE, "visits.c")]
    provided = [Provided("agency", "5-1"), Provided("court", "5-4")]
    looked_at = scene(
        *findings, policy=policy, conditions=conditions, provided=provided, entrusted=["host", "nobody"], country="US"
    )
    found = [one for one in observe(looked_at) if one.check.startswith(("ENT-", "TP-"))]
    assert len({one.check for one in found}) >= 12
    for one in found:
        for text in load_checks()[one.check].sentence.values():
            assert "{" not in text.format_map(one.facts)


def test_every_check_of_the_registers_is_tested_here() -> None:
    own = {id for id in load_checks() if id.startswith(("ENT-", "TP-"))}
    text = Path(__file__).read_text(encoding="utf-8")
    assert {id for id in own if f'"{id}"' not in text} == set()


def test_the_data_of_the_registers() -> None:
    data = tomllib.loads((Path(registers.__file__).parent / "data" / "registers.toml").read_text(encoding="utf-8"))
    assert data == load_registers()
    grounds = [one for group in ("within", "excepted", "consent") for one in data["grounds"][group]]
    assert len(grounds) == len(set(grounds))
    assert set(GROUNDS) - set(grounds) == {"dispute", "other"}
    assert set(data["grounds"]["processors"]) <= set(data["grounds"]["within"])
    assert set(data["severity"]["raised_by"]) <= set(LEAK_RULES)
    assert all(key in load_catalogue() for key in data["data"]["consent"])
