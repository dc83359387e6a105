"""Text for the cells of spreadsheets and CSV files that no program takes for a formula.

A name of a table or a file may be anything, also ``=HYPERLINK(...)``. Such a text gets an apostrophe in front, which
spreadsheet programs take as "this is text".
"""

from __future__ import annotations

import re

LONGEST = 32_767
"""The most characters that a cell of a spreadsheet holds (Excel)."""

_RISKY = re.compile(r"[\t\r\n]|'*\s*[=+\-@＝＋－＠]|'+[\t\r\n]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CUT = " […]"


def safe_cell(value: str | int | float) -> str | int | float:
    """A value for a cell: numbers as they are; text that could be read as a formula behind an apostrophe, without
    characters that XML and UTF-8 cannot hold, and cut where a cell could not hold it all."""
    if not isinstance(value, str):
        return value
    text = _UNWRITABLE.sub("\ufffd", value)
    text = f"'{text}" if _RISKY.match(text) else text
    return text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT


def read_cell(text: str) -> str:
    """The text that :func:`safe_cell` was given, for one that was read back from a file."""
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text


def fit_cell(text: str) -> str:
    """A text as it will be read back once a cell has held it."""
    return read_cell(str(safe_cell(text)))
