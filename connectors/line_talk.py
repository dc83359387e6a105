"""Chats that the LINE app saves as text: ``[LINE] …とのトーク履歴``, days, and lines of time, sender and message.

Telephones write tabs between the three; the program for computers writes spaces, which names have too, so that such
lines stay whole, as messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, Field
from connectors.batches import line_array, null_where, sized_batches
from connectors.lines import LINE_FIELD
from connectors.text_file import TextFile

FIELDS = ("トークルーム", "日付", "時刻", "送信者", "メッセージ")
"""The room or partner (in the first line), the day (on a line of its own), time, sender and message."""

_ROOM, _DAY, _TIME, _SENDER, _MESSAGE = FIELDS
_HEAD = r"^\[LINE\] ?(?:Chat history (?:with|in) )?(?P<room>.*?)(?:との|の)?(?:トーク履歴|トーク)?(?:\.txt)?$"
_SAVED = r"^(?:保存日時|Saved on|Save date)"
_DATE = (
    r"^(?P<day>\d{4}[./年-]\d{1,2}[./月-]\d{1,2}日? ?(?:[(（]?(?:.曜日|.|[A-Za-z]{3,9})[)）]?)?"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? [\d./]{8,10})$"
)
_MESSAGE_LINE = (
    r"^(?P<time>(?:午前|午後|[AP]M )?\d{1,2}:\d\d(?: ?[AaPp]\.?[Mm]\.?)?)\t(?:(?P<sender>[^\t]*)\t)?(?P<text>.*)$"
)
_SPACED_LINE = r"\d{1,2}:\d\d \S"
_FIRST_LINES = 50


def looks_like_line_talk(sample: str) -> bool:
    """Whether a text begins with LINE's own head and has a message soon, or nothing but the head and its time."""
    lines = sample.lstrip("\n").split("\n", _FIRST_LINES)[:_FIRST_LINES]
    if not lines[0].startswith("[LINE]"):
        return False
    return any(re.match(form, line) for form in (_SAVED, _DATE, _MESSAGE_LINE, _SPACED_LINE) for line in lines[1:])


def read_line_talk(file: TextFile) -> Iterator[Batch]:
    """Every line as a row; rows are line numbers. A line without a time goes on with the message before it."""
    first_row = 1
    for block in file.blocks():
        lines = line_array(block.data)
        columns = _split_lines(lines)
        fields = [Field(name) if name else LINE_FIELD for name in columns]
        yield from sized_batches(file.location, fields, list(columns.values()), first_row, block.taken)
        first_row += len(lines) - block.open


def _split_lines(lines: pa.Array) -> dict[str, pa.Array]:
    head, day, message = (pc.extract_regex(lines, form) for form in (_HEAD, _DATE, _MESSAGE_LINE))
    saved = pc.match_substring_regex(lines, _SAVED)
    known = pc.or_(pc.or_(pc.is_valid(head), pc.is_valid(day)), saved)
    nothing = pa.scalar(None, pa.string())
    columns = {
        _ROOM: pc.struct_field(head, "room"),
        _DAY: pc.struct_field(day, "day"),
        _TIME: pc.struct_field(message, "time"),
        _SENDER: pc.struct_field(message, "sender"),
        _MESSAGE: pc.if_else(pc.is_valid(message), pc.struct_field(message, "text"), pc.if_else(known, nothing, lines)),
    }
    rest = pc.if_else(saved, lines, nothing)
    tidy = {name: null_where(column, "") for name, column in columns.items()}
    return tidy if rest.null_count == len(rest) else {**tidy, LINE_FIELD.name: rest}
