"""What the commands below ``daicho schedule`` do once their flags are read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from scanner import __version__
from scanner.command import guess_language, load_config
from scanner.config import Config, ConfigError
from scanner.config_schedule import Schedule
from scanner.history import open_history
from scanner.history_engine import HistoryError
from scanner.run_keeping import find_place
from scanner.schedule_export import Surroundings, export
from scanner.schedule_launch import ScanLauncher
from scanner.schedule_output import (
    describe_schedule,
    list_coming,
    say,
    write_coming,
    write_list,
)
from scanner.schedule_store import Fire, FireStore

_BEAT_SECONDS = 15.0


def list_schedules(*, as_json: bool, config: Path | None, lang: str | None) -> int:
    """List the schedules with their next time and last run."""
    settings = load_config(config, trial=False)
    language = lang or settings.language or guess_language()
    schedules = choose_schedules(settings)
    now = datetime.now(UTC)
    last: dict[str, Fire] = {}
    with ExitStack() as stack:
        store = _open_store(settings, stack, language)
        for schedule in schedules if store else ():
            last.update({fire.schedule: fire for fire in store.latest(1, schedule.name)} if store else {})
    if as_json:
        described = [describe_schedule(one, now, last.get(one.name)) for one in schedules]
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(write_list(schedules, last, now, language)))
    return 0


def show_next(*, name: str | None, count: int, as_json: bool, config: Path | None, lang: str | None) -> int:
    """Show the next times of the schedules, with their offsets from UTC."""
    settings = load_config(config, trial=False)
    language = lang or settings.language or guess_language()
    schedules = choose_schedules(settings, name)
    now = datetime.now(UTC)
    if as_json:
        described = [describe_schedule(one, now, count=count) for one in schedules]
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return 0
    for schedule in schedules:
        click.echo(f"{schedule.name}  {schedule.cron.text}  {schedule.zone.key}")
        for coming in list_coming(schedule, now, count):
            click.echo(f"  {write_coming(coming, language)}")
    return 0


def run_now(*, name: str, config: Path | None, lang: str | None) -> int:
    """Run a schedule now, in the foreground, and record it; returns the exit code of the scan."""
    settings = load_config(config, trial=False)
    language = lang or settings.language or guess_language()
    (schedule,) = choose_schedules(settings, name)
    path = _path(settings)
    with ExitStack() as stack:
        store = _open_store(settings, stack, language, create=True)
        fire = store.add_manual(schedule.name, "by hand", datetime.now(UTC)) if store else None
        if store and fire is None:
            click.echo(f"daicho: {say('text', 'busy', language, name=name)}", err=True)
            return 3
        command = ScanLauncher(path).command(schedule, fire)
        return _attend(command if lang is None else [*command, "--lang", lang], store, fire)


def _attend(command: Sequence[str], store: FireStore | None, fire: Fire | None) -> int:
    """Run a scan to its end, reporting that it goes on."""
    process = subprocess.Popen(command)
    try:
        while True:
            try:
                code = process.wait(_BEAT_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if store and fire:
                    store.touch([fire], datetime.now(UTC))
    except BaseException:
        process.terminate()
        process.wait()
        if store and fire:
            store.end(fire, "failed", "interrupted", None, datetime.now(UTC))
        raise
    code = code if code >= 0 else 128 - code
    if store and fire:
        done = code in (0, 1, 3)
        store.end(fire, "done" if done else "failed", "" if done else "exit-code", code, datetime.now(UTC))
    return code


def export_schedules(
    *,
    target: str,
    name: str | None,
    output: Path | None,
    force: bool,
    daicho: str | None,
    image: str | None,
    config: Path | None,
) -> int:
    """Write the files for another scheduler: to standard output, or into a folder."""
    settings = load_config(config, trial=False)
    schedules = choose_schedules(settings, name)
    around = Surroundings(daicho or find_daicho(), image or f"daicho:{__version__}", datetime.now(UTC))
    made = export(target, settings, schedules, around)
    if output is None:
        for file, text in made.items():
            click.echo(f"# --- {file}\n{text}" if len(made) > 1 else text, nl=False)
        return 0
    taken = [file for file in made if (output / file).exists()]
    if taken and not force:
        raise ConfigError(
            f"{output / taken[0]}: is there already; choose another folder, or write over it with --force"
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
        for file, text in made.items():
            (output / file).write_text(text, encoding="utf-8")
            click.echo(f"wrote {output / file}", err=True)
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written ({error.strerror}); name another folder") from None
    return 0


def find_daicho() -> str:
    """The command itself, as others can call it."""
    beside = Path(sys.executable).with_name("daicho")
    return str(beside) if beside.is_file() else shutil.which("daicho") or "daicho"


def choose_schedules(settings: Config, name: str | None = None) -> tuple[Schedule, ...]:
    """The schedules of a configuration, or the one of that name. ConfigError where there are none."""
    path = _path(settings)
    if not settings.schedules:
        raise ConfigError(f'{path}: has no [[schedule]]; write one with name, cron = "0 3 * * *" and timezone')
    chosen = tuple(one for one in settings.schedules if name in (None, one.name))
    if not chosen:
        raise ConfigError(
            f"no schedule is called {name!r}; there are: {', '.join(one.name for one in settings.schedules)}"
        )
    return chosen


def _path(settings: Config) -> Path:
    if settings.path is None:
        raise ConfigError("there is no daicho.toml here or above; schedules stand in it as [[schedule]]")
    return settings.path


def _open_store(settings: Config, stack: ExitStack, lang: str, *, create: bool = False) -> FireStore | None:
    """What is kept of the schedules; None, with a warning where that is news, where nothing is."""
    place = find_place(settings)
    if place is None or not (create or place[0].path is None or place[0].path.exists()):
        return None
    try:
        return FireStore(stack.enter_context(open_history(*place)))
    except HistoryError as error:
        click.echo(say("text", "unkept" if create else "unread", lang, trouble=error), err=True)
        return None
