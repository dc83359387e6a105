"""What an alert says, before it is put into words: codes, numbers and places, never values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

EVENTS = (
    *("test", "run-failed", "no-complete-run", "run-missed", "new", "incomplete", "exception-expiring"),
    *("policy-changed", "run-works-again", "complete-again", "digest"),
)
"""What an alert can tell; where it tells several things, the first of these stands in its title."""

MOST_ITEMS = 100
"""Findings that one part of an alert names at most; the numbers count all."""


@dataclass(frozen=True, slots=True)
class Item:
    """One finding that is told. ``change`` is ``new``, ``reopened``, ``raised`` (it was there, less severe),
    ``lapsed`` (an exception held for it until now) or ``expiring`` (one holds, but not for long)."""

    fingerprint: str
    severity: str
    category: str
    change: str
    policy: str
    source: str
    collection: str
    field: str
    path: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that an alert tells. ``severity`` counts findings, the worst first; ``items`` are the worst of them,
    none where only counts may be told; ``facts`` fill the sentence."""

    event: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    severity: Mapping[str, int] = field(default_factory=dict)
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to one target. ``id`` stays the same however often it is sent, so that a receiver can tell that it
    has it already; ``at`` is when it was made; ``run`` the id of the run (empty: there was none)."""

    id: str
    at: datetime
    lang: str
    project: str
    parts: tuple[Part, ...]
    run: str = ""
    link: str = ""

    @property
    def event(self) -> str:
        """The code of the part that comes first."""
        return self.parts[0].event


def write_alert(alert: Alert) -> str:
    """An alert as JSON, to be kept until it is delivered."""
    return json.dumps({**asdict(alert), "at": alert.at.isoformat()}, ensure_ascii=True)


def read_alert(text: str) -> Alert:
    """What :func:`write_alert` wrote."""
    data: dict[str, Any] = json.loads(text)
    parts = tuple(
        Part(one["event"], one["facts"], one["severity"], tuple(Item(**item) for item in one["items"]))
        for one in data["parts"]
    )
    return Alert(**{**data, "at": datetime.fromisoformat(data["at"]), "parts": parts})


def sort_parts(parts: list[Part]) -> tuple[Part, ...]:
    """Parts in the order of :data:`EVENTS`."""
    return tuple(sorted(parts, key=lambda part: EVENTS.index(part.event)))
