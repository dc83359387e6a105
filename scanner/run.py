"""One run: sources and a policy in, a report out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from detectors.base import DetectorError
from detectors.custom import apply_rules
from detectors.key_tally import Fingerprinting, fingerprint_persons
from detectors.recognizers import RecognizerRun
from reports.assembly import make_report
from reports.base import SEVERITIES, Branding, Entry, Report, RunInfo, Severity, SourceInfo, Status
from reports.checks import Scene
from reports.mapping import map_findings
from reports.policy import Policy
from reports.summary import reaches
from scanner.config import Config, ConfigError, Source
from scanner.engine import Outcome, Watch, scan_sources
from scanner.person_fields import PersonFields, has_sides
from scanner.person_index import IndexKeeper
from scanner.positions import PositionSpool
from scanner.secret_key import make_passing_key


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run. ``fail_on`` is the lowest severity that fails the run, or ``none``; ``known`` are the
    fingerprints of a baseline, whose findings are shown but do not fail it."""

    fail_on: str = "high"
    sample: int | None = None
    known: frozenset[str] = frozenset()
    has_baseline: bool = False
    exit_zero: bool = False
    allow_partial: bool = False
    project: str = ""
    branding: Branding = Branding()


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
    declarations = {source.id: source.declaration for source in sources}
    entries = map_findings(outcome.findings, policy, declarations, options.known, outcome.coverage)
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
    )
    described = tuple(_describe(source) for source in sources)
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
        tuple(sorted(outcome.conditions)),
        tuple(sorted(outcome.times, key=lambda one: one.location)),
        tuple(sorted(outcome.overlaps, key=lambda one: (one.location, one.other))),
    )
    return make_report(
        run,
        scene,
        dismissed=tuple(sorted(outcome.dismissed, key=lambda one: (str(one.location), one.category))),
        clean=tuple(sorted(outcome.clean, key=lambda one: str(one.location))),
        counts=outcome.persons,
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


def _describe(source: Source) -> SourceInfo:
    kind = "database" if source.is_database else "files"
    return SourceInfo(source.id, kind, source.owner, source.declaration.all_purposes(), source.declaration)


def conclude(outcome: Outcome, entries: tuple[Entry, ...], options: RunOptions) -> tuple[Status, int]:
    """The status and the exit code. Nothing read is incomplete, never clean; ``exit_zero`` touches only 1,
    ``allow_partial`` only 3."""
    failing = any(_fails(entry, options) for entry in entries)
    read = sum(one.rows_read for one in outcome.coverage)
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
    return not (options.has_baseline and entry.state == "existing") and reaches(entry, options.fail_on)


def as_severity(word: str) -> Severity:
    """The severity of that name."""
    return next(level for level in SEVERITIES if level == word)
