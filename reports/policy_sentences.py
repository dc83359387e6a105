"""Sentences of a policy's text; put together again they are the text."""

from __future__ import annotations

import re

_END = re.compile(
    r"(?<=[。！？])(?![」）)])|(?<=[.!?])\s+(?=[A-Z\"“(])",
)
_ABBREVIATED = re.compile(r"(?:\b(?:Inc|Ltd|Co|No|Corp|Art|vs|Mr|Ms|Dr|St|K\.K|e\.g|i\.e)|\b[A-Z])\.$")


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph, none of them empty."""
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if not _ABBREVIATED.search(text, max(start, match.start() - 8), match.start()):
            sentences.append(text[start : match.start()].strip())
            start = match.end()
    sentences.append(text[start:].strip())
    return tuple(sentence for sentence in sentences if sentence)
