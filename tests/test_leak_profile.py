"""What a leak of a whole source would mean: every ground of Rule 7 on one case, and not on the one beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.base import Location
from detectors.base import Evidence, Finding, Mark, Subject
from detectors.catalogue import load_catalogue
from reports.base import Coverage, LeakProfile, SourceInfo
from reports.declaration import Declaration
from reports.leak_profile import COUNTED, PersonCount, add_up, make_profiles, say_persons, say_profile, volume_limit
from reports.mapping import map_findings
from reports.policy_file import read_policy

POLICY = read_policy(categories=load_catalogue().ids)
NAME, MAIL, CARD, ILLNESS = (
    "personal.name",
    "personal.contact.email",
    "personal.financial.card",
    "special.medical_history",
)
PASSWORD, COOKIE = "personal.account.password", "usage.cookie"


def finding(
    category: str, place: str = "people", distinct: int = 90, subject: Subject = "person", read: int = 100_000
) -> Finding:
    source, _, collection = place.rpartition("/")
    evidence = Evidence(read, read, distinct, (1.0, 1.0))
    return Finding(category, Location(source or "crm", collection, category), "is", 0.95, subject, evidence)


def profiles(
    *findings: Finding,
    encrypted: bool | None = None,
    counts: dict[str, PersonCount] | None = None,
    coverage: tuple[Coverage, ...] = (),
) -> tuple[LeakProfile, ...]:
    declarations = {id: Declaration(id, ("P1",), encrypted=encrypted) for id in ("crm", "web")}
    sources = [SourceInfo(id, "database", declaration=one) for id, one in declarations.items()]
    return make_profiles(map_findings(findings, POLICY, declarations, coverage=coverage), sources, coverage, counts)


def profile(*findings: Finding, persons: int = 90) -> LeakProfile:
    (one,) = profiles(*findings, counts={"crm": PersonCount(persons)})
    return one


@pytest.mark.parametrize(
    ("categories", "rules"),
    [
        ((NAME,), ("malicious",)),
        ((NAME, ILLNESS), ("special-care", "malicious")),
        ((NAME, "special.health_check"), ("special-care", "malicious")),
        ((NAME, CARD), ("property", "malicious")),
        ((NAME, "personal.financial.bank_account"), ("property", "malicious")),
        # A secret of an account is a matter of property only where money stands beside it.
        ((MAIL, PASSWORD), ("malicious",)),
        ((MAIL, PASSWORD, CARD), ("property", "malicious")),
        ((NAME, "hr.payroll"), ("malicious",)),
        ((NAME, CARD, ILLNESS), ("special-care", "property", "malicious")),
    ],
)
def test_the_grounds(categories: tuple[str, ...], rules: tuple[str, ...]) -> None:
    assert profile(*map(finding, categories)).rules == rules


@pytest.mark.parametrize(
    ("persons", "over"), [(1, False), (999, False), (1000, False), (1001, True), (2_000_000, True)]
)
def test_more_than_a_thousand_persons(persons: int, over: bool) -> None:
    assert volume_limit() == 1000
    one = profile(finding(NAME), persons=persons)
    assert ("volume" in one.rules) == over
    assert one.persons == persons


@pytest.mark.parametrize(("distinct", "over"), [(1000, False), (1001, True)])
def test_a_thousand_persons_by_the_findings_alone(distinct: int, over: bool) -> None:
    (one,) = profiles(finding(MAIL, distinct=distinct))
    assert (one.persons, "volume" in one.rules) == (distinct, over)


def test_what_belongs_to_organisations_counts_for_nothing() -> None:
    companies = [finding(one, distinct=5000, subject="organisation") for one in (NAME, MAIL, CARD)]
    assert profiles(*companies, finding("org.corporate_number", subject="organisation")) == ()
    (one,) = profiles(*companies, finding(NAME, "staff", distinct=40))
    assert (one.persons, one.categories, one.collections, one.rules) == (40, (NAME,), 1, ("malicious",))


@pytest.mark.parametrize("other", [finding(COOKIE, "visits"), finding(NAME, read=0)])
def test_what_is_no_personal_information_has_no_profile(other: Finding) -> None:
    assert profiles(other) == ()


def test_what_is_linked_to_a_person_is_among_the_categories() -> None:
    (one,) = profiles(finding(NAME), finding(COOKIE))
    assert one.categories == (NAME, COOKIE)


def test_sources_stand_apart_and_in_their_order() -> None:
    first, second = profiles(
        finding(ILLNESS, "web/health"),
        finding(MAIL, "web/health"),
        finding(NAME),
        finding(CARD, "cards"),
        finding(NAME, "cards"),
    )
    assert (first.source, first.collections, first.property, first.special_care) == ("crm", 2, (CARD,), ())
    assert (second.source, second.special_care, second.property) == ("web", (ILLNESS,), ())


def test_encryption_is_what_was_declared() -> None:
    for encrypted in (True, False, None):
        (one,) = profiles(finding(NAME), encrypted=encrypted)
        assert one.encrypted is encrypted


def test_counts_that_are_given_come_first() -> None:
    counts = {"crm": PersonCount(1200, 0.01)}
    (one,) = profiles(finding(NAME, distinct=5), counts=counts)
    assert (one.persons, one.error, one.rules) == (1200, 0.01, ("malicious", "volume"))
    (other,) = profiles(finding(NAME, "web/a", distinct=5), counts=counts)
    assert other.persons == 5


READ = Coverage("crm", "people", 100_000, 100_000, 1, "full", "read")


@pytest.mark.parametrize(
    ("findings", "coverage", "expected"),
    [
        ([finding(MAIL)], [READ], PersonCount(90, 0.0)),
        ([finding(MAIL), finding(NAME, distinct=70)], [READ], PersonCount(90, 0.0)),
        ([finding(MAIL, distinct=COUNTED + 1)], [READ], PersonCount(COUNTED + 1, 0.008)),
        ([finding(MAIL)], [], PersonCount(90, None)),
        ([finding(MAIL)], [replace(READ, status="partial")], PersonCount(90, None)),
        ([finding(MAIL)], [replace(READ, method="sample")], PersonCount(90, None)),
        # In two tables the same persons may stand.
        ([finding(MAIL), finding(MAIL, "mails")], [READ, replace(READ, collection="mails")], PersonCount(180, None)),
        ([finding("personal.gender"), finding("personal.contact.address")], [READ], None),
    ],
)
def test_persons_from_the_findings(
    findings: list[Finding], coverage: list[Coverage], expected: PersonCount | None
) -> None:
    entries = map_findings(findings, POLICY, {}, coverage=coverage)
    assert add_up(entries, coverage) == expected


@pytest.mark.parametrize(
    ("count", "ja", "en"),
    [
        (PersonCount(1), "1 人", "1 person"),
        (PersonCount(1874), "1,874 人（異なる値を数えた）", "1,874 persons (different values, counted)"),
        (PersonCount(20_000, 0.01), "約 20,000 人", "±2.0 %"),
        (PersonCount(500, None), "同じ人を含みうる", "the same persons may stand"),
        (None, "不明", "not known"),
    ],
)
def test_persons_in_words(count: PersonCount | None, ja: str, en: str) -> None:
    one = LeakProfile("s", (), count.persons if count else None, count.error if count else None, ())
    assert ja in say_persons(one, "ja")
    assert en in say_persons(one, "en")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_ground_is_told_with_its_fact(lang: str) -> None:
    one = LeakProfile(
        "s",
        ("special-care", "property", "malicious", "volume"),
        1001,
        0.0,
        (NAME, ILLNESS, CARD),
        (ILLNESS,),
        (CARD,),
        1,
        True,
    )
    special, property, malicious, volume, encrypted = say_profile(one, lang)
    catalogue = load_catalogue()
    assert (catalogue[ILLNESS].ja if lang == "ja" else catalogue[ILLNESS].en) in special
    assert (catalogue[CARD].ja if lang == "ja" else catalogue[CARD].en) in property
    assert "3" in malicious or "iii" in malicious
    assert "1,000" in volume
    assert "1,001" in volume
    assert ("暗号化" if lang == "ja" else "encrypted") in encrypted
    assert say_profile(replace(one, rules=(), persons=None), lang) == ()


@pytest.mark.parametrize(
    ("persons", "error", "near"), [(990, 0.01, True), (980, 0.01, False), (990, 0.0, False), (990, None, False)]
)
def test_a_number_that_may_be_above_within_its_error(persons: int, error: float | None, near: bool) -> None:
    one = LeakProfile("s", ("malicious",), persons, error, (NAME,))
    assert any("within its error" in text for text in say_profile(one, "en")) == near


def test_marks_do_not_hide_a_ground() -> None:
    shown = finding(CARD)
    masked = replace(shown, evidence=replace(shown.evidence, marks=(Mark("dummy", 1.0),)))
    assert profile(finding(NAME), masked).property == (CARD,)
