"""An exception that is being made: what the flags say of it, and what its finding allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reports.acceptance import NOTICE, Acceptance, AcceptanceKind
from reports.accepting import may_except, name_place
from reports.base import Entry
from reports.phrases import show
from scanner.acceptance_file import AcceptanceFile, Block, find_problems
from scanner.config_text import ConfigError

_DAYS = re.compile(r"(\d{1,4})d?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is said of exceptions before it is said of which findings; ``expires`` is None where it is still open."""

    kind: AcceptanceKind
    reason: str
    owner: str
    approved_by: str
    ticket: str
    expires: date | None
    today: date

    def make(self, fingerprint: str, entry: Entry | None) -> Acceptance:
        """The exception of one finding, of which nothing more may be known. ConfigError says which flag is wrong."""
        made = Acceptance(
            fingerprint,
            name_place(entry.finding.location) if entry else "",
            self.kind,
            self.reason,
            self.owner,
            self.approved_by,
            self.ticket,
            self.today,
            self.expires or date.min,
        )
        for key, problem in find_problems(made, self.today):
            flag = "FINGERPRINT" if key == "fingerprint" else f"--{key.replace('_', '-')}"
            raise ConfigError(f"{flag}: {problem}")
        if entry is not None and not may_except(made.kind, made.approved_by, entry):
            raise ConfigError(
                f"{fingerprint} is barred data: use --kind fix-pending, or --kind false-positive with --approved-by"
            )
        return made


def find_settled(file: AcceptanceFile, today: date) -> Mapping[str, Block]:
    """The exceptions that need no renewal yet, by fingerprint: those made today, and those with more than
    ``NOTICE`` days left."""
    return {
        block.acceptance.fingerprint: block
        for block in file.current()
        if block.acceptance.created == today or block.acceptance.days_left(today) > NOTICE
    }


def tell_settled(block: Block, file: AcceptanceFile, today: date) -> ConfigError:
    """The complaint that a finding is excepted already."""
    made = block.acceptance
    renewable = max(made.expires - timedelta(days=NOTICE), today + timedelta(days=1))
    place = f"{file.path.name}:{block.line}"
    return ConfigError(
        f"{made.fingerprint} is excepted until {made.expires} ({place}); it can be renewed from {renewable} on"
    )


def read_days(text: str, flag: str) -> int:
    """A number of days, such as ``30d``."""
    match = _DAYS.fullmatch(text.strip())
    if match is None:
        raise ConfigError(f"{flag} {show(text)[:40]}: has to be a number of days, such as 30d")
    return int(match[1])


def read_expires(text: str, today: date) -> date:
    """A last day: ``2027-01-20``, or ``90d`` from today."""
    match = _DAYS.fullmatch(text.strip())
    if match is not None:
        return today + timedelta(days=int(match[1]))
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        problem = "has to be a day such as 2027-01-20, or a number of days such as 90d"
        raise ConfigError(f"--expires {show(text)[:40]}: {problem}") from None
