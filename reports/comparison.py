"""What a report says of earlier runs: what is there no more, what nobody looked at this time, and the numbers of each
run. ``Comparison`` and ``TrendPoint`` are part of a :class:`reports.base.Report`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from connectors.base import Location


@dataclass(frozen=True, slots=True)
class FormerFinding:
    """A finding of an earlier run that this run does not have, as it was when it was last seen. ``policy`` is a code of
    ``reports.base.POLICY_VERDICTS``. ``first_seen`` is when a run first had it (None: nobody knows)."""

    fingerprint: str
    category: str
    location: Location
    severity: Literal["critical", "high", "medium", "low"]
    policy: str = "declared"
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run set beside an earlier one: ``run`` is its id, ``started`` when that began. ``fixed`` are findings whose
    place was looked at and that were not there any more; ``unseen`` those whose place was not looked at this time, or
    not closely enough, so that nothing can be said of them. Worst first."""

    run: str
    started: datetime
    fixed: tuple[FormerFinding, ...] = ()
    unseen: tuple[FormerFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The numbers of one stored run. ``severity`` counts its findings, ``undeclared`` those without a declared purpose
    that covers them; ``percent`` is the share of tables and files read to the end (None: there were none). ``changed``
    says that sources, rules, sampling, policy or the version of Daicho were others than in the run before, so that the
    numbers are not to be compared without a thought."""

    run: str
    started: datetime
    severity: Mapping[str, int]
    undeclared: int
    percent: int | None
    changed: bool = False
