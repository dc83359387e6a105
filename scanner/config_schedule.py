"""The ``[[schedule]]`` blocks of a configuration: when which sources are scanned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from scanner.config_text import ConfigText
from scanner.schedule_cron import Cron, CronError, read_cron

SCHEDULE_KEYS = (
    *("name", "cron", "timezone", "window", "jitter", "overlap", "missed", "grace", "sources", "sample", "note"),
)
OVERLAPS = ("skip", "queue")
MISSED = ("run-once", "skip")

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}[A-Za-z0-9])?")
"""Also the name of a systemd unit, of a Kubernetes job and of an Airflow DAG."""
_DURATION = re.compile(r"(?P<number>\d{1,5})(?P<unit>[smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST_JITTER, _LONGEST_GRACE = timedelta(hours=6), timedelta(days=31)
_WINDOW = re.compile(r"(?P<opens>(?:[01]\d|2[0-3]):[0-5]\d)-(?P<closes>(?:[01]\d|2[0-3]):[0-5]\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a day in which a scan may run, by the clock of the schedule's time zone; over midnight where it
    closes before it opens."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    def holds(self, local: datetime) -> bool:
        """Whether a local time lies inside; the minute of closing does not."""
        now = local.time()
        inside = self.opens <= now, now < self.closes
        return all(inside) if self.opens < self.closes else any(inside)

    def next_open(self, local: datetime) -> datetime:
        """The time itself where it lies inside, else when the window opens next."""
        return local if self.holds(local) else _next_time(self.opens, local)

    def next_close(self, local: datetime) -> datetime:
        """When the window closes next after a local time."""
        return _next_time(self.closes, local)


def _next_time(wanted: time, local: datetime) -> datetime:
    today = datetime.combine(local.date(), wanted, local.tzinfo)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), wanted, local.tzinfo)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When which sources are scanned. ``sources`` empty: all of them. ``sample`` is a number of rows, ``full``, or
    empty for what the configuration says. ``jitter`` is the longest delay: how long it is hangs on name and time."""

    name: str
    cron: Cron
    zone: ZoneInfo
    window: Window | None = None
    jitter: timedelta = timedelta(0)
    overlap: str = "skip"
    missed: str = "run-once"
    grace: timedelta = timedelta(hours=12)
    sources: tuple[str, ...] = ()
    sample: str = ""

    @property
    def plain_name(self) -> str:
        """The name for units, jobs and locks, on systems that know neither capitals nor underscores."""
        return self.name.lower().replace("_", "-")


def read_schedules(text: ConfigText, blocks: Any, sources: Sequence[str]) -> tuple[Schedule, ...]:
    """Every ``[[schedule]]``; ``sources`` are the ids that there are. ConfigError where one is not right."""
    if not isinstance(blocks, list):
        raise text.fail("schedules are written as [[schedule]] blocks", "schedule")
    places = text.blocks("schedule")
    schedules = tuple(
        _read_schedule(places[at] if at < len(places) else text, block, sources) for at, block in enumerate(blocks)
    )
    names = [schedule.plain_name for schedule in schedules]
    for at, name in enumerate(names):
        if name in names[:at]:
            raise (places[at] if at < len(places) else text).fail(f"two schedules are called {name!r}", "name")
    return schedules


def _read_schedule(text: ConfigText, block: Any, sources: Sequence[str]) -> Schedule:
    if not isinstance(block, Mapping):
        raise text.fail("a [[schedule]] has to be a table", "schedule")
    name = text.word(block, "name")
    if not _NAME.fullmatch(name):
        right = "every [[schedule]] needs a name of at most 40 letters, digits, '_' and '-', such as \"nightly\""
        raise text.fail(right, "name" if "name" in block else "schedule")
    text.known(block, SCHEDULE_KEYS, f"setting of schedule {name}")
    return Schedule(
        name,
        _cron(text, block, name),
        _zone(text, block, name),
        _window(text, block),
        _duration(text, block, "jitter", timedelta(0), _LONGEST_JITTER),
        text.choice(block, "overlap", "skip", OVERLAPS),
        text.choice(block, "missed", "run-once", MISSED),
        _duration(text, block, "grace", timedelta(hours=12), _LONGEST_GRACE),
        _sources(text, block, sources),
        _sample(text, block),
    )


def _cron(text: ConfigText, block: Mapping[str, Any], name: str) -> Cron:
    value = text.word(block, "cron")
    if not value.strip():
        raise text.fail(f'schedule {name} needs cron = "0 3 * * *": minute hour day month weekday', "cron")
    try:
        return read_cron(value)
    except CronError as error:
        raise text.fail(f"cron of schedule {name}: {error}", "cron") from None


def _zone(text: ConfigText, block: Mapping[str, Any], name: str) -> ZoneInfo:
    value = text.word(block, "timezone")
    if not value:
        raise text.fail(f'schedule {name} needs a timezone such as "Asia/Tokyo"', "timezone")
    known = available_timezones()
    if value not in known or value == "localtime":
        close = next(iter(get_close_matches(value, sorted(known), 1, 0.7)), "Asia/Tokyo")
        raise text.fail(f"timezone {value!r} is none of the IANA names; did you mean {close!r}?", "timezone")
    return ZoneInfo(value)


def _window(text: ConfigText, block: Mapping[str, Any]) -> Window | None:
    value = text.word(block, "window")
    if not value:
        return None
    match = _WINDOW.fullmatch(value)
    if match is None or match["opens"] == match["closes"]:
        raise text.fail(f'window {value!r} has to be two times of a day, such as "22:00-06:00"', "window")
    return Window(time.fromisoformat(match["opens"]), time.fromisoformat(match["closes"]))


def _duration(
    text: ConfigText, block: Mapping[str, Any], key: str, default: timedelta, longest: timedelta
) -> timedelta:
    value = block.get(key)
    if value is None:
        return default
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    duration = timedelta(**{_UNITS[match["unit"]]: int(match["number"])}) if match else None
    if duration is None or duration > longest:
        most = f"{longest // timedelta(hours=1)}h" if longest < timedelta(days=1) else f"{longest.days}d"
        raise text.fail(f'{key} has to be a duration such as "5m" or "12h", at most "{most}"', key)
    return duration


def _sources(text: ConfigText, block: Mapping[str, Any], known: Sequence[str]) -> tuple[str, ...]:
    chosen = text.words(block, "sources")
    for one in chosen:
        if one not in known:
            raise text.fail(f"no source is called {one!r}; there are: {', '.join(known) or 'none'}", "sources")
    if "sources" in block and not chosen:
        raise text.fail("sources is empty; leave the key out to scan all of them", "sources")
    return tuple(dict.fromkeys(chosen))


def _sample(text: ConfigText, block: Mapping[str, Any]) -> str:
    value = block.get("sample", "")
    if value in ("", "full") or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
        return str(value)
    raise text.fail('sample has to be a number of rows or "full"', "sample")
