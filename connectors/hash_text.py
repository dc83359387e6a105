"""Hashes as programs print them: ``{'email': 'x'}`` (Python), ``{:email=>"x"}`` (Ruby), ``{ email: 'x' }`` (Node.js).

Read as values like those of JSON: numbers and what is printed in no plain form (``Decimal('1')``) stay text.
"""

from __future__ import annotations

import re
from typing import Any

from connectors.json_fields import DEPTH, Repeated

HASH_BEGIN = re.compile(
    r"\{\s*+(?:'[^'\n]{1,64}+'\s*+:|\"[^\"\n]{1,64}+\"\s*+=>|:[A-Za-z_]\w{0,63}+\s*+=>|[A-Za-z_$]\w{0,63}+:\s)"
)
"""How such a hash begins."""

_SPACE = re.compile(r"\s*+")
_STRING = re.compile(r"""[bu]?(?:'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)")""", re.DOTALL)
_KEY = re.compile(r":?([^\W\d]\w{0,63}+|\d{1,30}+)")
_MARK = re.compile(r"\s*+(?:=>|:)\s*+")
_ATOM = re.compile(r"[^\s,(){}\[\]'\"]{1,400}+(?:\((?:'[^'\n]{0,400}+'|[^()'\n]{0,400}+)*+\))?")
_ESCAPE = re.compile(r"""\\(['"\\nrt]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})""")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}
_NOTHING = frozenset({"None", "nil", "null", "undefined"})
_CLOSING = {"[": "]", "(": ")"}


def read_hash(text: str, start: int) -> tuple[dict[str, Any], int]:
    """The hash that begins at ``start`` and where it ends. Raises ValueError for what is none."""
    value, end = _read_object(text, start, DEPTH)
    return value, end


def _read_value(text: str, at: int, depth: int) -> tuple[Any, int]:
    sign = text[at : at + 1]
    if sign in ("{", "[", "("):
        if not depth:
            raise _no_hash()
        return _read_object(text, at, depth - 1) if sign == "{" else _read_list(text, at, depth - 1)
    string = _STRING.match(text, at)
    if string:
        return _unescape(string[1] if string[1] is not None else string[2]), string.end()
    atom = _ATOM.match(text, at)
    if not atom:
        raise _no_hash()
    word = atom[0].removeprefix(":")
    if word in _NOTHING:
        return None, atom.end()
    return (word.lower() == "true" if word.lower() in ("true", "false") else word), atom.end()


def _read_object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    value: dict[str, Any] = {}
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        key = _STRING.match(text, at) or _KEY.match(text, at)
        mark = _MARK.match(text, key.end()) if key else None
        if key is None or mark is None:
            raise _no_hash()
        name = _unescape(next(part for part in key.groups() if part is not None))
        item, at = _read_value(text, mark.end(), depth)
        value[name] = item if name not in value else Repeated([value[name], item])
        at = _pass_comma(text, at, "}")
    return value, at + 1


def _read_list(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    closing = _CLOSING[text[at]]
    items: list[Any] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] != closing:
        item, at = _read_value(text, at, depth)
        items.append(item)
        at = _pass_comma(text, at, closing)
    return items, at + 1


def _pass_comma(text: str, at: int, closing: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] == ",":
        return _skip(text, at + 1)
    if text[at : at + 1] != closing:
        raise _no_hash()
    return at


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_plain, text) if "\\" in text else text


def _plain(escape: re.Match[str]) -> str:
    sign = escape[1]
    return chr(int(sign[1:], 16)) if sign[0] in "ux" and len(sign) > 1 else _SIGNS.get(sign, sign)


def _no_hash() -> ValueError:
    return ValueError("no hash")
