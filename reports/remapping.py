"""Sets a stored run against another policy, or beside another run, without scanning anything again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reports.accepting import accept
from reports.assembly import make_report
from reports.base import Entry, Report, RunInfo, SourceInfo, State, Status
from reports.checks import Scene
from reports.declaration import Declaration
from reports.garbage import pause_collection
from reports.mapping import map_findings
from reports.policy import Policy
from reports.policy_diff import PolicyDiff
from reports.summary import is_gating

Successors = Mapping[str, str]
"""The id of a purpose -> its id in another version of the policy. What is not in it has no successor."""


class RemappingError(Exception):
    """A run that cannot be set against another policy; the message says why and what to do."""


def find_successors(diff: PolicyDiff, old: Policy) -> Successors:
    """What became of each purpose of the old version that still stands in the new one."""
    gone = {change.what for change in diff.changes if change.kind == "purpose-removed"}
    return {one.id: diff.renamed.get(one.id, one.id) for one in old.purposes if one.id not in gone}


def keep_purposes(policy: Policy) -> Successors:
    """Purposes that go by their ids: those that a policy has stay what they are."""
    return {one.id: one.id for one in policy.purposes}


def remap(report: Report, policy: Policy, successors: Successors | None = None) -> Report:
    """The report with its findings set against ``policy`` and everything that follows from that: verdicts, severities,
    observations, unused purposes, the status of the run.

    ``successors`` translates the purposes that sources declare (default: by their ids); what has no successor is
    declared no more. Checks count from the day of the run. Raises :class:`RemappingError`.
    """
    with pause_collection():
        return _remap(report, policy, keep_purposes(policy) if successors is None else successors)


def _remap(report: Report, policy: Policy, known: Successors) -> Report:
    sources = translate_sources(report, known)
    entries = map_again(report, policy, sources)
    scene = Scene(
        policy,
        sources,
        entries,
        report.coverage,
        report.run.started.date(),
        report.skipped,
        report.conditions,
        report.times,
        report.overlaps,
    )
    return make_report(
        conclude_again(report.run, entries),
        scene,
        dismissed=report.dismissed,
        clean=report.clean,
        profiles=report.profiles or None,
        acceptances=tuple(one.acceptance for one in report.acceptances),
    )


def translate_sources(report: Report, successors: Successors) -> tuple[SourceInfo, ...]:
    """The sources of a report with the purposes that they declare under their new ids. Raises
    :class:`RemappingError`."""
    return tuple(_translate_source(one, successors) for one in report.sources)


def map_again(report: Report, policy: Policy, sources: Iterable[SourceInfo]) -> tuple[Entry, ...]:
    """The findings of a report set against a policy and what ``sources`` declare. The findings themselves are the
    same objects as before, and exceptions hold as they did on the day of the run."""
    entries = map_findings(
        (entry.finding for entry in report.entries),
        policy,
        {one.id: one.declaration for one in sources},
        frozenset(entry.fingerprint for entry in report.entries if entry.state == "existing"),
        report.coverage,
    )
    return accept(entries, (one.acceptance for one in report.acceptances), report.run.started.date())


def compare(report: Report, known: frozenset[str]) -> Report:
    """The report with the findings of an earlier run (``known`` fingerprints) called existing and all others new."""
    states: Mapping[bool, State] = {True: "existing", False: "new"}
    entries = tuple(replace(entry, state=states[entry.fingerprint in known]) for entry in report.entries)
    run = replace(report.run, existing_fails=False)
    return replace(report, entries=entries, run=conclude_again(run, entries))


def conclude_again(run: RunInfo, entries: tuple[Entry, ...]) -> RunInfo:
    """The run with the status and exit code that these findings would have given it. What was told to pass when it
    ran (``--exit-zero``, ``--allow-partial``) passes again."""
    failing = any(is_gating(entry, run) for entry in entries)
    incomplete = "incomplete" in run.status
    status: Status = (
        "findings+incomplete"
        if failing and incomplete
        else "findings"
        if failing
        else "incomplete"
        if incomplete
        else "clean"
    )
    passes_findings = "findings" in run.status and run.exit_code != 1
    passes_partial = run.exit_code == 0 and incomplete
    code = 1 if failing and not passes_findings else 3 if incomplete and not passes_partial else 0
    return replace(run, status=status, exit_code=code)


def _translate_source(source: SourceInfo, successors: Successors) -> SourceInfo:
    declaration = source.declaration
    if not declaration.source:
        raise RemappingError(
            f"the run does not say what source {source.id} declares (an earlier daicho wrote it); scan again to set it"
            " against another policy"
        )
    translated = _translate(declaration, successors)
    return replace(source, purposes=translated.all_purposes(), declaration=translated)


def _translate(declaration: Declaration, successors: Successors) -> Declaration:
    where = tuple(
        one if one.purposes is None else replace(one, purposes=_follow(one.purposes, successors))
        for one in declaration.where
    )
    return replace(declaration, purposes=_follow(declaration.purposes, successors), where=where)


def _follow(purposes: tuple[str, ...], successors: Successors) -> tuple[str, ...]:
    return tuple(dict.fromkeys(successors[one] for one in purposes if one in successors))
