"""Exceptions against the findings of a run: which hold, and what becomes of the others."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
import report_samples as samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_strategies import ACCEPTANCES, ENTRIES, REPORTS

from connectors.base import Location, Skipped
from reports import html, json_report, jsonl, table
from reports.acceptance import ACCEPTANCE_STATUSES, Acceptance, AcceptanceKind, AcceptanceState
from reports.acceptance_phrases import say_acceptance_note
from reports.accepting import LONGEST_PLACE, accept, may_except, name_place, names_place, survey
from reports.actions import choose_actions
from reports.base import Coverage, Entry, PolicyVerdict, Report
from reports.checks import Scene
from reports.mapping import fold_locator
from reports.phrases import UNSEEN
from reports.remapping import conclude_again, remap
from reports.run_file import read_run
from reports.summary import find_gating, is_gating, judge, summarise

TODAY = date(2026, 11, 22)
ENTRY = samples.CARD
PLACE = name_place(ENTRY.finding.location)


def make(
    entry: Entry = ENTRY,
    *,
    days: int = 60,
    where: str | None = None,
    kind: AcceptanceKind = "fix-pending",
    approver: str = "",
) -> Acceptance:
    """An exception for a finding that holds for so many days after today."""
    place = name_place(entry.finding.location) if where is None else where
    last = TODAY + timedelta(days=days)
    return Acceptance(entry.fingerprint, place, kind, "r", "a@example.jp", approver, "", date(2026, 8, 1), last)


def scene_of(report: Report, entries: tuple[Entry, ...] | None = None) -> Scene:
    held = report.entries if entries is None else entries
    return Scene(report.policy, report.sources, held, report.coverage, TODAY, report.skipped)


def status_of(acceptance: Acceptance, report: Report) -> str:
    (state,) = survey([acceptance], scene_of(report, accept(report.entries, [acceptance], TODAY)))
    return state.status


@pytest.mark.parametrize(
    ("days", "excepted", "lapsed", "status"),
    [
        (60, True, False, "in-force"),
        (15, True, False, "in-force"),
        (14, True, False, "expiring"),
        (1, True, False, "expiring"),
        (0, True, False, "expiring"),
        (-1, False, True, "expired"),
        (-400, False, True, "expired"),
    ],
)
def test_the_last_day_is_a_day_on_which_it_holds(days: int, excepted: bool, lapsed: bool, status: str) -> None:
    (entry,) = accept((ENTRY,), [make(days=days)], TODAY)
    assert (entry.excepted, entry.lapsed) == (excepted, lapsed)
    assert entry.shown_state == ("excepted" if excepted else ENTRY.state)
    assert status_of(make(days=days), samples.build_small()) == status


@pytest.mark.parametrize(
    ("state", "existing_fails", "days", "gating"),
    [
        ("new", False, 1, False),
        ("reopened", False, 1, False),
        ("existing", True, 1, False),
        ("new", False, -1, True),
        # A baseline that has seen the finding while it was excepted does not make the exception last for ever.
        ("existing", False, -1, True),
    ],
)
def test_what_is_excepted_does_not_fail_a_run_and_what_has_lapsed_does(
    state: str, existing_fails: bool, days: int, gating: bool
) -> None:
    run = replace(samples.RUN, existing_fails=existing_fails)
    (entry,) = accept((replace(ENTRY, state=state),), [make(days=days)], TODAY)  # type: ignore[arg-type]
    assert is_gating(entry, run) is gating
    assert not is_gating(replace(entry, severity="low"), run)


@pytest.mark.parametrize(
    ("policy", "kind", "approver", "allowed"),
    [
        ("undeclared", "accepted-risk", "b@example.jp", True),
        ("declared", "false-positive", "", True),
        ("barred", "fix-pending", "", True),
        ("barred", "false-positive", "b@example.jp", True),
        ("barred", "false-positive", "", False),
        ("barred", "accepted-risk", "b@example.jp", False),
    ],
)
def test_nobody_can_answer_for_keeping_barred_data(
    policy: PolicyVerdict, kind: AcceptanceKind, approver: str, allowed: bool
) -> None:
    entry = replace(ENTRY, policy=policy)
    assert may_except(kind, approver, entry) is allowed
    made = make(kind=kind, approver=approver)
    (settled,) = accept((entry,), [made], TODAY)
    assert settled.excepted is allowed
    report = replace(samples.build_small(), entries=(entry,))
    assert status_of(made, report) == ("in-force" if allowed else "refused")


ROTATED = Location("app-logs", "var/app-20261101.log.gz", "body", "user.mail")


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("app-logs", True),
        ("app-logs: var/app-20261101.log.gz", True),
        ("app-logs: var/app-20261101.log.gz / body", True),
        ("app-logs: var/app-20261101.log.gz / body / user.mail", True),
        ("app-logs: var/app-20261222.log / body / user.mail", True),
        ("app-logs: var/app-20261222.log", True),
        ("app-logs: var/other-20261101.log.gz / body / user.mail", False),
        ("app-logs: var/app-20261101.log.gz / head / user.mail", False),
        ("app-logs: var/app-20261101.log.gz / body / user", False),
        ("app-logs: ", False),
        ("app-log: var/app-20261101.log.gz", False),
        ("other", False),
        ("", False),
    ],
)
def test_which_words_name_a_place(where: str, named: bool) -> None:
    assert names_place(where, ROTATED) is named


def test_an_exception_for_another_place_does_not_hold() -> None:
    made = make(where="orders: harmless / column")
    (entry,) = accept((ENTRY,), [made], TODAY)
    assert entry is ENTRY
    assert status_of(made, samples.build_small()) == "misplaced"


@given(ENTRIES)
@settings(max_examples=30)
def test_every_place_is_named_by_its_own_words(entry: Entry) -> None:
    words = name_place(entry.finding.location)
    assert names_place(words, entry.finding.location)
    assert words == words.strip()
    assert not {unicodedata.category(char) for char in words} & UNSEEN


def test_a_name_of_a_million_characters_is_left_out() -> None:
    place = Location("orders", "t", "x" * 1_000_000)
    assert name_place(place) == "orders"
    assert len(name_place(Location("s" * 1_000_000, "t"))) == LONGEST_PLACE


SMALL = samples.build_small()
GONE = "v1:00000000000000aa"


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("orders: customers / 旧電話番号", "unused"),
        ("orders: customers", "unused"),
        # Nobody sees what a sample has missed.
        ("orders: orders / memo", "not-looked-at"),
        # All of the source was listed, and the table is not there any more.
        ("orders: old_customers / name", "unused"),
        ("app-logs: app/signup.log / body", "not-looked-at"),
        ("app-logs: app/batch.log", "not-looked-at"),
        ("app-logs: app/gone.log", "unused"),
        # Not all of the source was read.
        ("orders", "not-looked-at"),
        ("elsewhere: t / c", "not-looked-at"),
        ("", "not-looked-at"),
    ],
)
def test_only_a_place_that_was_read_makes_an_exception_unused(where: str, status: str) -> None:
    made = replace(make(where=where), fingerprint=GONE)
    assert status_of(made, SMALL) == status
    assert status_of(replace(made, expires=TODAY - timedelta(days=1)), SMALL) == status


def test_a_source_that_was_not_opened_says_nothing() -> None:
    made = replace(make(where="orders: old / name"), fingerprint=GONE)
    assert status_of(made, samples.build_nothing()) == "not-looked-at"
    unlisted = replace(SMALL, skipped=(Skipped(Location("orders", ""), "other", "listing stopped", partial=True),))
    assert status_of(made, unlisted) == "not-looked-at"
    unread = replace(SMALL, skipped=(Skipped(Location("orders", "customers", "memo"), "too-large", ""),))
    assert status_of(replace(made, where="orders: customers / name"), unread) == "not-looked-at"


@pytest.mark.parametrize("read", [("read", "unused"), ("partial", "not-looked-at"), ("skipped", "not-looked-at")])
def test_rotated_files_are_one_place(read: tuple[str, str]) -> None:
    rows = (
        Coverage("orders", "app-20261120.log", 9, 9, 9, "full", "read"),
        Coverage("orders", "app-20261121.log", 9, 9, 9, "full", read[0]),  # type: ignore[arg-type]
    )
    report = replace(SMALL, coverage=rows, skipped=(), entries=())
    made = replace(make(where="orders: app-20260901.log / body"), fingerprint=GONE)
    assert fold_locator("app-20260901.log") == fold_locator("app-20261121.log")
    assert status_of(made, report) == read[1]


def test_what_calls_for_something_comes_first() -> None:
    made = [
        make(days=-1),
        make(samples.NAME, days=3),
        make(samples.MY_NUMBER),
        replace(make(where=""), fingerprint=GONE),
    ]
    states = survey(made, scene_of(SMALL, accept(SMALL.entries, made, TODAY)))
    assert [one.status for one in states] == ["expired", "expiring", "in-force", "not-looked-at"]


@given(st.lists(ENTRIES, max_size=4).map(tuple), st.lists(ACCEPTANCES, max_size=3), st.dates())
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_nothing_is_lost_and_nothing_else_changes(
    entries: tuple[Entry, ...], acceptances: list[Acceptance], today: date
) -> None:
    bare = tuple(replace(entry, acceptance=None, lapsed=False) for entry in entries)
    aimed = [
        replace(one, fingerprint=entry.fingerprint, where="") for one, entry in zip(acceptances, bare, strict=False)
    ]
    settled = accept(bare, aimed, today)
    assert [replace(entry, acceptance=None, lapsed=False) for entry in settled] == list(bare)
    for entry in settled:
        assert not (entry.lapsed and entry.acceptance is None)
        if entry.acceptance is not None:
            assert entry.lapsed is (entry.acceptance.expires < today)
    assert accept(settled, aimed, today) == settled


def excepted(days: int = 60, kind: AcceptanceKind = "fix-pending") -> Report:
    """The small report with one exception; concluded anew."""
    made = make(days=days, kind=kind)
    entries = accept(SMALL.entries, [made], TODAY)
    states = survey([made], scene_of(SMALL, entries))
    return replace(SMALL, entries=entries, run=conclude_again(SMALL.run, entries), acceptances=states)


def test_counts_and_verdict_follow() -> None:
    summary = summarise(excepted())
    assert (summary.findings, summary.gating, summary.excepted, summary.lapsed) == (4, 1, 1, 0)
    assert ENTRY.fingerprint not in {entry.fingerprint for entry in find_gating(excepted())}
    lapsed = summarise(excepted(days=-1))
    assert (lapsed.gating, lapsed.excepted, lapsed.lapsed) == (2, 0, 1)
    one = replace(SMALL, entries=(ENTRY,), sources=SMALL.sources[:1], skipped=(), coverage=SMALL.coverage[:1])
    alone = replace(one, entries=accept(one.entries, [make()], TODAY))
    assert judge(replace(alone, run=conclude_again(replace(one.run, status="findings"), alone.entries))) == "ok"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("days", [60, 3, -1])
def test_every_form_shows_the_finding_and_its_exception(days: int, lang: str) -> None:
    report = excepted(days)
    for form in (table, html, json_report, jsonl):
        text = form.render(report, lang)
        assert ENTRY.fingerprint in text or form is html
        assert report.acceptances[0].acceptance.expires.isoformat() in text
    if days < 0:
        note = say_acceptance_note(report.acceptances[0], lang)
        assert note in html.render(report, lang).replace("&#39;", "'")
        assert note[:20] in table.render(report, lang)


def test_a_settled_finding_is_nothing_to_do_first() -> None:
    def first(report: Report) -> set[str]:
        return {entry.fingerprint for action in choose_actions(report, 9) for entry in action.entries}

    assert ENTRY.fingerprint in first(SMALL)
    assert ENTRY.fingerprint in first(excepted())
    assert ENTRY.fingerprint not in first(excepted(kind="false-positive"))
    assert ENTRY.fingerprint in first(excepted(days=-1, kind="false-positive"))


def test_another_policy_keeps_the_exceptions() -> None:
    report = excepted()
    sources = tuple(replace(one, declaration=replace(one.declaration, source=one.id)) for one in report.sources)
    again = remap(replace(report, sources=sources), report.policy)
    found = {entry.finding.location: entry for entry in again.entries}
    # Its fingerprint is worked out anew, and that of the sample is invented: the exception is for no finding now.
    assert found[ENTRY.finding.location].acceptance is None
    assert [one.status for one in again.acceptances] == ["not-looked-at"]
    own = replace(report.acceptances[0].acceptance, fingerprint=found[ENTRY.finding.location].fingerprint)
    moved = replace(report, sources=sources, acceptances=(AcceptanceState(own, "in-force"),))
    again = remap(moved, report.policy)
    assert [entry.finding.location for entry in again.entries if entry.excepted] == [ENTRY.finding.location]
    assert [one.status for one in again.acceptances] == ["in-force"]


@given(REPORTS)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_any_exception_can_be_shown(report: Report) -> None:
    for lang in ("ja", "en"):
        text = table.render(report, lang)
        assert "\x1b" not in text
    html.render(report)


def test_a_stored_run_says_what_held_on_its_day(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("stored") / "run.json"
    path.write_text(json_report.render(excepted()), encoding="utf-8")
    back = read_run(path, SMALL.policy)
    assert back.acceptances == excepted().acceptances
    assert [entry.excepted for entry in back.entries] == [entry.excepted for entry in excepted().entries]


def test_every_status_is_sorted() -> None:
    assert len(set(ACCEPTANCE_STATUSES)) == len(ACCEPTANCE_STATUSES) == 7
