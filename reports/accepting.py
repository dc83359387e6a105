"""Sets exceptions against the findings of a run: which hold, which have expired, which nobody needs any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from connectors.base import Location
from reports.acceptance import (
    ACCEPTANCE_STATUSES,
    NOTICE,
    Acceptance,
    AcceptanceKind,
    AcceptanceState,
    AcceptanceStatus,
)
from reports.base import Entry
from reports.checks import Scene
from reports.mapping import fold_locator
from reports.phrases import show

LONGEST_PLACE = 500
"""A place that is longer in words is named by its source alone; a column may have a name of a million characters."""


def accept(entries: tuple[Entry, ...], acceptances: Iterable[Acceptance], today: date) -> tuple[Entry, ...]:
    """The findings with the exceptions that are meant for them. One that has expired stands at its finding as lapsed;
    one that cannot hold there (see :func:`_weigh`) does not stand there at all."""
    known = {one.fingerprint: one for one in acceptances}
    if not known:
        return entries
    return tuple(
        _settle(entry, known[entry.fingerprint], today) if entry.fingerprint in known else entry for entry in entries
    )


def _settle(entry: Entry, acceptance: Acceptance, today: date) -> Entry:
    status = _weigh(acceptance, entry, today)
    if status in ("misplaced", "refused"):
        return entry
    return replace(entry, acceptance=acceptance, lapsed=status == "expired")


def _weigh(acceptance: Acceptance, entry: Entry, today: date) -> AcceptanceStatus:
    if acceptance.where and not names_place(acceptance.where, entry.finding.location):
        return "misplaced"
    if not may_except(acceptance.kind, acceptance.approved_by, entry):
        return "refused"
    left = acceptance.days_left(today)
    return "expired" if left < 0 else "expiring" if left <= NOTICE else "in-force"


def may_except(kind: AcceptanceKind, approved_by: str, entry: Entry) -> bool:
    """Whether an exception of that kind can hold for a finding. Nobody can answer for keeping data that the law or the
    policy bars everywhere it stands, such as My Number outside the cases of its Act (Art. 20), so that an accepted risk
    is no ground; it can be on its way out, or be no such data, which a second person has to have confirmed."""
    if entry.policy != "barred":
        return True
    return kind == "fix-pending" or (kind == "false-positive" and bool(approved_by))


def survey(acceptances: Sequence[Acceptance], scene: Scene) -> tuple[AcceptanceState, ...]:
    """What became of each exception in a run: those that call for something first, the earliest day first."""
    found: dict[str, Entry] = {entry.fingerprint: entry for entry in scene.entries}
    states = [AcceptanceState(one, _find_status(one, found, scene)) for one in acceptances]
    return tuple(
        sorted(
            states,
            key=lambda one: (
                ACCEPTANCE_STATUSES.index(one.status),
                one.acceptance.expires,
                one.acceptance.fingerprint,
            ),
        )
    )


def _find_status(acceptance: Acceptance, found: Mapping[str, Entry], scene: Scene) -> AcceptanceStatus:
    entry = found.get(acceptance.fingerprint)
    if entry is not None:
        return _weigh(acceptance, entry, scene.today)
    return "unused" if _was_looked_at(acceptance.where, scene) else "not-looked-at"


def name_place(location: Location) -> str:
    """A place in words, as it stands in the file: ``source: collection / field / path``."""
    inner = " / ".join(show(part) for part in (location.collection, location.field, location.path) if part)
    whole = f"{show(location.source)}: {inner}".strip()
    return whole if len(whole) <= LONGEST_PLACE else show(location.source)[:LONGEST_PLACE].strip()


def names_place(where: str, location: Location) -> bool:
    """Whether words name a place, or one around it: its source, its collection, its field. What rotation changes in the
    name of a file does not count."""
    source = show(location.source)
    if where in (source.strip(), name_place(location)):
        return True
    head = f"{source}: "
    if not where.startswith(head):
        return False
    tails = ("", f" / {show(location.field)}", f" / {show(location.field)} / {show(location.path or '')}")
    inner = where.removeprefix(head)
    folded = fold_locator(show(location.collection))
    return any(inner.endswith(tail) and fold_locator(inner[: len(inner) - len(tail)]) == folded for tail in tails)


def _was_looked_at(where: str, scene: Scene) -> bool:
    """Whether a run read the place to its end, or listed all there is and the collection is not there any more. A
    sample may have missed what is rare. A place that nobody named cannot have been looked at."""
    source = _find_source(where, scene)
    rows = [row for row in scene.coverage if row.source == source]
    skipped = [one.location for one in scene.skipped if one.location.source == source]
    if source is None or not rows or any(not place.collection for place in skipped):
        return False
    named = _fold_prefixes(where.removeprefix(show(source)).removeprefix(": "))
    own = [row for row in rows if not named or fold_locator(show(row.collection)) in named]
    if any(not named or fold_locator(show(place.collection)) in named for place in skipped):
        return False
    return all(row.status == "read" and row.method == "full" for row in own)


def _find_source(where: str, scene: Scene) -> str | None:
    """The source that a place in words begins with; of two the one with the longer name."""
    ids = [one.id for one in scene.sources if where == show(one.id) or where.startswith(f"{show(one.id)}: ")]
    return max(ids, key=len, default=None)


def _fold_prefixes(inner: str) -> frozenset[str]:
    """Every collection that the words may begin with, folded: ``a / b`` may be a collection or a field of ``a``."""
    parts = inner.split(" / ") if inner else []
    return frozenset(fold_locator(" / ".join(parts[: number + 1])) for number in range(len(parts)))
