"""Whether a finding that is not there any more is gone, or was only not looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from history_samples import find, make_run, read, sample, skip, unread

from reports.base import Coverage, Report
from reports.second_look import SecondLook, Trace, trace_entries

FOUND = make_run(1, [find("shop", "public.customers", "name")], [read("shop", "public.customers")])
TRACE = next(iter(trace_entries(FOUND.entries, FOUND.coverage, FOUND.sources).values()))
RARE = replace(TRACE, rate=0.0005)

PARTLY = Coverage("shop", "public.customers", 100, 60, 600, "full", "partial", "binary-field")


def look(*coverage: Coverage, **more: object) -> Report:
    return make_run(2, (), coverage, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "run", "trace", "gone"),
    [
        ("read to the end", look(read("shop", "public.customers")), TRACE, True),
        ("empty now", look(read("shop", "public.customers", 0)), TRACE, True),
        ("a sample that would have met it", look(sample("shop", "public.customers", 2000)), TRACE, True),
        ("a sample too small for something rare", look(sample("shop", "public.customers", 2000)), RARE, False),
        ("a sample large enough for it", look(sample("shop", "public.customers", 6000)), RARE, True),
        ("pages that are worth fewer rows", look(sample("shop", "public.customers", 6000, 10)), RARE, False),
        ("nobody knows how rare it was", look(sample("shop", "public.customers", 2000)), replace(TRACE, rate=0), False),
        (
            "only its name spoke for it",
            look(sample("shop", "public.customers", 10)),
            replace(TRACE, rate=0, named=True),
            True,
        ),
        ("table could not be read", look(unread("shop", "public.customers")), TRACE, False),
        ("reading stopped half-way", look(PARTLY, skipped=[skip("shop", "public.customers")]), TRACE, False),
        ("partly, and nobody knows why", look(PARTLY), TRACE, False),
        ("its field was left out", look(PARTLY, skipped=[skip("shop", "public.customers", "name")]), TRACE, False),
        ("another field was left out", look(PARTLY, skipped=[skip("shop", "public.customers", "photo")]), TRACE, True),
        ("table is no more", look(read("shop", "public.orders")), TRACE, True),
        ("table is no more, but globs are others", look(read("shop", "x"), scopes={"shop": "other"}), TRACE, False),
        ("table is no more, globs were not told", look(read("shop", "x")), replace(TRACE, scope=""), False),
        ("nothing was listed", look(unread("shop"), skipped=[skip("shop")]), TRACE, False),
        ("its schema was not listed", look(read("shop", "x"), skipped=[skip("shop", "public")]), TRACE, False),
        ("another schema was not listed", look(read("shop", "x"), skipped=[skip("shop", "audit")]), TRACE, True),
        ("source was not scanned", look(read("logs", "a.log")), TRACE, False),
        ("source is in the run and nothing was heard of it", look(scopes={"shop": "scope"}), TRACE, False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_gone_or_not_looked_at(name: str, run: Report, trace: Trace, gone: bool) -> None:
    assert SecondLook(run).is_gone(trace) is gone, name


def test_a_category_that_nobody_looks_for_any_more_is_not_gone() -> None:
    former = replace(TRACE.former, category="someone.elses")
    assert not SecondLook(look(read("shop", "public.customers"))).is_gone(replace(TRACE, former=former))


def test_a_log_that_was_rotated_is_the_same_place() -> None:
    found = make_run(1, [find("logs", "app-2026-01-01.log", "line")], [read("logs", "app-2026-01-01.log")])
    (trace,) = trace_entries(found.entries, found.coverage, found.sources).values()
    both = read("logs", "app-2026-01-02.log"), unread("logs", "app-2026-01-01.log")
    assert SecondLook(look(both[0])).is_gone(trace)
    assert not SecondLook(look(*both)).is_gone(trace)


def test_of_places_that_fold_into_one_the_worst_stands_for_all() -> None:
    low, high = find("logs", "a.log.1", "line", "low"), find("logs", "a.log.2", "line", "high")
    assert low.fingerprint == high.fingerprint
    (trace,) = trace_entries([low, high], [read("logs", "a.log.1")], ()).values()
    assert (trace.former.severity, trace.former.location.collection) == ("high", "a.log.2")
