"""What lies between the policy, the declarations and the data: every direction, who acts, what would settle it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest
import report_samples as samples
from hypothesis import HealthCheck, given, settings
from report_strategies import REPORTS

from connectors.base import Location, Skipped
from detectors.base import Evidence, Finding
from detectors.catalogue import load_catalogue
from reports.base import Coverage, Observation, Report, RunInfo, SourceInfo
from reports.checks import load_checks
from reports.declaration import Declaration, Narrowing
from reports.gap_phrases import (
    name_gap_matter,
    name_observation,
    say_actor,
    say_clause,
    say_direction,
    say_observation,
    say_policy_gap,
    say_settlement,
    say_settlements,
)
from reports.gaps import (
    CHECK_DIRECTIONS,
    DIRECTIONS,
    Direction,
    PolicyGap,
    Settlement,
    find_policy_gaps,
    list_directions,
)
from reports.mapping import find_unused, map_findings
from reports.messages import LANGUAGES, load_messages
from reports.policy_file import read_policy
from reports.verdicts import POLICY_CHECKS

POLICY = read_policy(categories=load_catalogue().ids)
RUN = RunInfo("r", datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC), "clean", 0, "high")


def found(category: str, place: str) -> Finding:
    """A finding at ``source/collection.field``."""
    source, _, rest = place.partition("/")
    collection, _, field = rest.partition(".")
    return Finding(category, Location(source, collection, field), "is", 0.95, "person", Evidence(10, 10, 9, (0.7, 1.0)))


SHOP = Declaration("shop", ("P1", "P14"), (Narrowing("staff", ("P13",)),), department="Sales", retention="P5Y")
MAIL = Declaration("mail", ("P10",), retention="P1Y")


def report_of(
    *findings: Finding,
    declarations: tuple[Declaration, ...] = (SHOP, MAIL),
    skipped: tuple[Skipped, ...] = (),
    coverage: tuple[Coverage, ...] = (),
    policy: object = None,
) -> Report:
    """A report of some findings under the shipped policy, where everything was read unless said otherwise."""
    chosen = policy or POLICY
    known = {one.source: one for one in declarations}
    entries = map_findings(findings, chosen, known)  # type: ignore[arg-type]
    read = tuple(Coverage(one.source, "t", 10, 10, 10, "full", "read") for one in declarations)
    sources = tuple(
        SourceInfo(one.source, "database", f"{one.source} team", one.all_purposes(), one) for one in declarations
    )
    unused = find_unused(entries, chosen, known)  # type: ignore[arg-type]
    return Report(RUN, chosen, sources, coverage or read, skipped, entries, unused=unused)  # type: ignore[arg-type]


def rows(report: Report, direction: Direction) -> list[PolicyGap]:
    return [gap for gap in find_policy_gaps(report) if gap.direction == direction]


@pytest.mark.parametrize(
    ("category", "place", "direction", "settlements"),
    [
        ("personal.id.my_number", "shop/t.n", "barred", ("delete", "move")),
        ("personal.id.resident_record_code", "shop/t.n", "barred", ("delete",)),
        ("personal.financial.card", "shop/t.card", "undeclared", ("delete", "announce")),
        ("personal.name", "other/t.name", "no-purpose", ("declare", "delete")),
        (
            "personal.contact.email",
            "shop/staff.x",
            "mismatch",
            ("delete", "move", "pseudonymise", "declare", "obtain-consent"),
        ),
        ("usage.os", "shop/staff.os", "mismatch", ("delete", "move", "declare", "obtain-consent")),
        ("special.health_check", "shop/staff.h", "consent", ("record-consent", "delete")),
        ("personal.name", "mailonly/t.name", "delegate", ("link-notice",)),
        ("personal.name", "kids/t.name", "subject", ("correct-subjects", "move")),
        ("personal.name", "mailonly/t.name", "retention", ("set-retention",)),
    ],
)
def test_findings_by_direction(
    category: str, place: str, direction: Direction, settlements: tuple[Settlement, ...]
) -> None:
    policy = replace(
        POLICY,
        purposes=tuple(replace(one, subjects=("employee",)) if one.id == "P5" else one for one in POLICY.purposes),
        matrix=POLICY.matrix
        | {"personal.contact.email": POLICY.matrix["personal.contact.email"] | {"P13": "unexpected"}},
    )
    declarations = (
        SHOP,
        Declaration("other"),
        Declaration("mailonly", ("P17",)),
        Declaration("kids", ("P5",), subjects=("customer",)),
    )
    (gap,) = rows(report_of(found(category, place), declarations=declarations, policy=policy), direction)
    source = place.partition("/")[0]
    assert (gap.source, gap.owner, gap.count) == (source, f"{source} team", 1)
    assert gap.category == ("" if direction == "retention" else category)
    assert gap.settlements == settlements
    assert gap.actor in {check.actor for check in load_checks().values()}
    assert len(gap.fingerprints) == 1


def test_many_findings_are_one_row_for_each_kind_and_source() -> None:
    many = [found("personal.financial.card", f"shop/t.f{number}") for number in range(300)]
    more = [found("personal.financial.card", f"mail/t.f{number}") for number in range(5)]
    gaps = rows(report_of(*many, *more), "undeclared")
    assert [(gap.source, gap.count, len(set(gap.fingerprints))) for gap in gaps] == [("shop", 300, 300), ("mail", 5, 5)]
    assert [gap.department for gap in gaps] == ["Sales", ""]


def test_what_is_announced_and_was_not_found() -> None:
    report = report_of(found("personal.name", "shop/t.n"), found("usage.content.post", "shop/t.p"))
    assert [gap.item for gap in rows(report, "not-found")] == ["1(1)2", "1(1)3", "1(1)4", "1(2)1", "2", "2-13"]
    assert {(gap.partial, gap.settlements) for gap in rows(report, "not-found")} == {(False, ("withdraw-item",))}
    sampled = (Coverage("shop", "t", 1000, 10, 10, "sample", "read"),)
    unread = (Skipped(Location("mail", ""), "unreachable", "it cannot be reached"),)
    for other in (
        report_of(found("personal.name", "shop/t.n"), coverage=sampled),
        report_of(found("personal.name", "shop/t.n"), skipped=unread),
    ):
        assert {gap.partial for gap in rows(other, "not-found")} == {True}
        assert {gap.settlements for gap in rows(other, "not-found")} == {("scan", "withdraw-item")}


def test_an_item_of_several_lines_and_one_without_categories() -> None:
    first, second = POLICY.announcements[:2]
    policy = replace(
        POLICY,
        announcements=(first, replace(second, item=first.item), replace(second, item="9", categories=())),
    )
    assert rows(report_of(found("personal.contact.email", "shop/t.m"), policy=policy), "not-found") == []
    assert [gap.item for gap in rows(report_of(policy=policy), "not-found")] == [first.item]


def test_purposes_without_data() -> None:
    report = report_of(found("personal.contact.email", "shop/t.m"))
    unserved = rows(report, "unserved")
    assert [(gap.purpose, gap.source, gap.actor) for gap in unserved] == [
        ("P10", "mail", "owner"),
        ("P13", "shop", "owner"),
    ]
    declared = {"P1", "P10", "P13", "P14"}
    assert {gap.purpose for gap in rows(report, "unclaimed")} == {one.id for one in POLICY.purposes} - declared
    assert {gap.actor for gap in rows(report, "unclaimed")} == {"privacy-office"}


def test_a_purpose_that_another_one_details_is_claimed_with_it() -> None:
    policy = replace(
        POLICY,
        purposes=tuple(replace(one, parent="P5") if one.id == "P10" else one for one in POLICY.purposes),
    )
    assert "P5" not in {gap.purpose for gap in rows(report_of(policy=policy), "unclaimed")}
    assert "P5" in {gap.purpose for gap in rows(report_of(), "unclaimed")}


def test_what_was_never_scanned() -> None:
    skipped = (
        Skipped(Location("shop", "a"), "permission-denied", "no"),
        Skipped(Location("shop", "b"), "permission-denied", "no"),
        Skipped(Location("shop", "c"), "corrupt", "no", partial=True),
        Skipped(Location("mail", ""), "unreachable", "no"),
    )
    gaps = rows(report_of(skipped=skipped), "not-scanned")
    assert [(gap.source, gap.reason, gap.count, gap.whole, gap.partial) for gap in gaps] == [
        ("mail", "unreachable", 1, True, False),
        ("shop", "permission-denied", 2, False, False),
        ("shop", "corrupt", 1, False, True),
    ]
    silent = replace(report_of(), coverage=())
    assert {gap.source for gap in rows(silent, "not-scanned")} == {"shop", "mail"}


def test_worst_first() -> None:
    gaps = find_policy_gaps(
        report_of(
            found("personal.gender", "other/t.g"),
            found("personal.id.my_number", "shop/t.n"),
            found("personal.financial.card", "mail/t.c"),
            declarations=(SHOP, MAIL, Declaration("other")),
        )
    )
    assert [DIRECTIONS.index(gap.direction) for gap in gaps] == sorted(DIRECTIONS.index(gap.direction) for gap in gaps)
    assert gaps[0].direction == "barred"


def test_an_entry_without_checks_stands_by_its_verdict() -> None:
    assert list_directions(replace(samples.CARD, checks=())) == ("undeclared",)
    assert list_directions(replace(samples.NAME, checks=())) == ()
    assert list_directions(replace(samples.CARD, checks=("POL-MISMATCH", "POL-SOMEDAY"))) == ("mismatch",)


# --- words ------------------------------------------------------------------------------------------------


def test_every_direction_settlement_and_check_has_words() -> None:
    keys = load_messages()
    assert set(DIRECTIONS) == set(get_args(Direction))
    assert set(CHECK_DIRECTIONS) == set(POLICY_CHECKS)
    assert [one for one in DIRECTIONS if f"direction.{one}" not in keys] == []
    assert [one for one in get_args(Settlement) if f"settle.{one}" not in keys] == []


def test_articles_are_those_of_the_policy() -> None:
    moved = replace(
        POLICY,
        articles=tuple(
            replace(one, number={"acquisition": 7, "purpose": 4}.get(one.role, one.number + 20))
            for one in POLICY.articles
        ),
    )
    bare = replace(POLICY, articles=())
    assert say_direction("undeclared", moved, "en") == "Found, not announced (Article 7)"
    assert say_direction("undeclared", moved, "ja") == "取得を公表していないデータ（第7条）"
    assert say_direction("undeclared", bare, "en") == "Found, not announced"
    assert "Article 4" in say_settlement("obtain-consent", moved, "en")
    assert "APPI 18(1)" in say_settlement("obtain-consent", bare, "en")
    assert say_settlement("announce", bare, "ja") == "ポリシーに取得する情報として加えて公表する"


@pytest.mark.parametrize(
    ("gap", "ja", "en"),
    [
        (
            PolicyGap("undeclared", "shop", "personal.name", count=1),
            "shop：氏名 1 件",
            "shop: Name, 1 finding",
        ),
        (PolicyGap("retention", "shop", count=1200), "shop：検出 1,200 件", "shop: 1,200 findings"),
        (
            PolicyGap("not-scanned", "shop", reason="corrupt", count=2, partial=True),
            "shop：2 か所は一部のみ（壊れている）",
            "shop: 2 places in part (Damaged)",
        ),
        (
            PolicyGap("not-scanned", "shop", reason="unreachable", count=1, whole=True),
            "shop：全体（接続できない）",
            "shop: all of it (Cannot be reached)",
        ),
        (
            PolicyGap("not-found", item="1(1)4"),
            "1(1)4 Information regarding identity verification of customers, etc.：走査した範囲では見つかっていません",
            "1(1)4 Information regarding identity verification of customers, etc.: not found in what was scanned",
        ),
        (
            PolicyGap("unserved", "shop", purpose="P14", partial=True),
            "shop：P14 景品などの発送に必要なデータは、走査した範囲では見つかっていません（未走査または抜き取りの場所があります）",
            "shop: no data for P14 Ship gifts in what was scanned; part was not scanned, or only in a sample",
        ),
        (
            PolicyGap("unclaimed", purpose="P2"),
            "P2 アプリなどの導入：どのデータソースも設定していません",
            "P2 Install applications: no source declares it",
        ),
    ],
)
def test_rows_in_words(gap: PolicyGap, ja: str, en: str) -> None:
    assert (say_policy_gap(gap, POLICY, "ja"), say_policy_gap(gap, POLICY, "en")) == (ja, en)


def test_a_purpose_without_a_title_stands_by_its_words() -> None:
    untitled = replace(POLICY.purposes[1], title={"en": "P2"})
    policy = replace(POLICY, purposes=(untitled,))
    assert name_gap_matter(PolicyGap("unclaimed", purpose="P2"), policy, "en") == (
        "P2 To install applications such as services, etc."
    )
    assert name_gap_matter(PolicyGap("unclaimed", purpose="P99"), policy, "en") == "P99"


def test_who_acts() -> None:
    gap = PolicyGap("mismatch", "shop", actor="owner", owner="注文チーム", department="Sales")
    assert say_actor(gap, "en") == "注文チーム"
    assert say_actor(replace(gap, owner=""), "en") == "Sales"
    assert say_actor(replace(gap, owner="", department=""), "en") == "The owner of the data"
    assert say_actor(replace(gap, actor="privacy-office"), "ja") == "個人情報保護の担当"


@pytest.mark.parametrize(
    ("observation", "lang", "words"),
    [
        (
            Observation("ENT-UNREGISTERED", Location("shop", ""), "medium", "4", facts={"processor": "example-cloud"}),
            "en",
            ("shop", "example-cloud", "4 Entrustment"),
        ),
        (
            Observation(
                "ENT-SCOPE",
                Location("shop", "orders", "memo"),
                "medium",
                facts={"processor": "x", "categories": "personal.name, usage.os", "n": 1200},
            ),
            "ja",
            ("shop / orders / memo", "氏名、", "x"),
        ),
        (
            Observation("LEDGER-OWNER", Location("", ""), "medium", "3-1"),
            "ja",
            ("ポリシー", "owner", "3-1 個人情報の安全管理"),
        ),
        (Observation("ENT-SCOPE", Location("shop", "t"), "medium"), "en", ("shop / t",)),  # facts are missing
        (Observation("SOME-DAY", Location("shop", "t"), "low"), "en", ("SOME-DAY",)),
    ],
)
def test_observations_in_words(observation: Observation, lang: str, words: tuple[str, ...]) -> None:
    said = (
        f"{name_observation(observation, lang)}: {say_observation(observation, lang)} "
        f"{say_clause(observation, POLICY, lang)}"
    )
    assert [word for word in words if word not in said] == []
    assert "{" not in said


@given(REPORTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_report_has_its_gaps_in_words(report: Report) -> None:
    gaps = find_policy_gaps(report)
    assert len(gaps) == len(set(gaps))
    prints = {print for gap in gaps for print in gap.fingerprints}
    assert {entry.fingerprint for entry in report.entries if entry.policy != "declared" and not entry.checks} <= prints
    for gap in gaps:
        for lang in LANGUAGES:
            assert say_policy_gap(gap, report.policy, lang)
            assert all(say_settlements(gap, report.policy, lang))
            assert say_actor(gap, lang)
            name_gap_matter(gap, report.policy, lang)
    for observation in report.observations:
        for lang in LANGUAGES:
            assert say_observation(observation, lang) or not observation.check
            assert name_observation(observation, lang)
            say_clause(observation, report.policy, lang)
