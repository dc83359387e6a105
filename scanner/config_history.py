"""The ``[history]`` table of a configuration: where runs are kept, and for how long."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from scanner.config_sources import has_password
from scanner.config_text import ConfigText

HISTORY_KEYS = ("enabled", "url", "keep_runs", "keep_detail", "index")
_DURATION = re.compile(r"(\d{1,5}) ?([dwmy])", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_LONGEST = 36_500


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """``url`` is that of a PostgreSQL database, or a reference to it (empty: a file beside the configuration);
    ``keep_runs`` is how long the numbers of a run are kept, ``keep_detail`` how long its findings; ``index`` says
    whether digests of persons are."""

    enabled: bool = True
    url: str = ""
    keep_runs: timedelta = timedelta(days=400)
    keep_detail: timedelta = timedelta(days=90)
    index: bool = False


def read_history(text: ConfigText, data: Mapping[str, Any]) -> HistorySettings:
    """The ``[history]`` table; ConfigError where it is not right."""
    table = text.table(data, "history", HISTORY_KEYS)
    for key in ("enabled", "index"):
        if not isinstance(table.get(key, False), bool):
            raise text.fail(f"{key} has to be true or false", key)
    keep_runs, keep_detail = _read_days(text, table, "keep_runs", 400), _read_days(text, table, "keep_detail", 90)
    if keep_detail > keep_runs:
        raise text.fail("keep_detail cannot be longer than keep_runs (400d where it is not set)", "keep_detail")
    return HistorySettings(
        table.get("enabled", True),
        _read_url(text, table, bool(text.word(data, "project"))),
        keep_runs,
        keep_detail,
        table.get("index", False),
    )


def _read_days(text: ConfigText, table: Mapping[str, Any], key: str, default: int) -> timedelta:
    value = table.get(key, f"{default}d")
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    days = int(match[1]) * _DAYS[match[2].lower()] if match else 0
    if not 1 <= days <= _LONGEST:
        raise text.fail(f'{key} has to be a time such as "{default}d", "12w" or "2y"', key)
    return timedelta(days=days)


def _read_url(text: ConfigText, table: Mapping[str, Any], named: bool) -> str:
    url = text.word(table, "url")
    if not url:
        return ""
    if has_password(url):
        raise text.fail(
            "a password stands in the url of the history; put the url into an environment variable and write"
            ' url = "${DAICHO_HISTORY_URL}"',
            "url",
        )
    if "${" not in url and urlsplit(url).scheme.partition("+")[0] not in ("postgresql", "postgres"):
        raise text.fail(
            'url has to be postgresql://user@host/database, or a reference such as "${DAICHO_HISTORY_URL}"; without'
            " url a file beside the configuration is used",
            "url",
        )
    if not named:
        raise text.fail(
            'project has to be named (project = "…"): a database tells the runs of projects apart by it',
            "url",
        )
    return url
