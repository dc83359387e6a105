"""Named values inside a line of text: ``user=taro ip=192.0.2.1``, ``from=<a@example.jp>``, ``氏名：見本太郎``.

A line counts as one of key=value only with two of them at least. What stands between the values stays where it is.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from connectors.header import is_known_name
from connectors.json_fields import is_value

FEWEST = 2
"""Pairs that a text must have for its pairs to be told apart."""

# A key stands at the beginning or behind a space, comma or bracket. Behind a semicolon it is one of a cookie jar or
# connection string, which detectors read as a whole.
_BEGIN = r"(?<![^\s,({\[<|])(?<!; )"
_KEY = r"[^\W\d][\w.\-/]{0,63}+"
_MORE = r"[^\s,;|\"]*+"
_WORD = rf"[^\s,;|\"'<>{{=~]{_MORE}"
_STAMP = r"\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d[\d:.]*+(?:Z|[+-]\d\d:?\d\d)?(?=[\s,|\])}]|$)"
_BRACKETED = r"[\w.]*+(?:\([^()\n]{1,400}+\)|\[[^\[\]\n]{1,400}+\])(?=[\s,|\])}]|$)"
_EQUAL = re.compile(
    rf"{_BEGIN}(?P<key>[@$]?{_KEY})="
    r'(?:"(?P<double>(?:[^"\\]|\\.)*+)"'
    r"|'(?P<single>(?:[^'\\]|\\.)*+)'"
    r"|<(?P<angle>[^<>\s]*+)>"
    rf"|(?P<bare>{_STAMP}|{_BRACKETED}|{_WORD}(?:,(?![\s,]|$|{_KEY}=){_MORE})*+|(?=[\s,|]|$)))(?!;)",
    re.DOTALL,
)
# With a colon only names that columns are known by count, since a sentence and a chat have colons too.
_COLON = re.compile(r"：\s*+|:(?:\s++|(?=[^\x00-\x7f]))")
_NAME = re.compile(r"(?<![^\s,、;；|({\[「【・/])(?P<key>[^\W\d][\w.\-]{0,30}+(?: (?=[A-Z])[A-Za-z]{1,20}+)?)\s?$")
_LONGEST_NAME = 56
_COLON_END = re.compile(r"[\n\r\t;；|]")
_PRODUCT = re.compile(r"[A-Za-z][\w.]*/\d")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A named value in a text: ``start`` and ``end`` are those of the whole pair, name and quotes included."""

    key: str
    value: str
    start: int
    end: int


def find_pairs(text: str, *, colons: bool = True) -> list[Pair]:
    """The named values of a text in their order, with ``colons`` those written with a colon too; none where there are
    fewer than :data:`FEWEST`."""
    equal = _find_equal(text) if "=" in text else []
    colon = _find_colon(text, equal) if colons and (":" in text or "：" in text) else []
    pairs = sorted([*equal, *colon], key=lambda pair: pair.start) if colon else equal
    return pairs if len(pairs) >= FEWEST else []


def _find_equal(text: str) -> list[Pair]:
    found = [match for match in _EQUAL.finditer(text) if _is_key(match["key"])]
    pairs = []
    for match, following in zip_longest(found, found[1:]):
        end, value = match.end(), match[match.lastgroup or "bare"] or ""
        if match.lastgroup == "double" and "\\" in value:
            value = _unescape(value)
        elif match.lastgroup == "bare":
            if _PRODUCT.match(value) and text.startswith(" (", end):  # a user agent without quotes
                end = following.start() if following else len(text)
                end -= len(text[match.start("bare") : end]) - len(text[match.start("bare") : end].rstrip(" ,"))
                value = text[match.start("bare") : end]
            opening = _BRACKETS.get(value[-1:])
            if opening and opening not in value:
                value, end = value[:-1], end - 1
        pairs.append(Pair(match["key"], value, match.start(), end))
    return pairs


def _find_colon(text: str, taken: list[Pair]) -> list[Pair]:
    """Names with a colon, each value up to the next name or the end of its line."""
    names = list(_find_names(text, [pair.end for pair in taken], [pair.start for pair in taken]))
    if len(names) + len(taken) < FEWEST:
        return []
    starts = sorted([*(start for _, start, _ in names), *(pair.start for pair in taken), len(text)])
    pairs = []
    for key, start, behind in names:
        limit = starts[bisect_right(starts, start)]
        stop = _COLON_END.search(text, behind, limit)
        value = text[behind : stop.start() if stop else limit].rstrip(" ,、/・　([{「【")
        if value:
            pairs.append(Pair(key, value, start, behind + len(value)))
    return pairs


def _find_names(text: str, ends: list[int], begins: list[int]) -> Iterator[tuple[str, int, int]]:
    """Known names before a colon, outside of what is taken: the name, where it starts, where its value does."""
    for colon in _COLON.finditer(text):
        found = _NAME.search(text, max(0, colon.start() - _LONGEST_NAME), colon.start())
        if found and _is_name(found["key"]):
            at = bisect_right(ends, found.start())
            if at == len(ends) or begins[at] > found.start():
                yield found["key"], found.start(), colon.end()


@lru_cache(maxsize=4096)
def _is_key(key: str) -> bool:
    """Whether a word before an equals sign is a name: of other scripts only those that are known."""
    return not is_value(key) and (key.isascii() or is_known_name(key))


@lru_cache(maxsize=4096)
def _is_name(key: str) -> bool:
    return not is_value(key) and is_known_name(key)


def _unescape(text: str) -> str:
    """A text between double quotes without its escapes; as it is where they are none of JSON."""
    try:
        plain = json.loads(f'"{text}"', strict=False)
    except ValueError:
        return text
    return plain if isinstance(plain, str) else text
