"""One run: sources and a policy in, a report out."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from detectors.base import DetectorError
from detectors.custom import apply_rules
from detectors.key_tally import Fingerprinting, fingerprint_persons
from detectors.recognizers import RecognizerRun
from reports.acceptance import Acceptance
from reports.accepting import accept
from reports.assembly import make_report
from reports.base import SEVERITIES, Branding, Entry, Report, RunInfo, Severity, SourceInfo, Status
from reports.checks import Scene
from reports.mapping import map_findings
from reports.policy import Policy
from reports.summary import reaches
from scanner.anchors import find_folder, find_root, name_within
from scanner.config import Config, ConfigError, Source
from scanner.engine import Outcome, Watch, scan_sources
from scanner.person_fields import PersonFields, has_sides
from scanner.person_index import IndexKeeper
from scanner.positions import PositionSpool
from scanner.secret_key import make_passing_key


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run. ``fail_on`` is the lowest severity that fails the run, or ``none``; ``known`` are the
    fingerprints of a baseline, whose findings are shown but do not fail it; nor do those for which one of
    ``acceptances`` holds. With ``names_only`` tables without rows count as read: their columns are all there is."""

    fail_on: str = "high"
    sample: int | None = None
    known: frozenset[str] = frozenset()
    has_baseline: bool = False
    exit_zero: bool = False
    allow_partial: bool = False
    project: str = ""
    branding: Branding = field(default_factory=Branding)
    acceptances: tuple[Acceptance, ...] = ()
    names_only: bool = False


@contextmanager
def rules_in_force(config: Config) -> Iterator[tuple[RecognizerRun, ...]]:
    """Have the rules of a configuration hold while the context lasts; nothing of them stays. ConfigError where a
    recognizer cannot be made."""
    with ExitStack() as stack:
        try:
            runs = stack.enter_context(apply_rules(config.rules))
        except DetectorError as error:
            raise ConfigError(f"{config.path}: {error}") from None
        yield runs


def run_scan(
    sources: tuple[Source, ...],
    policy: Policy,
    options: RunOptions,
    base: Path,
    *,
    watch: Watch | None = None,
    spool: PositionSpool | None = None,
    index: IndexKeeper | None = None,
) -> Report:
    """Scan the sources and set what is found against the policy; ``index`` keeps which persons stand where."""
    check_purposes(sources, policy)
    started = datetime.now().astimezone()
    environments = {source.id: source.declaration.environment for source in sources}
    secret = index.secret if index else make_passing_key()
    with fingerprint_persons(Fingerprinting(secret, index is not None or has_sides(environments))):
        persons = PersonFields(environments, index.keep if index else None)
        outcome = scan_sources(sources, base, sample=options.sample, watch=watch, spool=spool, persons=persons)
    outcome.skipped += [gap for source in sources for gap in source.gaps]
    passing = {source.id for source in sources if source.origins}
    conditions = [one for one in outcome.conditions if one.location.collection or one.location.source not in passing]
    declarations = {source.id: source.declaration for source in sources}
    mapped = map_findings(outcome.findings, policy, declarations, options.known, outcome.coverage)
    entries = accept(mapped, options.acceptances, started.date())
    finished = datetime.now().astimezone()
    status, code = conclude(outcome, entries, options)
    run = RunInfo(
        f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        started,
        finished,
        status,
        code,
        options.fail_on,
        options.project,
        not options.has_baseline,
    )
    root = find_root(base)
    described = tuple(_describe(source, base, root) for source in sources)
    scene = Scene(
        policy,
        described,
        entries,
        tuple(sorted(outcome.coverage, key=lambda one: (one.source, one.collection, one.status))),
        started.date(),
        tuple(
            sorted(
                outcome.skipped,
                key=lambda one: (one.location.source, one.location.collection, one.location.field),
            )
        ),
        # What is true of a throw-away database is true of nothing else.
        tuple(sorted(conditions)),
        tuple(sorted(outcome.times, key=lambda one: one.location)),
        tuple(sorted(outcome.overlaps, key=lambda one: (one.location, one.other))),
    )
    return make_report(
        run,
        scene,
        dismissed=tuple(sorted(outcome.dismissed, key=lambda one: (str(one.location), one.category))),
        clean=tuple(sorted(outcome.clean, key=lambda one: str(one.location))),
        counts=outcome.persons,
        branding=options.branding,
        acceptances=options.acceptances,
    )


def check_purposes(sources: tuple[Source, ...], policy: Policy) -> None:
    """Every purpose that a source names has to be one of the policy's."""
    known = [purpose.id for purpose in policy.purposes]
    for source in sources:
        for purpose in source.declaration.all_purposes():
            if purpose not in known:
                raise ConfigError(
                    f"source {source.id}: the policy has no purpose {purpose!r}; it has {', '.join(known)}"
                )


def _describe(source: Source, base: Path, root: Path) -> SourceInfo:
    return SourceInfo(
        source.id,
        "database" if source.is_database else "files",
        source.owner,
        source.declaration.all_purposes(),
        source.declaration,
        name_within(source.file, root) if source.file else "",
        source.line,
        find_folder(source, base, root),
        digest_scope(source),
        source.origins,
    )


def digest_scope(source: Source) -> str:
    """A digest of what of a source is to be read; of a database no part of its address goes into it."""
    parts = [source.include, source.exclude, "" if source.is_database else source.url]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def settle(report: Report, options: RunOptions) -> Report:
    """The report with the status and the exit code that the states of its findings give it."""
    status, code = conclude(report, report.entries, options)
    return replace(report, run=replace(report.run, status=status, exit_code=code))


def conclude(outcome: Outcome | Report, entries: tuple[Entry, ...], options: RunOptions) -> tuple[Status, int]:
    """The status and the exit code. Nothing read is incomplete, never clean; ``exit_zero`` touches only 1,
    ``allow_partial`` only 3."""
    failing = any(_fails(entry, options) for entry in entries)
    read = sum(one.rows_read for one in outcome.coverage)
    if options.names_only:
        read += sum(one.status == "read" for one in outcome.coverage)
    incomplete = bool(outcome.skipped) or not read
    status: Status = (
        "findings+incomplete"
        if failing and incomplete
        else "findings"
        if failing
        else "incomplete"
        if incomplete
        else "clean"
    )
    if failing and not options.exit_zero:
        return status, 1
    if incomplete and not (options.allow_partial and read):
        return status, 3
    return status, 0


def _fails(entry: Entry, options: RunOptions) -> bool:
    counts = entry.lapsed or not (options.has_baseline and entry.state == "existing")
    return counts and not entry.excepted and reaches(entry, options.fail_on)


def as_severity(word: str) -> Severity:
    """The severity of that name."""
    return next(level for level in SEVERITIES if level == word)
