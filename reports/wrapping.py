"""Breaking lines of Japanese and English text for a terminal, where wide characters take two columns."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

WIDE = (
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
    r"\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)
OPENING = r"[（「『【〔［｛“(\[]"
CLOSING = r"[、。，．）」』】〕］｝：；？！ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ…”]"

UNIT = re.compile(rf"\s+|{OPENING}*(?:\d[\d,./]*\x20{WIDE}|{WIDE}|(?:(?!{WIDE})\S)+){CLOSING}*|\S")
"""What stays together: a word, a wide character, a number with its counter; no line ends with an opening
bracket or begins with a closing one, a full stop, a small kana (the rules of Japanese typesetting)."""


def wrap_text(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns; what is longer than a line is cut."""
    lines = [""]
    for unit in UNIT.findall(text):
        if cell_len(lines[-1] + unit.rstrip()) <= width:
            lines[-1] += unit
        elif not unit.isspace():
            pieces = chop_cells(unit, width) if cell_len(unit) > width else [unit]
            lines.extend(pieces)
    return [line.rstrip() for line in lines if line.strip()] or [""]
