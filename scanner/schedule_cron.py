"""Five fields of cron in a time zone: which instants they name, also where a day has 23 or 25 hours.

The form is that of POSIX crontab with the additions that cron daemons share: names, steps, 7 for Sunday. The library
APScheduler was tried for this and left out: it counts weekdays from Monday, demands day *and* weekday where cron takes
either, runs a daily job twice where the clock goes back and names instants that no clock shows where it goes forward.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
"""Name, lowest and highest number of each field; weekdays begin at Sunday, which is 0 and 7."""

_NAMES = {
    "month": ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    "weekday": ("sun", "mon", "tue", "wed", "thu", "fri", "sat"),
}
_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_PART = re.compile(r"(?:(?P<any>\*)|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d{1,3}))?", re.ASCII)
_LONGEST_GAP = 366 * 41
"""Days until a day comes again at the latest: 29 February on one weekday, over a year such as 2100."""


class CronError(ValueError):
    """A cron expression that names no times; the text says which field is wrong and what is right."""


@dataclass(frozen=True, slots=True)
class Cron:
    """When something runs. ``any_day`` and ``any_weekday`` tell a field that begins with ``*``: where both fields are
    narrowed, a day has to fit either, as in every cron. ``any_hour``: the hour field begins with ``*``, so that the
    hour that comes twice in autumn counts twice."""

    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    any_hour: bool
    any_day: bool
    any_weekday: bool

    def fits(self, day: date) -> bool:
        """Whether it runs on a day."""
        if day.month not in self.months:
            return False
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_day and by_weekday if self.any_day or self.any_weekday else by_day or by_weekday


def read_cron(text: str) -> Cron:
    """Five fields, separated by blanks; CronError where they are not right or can never come true."""
    words = text.lower().split()
    if len(words) == 1 and words[0] in _MACROS:
        raise CronError(f'write "{_MACROS[words[0]]}" for {words[0]}')
    if len(words) != len(FIELDS):
        raise CronError(f'{len(words)} fields instead of five: minute hour day month weekday, such as "0 3 * * *"')
    parsed = [_read_field(word, *field) for word, field in zip(words, FIELDS, strict=True)]
    starred = [word.startswith("*") for word in words]
    weekdays = tuple(sorted({one % 7 for one in parsed[4]}))
    minutes, hours, days, months, _ = parsed
    cron = Cron(" ".join(words), minutes, hours, days, months, weekdays, starred[1], starred[2], starred[4])
    longest = max(monthrange(2024, month)[1] for month in cron.months)
    if min(cron.days) > longest and (cron.any_day or cron.any_weekday):
        raise CronError(f"no month of {words[3]} has a day {words[2]}")
    return cron


def write_cron(cron: Cron) -> str:
    """The fields in numbers, Sunday as 0, as every cron and everything that borrows its form understands them."""
    values = (cron.minutes, cron.hours, cron.days, cron.months, cron.weekdays)
    words = zip(cron.text.split(), values, strict=True)
    return " ".join(word if word.startswith("*") and "," not in word else write_numbers(some) for word, some in words)


def write_numbers(numbers: tuple[int, ...]) -> str:
    """``1-5,9`` for the numbers in order."""
    ranges: list[list[int]] = []
    for one in numbers:
        if ranges and ranges[-1][1] == one - 1:
            ranges[-1][1] = one
        else:
            ranges.append([one, one])
    return ",".join(f"{low}" if low == high else f"{low}-{high}" for low, high in ranges)


def _read_field(word: str, name: str, lowest: int, highest: int) -> tuple[int, ...]:
    chosen: set[int] = set()
    for part in word.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise CronError(f"{name} {word!r} is not understood; write a number, 1,2 or 1-5 or */15")
        step = int(match["step"] or 1)
        if step == 0:
            raise CronError(f"{name} {word!r}: a step is at least 1")
        if match["any"]:
            low, high = lowest, min(highest, 6) if name == "weekday" else highest
        else:
            low = _read_number(match["low"], word, name, lowest, highest)
            high = _read_number(match["high"], word, name, lowest, highest) if match["high"] else low
            if match["step"] and not match["high"]:
                raise CronError(f"{name} {word!r}: write {low}-{highest}/{step}, for which crons differ otherwise")
            # Sunday ends a week as well as it begins one.
            high = 7 if name == "weekday" and high == 0 and low > 0 else high
        if low > high:
            raise CronError(f"{name} {word!r}: a range runs upwards; write {low}-{highest},{lowest}-{high}")
        chosen.update(range(low, high + 1, step))
    return tuple(sorted(chosen))


def _read_number(text: str, word: str, name: str, lowest: int, highest: int) -> int:
    names = _NAMES.get(name, ())
    number = names.index(text) + lowest if text in names else int(text) if text.isdecimal() else -1
    if not lowest <= number <= highest:
        known = f", or {names[0]} to {names[-1]}" if names else ""
        raise CronError(f"{name} {word!r}: {text} is not from {lowest} to {highest}{known}")
    return number


def fires_after(cron: Cron, zone: ZoneInfo, instant: datetime) -> Iterator[datetime]:
    """The instants after another one, in order, in the time zone, without end.

    A time that the clock leaps over in spring comes as much later as it leaps (02:30 becomes 03:30), once. A time that
    comes twice in autumn counts the first time only, unless the hour field begins with ``*``.
    """
    day = instant.astimezone(zone).date() - timedelta(days=1)
    pending: set[datetime] = set()
    idle = 0
    while idle <= _LONGEST_GAP:
        pending.update(one for one in _fires_on(cron, zone, day) if one > instant)
        idle = 0 if pending else idle + 1
        day += timedelta(days=1)
        # What is leapt over may come out a day later, so that a day is done when the next has been looked at.
        done = datetime.combine(day - timedelta(days=1), time.min, zone).astimezone(UTC)
        for one in sorted(one for one in pending if one < done):
            pending.discard(one)
            yield one.astimezone(zone)


def next_fire(cron: Cron, zone: ZoneInfo, instant: datetime) -> datetime:
    """The first instant after another one."""
    return next(fires_after(cron, zone, instant))


def _fires_on(cron: Cron, zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """The instants of one day by the clock of a zone, in UTC; some may come twice, and not in order."""
    if not cron.fits(day):
        return
    for hour in cron.hours:
        for minute in cron.minutes:
            first = datetime.combine(day, time(hour, minute), zone)
            yield first.astimezone(UTC)
            second = first.replace(fold=1)
            # The offset is smaller at the second showing of a time that comes twice, larger where one is leapt over.
            if cron.any_hour and second.utcoffset() != first.utcoffset() and _is_shown(second):
                yield second.astimezone(UTC)


def _is_shown(local: datetime) -> bool:
    """Whether a clock in the zone ever shows this time."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)
