"""What is told of a run: only what changed, set against what everybody has been told before.

A finding is told when it is new, reopened, or has become as severe as a target asks for, and not again until it was
fixed. What is true for a while (a run that fails, a source that cannot be read) is told when it begins and when it
ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.base import SEVERITIES, Entry, Report, Severity
from reports.summary import count, find_gaps, reaches
from scanner.config_notify import Target, Trigger
from scanner.notify_alert import MOST_ITEMS, Item, Part
from scanner.notify_box import Box

CHANGES = ("new", "reopened", "raised", "lapsed")
"""Why a finding is told."""

_FAILED, _POLICY = "failed", "policy"
_INCOMPLETE, _READ, _SILENT = "incomplete:", "read:", "silent:"
_DIGEST, _EXPIRING, _MISSED = "digest:", "expiring:", "missed:"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run changed. ``before`` are the findings that were known to be open, with their severity; ``gaps`` counts
    what was not read of each source."""

    report: Report
    before: Mapping[str, str]
    gaps: Mapping[str, int]
    incomplete: tuple[str, ...]
    complete_again: tuple[str, ...]
    works_again: bool
    old_policy: str


def find_changes(report: Report, box: Box) -> Changes:
    """Set a run against what is noted in the outbox."""
    gaps: dict[str, int] = {}
    for gap in find_gaps(report):
        gaps[gap.source] = gaps.get(gap.source, 0) + 1
    known = box.marks(_INCOMPLETE)
    policy = box.mark(_POLICY) or ""
    return Changes(
        report,
        box.findings(),
        gaps,
        tuple(sorted(gaps.keys() - known.keys())),
        tuple(sorted(source.id for source in report.sources if source.id in known and source.id not in gaps)),
        box.mark(_FAILED) is not None,
        policy if policy and policy.partition(" ")[0] != report.policy.sha256 else "",
    )


def note_changes(changes: Changes, box: Box) -> None:
    """Note what everybody is told now, so that nobody is told again."""
    report = changes.report
    closed = {one.fingerprint for one in report.comparison.fixed} if report.comparison else set()
    closed |= {entry.fingerprint for entry in report.entries if not _counts(entry)}
    box.keep_findings({one.fingerprint: one.severity for one in report.entries if _counts(one)}, closed)
    for source in changes.incomplete:
        box.note(_INCOMPLETE + source, report.run.finished.isoformat())
    for source in changes.complete_again:
        box.forget(_INCOMPLETE + source)
    for described in report.sources:
        if described.id not in changes.gaps:
            box.note(_READ + described.id, report.run.finished.isoformat())
            box.forget(_SILENT + described.id)
    box.forget(_FAILED)
    box.note(_POLICY, f"{report.policy.sha256} {report.policy.version}")
    told = [crossing(entry, changes.before, "low") for entry in report.entries]
    counts = {change: told.count(change) for change in CHANGES}
    counts["fixed"] = len(report.comparison.fixed) if report.comparison else 0
    box.add_tally(int(report.run.finished.timestamp()), counts)


def make_parts(changes: Changes, target: Target, box: Box) -> list[Part]:
    """What one target is told of a run."""
    return [part for trigger in target.on for part in _parts_for(trigger, changes, target, box)]


def _parts_for(trigger: Trigger, changes: Changes, target: Target, box: Box) -> list[Part]:
    report = changes.report
    if trigger.occasion == "new":
        return _tell_findings(trigger.level, changes, target)
    if trigger.occasion == "exception-expiring" and trigger.span:
        return _tell_expiring(trigger.span.days, report, target, box)
    if trigger.occasion == "run-failed" and changes.works_again:
        return [Part("run-works-again")]
    if trigger.occasion == "incomplete":
        parts = [
            Part("incomplete", {"sources": ", ".join(some), "n": len(some), "gaps": sum(changes.gaps[s] for s in some)})
            for some in [changes.incomplete]
            if some
        ]
        again = changes.complete_again
        return parts + ([Part("complete-again", {"sources": ", ".join(again), "n": len(again)})] if again else [])
    if trigger.occasion == "policy-changed" and changes.old_policy:
        before = changes.old_policy.partition(" ")[2]
        return [Part("policy-changed", {"before": before, "after": report.policy.version})]
    return []


def _counts(entry: Entry) -> bool:
    """Whether a finding is one that people have to deal with: an exception that holds is none."""
    return not entry.excepted


def crossing(entry: Entry, before: Mapping[str, str], level: Severity) -> str:
    """Why a finding is told to those who ask for that severity: ``new``, ``reopened``, ``raised`` (it was less severe)
    or ``lapsed`` (an exception held until now); empty where it is not, since they know it or it is below."""
    if not _counts(entry) or not reaches(entry, level):
        return ""
    known = before.get(entry.fingerprint)
    if entry.state == "reopened":
        return "reopened"
    if known is None:
        return "lapsed" if entry.lapsed else "new" if entry.state == "new" else ""
    return "raised" if _rank(known) > _rank(level) else ""


def _rank(severity: str) -> int:
    return next((at for at, one in enumerate(SEVERITIES) if one == severity), len(SEVERITIES))


def _tell_findings(level: Severity, changes: Changes, target: Target) -> list[Part]:
    told = [(entry, why) for entry in changes.report.entries if (why := crossing(entry, changes.before, level))]
    if not told:
        return []
    told.sort(key=lambda pair: (_rank(pair[0].severity), str(pair[0].finding.location), pair[0].finding.category))
    owners = {source.id: source.owner for source in changes.report.sources}
    items = tuple(_item(entry, why, owners) for entry, why in told[:MOST_ITEMS])
    severity = {key: n for key, n in count(SEVERITIES, [entry.severity for entry, _ in told]).items() if n}
    whys = [why for _, why in told]
    facts: dict[str, str | int] = {"n": len(told)}
    facts |= {code: whys.count(code) for code in CHANGES}
    return [Part("new", facts, severity, items if target.detail == "locations" else ())]


def _tell_expiring(days: int, report: Report, target: Target, box: Box) -> list[Part]:
    """Exceptions that hold for so many days at most, each last day once."""
    today = report.run.started.date()
    told = box.marks(f"{_EXPIRING}{target.name}:")
    soon = [
        state.acceptance
        for state in report.acceptances
        if state.status in ("expiring", "in-force")
        and 0 <= state.acceptance.days_left(today) <= days
        and told.get(state.acceptance.fingerprint) != state.acceptance.expires.isoformat()
    ]
    for one in soon:
        box.note(f"{_EXPIRING}{target.name}:{one.fingerprint}", one.expires.isoformat())
    if not soon:
        return []
    first = min(one.expires for one in soon).isoformat()
    owners = {source.id: source.owner for source in report.sources}
    concerned = {one.fingerprint for one in soon}
    items = [_item(entry, "expiring", owners) for entry in report.entries if entry.fingerprint in concerned]
    shown = tuple(items[:MOST_ITEMS]) if target.detail == "locations" else ()
    return [Part("exception-expiring", {"n": len(soon), "first": first}, {}, shown)]


def _item(entry: Entry, why: str, owners: Mapping[str, str]) -> Item:
    place = entry.finding.location
    return Item(
        entry.fingerprint,
        entry.severity,
        entry.finding.category,
        why,
        entry.policy,
        place.source,
        place.collection,
        place.field,
        place.path or "",
        owners.get(place.source, ""),
    )


def begin_failure(box: Box, code: int, now: datetime) -> Part | None:
    """A run ended without a report. None where the run before it failed as well, which everybody knows."""
    if box.mark(_FAILED) is not None:
        return None
    box.note(_FAILED, now.isoformat())
    return Part("run-failed", {"code": code})


def begin_missed(box: Box, schedule: str, due: datetime, late: bool) -> Part | None:
    """A scheduled run did not begin when it was due; ``late``: it is made up for now. None where that was told."""
    key = f"{_MISSED}{schedule}"
    if box.mark(key) == due.isoformat():
        return None
    box.note(key, due.isoformat())
    event: dict[str, str | int] = {"schedule": schedule, "due": due.isoformat(timespec="minutes"), "late": int(late)}
    return Part("run-missed", event)


Deadline = Callable[[str, datetime], datetime | None]
"""By when a source that was last read to the end at a time has to be so again; None where nobody says."""


def find_silence(box: Box, key: str, sources: Iterable[str], deadline: Deadline, now: datetime) -> Part | None:
    """Sources that were not read to the end until their deadline, and were not told yet under this ``key``. A source
    that was never read is watched from when it is first asked for."""
    late: list[str] = []
    read, told, longest = box.marks(_READ), box.marks(_SILENT), timedelta(0)
    for source in sources:
        last = datetime.fromisoformat(read[source]) if source in read else None
        if last is None or last > now:
            # Never read, or the clock went back: the watch begins now.
            box.note(_READ + source, now.isoformat())
        elif (until := deadline(source, last)) and now > until and key not in told.get(source, "").split():
            box.note(_SILENT + source, f"{told.get(source, '')} {key}".strip())
            late.append(source)
            longest = max(longest, now - last)
    hours = int(longest.total_seconds() // 3600)
    return Part("no-complete-run", {"sources": ", ".join(late), "n": len(late), "hours": hours}) if late else None


def find_digest(box: Box, target: Target, period: str, now: datetime) -> Part | None:
    """The digest of a target, in the first run or check of a new day, ISO week or month; None where it is not due."""
    key = f"{_DIGEST}{target.name}:{period}"
    last = box.mark(key)
    if last is None or datetime.fromisoformat(last) > now:
        box.note(key, now.isoformat())
        return None
    begin = datetime.fromisoformat(last)
    if _period(begin, period) == _period(now, period):
        return None
    box.note(key, now.isoformat())
    tallies = box.tallies(int(begin.timestamp()))
    sums = {key: sum(one.get(key, 0) for one in tallies) for key in (*CHANGES, "fixed")}
    severity = {level: n for level, n in count(SEVERITIES, box.findings().values()).items() if n}
    unread = box.marks(_INCOMPLETE)
    numbers = {"runs": len(tallies), "n": sum(severity.values()), "incomplete": len(unread)}
    facts: dict[str, str | int] = {"period": period, **numbers, **sums}
    return Part("digest", facts, severity)


def _period(at: datetime, period: str) -> tuple[int, ...]:
    if period == "weekly":
        return tuple(at.isocalendar())[:2]
    return (at.year, at.month) if period == "monthly" else (at.year, at.month, at.day)
