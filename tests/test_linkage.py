"""What findings are to each other: links, combinations, standing, severity, leaks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Location
from detectors.base import Evidence, Factor, Finding, Mark, Subject, Verdict
from detectors.catalogue import load_catalogue
from reports.base import SEVERITIES, Coverage, Entry, Link
from reports.declaration import Declaration
from reports.linkage import (
    find_links,
    fold_name,
    group_findings,
    load_combinations,
    load_linkage,
    standing_of,
)
from reports.mapping import map_findings
from reports.policy_file import read_policy

POLICY = read_policy(categories=load_catalogue().ids)
NAME, MAIL, PHONE = "personal.name", "personal.contact.email", "personal.contact.phone"
NUMBER, LOGIN, IP = "personal.account.customer_no", "personal.account.login_id", "usage.device.ip"
COOKIE, DEVICE, CARD = "usage.cookie", "usage.device.hw_id", "personal.financial.card"


def found(
    category: str,
    place: str,
    *,
    verdict: Verdict = "is",
    subject: Subject = "person",
    matched: int = 100,
    read: int = 100,
    distinct: int = 90,
    marks: tuple[Mark, ...] = (),
    factors: tuple[Factor, ...] = (),
) -> Finding:
    """A finding at ``collection.field`` of source ``s``, or of another one: ``source/collection.field``."""
    source, _, rest = place.rpartition("/")
    collection, _, field = rest.partition(".")
    evidence = Evidence(matched, read, distinct, (0.0, 1.0), marks=marks, factors=factors)
    return Finding(category, Location(source or "s", collection, field), verdict, 0.95, subject, evidence)


def entries_of(*findings: Finding, coverage: tuple[Coverage, ...] = ()) -> dict[str, Entry]:
    """The entries by ``collection.field:category``, where every purpose is declared."""
    declared = {one: Declaration(one, ("P1", "P3", "P15")) for one in ("s", "t")}
    entries = map_findings(findings, POLICY, declared, coverage=coverage)
    return {
        f"{one.finding.location.collection}.{one.finding.location.field}:{one.finding.category}": one for one in entries
    }


def entry_of(*findings: Finding) -> Entry:
    """The entry of the first finding."""
    first = findings[0]
    return entries_of(*findings)[f"{first.location.collection}.{first.location.field}:{first.category}"]


# --- R-LINK -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", [IP, COOKIE, DEVICE, NUMBER, "usage.behavior.view", "personal.gender"])
def test_beside_a_person_it_is_personal_information(category: str) -> None:
    alone, beside = entry_of(found(category, "log.x")), entry_of(found(category, "log.x"), found(NAME, "log.n"))
    assert alone.standing == load_catalogue()[category].appi_class
    assert (alone.link, beside.standing) == (None, "personal-information")
    assert beside.link == Link("beside", Location("s", "log", "n"))
    assert "linked:beside" in beside.reasons
    assert SEVERITIES.index(beside.severity) <= SEVERITIES.index(alone.severity)


@pytest.mark.parametrize(
    ("category", "alone", "linked"),
    [
        (IP, "low", "medium"),
        (COOKIE, "low", "medium"),
        (DEVICE, "medium", "high"),
        ("usage.cookie.session", "high", "high"),
        ("usage.location.precise", "high", "high"),
        ("usage.os", "low", "low"),
        ("personal.gender", "low", "low"),
        (LOGIN, "medium", "medium"),
    ],
)
def test_related_data_alone_weighs_less(category: str, alone: str, linked: str) -> None:
    def severity(*findings: Finding) -> str:
        declared = POLICY.purposes
        policy_entries = map_findings(findings, POLICY, {"s": Declaration("s", tuple(one.id for one in declared))})
        return next(
            one.severity for one in policy_entries if one.finding.category == category and one.policy != "barred"
        )

    assert severity(found(category, "log.x")) == alone
    assert severity(found(category, "log.x"), found(PHONE, "log.p")) == linked


def test_an_organisation_or_an_empty_or_a_rare_key_links_nothing() -> None:
    for key in (
        found(PHONE, "log.p", subject="organisation"),
        found(NAME, "log.n", verdict="named", matched=0, read=0),
        found(MAIL, "log.m", verdict="contains", matched=4),
        found(LOGIN, "log.l"),
    ):
        assert entry_of(found(IP, "log.x"), key).link is None
    assert entry_of(found(IP, "log.x"), found(MAIL, "log.m", verdict="contains", matched=5)).link is not None
    assert entry_of(found(IP, "log.", verdict="contains"), found(MAIL, "log.", verdict="contains")).link is not None


@pytest.mark.parametrize(
    ("here", "there", "linked"),
    [
        ("orders.user_id", "users.user_id", True),
        ("orders.userId", "users.USER_ID", True),
        ("orders.会員番号", "会員.会員番号", True),
        ("orders.user_id", "t/users.user_id", True),
        ("orders.user_id", "people.staff_id", False),
    ],
)
def test_an_id_of_the_same_name_joins(here: str, there: str, linked: bool) -> None:
    person = found(NAME, there.partition(".")[0] + ".name")
    entry = entry_of(found(NUMBER, here), found(IP, here.partition(".")[0] + ".ip"), found(NUMBER, there), person)
    assert (entry.link is not None) is linked
    if linked:
        assert entry.link == Link("joined", person.location, found(NUMBER, here).location)
        assert (entry.standing, "linked:joined" in entry.reasons) == ("personal-information", True)


@pytest.mark.parametrize(
    ("field", "table", "linked"),
    [
        ("customer_id", "customers", True),
        ("customerId", "Customer", True),
        ("customer_id", "public.customer", True),
        ("customer_id", "M_CUSTOMER", True),
        ("会員番号", "会員", True),
        ("会員番号", "会員マスタ", True),
        ("会員番号", "会員一覧.csv", True),
        ("customer_id", "suppliers", False),
        ("id", "customers", False),
    ],
)
def test_a_reference_to_a_table_of_persons_joins(field: str, table: str, linked: bool) -> None:
    person = Finding(NAME, Location("s", table, "name"), "is", 0.9, "person", Evidence(9, 9, 9, (0.0, 1.0)))
    groups = group_findings([found(NUMBER, f"orders.{field}"), person])
    assert (("s", "orders") in find_links(groups)) is linked


def test_links_go_through_other_collections() -> None:
    entries = entries_of(
        found(COOKIE, "log.visitor"),
        found(IP, "log.ip"),
        found(COOKIE, "sessions.visitor"),
        found(NUMBER, "sessions.member_no"),
        found(NUMBER, "members.member_no"),
        found(NAME, "members.name"),
        found(IP, "other.ip"),
    )
    name = Location("s", "members", "name")
    assert entries["sessions.visitor:usage.cookie"].link == Link("joined", name, Location("s", "sessions", "member_no"))
    assert entries["log.ip:usage.device.ip"].link == Link("joined", name, Location("s", "log", "visitor"))
    assert entries["other.ip:usage.device.ip"].link is None


def test_ids_inside_a_text_do_not_join() -> None:
    text = found(NUMBER, "log.user_id", verdict="contains")
    assert entry_of(text, found(NUMBER, "users.user_id"), found(NAME, "users.name")).link is None


def test_what_is_personal_by_itself_needs_no_link() -> None:
    entry = entry_of(found(MAIL, "users.mail"), found(NAME, "users.name"))
    assert (entry.link, entry.standing) == (None, "personal-information")
    assert entry_of(found("personal.id.my_number", "t.n"), found(NAME, "t.m")).standing == "identification-code"
    assert entry_of(found("org.corporate_number", "t.n", subject="organisation"), found(NAME, "t.m")).standing == "none"
    assert standing_of(found("someone.elses", "t.n"), None) is None


def test_paths_and_fields_of_one_name_can_be_compared() -> None:
    nested = found(NAME, "t.payload")
    other = Finding(NAME, Location("s", "t", "payload", "user.name"), "is", 0.95, "person", nested.evidence)
    assert entry_of(found(IP, "t.ip"), nested, other).link == Link("beside", nested.location)


def test_a_name_of_a_path_is_its_last_part() -> None:
    assert fold_name(Location("s", "t", "payload", "user.customerId")) == fold_name(Location("s", "t", "CUSTOMER_ID"))


@given(st.permutations([found(COOKIE, "a.v"), found(COOKIE, "b.v"), found(NUMBER, "b.n"), found(NUMBER, "c.n"), found(NAME, "c.x"), found(MAIL, "c.y")]))  # fmt: skip
def test_the_order_of_findings_changes_nothing(findings: list[Finding]) -> None:
    assert entries_of(*findings) == entries_of(*sorted(findings, key=lambda one: (one.location, one.category)))


# --- R-COMBO ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "held"),
    [
        (
            "identity",
            [found(NAME, "t.a"), found("personal.contact.address", "t.b"), found("personal.birth_date", "t.c")],
        ),
        ("contact", [found(NAME, "t.a"), found("personal.contact.address", "t.b"), found(PHONE, "t.c")]),
        ("credentials", [found(LOGIN, "t.a"), found("personal.account.password", "t.b")]),
        ("payment", [found("personal.financial.bank_account", "t.a"), found(NAME, "t.b")]),
        ("card-code", [found(CARD, "t.a"), found(CARD, "t.cvv", verdict="named")]),
        ("special", [found(NAME, "t.a"), found("special.medical_history", "t.b", verdict="named")]),
        ("tracking", [found(DEVICE, "t.a"), found("usage.location.precise", "t.b")]),
        ("child", [found("child.data", "t.a", verdict="named"), found(PHONE, "t.b")]),
    ],
)
def test_combinations(name: str, held: list[Finding]) -> None:
    (combination,) = [one for one in load_combinations() if one.id == name]
    assert combination.holds(held)
    assert combination.holds(held[::-1])
    assert all(combination.concerns(finding.category) for finding in held)
    for number in range(len(held)):
        assert not combination.holds(held[:number] + held[number + 1 :])
    assert f"combination:{name}" in entry_of(*held).reasons or entry_of(*held).policy == "barred"
    elsewhere = [found(one.category, f"u{number}.x") for number, one in enumerate(held)]
    assert not any(f"combination:{name}" in one.reasons for one in entries_of(*elsewhere).values())


# --- R-TEST, R-MASK ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "marks", "severity", "reason"),
    [
        (MAIL, (), "medium", None),
        (MAIL, (Mark("dummy", 1.0),), "low", "synthetic"),
        (MAIL, (Mark("dummy", 0.95),), "low", "synthetic"),
        (MAIL, (Mark("dummy", 0.94),), "medium", None),
        (MAIL, (Mark("test-place", 1.0),), "low", "test-place"),
        (MAIL, (Mark("dummy", 1.0), Mark("test-place", 1.0)), "low", "synthetic"),
        (PHONE, (Mark("masked", 0.95),), "low", "masked"),
        (PHONE, (Mark("masked", 0.5),), "medium", None),
        (MAIL, (Mark("digest", 1.0),), "medium", "weak-hash"),
        (PHONE, (Mark("digest", 1.0),), "medium", "weak-hash"),
        (NAME, (Mark("digest", 1.0),), "low", "hashed"),
        ("personal.id.drivers_license", (Mark("digest", 1.0),), "high", "weak-hash"),
        (LOGIN, (Mark("digest", 1.0),), "medium", None),
    ],
)
def test_marks_lower_by_one_level_at_most_and_drop_nothing(
    category: str, marks: tuple[Mark, ...], severity: str, reason: str | None
) -> None:
    everything = {"s": Declaration("s", tuple(one.id for one in POLICY.purposes))}
    (entry,) = map_findings([found(category, "t.x", marks=marks)], POLICY, everything)
    assert entry.severity == severity
    assert (reason in entry.reasons) if reason else set(entry.reasons) <= {"sensitivity", entry.policy}


# --- leaks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "rules"),
    [
        ([found("special.medical_history", "t.a")], ("special-care", "malicious")),
        ([found(CARD, "t.a")], ("property",)),
        ([found(CARD, "t.a"), found(NAME, "t.b")], ("property", "malicious")),
        ([found("personal.account.password", "t.a"), found(LOGIN, "t.b")], ()),
        ([found("personal.account.password", "t.a"), found(NAME, "t.b")], ("malicious",)),
        (
            [found("personal.account.password", "t.a"), found(NAME, "t.b"), found(CARD, "t.c")],
            ("property", "malicious"),
        ),
        ([found(NAME, "t.a", distinct=1000, read=2000)], ("malicious",)),
        ([found(NAME, "t.a", distinct=1001, read=2000)], ("malicious", "volume")),
        ([found("personal.gender", "t.g"), found(MAIL, "t.a", distinct=5000, read=5000)], ("malicious", "volume")),
        ([found(MAIL, "t.a", verdict="contains", distinct=5000, read=5000, matched=5000)], ("malicious",)),
        ([found(IP, "t.a", distinct=5000)], ()),
        ([found(PHONE, "t.a", subject="organisation", distinct=5000)], ()),
        ([found("special.medical_history", "t.a", verdict="named", matched=0, read=0)], ()),
        ([found("org.corporate_number", "t.a", subject="organisation")], ()),
    ],
)
def test_what_a_leak_would_be(findings: list[Finding], rules: tuple[str, ...]) -> None:
    assert entry_of(*findings).reportable == rules


@pytest.mark.parametrize(
    ("distinct", "rows", "persons"),
    [
        (90, (100, 100), 90),
        (90, (100, 5000), 4500),
        (99, (100, 12_345), 12_000),
        (40, (100, 5000), 40),  # values repeat: more rows need not be more persons
        (95, (100, None), 95),
    ],
)
def test_how_many_persons(distinct: int, rows: tuple[int, int | None], persons: int) -> None:
    coverage = (Coverage("s", "t", rows[1], rows[0], 0, "sample", "read"),)
    (entry,) = entries_of(found(MAIL, "t.a", distinct=distinct), coverage=coverage).values()
    assert entry.persons == persons


# --- the data ---------------------------------------------------------------------------------------------


def test_the_data_has_versions_and_real_categories() -> None:
    data, ids = load_linkage(), load_catalogue().ids
    assert re.fullmatch(r"\d{4}\.\d{2}", data["version"])
    assert data["law_version"] == load_catalogue().law_version
    keys = [
        *data["link"]["ids"],
        *data["link"]["named_first"],
        *data["link"]["weighs_alone"],
        *data["lowering"]["digests_of"],
    ]
    keys += [*data["lowering"]["enumerable"], *data["leak"]["property"], *data["leak"]["property_secret"]]
    keys += [*data["leak"]["property_beside"], *data["leak"]["persons"]]
    keys += [key for one in load_combinations() for group in one.groups for key in group]
    assert [key for key in keys if not any(load_catalogue().covers(key, id) for id in ids)] == []
    assert all(len(one.groups) == len(one.verdicts) for one in load_combinations())
