"""What ``daicho schedule`` and ``daicho serve`` say, in the words of ``data/schedule.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from rich.cells import cell_len

from scanner.config_schedule import Schedule
from scanner.schedule_cron import fires_after
from scanner.schedule_events import ScheduleEvent
from scanner.schedule_loop import find_delay
from scanner.schedule_store import Fire


@cache
def load_texts() -> Mapping[str, Any]:
    """The shipped words and files; read once."""
    return tomllib.loads((files("scanner") / "data" / "schedule.toml").read_text(encoding="utf-8"))


def say(section: str, key: str, lang: str, **facts: object) -> str:
    """A sentence or word."""
    return str(load_texts()[section][key][lang]).format_map(facts)


@dataclass(frozen=True, slots=True)
class Coming:
    """A time of a schedule, and when its scan begins: later by its jitter, and not before its window opens."""

    slot: datetime
    begins: datetime


def list_coming(schedule: Schedule, now: datetime, count: int) -> list[Coming]:
    """The next times."""
    coming = []
    for slot in islice(fires_after(schedule.cron, schedule.zone, now), count):
        begins = (slot + find_delay(schedule, slot)).astimezone(schedule.zone)
        coming.append(Coming(slot, schedule.window.next_open(begins) if schedule.window else begins))
    return coming


def write_time(moment: datetime) -> str:
    """``2026-11-23 03:00 +0900``: never without the offset."""
    return f"{moment:%Y-%m-%d %H:%M %z}"


def write_coming(one: Coming, lang: str) -> str:
    """A time, and the begin where that is another."""
    text = write_time(one.slot)
    if one.begins == one.slot:
        return text
    begins = f"{one.begins:%H:%M:%S}" if one.begins.date() == one.slot.date() else f"{one.begins:%Y-%m-%d %H:%M:%S}"
    return f"{text}  ({say('text', 'begins', lang, time=begins)})"


def write_reason(reason: str, code: int | None, lang: str) -> str:
    """Why a run ended as it did; empty where there is nothing to say."""
    code_only, _, more = reason.partition(": ")
    if code_only not in load_texts()["reason"]:
        return reason
    text = say("reason", code_only, lang, code=code if code is not None else "?")
    return f"{text} ({more})" if more else text


def write_fire(fire: Fire, schedule: Schedule, lang: str) -> str:
    """How a run went, in one phrase."""
    words = [write_time(fire.slot.astimezone(schedule.zone)), say("state", fire.state, lang)]
    if fire.state == "done":
        words.append(say("reason", "exit-code", lang, code=fire.exit_code))
    elif fire.reason:
        words.append(write_reason(fire.reason, fire.exit_code, lang))
    if fire.kind != "planned":
        words.append(say("kind", fire.kind, lang))
    return f"{words[0]} {', '.join(words[1:])}"


def write_list(schedules: Sequence[Schedule], last: Mapping[str, Fire], now: datetime, lang: str) -> Iterator[str]:
    """A table of the schedules: their cron, next time and last run."""
    rows = [[say("text", key, lang) for key in ("name", "cron", "next", "last")]]
    for schedule in schedules:
        fire = last.get(schedule.name)
        rows.append(
            [
                schedule.name,
                f"{schedule.cron.text} {schedule.zone.key}",
                write_time(list_coming(schedule, now, 1)[0].slot),
                write_fire(fire, schedule, lang) if fire else say("text", "never", lang),
            ]
        )
    widths = [max(cell_len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        yield "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def describe_fire(fire: Fire) -> dict[str, Any]:
    """A run for machines."""
    return {
        "slot": fire.slot.isoformat(),
        "kind": fire.kind,
        "state": fire.state,
        "reason": fire.reason,
        "times": fire.times,
        "resumed": fire.resumed,
        "started": fire.started.isoformat() if fire.started else None,
        "finished": fire.finished.isoformat() if fire.finished else None,
        "exit_code": fire.exit_code,
    }


def describe_schedule(schedule: Schedule, now: datetime, last: Fire | None = None, count: int = 1) -> dict[str, Any]:
    """A schedule for machines."""
    coming = list_coming(schedule, now, count)
    return {
        "name": schedule.name,
        "cron": schedule.cron.text,
        "timezone": schedule.zone.key,
        "window": str(schedule.window) if schedule.window else None,
        "sources": list(schedule.sources),
        "next": [{"slot": one.slot.isoformat(), "begins": one.begins.isoformat()} for one in coming],
        "last": describe_fire(last) if last else None,
    }


def write_event(event: ScheduleEvent, schedules: Mapping[str, Schedule], lang: str) -> str:
    """A line of the log of ``daicho serve``, by the clock of the schedule."""
    schedule = schedules.get(event.schedule)
    zone = schedule.zone if schedule else None
    detail = write_reason(event.detail or "exit-code", event.exit_code, lang)
    facts = {
        "schedule": event.schedule,
        "slot": write_time(event.slot.astimezone(zone)) if event.slot else "",
        "times": event.times,
        "code": event.exit_code,
        "detail": event.detail,
        "reason": detail,
    }
    return f"{event.at.astimezone(zone).isoformat(timespec='seconds')} {say('event', event.happening, lang, **facts)}"
