"""The report that a sheet is made from: a stored run, or a scan of the sources that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from detectors.catalogue import load_catalogue
from reports.base import Report
from reports.policy import Policy
from reports.policy_file import DEFAULT, read_policy
from reports.run_file import RunFileError, StoredRun
from scanner.command import guess_language, load_config, load_policy
from scanner.config import Config, ConfigError, Source
from scanner.progress import ProgressLine
from scanner.run import RunOptions, rules_in_force, run_scan
from scanner.stored_runs import open_run


@dataclass(frozen=True, slots=True)
class Request:
    """What every command that makes a sheet is asked: a stored run or None, the configuration, the policy and the
    language, each None where it was not named."""

    run: Path | None
    config: Path | None
    policy: Path | None
    lang: str | None


@contextmanager
def open_settings(request: Request) -> Iterator[tuple[Config, str]]:
    """The configuration with its rules in force, and the language."""
    settings = load_config(request.config)
    with rules_in_force(settings):
        yield settings, request.lang or settings.language or guess_language()


def list_inputs(settings: Config) -> tuple[Path, ...]:
    """What is read for a sheet: the configuration, the policy, and sources that are files."""
    base = settings.path.parent if settings.path else Path.cwd()
    places = [base / one.url.removeprefix("sqlite:///") for one in settings.sources]
    return tuple(one for one in (settings.path, settings.policy, *places) if one)


def read_stored(request: Request, path: Path, settings: Config) -> Report:
    """The report of a stored run, with the policy that it was set against: the named one, else the configured or the
    shipped one, whichever it is."""
    stored = open_run(path, settings)
    given = request.policy
    found = _find_policy(stored, [given] if given else [settings.policy or DEFAULT, DEFAULT])
    if found is None:
        where = f"{given} is another one" if given else "neither the configured policy nor the shipped one is that"
        raise RunFileError(path, f"was set against policy {stored.policy}; {where}; name its file with --policy")
    return stored.read_report(found)


def _find_policy(stored: StoredRun, paths: Sequence[Path]) -> Policy | None:
    policies = (read_policy(path, categories=load_catalogue().ids) for path in paths)
    return next((policy for policy in policies if stored.policy.fits(policy)), None)


def scan_now(request: Request, sources: Sequence[Source], settings: Config) -> Report:
    """The report of a scan of some sources. It fails on nothing: what was found is what was asked for."""
    line = ProgressLine(enabled=True)
    base = settings.path.parent if settings.path else Path.cwd()
    options = RunOptions("none", settings.sample, project=settings.project)
    try:
        return run_scan(tuple(sources), load_policy(request.policy or settings.policy), options, base, watch=line)
    finally:
        line.clear()


def find_source(report: Report, name: str) -> str:
    """The id of a source of a report; ConfigError names the known ones."""
    known = [source.id for source in report.sources]
    if name not in known:
        raise ConfigError(f"the run has no source {name!r}; it has {', '.join(known) or 'none'}")
    return name
