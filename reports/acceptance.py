"""Exceptions: findings that are known and, until a day, do not fail a run. They come from ``daicho-accepted.toml``.

``Acceptance`` and ``AcceptanceState`` are part of a :class:`reports.base.Report`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

AcceptanceKind = Literal["false-positive", "accepted-risk", "fix-pending"]
ACCEPTANCE_KINDS: tuple[AcceptanceKind, ...] = ("false-positive", "accepted-risk", "fix-pending")
"""Why a finding may stay: it is none; somebody answers for it; it is being dealt with."""

LONGEST: Mapping[AcceptanceKind, int] = {"false-positive": 365, "accepted-risk": 180, "fix-pending": 180}
"""So many days an exception lasts at most, from the day on which it was made."""

NOTICE = 14
"""So many days before its last day an exception is called expiring."""

AcceptanceStatus = Literal["expired", "misplaced", "refused", "expiring", "unused", "in-force", "not-looked-at"]
ACCEPTANCE_STATUSES: tuple[AcceptanceStatus, ...] = (
    "expired",
    "misplaced",
    "refused",
    "expiring",
    "unused",
    "in-force",
    "not-looked-at",
)
"""What became of an exception in a run, in the order in which people have to act. ``misplaced``: it names another place
than its fingerprint stands for; ``refused``: data that the law or the policy bars cannot be excepted so; ``unused``:
its place was read to the end and the finding is not there; ``not-looked-at``: its place was not. Only ``expiring`` and
``in-force`` ones hold."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One exception. ``where`` is the place in words, for those who read the file (empty: not said); ``expires`` is the
    last day on which it holds; ``created`` is None where the file does not say it. ``owner`` and ``approved_by`` are
    mail addresses of those who answer for it, ``ticket`` is a reference to somewhere else; the last two may be
    empty."""

    fingerprint: str
    where: str
    kind: AcceptanceKind
    reason: str
    owner: str
    approved_by: str
    ticket: str
    created: date | None
    expires: date

    def days_left(self, today: date) -> int:
        """How many days it holds after today: 0 on its last day, negative once it has expired."""
        return (self.expires - today).days

    def latest(self, today: date) -> date:
        """The last day that its kind allows; counted from today where nobody said when it was made."""
        start = self.created or today
        return date.fromordinal(min(start.toordinal() + LONGEST[self.kind], date.max.toordinal()))


@dataclass(frozen=True, slots=True)
class AcceptanceState:
    """An exception and what became of it in a run."""

    acceptance: Acceptance
    status: AcceptanceStatus
