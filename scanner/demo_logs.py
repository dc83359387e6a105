"""The invented company's logs: a web server's, an application's, and one that was cut off."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from scanner.demo_numbers import draw_digits, make_address
from scanner.demo_people import TODAY, Company, start_random, vocabulary
from scanner.demo_shop import member_number
from scanner.demo_texts import fill_template

CUT_OFF = "app-old.log.gz"
"""The log that nobody can read to its end."""


def write_logs(folder: Path, company: Company) -> int:
    """Write the logs; how many there are."""
    whole = _pack(_old_lines(company))
    contents = {
        "access.log": _join(_access_lines(company, "today", 0, 1500)),
        "access.log.1.gz": _pack(_access_lines(company, "yesterday", 1, 800)),
        "app.log": _join(_app_lines(company)),
        CUT_OFF: whole[: len(whole) * 3 // 5],
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return len(contents)


def _join(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _pack(lines: Iterator[str]) -> bytes:
    return gzip.compress(_join(lines), mtime=0)


def _moments(rng: Random, days_ago: int, count: int) -> list[datetime]:
    midnight = datetime.combine(TODAY - timedelta(days=days_ago), time(), ZoneInfo("Asia/Tokyo"))
    return [midnight + timedelta(seconds=second) for second in sorted(rng.randrange(86400) for _ in range(count))]
