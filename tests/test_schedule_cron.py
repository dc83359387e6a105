"""Cron expressions: what is understood, what is refused, which instants they name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from scanner.schedule_cron import Cron, CronError, fires_after, next_fire, read_cron, write_cron

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")


def fires(text: str, zone: ZoneInfo, after: str, count: int) -> list[str]:
    start = datetime.fromisoformat(after).replace(tzinfo=zone)
    return [f"{one:%m-%d %H:%M %z}" for one in islice(fires_after(read_cron(text), zone, start), count)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0 3 * * *", "0 3 * * *"),
        ("  */15   0-6/2 1,15 JAN-mar Mon-Fri ", "*/15 0,2,4,6 1,15 1-3 1-5"),
        ("0 0 * * 7", "0 0 * * 0"),
        ("0 0 * * sun", "0 0 * * 0"),
        ("0 0 * * fri-sun", "0 0 * * 0,5-6"),
        ("0 0 * * 5-7", "0 0 * * 0,5-6"),
        ("0 0 * * 0-7", "0 0 * * 0-6"),
        ("0,30 0 29 feb *", "0,30 0 29 2 *"),
        ("5-59/10 * * * *", "5,15,25,35,45,55 * * * *"),
    ],
)
def test_what_is_understood(text: str, plain: str) -> None:
    assert write_cron(read_cron(text)) == plain
    assert write_cron(read_cron(plain)) == plain


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "0 fields instead of five"),
        ("* * * *", "4 fields instead of five"),
        ("0 0 3 * * *", "6 fields instead of five"),
        ("@daily", 'write "0 0 * * *" for @daily'),
        ("@reboot", "1 fields instead of five"),
        ("60 * * * *", "60 is not from 0 to 59"),
        ("0 24 * * *", "24 is not from 0 to 23"),
        ("0 0 0 * *", "0 is not from 1 to 31"),
        ("0 0 * 13 *", "13 is not from 1 to 12, or jan to dec"),
        ("0 0 * * 8", "8 is not from 0 to 7, or sun to sat"),
        ("0 0 * * monday", "monday is not from 0 to 7"),
        ("-1 * * * *", "is not understood"),
        ("1.5 * * * *", "is not understood"),
        ("*/0 * * * *", "a step is at least 1"),
        ("5/10 * * * *", "write 5-59/10"),
        ("0 22-4 * * *", "write 22-23,0-4"),
        ("0 0 L * *", "l is not from 1 to 31"),
        ("0 0 ? * *", "is not understood"),
        ("0 0 31 feb,apr *", "has a day 31"),
        ("０ 0 * * *", "is not understood"),
        ("*, * * * *", "is not understood"),
    ],
)
def test_what_is_refused(text: str, says: str) -> None:
    with pytest.raises(CronError, match="(?s).*" + says.replace("*", r"\*").replace("?", r"\?")) as caught:
        read_cron(text)
    assert "\n" not in str(caught.value)


def test_either_day_or_weekday() -> None:
    assert fires("0 3 13 * fri", TOKYO, "2026-11-22", 4) == [
        "11-27 03:00 +0900",
        "12-04 03:00 +0900",
        "12-11 03:00 +0900",
        "12-13 03:00 +0900",
    ]
    assert fires("0 3 */2 * fri", TOKYO, "2026-11-22", 2) == ["11-27 03:00 +0900", "12-11 03:00 +0900"]


@pytest.mark.parametrize(
    ("zone", "text", "after", "expected"),
    [
        # The clock leaps over 02:00-03:00.
        (BERLIN, "30 2 * * *", "2026-03-28 12:00", ["03-29 03:30 +0200", "03-30 02:30 +0200"]),
        (BERLIN, "0 3 * * *", "2026-03-28 12:00", ["03-29 03:00 +0200", "03-30 03:00 +0200"]),
        (BERLIN, "0,30 2,3 * * *", "2026-03-29 00:00", ["03-29 03:00 +0200", "03-29 03:30 +0200", "03-30 02:00 +0200"]),
        (BERLIN, "30 * * * *", "2026-03-29 01:00", ["03-29 01:30 +0100", "03-29 03:30 +0200", "03-29 04:30 +0200"]),
        (NEW_YORK, "30 2 * * *", "2026-03-07 12:00", ["03-08 03:30 -0400", "03-09 02:30 -0400"]),
        # The hour from 02:00 (New York: 01:00) comes twice.
        (BERLIN, "30 2 * * *", "2026-10-24 12:00", ["10-25 02:30 +0200", "10-26 02:30 +0100"]),
        (BERLIN, "30 * * * *", "2026-10-25 02:00", ["10-25 02:30 +0200", "10-25 02:30 +0100", "10-25 03:30 +0100"]),
        (NEW_YORK, "0 1 * * *", "2026-10-31 12:00", ["11-01 01:00 -0400", "11-02 01:00 -0500"]),
        # A clock that changes at midnight, by half an hour, or by a whole day.
        (ZoneInfo("Africa/Cairo"), "0 0 * * *", "2026-04-23 12:00", ["04-24 01:00 +0300", "04-25 00:00 +0300"]),
        (ZoneInfo("Australia/Lord_Howe"), "15 2 * * *", "2026-10-03 12:00", ["10-04 02:45 +1100", "10-05 02:15 +1100"]),
        (ZoneInfo("Pacific/Apia"), "0 9 * * *", "2011-12-29 12:00", ["12-31 09:00 +1400", "01-01 09:00 +1400"]),
        (TOKYO, "30 2 * * *", "2026-03-28 12:00", ["03-29 02:30 +0900", "03-30 02:30 +0900"]),
        (TOKYO, "0 0 29 2 *", "2096-03-01 00:00", ["02-29 00:00 +0900"]),
    ],
)
def test_nights_in_which_the_clock_is_changed(zone: ZoneInfo, text: str, after: str, expected: list[str]) -> None:
    assert fires(text, zone, after, len(expected)) == expected


def numbers(lowest: int, highest: int) -> st.SearchStrategy[str]:
    some = st.sets(st.integers(lowest, highest), min_size=1, max_size=4).map(
        lambda one: ",".join(map(str, sorted(one)))
    )
    return st.one_of(st.just("*"), some, st.integers(2, 9).map("*/{}".format))


# Either a day or a weekday, where APScheduler means the same; weekdays by name, since it counts from Monday.
DAYS = st.one_of(
    st.tuples(numbers(1, 28), numbers(1, 12), st.just("*")),
    st.tuples(st.just("*"), numbers(1, 12), st.sampled_from(["mon", "mon,wed", "sat,sun", "tue-fri"])),
)
CRONS = st.builds(lambda minute, hour, days: " ".join((minute, hour, *days)), numbers(0, 59), numbers(0, 23), DAYS)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(CRONS, INSTANTS)
def test_another_implementation_says_the_same_where_no_clock_is_changed(text: str, instant: datetime) -> None:
    trigger, now = CronTrigger.from_crontab(text, timezone=TOKYO), instant
    for one in islice(fires_after(read_cron(text), TOKYO, instant), 3):
        now = trigger.get_next_fire_time(None, now + timedelta(microseconds=1))
        assert one == now


def fits(cron: Cron, local: datetime) -> bool:
    return cron.fits(local.date()) and local.hour in cron.hours and local.minute in cron.minutes


@given(CRONS, INSTANTS, st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]))
def test_instants_rise_and_fit(text: str, instant: datetime, name: str) -> None:
    cron, zone = read_cron(text), ZoneInfo(name)
    found = list(islice(fires_after(cron, zone, instant), 5))
    assert all(before < after for before, after in pairwise([instant, *(one.astimezone(UTC) for one in found)]))
    for one in found:
        moved = [one - timedelta(minutes=30), one - timedelta(hours=1)]
        assert any(fits(cron, local.replace(tzinfo=None)) for local in (one, *moved))
    assert next_fire(cron, zone, instant) == found[0]
