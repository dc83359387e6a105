"""The [[schedule]] blocks of a configuration: what is read, what is refused and where it says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.config import ConfigError, read_config
from scanner.config_schedule import SCHEDULE_KEYS, Schedule, Window

SOURCES = '[[source]]\nid = "a"\nurl = "a.db"\n[[source]]\nid = "b"\nurl = "b.db"\n'
HEAD = [*SOURCES.splitlines(), "# name cron timezone window jitter overlap missed grace sources sample"]
OTHER = ["[[schedule]]", 'name = "other"', 'cron = "0 1 * * *"', 'timezone = "Asia/Tokyo"', 'window = "22:00-06:00"']


def read(folder: Path, text: str, name: str = "daicho.toml") -> tuple[Schedule, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return read_config(folder / name).schedules


def test_everything_is_read(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path,
        SOURCES + '[[schedule]]\nname = "nightly"\ncron = "0 3 * * mon-fri"\ntimezone = "Asia/Tokyo"\n'
        'window = "22:00-06:30"\njitter = "5m"\noverlap = "queue"\nmissed = "skip"\ngrace = "2d"\n'
        'sources = ["b", "a", "b"]\nsample = 2000\nnote = "…"\n',
    )
    assert one.name == "nightly"
    assert one.cron.text == "0 3 * * mon-fri"
    assert one.zone == ZoneInfo("Asia/Tokyo")
    assert str(one.window) == "22:00-06:30"
    assert (one.jitter, one.grace) == (timedelta(minutes=5), timedelta(days=2))
    assert (one.overlap, one.missed, one.sources, one.sample) == ("queue", "skip", ("b", "a"), "2000")


def test_what_is_left_out(tmp_path: Path) -> None:
    (one,) = read(tmp_path, '[[schedule]]\nname = "n"\ncron = "0 3 * * *"\ntimezone = "UTC"\nsample = "full"\n')
    assert (one.window, one.jitter, one.grace) == (None, timedelta(0), timedelta(hours=12))
    assert (one.overlap, one.missed, one.sources, one.sample) == ("skip", "run-once", (), "full")
    assert read(tmp_path, "version = 1\n") == ()


WRONG = [
    ("name", 'name = "new nightly"', "needs a name of at most 40 letters"),
    ("name", f'name = "{"n" * 41}"', "needs a name of at most 40 letters"),
    ("name", 'name = "nightly-"', "needs a name of at most 40 letters"),
    ("name", 'name = "OTHER"', "two schedules are called 'other'"),
    ("cron", 'cron = "0 25 * * *"', "cron of schedule n: hour '25': 25 is not from 0 to 23"),
    ("cron", 'cron = "@daily"', 'write "0 0 * * *" for @daily'),
    ("cron", 'cron = ""', "schedule n needs cron"),
    ("cron", "cron = 3", "cron has to be text"),
    ("timezone", 'timezone = ""', "needs a timezone"),
    ("timezone", 'timezone = "JST"', "timezone 'JST' is none of the IANA names"),
    ("timezone", 'timezone = "Asia/Tokio"', "did you mean 'Asia/Tokyo'?"),
    ("timezone", 'timezone = "../Tokyo"', "is none of the IANA names"),
    ("window", 'window = "22-6"', "has to be two times of a day"),
    ("window", 'window = "22:00-24:00"', "has to be two times of a day"),
    ("window", 'window = "22:00-22:00"', "has to be two times of a day"),
    ("jitter", 'jitter = "5 minutes"', 'jitter has to be a duration such as "5m" or "12h", at most "6h"'),
    ("jitter", 'jitter = "7h"', 'at most "6h"'),
    ("jitter", "jitter = 300", "jitter has to be a duration"),
    ("grace", 'grace = "40d"', 'at most "31d"'),
    ("overlap", 'overlap = "allow"', "overlap has to be one of skip, queue"),
    ("missed", 'missed = "all"', "missed has to be one of run-once, skip"),
    ("sources", 'sources = ["c"]', "no source is called 'c'; there are: a, b"),
    ("sources", "sources = []", "sources is empty"),
    ("sources", 'sources = "a"', "sources has to be a list"),
    ("sample", "sample = 0", "sample has to be a number of rows"),
    ("sample", "sample = true", "sample has to be a number of rows"),
    ("sample", 'sample = "2000"', "sample has to be a number of rows"),
    ("crontab", 'crontab = "0 1 * * *"', "unknown setting of schedule n 'crontab'; did you mean cron?"),
]


@pytest.mark.parametrize(("key", "line", "says"), WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, key: str, line: str, says: str) -> None:
    """The line is that of the key, also where the same words stand in a comment or in another schedule."""
    rest = {"name": 'name = "n"', "cron": 'cron = "0 3 * * *"', "timezone": 'timezone = "Asia/Tokyo"'}
    rest.pop(key, None)
    before = [*HEAD, *OTHER, "[[schedule]]", *rest.values()]
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, "\n".join([*before, line, 'note = "…"', ""]))
    assert str(caught.value).startswith(f"{tmp_path / 'daicho.toml'}:{len(before) + 1}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["name", "cron", "timezone"])
def test_what_is_needed(tmp_path: Path, key: str) -> None:
    lines = {"name": 'name = "n"', "cron": 'cron = "0 3 * * *"', "timezone": 'timezone = "Asia/Tokyo"'}
    del lines[key]
    with pytest.raises(ConfigError, match=rf"daicho\.toml:12: .*needs a?.*{key}"):
        read(tmp_path, "\n".join([*HEAD[:6], *OTHER, "[[schedule]]", *lines.values(), ""]))


def test_yaml_has_lines_too(tmp_path: Path) -> None:
    text = "schedule:\n  - name: a\n    cron: 0 3 * * *\n    timezone: UTC\n  - name: b\n    cron: 0 3 * *\n"
    with pytest.raises(ConfigError, match=r"daicho\.yaml:6: cron of schedule b: 4 fields"):
        read(tmp_path, text, "daicho.yaml")


@pytest.mark.parametrize("text", ['schedule = "nightly"\n', "schedule = [1]\n", "[schedule]\nname = 1\n"])
def test_other_shapes_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="schedule"):
        read(tmp_path, text)


def test_the_wrong_forms_cover_every_key() -> None:
    assert set(SCHEDULE_KEYS) - {key for key, _, _ in WRONG} == {"note"}


# --- windows ----------------------------------------------------------------------------------------------

TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None))
WINDOWS = st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: Window(*pair))
LOCAL = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda one: one.replace(tzinfo=ZoneInfo("Asia/Tokyo")))  # fmt: skip


@given(WINDOWS, LOCAL)
def test_a_window_opens_and_closes(window: Window, local: datetime) -> None:
    opening, closing = window.next_open(local), window.next_close(local)
    assert window.holds(opening)
    assert not window.holds(closing)
    assert (opening == local) == window.holds(local)
    assert timedelta(0) <= opening - local < timedelta(days=1)
    assert timedelta(0) < closing - local <= timedelta(days=1)
    assert window.holds(local) == (closing < window.next_open(local + timedelta(microseconds=1)) or opening == local)
