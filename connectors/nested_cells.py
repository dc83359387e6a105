"""Opens one cell: JSON, forms, printed hashes and named values in it go to paths, the rest stays in its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from connectors.hash_text import HASH_BEGIN, read_hash
from connectors.json_fields import DECODER
from connectors.key_values import find_pairs
from connectors.nested_paths import NestedPaths
from connectors.nested_values import LARGEST_CELL, Found, Unfolder, decode_form, decode_whole

_MOST_FAILURES = 8
"""Places in one cell that begin as JSON and are none, after which no more is looked for."""
_JSON_BEGIN = re.compile(r'\{\s*+"|\[\s*+\{\s*+"')
_ANY_BEGIN = re.compile(rf"{_JSON_BEGIN.pattern}|{HASH_BEGIN.pattern}")
_WHOLE_BEGIN = re.compile(r'[\ufeff\s]*+(?:\{\s*+"|\[\s*+["{\[])')
_NAME_BEFORE = re.compile(r"(?<![\w.\-])([A-Za-z_][\w.\-]{0,63}+)\s?[=:]\s?$")
# Before an object these say no more than that there is one.
_ENVELOPES = frozenset({
    "args", "attributes", "body", "context", "ctx", "data", "detail", "details", "event", "extra", "fields", "json",
    "log", "message", "meta", "metadata", "msg", "object", "parameters", "params", "payload", "properties", "props",
    "record",
})  # fmt: skip
_ANYTHING = re.compile(r"[^\s!-/:-@\[-`{-~]")


class CellOpener:
    """Opens the cells of one column; with ``pairs``, forms, printed hashes and named values in lines too, with
    ``colons`` also those written with a colon."""

    def __init__(self, paths: NestedPaths, *, pairs: bool, colons: bool) -> None:
        self._unfolder = Unfolder(paths)
        self._pairs, self._colons = pairs, colons

    def open(self, text: str) -> tuple[str | None, dict[str, str]]:
        """What is left of a cell (None for nothing), and its values by path, several of one path as lines; no values
        where it stays as it is."""
        row: Found = {}
        if len(text) > LARGEST_CELL:
            return text, {}
        try:
            spans = self._open_whole(text, row) or self._open_parts(text, row)
        except RecursionError:
            return text, {}
        cells = {path: "\n".join(texts) for path, texts in row.items()}
        return (_blank(text, spans), cells) if any(cells.values()) else (text, {})

    def _open_whole(self, text: str, row: Found) -> list[tuple[int, int]]:
        if _WHOLE_BEGIN.match(text):
            value = decode_whole(text.lstrip("\ufeff \t\r\n").rstrip())
            if value is not None:
                self._unfolder.unfold(value, "", row)
                return [(0, len(text))]
        elif self._pairs and "&" in text:
            form = decode_form(text.strip())
            for name, value in form:
                self._unfolder.unfold_member(name, value, row)
            return [(0, len(text))] if form else []
        return []

    def _open_parts(self, text: str, row: Found) -> list[tuple[int, int]]:
        spans = self._open_values(text, row) if "{" in text else []
        if self._pairs and ("=" in text or (self._colons and (":" in text or "：" in text))):
            short, places = _squeeze(text, spans)
            pairs = [(pair, places(pair.start), places(pair.end)) for pair in find_pairs(short, colons=self._colons)]
            opened = {start for start, _ in spans}
            for pair, _, end in pairs:
                if pair.value or end not in opened:  # else it is the name of the JSON value behind it
                    self._unfolder.unfold_member(pair.key, pair.value, row)
            spans = sorted([*spans, *((start, end) for _, start, end in pairs)])
        return spans

    def _open_values(self, text: str, row: Found) -> list[tuple[int, int]]:
        """Open every JSON value and printed hash that stands in a text; their places."""
        spans: list[tuple[int, int]] = []
        pattern = _ANY_BEGIN if self._pairs else _JSON_BEGIN
        failures, found = 0, pattern.search(text)
        while found and failures < _MOST_FAILURES:
            begin = found.start()
            try:
                value, end = _read_value(text, begin)
            except RecursionError:
                break
            except ValueError as error:
                failures, end = failures + 1, max(begin + 1, getattr(error, "pos", 0))
            else:
                before = _NAME_BEFORE.search(text[max(0, begin - 80) : begin])
                if before and before[1].lower() not in _ENVELOPES:
                    self._unfolder.unfold_member(before[1], value, row)
                else:
                    self._unfolder.unfold(value, "", row)
                spans.append((begin, end))
            found = pattern.search(text, end)
        return spans


def _read_value(text: str, begin: int) -> tuple[Any, int]:
    """The JSON value or printed hash that begins at a place, and its end. Raises ValueError and RecursionError."""
    try:
        value, end = DECODER.raw_decode(text, begin)
    except ValueError:
        if HASH_BEGIN.match(text, begin):
            return read_hash(text, begin)
        raise
    return value, end


def _blank(text: str, spans: list[tuple[int, int]]) -> str | None:
    """A text with blanks in place of what was opened, None where nothing else but signs is left."""
    left = _blank_out(text, spans).rstrip()
    return left if _ANYTHING.search(left) else None


def _blank_out(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - max(start, at))]
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def _squeeze(text: str, spans: list[tuple[int, int]]) -> tuple[str, Callable[[int], int]]:
    """A text with one space in place of each span, and where a place in it is in the whole text."""
    if not spans:
        return text, lambda place: place
    pieces: list[str] = []
    starts: list[int] = []
    removed, at = [0], 0
    for start, end in spans:
        pieces += [text[at:start], " "]
        starts.append(start - removed[-1])
        removed.append(removed[-1] + end - start - 1)
        at = end
    return "".join([*pieces, text[at:]]), lambda place: place + removed[bisect_left(starts, place)]
