"""The privacy policy as data: articles, announced categories, purposes, which category a purpose
needs, and the registers that belong to it.

``reports.policy_file`` reads one from a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Fit = Literal["expected", "plausible", "needs-notice", "unexpected", "barred"]


class PolicyError(Exception):
    """A policy file that cannot be used; the message names the file, the place in it and what would be
    right."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item of an imported policy came from: its sentence as it was written (``from`` in the file),
    its place in that text (``line 12``), and how sure the reading is, from 0 to 1."""

    sentence: str = ""
    place: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Purpose:
    """One declared purpose of use. ``item`` is its place in the policy (``2-1``); ``delegating`` purposes
    refer to another text (a cookie policy, an individual notice) and say nothing by themselves: ``ref`` is
    that text and its date. ``parent`` is the id of the purpose that this one details, ``subjects`` whose
    data it is for (``customer``, ``employee``; empty: everybody's)."""

    id: str
    key: str
    item: str
    title: Mapping[str, str]
    text: str = ""
    delegating: bool = False
    ref: str = ""
    parent: str = ""
    subjects: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the policy. ``role`` says what it is about (``acquisition``, ``purpose``, ``security``,
    ...), whatever its number and title; ``title`` is by language (``ja``, ``en``)."""

    number: int
    role: str
    title: Mapping[str, str]
    text: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """One item by which the policy says what it acquires. ``categories`` are keys as the file has them: a
    key covers the keys below it. Only an imported item that nobody has settled yet has none."""

    item: str
    text: str
    categories: tuple[str, ...]
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One security measure that the policy promises (APPI 23, 32)."""

    item: str
    text: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """One case in which the policy lets personal data go to somebody else. ``ground`` says on what footing:
    one of ``GROUNDS``."""

    item: str
    text: str
    ground: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class EntrustedParty:
    """Who handles personal data on the company's behalf (APPI 25). ``country`` is an ISO 3166 code,
    ``since`` and ``until`` are ISO 8601 dates of the contract; each may be empty."""

    id: str
    name: str
    country: str = ""
    categories: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A third party that gets personal data. ``provision`` is the item of the policy that allows it
    (``5-6``)."""

    id: str
    name: str
    provision: str
    country: str = ""
    categories: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long data is kept. ``period`` is an ISO 8601 duration (``P7Y``), counted from ``starts`` in words
    (the end of the contract); empty where the text gives none that can be counted."""

    text: str
    period: str = ""
    starts: str = ""
    categories: tuple[str, ...] = ()
    item: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers for the personal data (APPI 32(1)1), and the manager whom the policy names."""

    name: str = ""
    address: str = ""
    representative: str = ""
    manager: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where requests, complaints and questions go."""

    name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date in the life of the policy. ``kind`` is one of ``MILESTONES``; ``raw`` is the text as published,
    which may be damaged; ``date`` is ISO 8601, or empty where the text cannot be read."""

    kind: str
    raw: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A sentence of an imported policy of which the import could make nothing."""

    text: str
    place: str = ""


GROUNDS = (
    *("consent", "legal", "life", "public-health", "public-affairs", "research"),
    *("entrustment", "succession", "joint-use", "dispute", "other"),
)
"""On what footing data goes to somebody else. ``legal`` to ``research`` are the exceptions of APPI 27(1),
``entrustment`` to ``joint-use`` the cases of 27(5) in which the recipient is no third party; ``dispute`` and
``other`` rest on neither."""

MILESTONES = ("enacted", "revised", "effective", "expires")


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of a privacy policy.

    ``announced`` maps a category to the item of the acquisition article that announces it (absent: the
    policy does not announce it). ``matrix`` maps category -> purpose id -> fit; what is not in it is
    ``unexpected``. ``sensitivity`` maps a category to a level that differs from the catalogue's. In all three
    a category is spelled out even where the file names only a key above it. ``reasons`` maps category ->
    purpose id (``*`` for all) -> why the matrix says so. ``sha256`` is over the file's bytes. ``effective`` is
    an ISO 8601 date or empty.
    """

    id: str
    version: str
    sha256: str
    title: Mapping[str, str]
    announced: Mapping[str, str]
    purposes: tuple[Purpose, ...]
    matrix: Mapping[str, Mapping[str, Fit]]
    sensitivity: Mapping[str, str]
    articles: tuple[Article, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    effective: str = ""
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    provisions: tuple[Provision, ...] = ()
    entrusted: tuple[EntrustedParty, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    retention: tuple[Retention, ...] = ()
    operator: Operator = Operator()
    desk: Desk = Desk()
    milestones: tuple[Milestone, ...] = ()
    unrecognised: tuple[Unrecognised, ...] = ()
