"""What renderers get: one :class:`Report`. A renderer may arrange it, never filter it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from connectors.base import Condition, Location, Skipped
from detectors.base import CleanField, Dismissed, Finding, Overlap, RecordTimes, Sampling
from detectors.catalogue import AppiClass
from reports.acceptance import Acceptance, AcceptanceState
from reports.comparison import Comparison, TrendPoint
from reports.declaration import Declaration
from reports.policy import Fit, Policy

Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")

PolicyVerdict = Literal["declared", "undeclared", "no-purpose", "mismatch", "barred"]
POLICY_VERDICTS: tuple[PolicyVerdict, ...] = ("barred", "undeclared", "mismatch", "no-purpose", "declared")

State = Literal["new", "existing", "reopened"]
STATES: tuple[State, ...] = ("new", "existing", "reopened")
"""``existing``: the run that is compared with had it too; ``reopened``: it was fixed once and is back."""
ShownState = Literal["new", "existing", "reopened", "excepted"]
SHOWN_STATES: tuple[ShownState, ...] = (*STATES, "excepted")
Status = Literal["clean", "findings", "incomplete", "findings+incomplete"]


@dataclass(frozen=True, slots=True)
class PurposeFit:
    """A purpose that the source declares for this place, and how well the category fits it."""

    purpose: str
    fit: Fit


LeakRule = Literal["special-care", "property", "malicious", "volume"]
LEAK_RULES: tuple[LeakRule, ...] = ("special-care", "property", "malicious", "volume")
"""The cases of APPI 26 and Rule 7 in which a leak has to be reported, items (i) to (iv): special-care data, data with
which property can be taken, and a wrongful act, each from one person on; more than 1,000 persons."""


@dataclass(frozen=True, slots=True)
class Link:
    """What makes a finding personal information that is none by itself: a person key, ``beside`` it in the same
    collection, or in another one to which the id field ``through`` of its own collection leads (``joined``)."""

    how: Literal["beside", "joined"]
    key: Location
    through: Location | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding set against the policy. ``reasons`` are codes of the message catalogue that say why the
    severity is what it is (``sensitivity``, ``no-purpose``, ``combination:contact``, ...). ``standing`` is what the
    law calls the data here, after linkage (None: not in the catalogue), ``link`` what it was linked by;
    ``reportable`` why a leak of it would have to be reported, ``persons`` about how many persons its collection
    holds (None: nobody knows). ``checks`` are the ids of every check of the policy that the finding meets, worst first
    (``POL-BARRED``, ``POL-UNDECLARED``, ...); ``policy`` is the first of them in one word. ``first_seen`` is when the
    first stored run that had it began (None: no history was kept). ``acceptance`` is the exception that was made for
    it, ``lapsed`` says that its last day is over."""

    fingerprint: str
    finding: Finding
    severity: Severity
    purposes: tuple[PurposeFit, ...]
    policy: PolicyVerdict
    reasons: tuple[str, ...] = ()
    state: State = "new"
    standing: AppiClass | None = None
    link: Link | None = None
    reportable: tuple[LeakRule, ...] = ()
    persons: int | None = None
    checks: tuple[str, ...] = ()
    first_seen: datetime | None = None
    acceptance: Acceptance | None = None
    lapsed: bool = False

    @property
    def excepted(self) -> bool:
        """Whether an exception holds for it, so that it does not fail the run."""
        return self.acceptance is not None and not self.lapsed

    @property
    def shown_state(self) -> ShownState:
        """The state that people see: ``excepted`` while an exception holds, else what became of it since earlier
        runs."""
        return "excepted" if self.excepted else self.state


@dataclass(frozen=True, slots=True)
class Observation:
    """What a check of the policy's promises saw, other than the purpose of a single finding: ``SEC-PLAIN-PASSWORD``,
    ``ENT-UNREGISTERED``, ``TP-NO-GROUND``, ... (``data/checks.toml`` has all of them with their words).

    ``location`` may be a whole source (collection "") or nowhere (source "": the policy itself). ``clause`` is the
    item of the policy that promises otherwise (``3-5``; empty: none does), ``findings`` the fingerprints it stands on,
    ``facts`` numbers and codes that fill the sentence, never values of the data."""

    check: str
    location: Location
    severity: Severity
    clause: str = ""
    findings: tuple[str, ...] = ()
    facts: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeakProfile:
    """What a leak of a whole source would mean (APPI 26, Rule 7). ``persons`` is about how many different persons it
    holds, ``error`` the relative standard error of that number (0: counted; None where it adds up collections in which
    the same persons may stand, or not everything was read). ``special_care`` and ``property`` are the categories that
    fall under items (i) and (ii) of the rule, ``categories`` all of personal information, ``collections`` how many
    hold any."""

    source: str
    rules: tuple[LeakRule, ...]
    persons: int | None
    error: float | None
    categories: tuple[str, ...]
    special_care: tuple[str, ...] = ()
    property: tuple[str, ...] = ()
    collections: int = 0
    encrypted: bool | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of one collection. ``rows_total`` is None where nobody knows. ``reason`` says why a
    place was skipped or only partly read. ``sampling`` says how the rows were chosen; None where none was read."""

    source: str
    collection: str
    rows_total: int | None
    rows_read: int
    bytes_read: int
    method: Literal["full", "sample"]
    status: Literal["read", "partial", "skipped"]
    reason: str | None = None
    sampling: Sampling | None = None


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One execution. Times are aware datetimes. ``existing_fails`` says that existing findings fail the run as new ones
    do, since it was not told to compare itself with an earlier one."""

    id: str
    started: datetime
    finished: datetime
    status: Status
    exit_code: int
    fail_on: str
    project: str = ""
    existing_fails: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The line (from 1) of a file at which a column or a table is made, relative to the repository with ``/``."""

    path: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a report may say of a source: never its URL or host. ``kind`` is ``database``, ``files``; ``purposes`` are
    all that its ``declaration`` names. ``anchor`` is the configuration file in which its block begins at ``line`` (from
    1), ``folder`` the place below which its files lie; both are relative to the repository, with ``/``, and empty where
    there is none or where it is outside. ``scope`` is a digest of what of it was to be read (globs, and the path of
    files; empty: nobody knows): a place that is gone under the same scope is gone indeed. ``origins`` has, of a
    database that was made from migrations, where each column of a collection (and under "" the collection) comes
    from."""

    id: str
    kind: str
    owner: str = ""
    purposes: tuple[str, ...] = ()
    declaration: Declaration = field(default_factory=lambda: Declaration(""))
    anchor: str = ""
    line: int = 0
    folder: str = ""
    scope: str = ""
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)

    def find_origin(self, location: Location) -> Origin | None:
        """Where a column comes from, else its collection; None where nobody knows."""
        found = self.origins.get((location.collection, location.field))
        return found or self.origins.get((location.collection, ""))


@dataclass(frozen=True, slots=True)
class Branding:
    """What a report bears of those whose report it is: the name of the organisation, how confidential it is in their
    own words, and a logo as a ``data:`` URI of a raster picture. Each may be empty."""

    organisation: str = ""
    classification: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Findings set against purposes, with everything that was and was not read.

    ``unused`` lists purposes that sources declare and for which no data was found; ``clean`` the fields in which
    nothing was found, of collections that were read to the end or sampled as a whole. ``observations`` are what the
    checks of the policy's promises saw, worst first; ``profiles`` what a leak of each source would mean.
    ``conditions``, ``times`` and ``overlaps`` are what these rest on beside the findings. ``branding`` is for reports
    that people read. ``comparison`` says what became of the findings of an earlier run (None: nothing is compared),
    ``trend`` has the numbers of the last stored runs, oldest first, this one included. ``acceptances`` says of every
    exception what became of it, what calls for something first.
    """

    run: RunInfo
    policy: Policy
    sources: tuple[SourceInfo, ...]
    coverage: tuple[Coverage, ...]
    skipped: tuple[Skipped, ...]
    entries: tuple[Entry, ...]
    dismissed: tuple[Dismissed, ...] = ()
    unused: tuple[str, ...] = ()
    clean: tuple[CleanField, ...] = ()
    observations: tuple[Observation, ...] = ()
    profiles: tuple[LeakProfile, ...] = ()
    conditions: tuple[Condition, ...] = ()
    times: tuple[RecordTimes, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    branding: Branding = field(default_factory=Branding)
    comparison: Comparison | None = None
    trend: tuple[TrendPoint, ...] = ()
    acceptances: tuple[AcceptanceState, ...] = ()
