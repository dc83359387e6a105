"""Cron lines in UTC for a schedule in another time zone, for schedulers that know UTC only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from scanner.config_schedule import Schedule
from scanner.config_text import ConfigError
from scanner.schedule_cron import Cron, write_cron, write_numbers

_EVERY_WEEKDAY = tuple(range(7))


def find_offsets(schedule: Schedule, now: datetime) -> dict[str, timedelta]:
    """The offsets from UTC that the zone has in the year to come, as ``+0900``; one where no clock is changed."""
    local = [(now + timedelta(days=day)).astimezone(schedule.zone) for day in range(366)]
    return {f"{one:%z}": offset for one in local if (offset := one.utcoffset()) is not None}


def shift_cron(schedule: Schedule, offset: timedelta) -> tuple[str, ...]:
    """Lines in UTC for a zone at this offset. ConfigError where days of months would have to move with them."""
    cron = schedule.cron
    groups: dict[int, dict[int, set[int]]] = {}
    for hour in cron.hours:
        for minute in cron.minutes:
            day, rest = divmod(hour * 60 + minute - int(offset.total_seconds()) // 60, 1440)
            groups.setdefault(day, {}).setdefault(rest // 60, set()).add(rest % 60)
    if len(cron.hours) == 24 and _is_every_day(cron):
        # Then the days that the hours move to are named as well.
        whole: dict[int, set[int]] = {}
        for hours in groups.values():
            for hour, minutes in hours.items():
                whole.setdefault(hour, set()).update(minutes)
        groups = {0: whole}
    return tuple(line for day, hours in sorted(groups.items()) for line in _write_lines(schedule, day, hours))


def _is_every_day(cron: Cron) -> bool:
    return len(cron.days) == 31 and len(cron.months) == 12 and cron.weekdays == _EVERY_WEEKDAY


def _write_lines(schedule: Schedule, day: int, hours: dict[int, set[int]]) -> Iterator[str]:
    cron = schedule.cron
    words = write_cron(cron).split()
    if day:
        words[2:] = [_shift_days(schedule, day), words[3], _shift_weekdays(cron, day)]
    same: dict[tuple[int, ...], list[int]] = {}
    for hour, some_minutes in hours.items():
        same.setdefault(tuple(sorted(some_minutes)), []).append(hour)
    for minutes, some in same.items():
        hour_word = "*" if len(some) == 24 else write_numbers(tuple(sorted(some)))
        minute_word = words[0] if minutes == cron.minutes else write_numbers(minutes)
        yield " ".join([minute_word, hour_word, *words[2:]])


def _shift_days(schedule: Schedule, day: int) -> str:
    cron = schedule.cron
    if len(cron.days) == 31 and len(cron.months) == 12:
        return "*"
    moved = tuple(one + day for one in cron.days)
    if len(cron.days) == 31 or moved[0] < 1 or moved[-1] > 28:
        raise ConfigError(
            f"schedule {schedule.name}: in UTC it falls on another day, which no cron line can say for"
            f' "{cron.text}"; choose another hour, or another way to run it'
        )
    return write_numbers(moved)


def _shift_weekdays(cron: Cron, day: int) -> str:
    if cron.weekdays == _EVERY_WEEKDAY:
        return "*"
    return write_numbers(tuple(sorted((one + day) % 7 for one in cron.weekdays)))
