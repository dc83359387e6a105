"""Plain text and logs: one row a line, one field without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.base import Batch, CollectionKind, Field, Location
from connectors.batches import line_array, sized_batches
from connectors.streams import Block
from connectors.text_file import TextFile

LINE_FIELD = Field("")
"""A whole line of text; also what is left of a line that does not have the form of its file."""

_SAMPLE_LINES = 200
_LOG_NAME = re.compile(r"(?:^|[._-])(?:log|logs|messages|syslog|access_log|error_log)(?:[._-]|\d|$)", re.IGNORECASE)
# How log lines begin: ISO 8601 (also 2026/01/31), syslog (Jun 14 15:16:01), Apache errors ([Sun Dec 04 ...]),
# common log (host - - [17/May/2015:...]), epoch seconds, Android (03-17 16:13:38.811), HDFS (081109 203615).
_STAMP = re.compile(
    r"(?:<\d{1,3}>\d?\s?)?\[?(?:\S{1,60} ){0,3}?[\[(]?(?:"
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}|"
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} \d\d:\d\d|"
    r"\d{1,2}/(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/(?:19|20)\d\d:|"
    r"\d\d-\d\d \d\d:\d\d:\d\d|\d\d:\d\d:\d\d\b|\d{6} \d{6} |1\d{9}(?:\.\d+)?\b)"
)


def is_log_name(name: str) -> bool:
    """Whether a file's name says log: ``app.log``, ``access_log-20260101.gz``, ``messages.1``."""
    return bool(_LOG_NAME.search(name.rsplit("/", 1)[-1]))


def has_timestamps(sample: str) -> bool:
    """Whether most of the first lines begin with a time, if there are a few at least."""
    lines = [line for line in sample.split("\n")[:_SAMPLE_LINES] if line.strip()]
    stamped = sum(1 for line in lines if _STAMP.match(line[:200]))
    return len(lines) >= 3 and stamped > len(lines) / 2


def line_kind(name: str, sample: str) -> CollectionKind:
    """``log`` or ``text``, by the file's name and first lines."""
    return "log" if is_log_name(name) or has_timestamps(sample) else "text"


def piece_batch(location: Location, block: Block, row: int) -> Batch:
    """A piece of a line that is too long to be held, as a batch of one row. All its pieces have the same number."""
    return Batch(location, (LINE_FIELD,), (line_array(block.data),), row, 1, block.taken)


def read_lines(file: TextFile, first_row: int = 1) -> Iterator[Batch]:
    """Every line of a text; rows are line numbers. The pieces of a very long line are rows with the same number."""
    for block in file.blocks():
        lines = line_array(block.data)
        yield from sized_batches(file.location, (LINE_FIELD,), (lines,), first_row, block.taken)
        first_row += len(lines) - block.open
