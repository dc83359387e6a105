"""When the records of a collection were made, counted by month from the fields that say so (``created_at``, 登録日).

Only such fields are looked at, so that others cost nothing. A column is cut to the characters that hold year and month,
and each different beginning is read once: 200,000 times of five years are sixty things to read.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import CollectionKind, Field, Location
from detectors.base import RecordTimes
from detectors.dates import DATE_IN_TEXT, read_date
from detectors.tally import FieldTally

SIGNAL = "made:"
"""What the counts are called among the signals of a tally: ``made:2021-11``, and ``made:`` for cells without a date."""

_TYPES = ("text", "date", "datetime", "integer", "number")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.T ]|$)|(\d{4})年(\d{1,2})(?:月|$)")
_COMPACT = (6, 8, 12, 14, 17)
# For RE2: seconds to nanoseconds, and what forms of dates other than ISO 8601 begin with.
_EPOCH = r"^(?:[0-9]{10}|[0-9]{13}|[0-9]{16}|[0-9]{19})(?:\.[0-9]{1,9})?$"
_MAY_BE_DATE = (
    r"(?i)^(?:[0-9０-９]{1,4}[-/. ．／年 ]|[0-9０-９]{6}|[0-9〇一二三四五六七八九]{4}年"
    r"|令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|[rhstmＲＨＳＴＭ][0-9０-９元 .]"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? [0-9a-z]"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [12][0-9]{3})"
)
_WORD_END = re.compile(r"[\W_]+")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# The time of the common log form: 22/Nov/2026:10:00:00 +0900.
_LOG_TIME = re.compile(r"(\d{1,2}/[A-Z][a-z]{2}/\d{4}):")
# What stands before the date of a log line or of a mail: [2026-11-22, Sun, 22 Nov 2026.
_BEFORE = " \t[(<\"'"
_WEEKDAY = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? ")


@cache
def load_record_times() -> Mapping[str, Any]:
    """The whole of ``data/record_times.toml``; read once."""
    return tomllib.loads((files("detectors") / "data" / "record_times.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def tells_record_time(field: Field, kind: CollectionKind) -> bool:
    """Whether a field says when its records were made, changed or used, by its name and type."""
    if field.type not in _TYPES:
        return False
    names = load_record_times()
    label = unicodedata.normalize("NFKC", re.split(r"[.\[\]/]+", field.label.rstrip("[]"))[-1]).strip()
    if label.casefold() in names["logs"].get(kind, ()):
        return True
    words = [word for word in _WORD_END.split(_CAPITAL.sub("_", label).casefold()) if word]
    plain = "".join(words)
    latin, others = _barred()
    if not plain or not latin.isdisjoint(words) or any(one in plain for one in others):
        return False
    spaced = " ".join(words)
    ends: list[str] = names["ends"]
    return plain in names["whole"] or any(
        (f" {spaced}".endswith(f" {end}")) if end.isascii() else plain.endswith(end) for end in ends
    )


@cache
def _barred() -> tuple[frozenset[str], tuple[str, ...]]:
    never: list[str] = load_record_times()["never"]
    return frozenset(one for one in never if one.isascii()), tuple(one for one in never if not one.isascii())


def count_record_times(values: pa.Array) -> Counter[str]:
    """Cells by month, as signals. Dates may be ISO 8601 or with slashes, Japanese (also by era), English, compact
    (20211105) or counted in seconds to nanoseconds from 1970; what is none, or stands for none, counts as undated."""
    counts: Counter[str] = Counter()
    rest = _count_moments(pc.utf8_ltrim(values.drop_null(), _BEFORE), counts)
    for number, (width, read) in enumerate(_PASSES):
        if number == 1 and len(rest):
            rest = rest.filter(pc.match_substring_regex(rest, _MAY_BE_DATE))
        heads = pc.utf8_slice_codeunits(rest, 0, width)
        known = _count_heads(heads, read, counts)
        if len(known):
            rest = rest.filter(pc.invert(pc.is_in(heads, value_set=known)))
    if undated := len(values) - counts.total():
        counts[SIGNAL] += undated
    return counts


def _count_moments(values: pa.Array, counts: Counter[str]) -> pa.Array:
    """Count what is a number of seconds (or parts of them) from 1970, POSIX time; what is none comes back."""
    chosen = pc.match_substring_regex(values, _EPOCH)
    if not pc.any(chosen).as_py():
        return values
    # Of thousandths and the like the first ten digits are the seconds.
    seconds = pc.cast(pc.utf8_slice_codeunits(values.filter(chosen), 0, 10), pa.int64()).to_numpy()
    months, found = np.unique(seconds.astype("datetime64[s]").astype("datetime64[M]"), return_counts=True)
    for month, count in zip(months.tolist(), found.tolist(), strict=True):
        counts[SIGNAL + _settle(_month(month.year, month.month))] += count
    return values.filter(pc.invert(chosen))


def _count_heads(heads: pa.Array, read: Callable[[str], str], counts: Counter[str]) -> pa.Array:
    """Count the months of the beginnings that can be read, and say which these are."""
    known = []
    for one in pc.value_counts(heads).to_pylist():
        if month := read(one["values"]):
            known.append(one["values"])
            counts[SIGNAL + _settle(month)] += one["counts"]
    return pa.array(known, pa.string())


def _settle(month: str) -> str:
    """A month as it is counted; "" for those that stand for no date."""
    return "" if month in load_record_times()["sentinels"] else month


def _read_short(head: str) -> str:
    """The month of a beginning in which year and month come first; "" where more has to be looked at."""
    match = _ISO.match(head)
    return _month(int(match[1] or match[3]), int(match[2] or match[4])) if match else ""


def _read_long(text: str) -> str:
    """The month of any other form; of a day and a month that may be either, the later one."""
    plain = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text).strip())
    if plain.isdigit() and len(plain) in _COMPACT:
        return _month(int(plain[:4]), int(plain[4:6]))
    if log := _LOG_TIME.match(plain):
        plain = log[1].replace("/", " ")
    if short := _read_short(plain):
        return short
    match = DATE_IN_TEXT.match(plain)
    day = read_date(match) if match else None
    if match is None or day is None:
        return ""
    either = [int(one) for one in (match["a"], match["b"]) if one and int(one) <= 12]
    return _month(day.year, max(either) if len(either) == 2 else day.month)


def _month(year: int, month: int) -> str:
    return f"{year}-{month:02d}" if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 else ""


# The shortest beginning first: the fewer different ones there are, the less there is to read.
_PASSES = ((8, _read_short), (12, _read_long), (20, _read_long))


def list_record_times(
    source: str, collection: str, fields: Sequence[tuple[Field, FieldTally]]
) -> Iterator[RecordTimes]:
    """The counts of a collection's fields; a field in which no date was read is left out."""
    for field, tally in fields:
        months = {
            name.removeprefix(SIGNAL): count
            for name, count in sorted(tally.signals.items())
            if name.startswith(SIGNAL) and name != SIGNAL
        }
        if months:
            location = Location(source, collection, field.name, field.path or None)
            yield RecordTimes(location, months, tally.signals[SIGNAL])
