"""Files for those who have a scheduler already: systemd, cron, Kubernetes, Airflow, GitHub Actions."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from string import Template

from scanner.config import Config, ConfigError
from scanner.config_schedule import Schedule
from scanner.schedule_cron import Cron, fires_after, write_cron
from scanner.schedule_launch import scan_words
from scanner.schedule_output import load_texts
from scanner.schedule_utc import find_offsets, shift_cron
from scanner.secret_references import find_references

TARGETS = ("systemd", "cron", "k8s", "airflow", "github")
_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_GITHUB_MOST_MINUTES = 360
"""After so long GitHub ends any job."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the files name beside the schedules: the command, the image of the container, the day on which they are
    made."""

    daicho: str
    image: str
    now: datetime


def export(target: str, settings: Config, schedules: Sequence[Schedule], around: Surroundings) -> dict[str, str]:
    """The files by their names. ConfigError where a schedule cannot be said there."""
    writers = {
        "systemd": _write_systemd,
        "cron": _write_cron,
        "k8s": _write_k8s,
        "airflow": _write_airflow,
        "github": _write_github,
    }
    return dict(writers[target](settings, schedules, around))


def find_limit(schedule: Schedule, now: datetime) -> timedelta | None:
    """How long a scan may take so that it ends within its window, whenever it began; None without a window. ConfigError
    where a time lies outside, since only ``daicho serve`` waits for the window."""
    if schedule.window is None:
        return None
    year = takewhile(lambda fire: fire < now + timedelta(days=366), fires_after(schedule.cron, schedule.zone, now))
    limits = []
    for fire in year:
        latest = fire + schedule.jitter
        if not schedule.window.holds(fire) or not schedule.window.holds(latest):
            raise ConfigError(
                f"schedule {schedule.name}: {fire:%H:%M} (with its jitter) is outside its window {schedule.window};"
                " only daicho serve waits for a window"
            )
        limits.append(schedule.window.next_close(latest) - latest)
    return min(limits, default=None)


def _fill(file: str, /, **values: object) -> str:
    return Template(load_texts()["file"][file].lstrip("\n")).substitute(values)


def _config_path(settings: Config) -> Path:
    if settings.path is None:
        raise ConfigError("there is no daicho.toml here or above; schedules stand in it as [[schedule]]")
    return settings.path.absolute()


def _minutes(limit: timedelta) -> int:
    return max(1, int(limit.total_seconds()) // 60)


# --- systemd ----------------------------------------------------------------------------------------------


def _write_systemd(settings: Config, schedules: Sequence[Schedule], around: Surroundings) -> Iterator[tuple[str, str]]:
    path = _config_path(settings)
    folder = str(path.parent).replace("%", "%%")
    for schedule in schedules:
        unit, limit = f"daicho-{schedule.plain_name}", find_limit(schedule, around.now)
        words = [around.daicho, *scan_words(schedule, str(path)), "--no-progress"]
        yield (
            f"{unit}.service",
            _fill(
                "systemd.service",
                unit=unit,
                name=schedule.name,
                command=" ".join(_unit_word(word) for word in words),
                # Settings that hold one path take it as it is, others in quotes; none of them knows variables.
                folder=folder,
                environment=f"{folder}/daicho.env",
                writable=f'"{folder}"' if " " in folder else folder,
                limit=f"{_minutes(limit)}min" if limit else "infinity",
            ),
        )
        yield (
            f"{unit}.timer",
            _fill(
                "systemd.timer",
                name=schedule.name,
                calendar="\n".join(f"OnCalendar={one}" for one in _calendars(schedule)),
                persistent="true" if schedule.missed == "run-once" else "false",
                jitter=f"{int(schedule.jitter.total_seconds())}s",
            ),
        )


def _unit_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$").replace('"', '\\"')
    return f'"{escaped}"' if escaped != word or not word or any(sign in word for sign in " ';#") else word


def _calendars(schedule: Schedule) -> Iterator[str]:
    """Calendar events; two where a day fits either by its number or by its weekday."""
    cron = schedule.cron
    time = f"{_list(cron.hours, 24)}:{_list(cron.minutes, 60)}:00 {schedule.zone.key}"
    months, days = _list(cron.months, 12), _list(cron.days, 31)
    weekdays = ",".join(_WEEKDAYS[one] for one in cron.weekdays) + " " if len(cron.weekdays) < 7 else ""
    if weekdays and days != "*" and _takes_either(cron):
        yield f"*-{months}-{days} {time}"
        yield f"{weekdays}*-{months}-* {time}"
    else:
        yield f"{weekdays}*-{months}-{days} {time}"


def _takes_either(cron: Cron) -> bool:
    return not (cron.any_day or cron.any_weekday)


def _list(numbers: tuple[int, ...], whole: int) -> str:
    return "*" if len(numbers) == whole else ",".join(f"{one:02}" for one in numbers)


# --- cron -------------------------------------------------------------------------------------------------


def _write_cron(settings: Config, schedules: Sequence[Schedule], around: Surroundings) -> Iterator[tuple[str, str]]:
    path = _config_path(settings)
    lines: list[str] = []
    zone = ""
    for schedule in schedules:
        if schedule.zone.key != zone:
            zone = schedule.zone.key
            lines.append(f"CRON_TZ={zone}")
        lines += [f"# {schedule.name}", f"{write_cron(schedule.cron)} {_cron_command(schedule, path, around)}"]
    yield "daicho.crontab", _fill("cron", lines="\n".join(lines))


def _cron_command(schedule: Schedule, path: Path, around: Surroundings) -> str:
    limit = find_limit(schedule, around.now)
    lock = shlex.quote(str(path.parent / ".daicho" / f"{schedule.plain_name}.lock"))
    words = [around.daicho, *scan_words(schedule, str(path)), "--no-progress", "--quiet"]
    parts = [f"mkdir -p -m 700 {shlex.quote(str(path.parent / '.daicho'))}"]
    seconds = int(schedule.jitter.total_seconds())
    if seconds:
        parts.append(f'sleep "$(($(od -An -N2 -tu2 /dev/urandom) % {seconds + 1}))"')
    wait = "" if schedule.overlap == "queue" else "-n "
    ending = f"timeout {_minutes(limit)}m " if limit else ""
    parts.append(f"flock {wait}{lock} {ending}{shlex.join(words)} >/dev/null")
    # A percent sign would end the command.
    return " && ".join(parts).replace("%", "\\%")


# --- Kubernetes -------------------------------------------------------------------------------------------


def _write_k8s(settings: Config, schedules: Sequence[Schedule], around: Surroundings) -> Iterator[tuple[str, str]]:
    config = f"/daicho/{_config_path(settings).name}"
    names = find_variables(settings)
    for schedule in schedules:
        limit = find_limit(schedule, around.now)
        secret = (
            "\n              envFrom:\n                - secretRef:\n                    name: daicho" if names else ""
        )
        yield (
            f"daicho-{schedule.plain_name}.yaml",
            _fill(
                "k8s",
                unit_name=schedule.plain_name,
                secret_hint=f', and the secret "daicho" with {", ".join(names)}' if names else "",
                cron=write_cron(schedule.cron),
                zone=schedule.zone.key,
                deadline=int(schedule.grace.total_seconds()) if schedule.missed == "run-once" else 60,
                limit=f"\n      activeDeadlineSeconds: {_minutes(limit) * 60}" if limit else "",
                image=around.image,
                args=json.dumps([*scan_words(schedule, config), "--no-progress", "--exit-zero"], ensure_ascii=False),
                secret=secret,
            ),
        )


def find_variables(settings: Config) -> list[str]:
    """The environment variables to which a configuration refers."""
    texts = [source.url for source in settings.sources] + [settings.history.url]
    texts += [text for target in settings.notify for text in (target.to, target.secret)]
    texts += [settings.smtp.user, settings.smtp.password] if settings.smtp else []
    found = [one.name for text in texts for one in find_references(text) if one.kind == "environment"]
    return list(dict.fromkeys(found))


# --- Airflow ----------------------------------------------------------------------------------------------


def _write_airflow(settings: Config, schedules: Sequence[Schedule], around: Surroundings) -> Iterator[tuple[str, str]]:
    path = _config_path(settings)
    dags = []
    for schedule in schedules:
        limit = find_limit(schedule, around.now)
        words = [around.daicho, *scan_words(schedule, str(path)), "--no-progress", "--exit-zero"]
        dag = _fill(
            "airflow-dag",
            dag=f"daicho-{schedule.plain_name}",
            cron=write_cron(schedule.cron),
            zone=schedule.zone.key,
            start=f"{around.now.year}, {around.now.month}, {around.now.day}",
            command=json.dumps(f"cd {shlex.quote(str(path.parent))} && {shlex.join(words)}", ensure_ascii=False),
            limit=f"timedelta(minutes={_minutes(limit)})" if limit else "None",
        )
        dags.append(dag)
    yield "daicho_schedules.py", _fill("airflow", dags="\n\n".join(one.rstrip("\n") for one in dags))


# --- GitHub Actions ---------------------------------------------------------------------------------------


def _write_github(settings: Config, schedules: Sequence[Schedule], around: Surroundings) -> Iterator[tuple[str, str]]:
    names = find_variables(settings)
    variables = "".join(f"\n          {name}: ${{{{ secrets.{name} }}}}" for name in names)
    for schedule in schedules:
        offsets = find_offsets(schedule, around.now)
        lines = {name: shift_cron(schedule, offset) for name, offset in offsets.items()}
        crons = list(dict.fromkeys(line for some in lines.values() for line in some))
        changing = {
            line: name for name, some in lines.items() for line in some if sum(line in o for o in lines.values()) == 1
        }
        guarded = len(offsets) > 1 and bool(changing)
        limit = find_limit(schedule, around.now)
        minutes = min(_minutes(limit), _GITHUB_MOST_MINUTES) if limit else _GITHUB_MOST_MINUTES
        words = ["daicho", *scan_words(schedule, _config_path(settings).name), "--no-progress"]
        yield (
            f"daicho-{schedule.plain_name}.yml",
            _fill(
                "github",
                name=schedule.name,
                unit_name=schedule.plain_name,
                shift=f" (it is {write_cron(schedule.cron)} in {schedule.zone.key} here)",
                crons="\n".join(f'    - cron: "{line}"' for line in crons),
                minutes=minutes,
                guard=_write_guard(schedule, changing) if guarded else "",
                condition="\n        if: steps.clock.outputs.run == 'yes'" if guarded else "",
                command=json.dumps(shlex.join(words), ensure_ascii=False),
                env=f"\n        env:{variables}" if names else "",
            ),
        )


def _write_guard(schedule: Schedule, changing: Mapping[str, str]) -> str:
    """A step that lets only those lines run that are right for the clock of the season."""
    cases = "".join(f"\n            '{line}') wanted={name} ;;" for line, name in changing.items())
    return "\n" + _fill("github-guard", zone=schedule.zone.key, cases=cases).rstrip("\n")
