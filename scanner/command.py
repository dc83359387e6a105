"""What ``daicho scan`` does once its flags are read."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from detectors.catalogue import load_catalogue
from detectors.recognizers import RecognizerRun
from reports.base import Report
from reports.declaration import Declaration
from reports.policy import Policy
from reports.policy_file import read_policy
from scanner.acceptance_notes import load_acceptances, write_notes
from scanner.baseline import LAST
from scanner.config import Config, ConfigError, Source, find_config, has_password, read_config
from scanner.history_recording import Setting
from scanner.migration_order import choose_declared, choose_known, leave_open, make_order, migrate
from scanner.notify_telling import Teller, tell_of_run, telling_failures
from scanner.output import Appearance, Output, keep_inputs, parse_outputs, write_outputs
from scanner.person_index import IndexKeeper
from scanner.positions import PositionSpool
from scanner.progress import ProgressLine
from scanner.run import RunOptions, as_severity, rules_in_force, run_scan
from scanner.run_keeping import choose_baseline, choose_place, continue_history, keep_runs, tell_history
from scanner.secret_key import state_folder


def scan(
    *,
    targets: Sequence[str],
    source_ids: Sequence[str],
    config: Path | None,
    policy: Path | None,
    outputs: Sequence[str],
    fail_on: str | None,
    min_severity: str,
    baseline: str | None,
    new_only: bool,
    history: str | None,
    no_history: bool,
    trigger: str,
    sample: str | None,
    positions: str,
    exit_zero: bool,
    allow_partial: bool,
    migrations: Path | None,
    dump: Path | None,
    engine: str | None,
    scratch: str | None,
    no_notify: bool,
    lang: str | None,
    color: str,
    no_progress: bool,
    quiet: bool,
) -> int:
    """Scan and write the reports; returns the exit code."""
    settings = load_config(config)
    wanted = parse_outputs(outputs)
    if positions == "all" and not any(output.format == "jsonl" for output in wanted):
        raise ConfigError("--positions all goes with -o jsonl")
    order = make_order(migrations, dump, engine, scratch, targets)
    sources = choose_declared(source_ids, settings) if order else choose_sources(targets, source_ids, settings)
    if not quiet:
        _warn_of_passwords(targets)
    place = None if order else choose_place(settings, history, targets, off=no_history)
    folder = settings.path.parent if settings.path else Path.cwd()
    reference = baseline or settings.baseline or (LAST if new_only else "")
    if order:
        compared = choose_known(reference, folder, settings, history)
    else:
        compared = choose_baseline(reference, folder, stored=place is not None)
    options = RunOptions(
        fail_on or settings.fail_on or "high",
        read_sample(sample) if sample else settings.sample,
        compared.fingerprints if compared else frozenset(),
        compared is not None,
        exit_zero,
        allow_partial,
        settings.project,
        settings.branding,
        acceptances=load_acceptances(settings.path, targets=bool(targets)),
        names_only=order is not None,
    )
    line = ProgressLine(enabled=not (no_progress or quiet))
    spool = PositionSpool() if positions == "all" else None
    # Targets of the command line are not the sources of the configuration, whatever they are called.
    unnamed = bool(targets or order)
    index = IndexKeeper(state_folder(settings.path)) if settings.index and settings.path and not unnamed else None
    base = settings.path.parent if settings.path and not targets else Path.cwd()
    keep_inputs(wanted, (settings.path, policy, settings.policy, *(one.url for one in sources)), base)
    look = appearance(lang or settings.language or guess_language(), color, min_severity, wanted)
    look = replace(look, new_only=new_only)
    # As with the index: what TARGETs hold says nothing of the sources that alerts are about.
    teller = Teller(replace(settings, notify=()) if unnamed or no_notify else settings, look.lang)
    setting = Setting(settings.rules_sha256, options.sample, trigger)
    with (
        rules_in_force(settings) as recognizers,
        telling_failures(teller, quiet),
        keep_runs(settings, place) as keeper,
        migrate(order, sources, quiet) as scanned,
    ):
        declared = load_policy(policy or settings.policy)
        report = run_scan(scanned, declared, options, base, watch=line, spool=spool, index=index)
        line.clear()
        report = continue_history(report, keeper, compared, setting, options)
        report = leave_open(report) if order else report
        try:
            write_outputs(report, wanted, look, spool)
        finally:
            if spool:
                spool.close()
        tell_of_run(teller, report, quiet)
    for told in tell_history(report, keeper, compared):
        click.echo(told, err=True)
    if index and index.trouble:
        click.echo(f"warning: {index.trouble}", err=True)
    if not quiet:
        for note in write_notes(report.acceptances, look.lang):
            click.echo(note, err=True)
        tell_recognizers(recognizers)
        _tell_end(report, wanted)
    return report.run.exit_code


def load_config(path: Path | None, *, trial: bool = True) -> Config:
    """The named configuration, the nearest one, or an empty one. Without ``trial`` its rules are not tried out."""
    found = path or find_config(Path.cwd())
    return read_config(found, trial=trial) if found else Config()


def load_policy(path: Path | None) -> Policy:
    """The policy to set findings against."""
    return read_policy(path, categories=load_catalogue().ids)


def choose_sources(targets: Sequence[str], ids: Sequence[str], config: Config) -> tuple[Source, ...]:
    """The targets of the command line, the chosen sources of the configuration, or all of them."""
    if targets and ids:
        raise ConfigError("give TARGETs or --source, not both")
    if targets:
        return name_targets(targets)
    if not config.sources:
        where = f"{config.path} has no [[source]]" if config.path else "there is no daicho.toml here or above"
        raise ConfigError(f"nothing to scan: {where}; try: daicho scan PATH-OR-URL, daicho init, or daicho demo")
    known = {source.id: source for source in config.sources}
    for one in ids:
        if one not in known:
            raise ConfigError(f"no source is called {one!r}; there are: {', '.join(known)}")
    return tuple(known[one] for one in ids) if ids else config.sources


def name_targets(targets: Sequence[str]) -> tuple[Source, ...]:
    """A source for each target, named after its file or database; never after a host or a user."""
    sources: list[Source] = []
    for target in targets:
        if not target.strip():
            raise ConfigError("a TARGET is empty; is a variable not set?")
        name = name_target(target)
        taken = {source.id for source in sources}
        unique = next(
            one for n in range(1, len(targets) + 2) if (one := name if n == 1 else f"{name}-{n}") not in taken
        )
        sources.append(Source(unique, target, declaration=Declaration(unique)))
    return tuple(sources)


def name_target(target: str) -> str:
    """A short name for a target: the last part of its path."""
    path = unquote(urlsplit(target).path) if "://" in target else str(Path(target).absolute())
    last = re.sub(r"[*?\[\]]+", "", path.rstrip("/").rpartition("/")[2])
    stem = re.sub(r"\.(?:sqlite3?|db|csv|tsv|jsonl?|txt|gz)$", "", last)
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "source"


def _warn_of_passwords(targets: Sequence[str]) -> None:
    if any(has_password(target) for target in targets):
        click.echo(
            "warning: a password on the command line can be read by others on this machine (ps, shell history);"
            ' put the URL into an environment variable and refer to it in daicho.toml as "${NAME}"',
            err=True,
        )


def read_sample(text: str) -> int | None:
    """Rows per collection; None for ``full``."""
    if text == "full":
        return None
    if not text.isdigit() or int(text) < 1:
        raise ConfigError(f'--sample {text!r}: a number of rows, or "full"')
    return int(text)


def guess_language() -> str:
    """``ja`` where the locale says Japanese, else ``en``."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "ja" if locale.lower().startswith("ja") else "en"


def appearance(lang: str, color: str, min_severity: str, outputs: Sequence[Output]) -> Appearance:
    """Colour and width for standard output."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    auto = (terminal and "NO_COLOR" not in os.environ) or "FORCE_COLOR" in os.environ
    width = max(60, min(160, shutil.get_terminal_size((100, 40)).columns)) if terminal else 100
    return Appearance(lang, color == "always" or (color == "auto" and auto), width, as_severity(min_severity))


def tell_recognizers(runs: Sequence[RecognizerRun]) -> None:
    """Say what recognizers from the configuration were applied to, on standard error: they are no full look."""
    for run in runs:
        failed = f"; it failed on {run.failed:,} of them" if run.failed else ""
        click.echo(
            f"recognizer {run.recognizer.id}: applied to {run.applied:,} different values in {run.fields:,} fields,"
            f" not to {run.left_out:,} more (limit {run.recognizer.limit:,} a field){failed}",
            err=True,
        )


def _tell_end(report: Report, outputs: Sequence[Output]) -> None:
    for output in outputs:
        if output.path is not None:
            click.echo(f"wrote {output.path}", err=True)
    if not any(output.path is None for output in outputs):
        click.echo(f"{report.run.status}: exit {report.run.exit_code}", err=True)


def read_schema(name: str) -> str:
    """The shipped JSON Schema of an output."""
    return (files("reports") / "data" / f"{name}.schema.json").read_text(encoding="utf-8")
