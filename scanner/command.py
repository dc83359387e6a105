"""What ``daicho scan`` does once its flags are read."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
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
from scanner.config import Config, ConfigError, Source, find_config, has_password, read_config
from scanner.output import Appearance, Output, parse_outputs, write_outputs
from scanner.person_index import IndexKeeper
from scanner.positions import PositionSpool
from scanner.progress import ProgressLine
from scanner.run import RunOptions, as_severity, rules_in_force, run_scan
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
    baseline: Path | None,
    sample: str | None,
    positions: str,
    exit_zero: bool,
    allow_partial: bool,
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
    sources = choose_sources(targets, source_ids, settings)
    if not quiet:
        _warn_of_passwords(targets)
    known, has_baseline = load_baseline(baseline or settings.baseline)
    options = RunOptions(
        fail_on or settings.fail_on or "high",
        read_sample(sample) if sample else settings.sample,
        known,
        has_baseline,
        exit_zero,
        allow_partial,
        settings.project,
    )
    line = ProgressLine(enabled=not (no_progress or quiet))
    spool = PositionSpool() if positions == "all" else None
    # Targets of the command line are not the sources of the configuration, whatever they are called.
    index = IndexKeeper(state_folder(settings.path)) if settings.index and settings.path and not targets else None
    base = settings.path.parent if settings.path and not targets else Path.cwd()
    look = appearance(lang or settings.language or guess_language(), color, min_severity, wanted)
    with rules_in_force(settings) as recognizers:
        declared = load_policy(policy or settings.policy)
        report = run_scan(sources, declared, options, base, watch=line, spool=spool, index=index)
        line.clear()
        try:
            write_outputs(report, wanted, look, spool)
        finally:
            if spool:
                spool.close()
    if index and index.trouble:
        click.echo(f"warning: {index.trouble}", err=True)
    if not quiet:
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
        raise ConfigError(f"nothing to scan: {where}; try: daicho scan PATH-OR-URL, or: daicho demo")
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


def load_baseline(path: Path | None) -> tuple[frozenset[str], bool]:
    """The fingerprints of an earlier JSON report."""
    if path is None:
        return frozenset(), False
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(finding["fingerprint"] for finding in document["findings"]), True
    except OSError:
        raise ConfigError(f"{path}: the baseline cannot be read; check the path") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigError(f"{path}: this is no JSON report of daicho (-o json)") from None


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
