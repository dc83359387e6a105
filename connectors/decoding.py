"""Text of any encoding as UTF-8: whole blocks at once where one encoding fits, else line by line.

Files are glued together from exports of different systems, and logs change their encoding when a program is
replaced. A line that does not fit the encoding of its file is judged on its own, so that nothing is lost to it.
"""

from __future__ import annotations

import codecs
import re

from connectors.encoding import detect_encoding, holds_japanese, plausibility

WESTERN = frozenset(("cp1252", "latin-1"))
"""Encodings in which any bytes are text: they explain nothing, so lines in them are judged one by one."""
_UTF8 = frozenset(("utf-8", "utf-8-sig"))
_JAPANESE = ("cp932", "euc_jp")
_JUDGED = 64 << 10
_SAME = 0.5
_ESCAPE = b"\x1b$"
# Two kana, kanji or full-width signs of UTF-8 in a row (U+3000 to U+9FFF): no usual text in cp932 or EUC-JP.
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
# Two kana of EUC-JP in a row, which cp932 reads as half-width punctuation between half-width kana.
_EUC_RUN = re.compile(rb"(?:[\xa4\xa5][\xa1-\xf6]){2}")
_ADJACENT = re.compile(rb"[\x80-\xff]{2}")  # in every Japanese word, in few western ones


def has_line_feeds(encoding: str) -> bool:
    """Whether the byte 0x0A is a line feed, always and nothing else, in an encoding."""
    return not encoding.startswith(("utf-16", "utf-32", "iso2022"))


def to_utf8(data: bytes, encoding: str) -> bytes:
    """Whole lines of a file in ``encoding`` as valid UTF-8. Bytes that are no text in any become U+FFFD."""
    if encoding in _UTF8:
        return data if _fits(data, "utf-8") and _ESCAPE not in data else _lines_to_utf8(data, "utf-8")
    if encoding in WESTERN or _UTF8_RUN.search(data) or (encoding == "cp932" and _EUC_RUN.search(data)):
        return _lines_to_utf8(data, encoding)
    try:
        return data.decode(encoding).encode("utf-8", "replace")
    except UnicodeDecodeError:
        return _lines_to_utf8(data, encoding)


def count_whole(data: bytes, encoding: str) -> int:
    """How many bytes at the beginning of ``data`` are whole characters, where its end may cut one."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    decoder.decode(data)
    return len(data) - len(decoder.getstate()[0])


def _lines_to_utf8(data: bytes, encoding: str) -> bytes:
    lines = data.split(b"\n")
    wrong = [at for at, line in enumerate(lines) if _ESCAPE in line or not _is_evident(line, encoding)]
    if encoding in _UTF8 or encoding in WESTERN:
        encoding = detect_encoding(b"\n".join(lines[at] for at in wrong)[:_JUDGED])
    for at in wrong:
        lines[at] = _line_to_utf8(lines[at], encoding)
    return b"\n".join(lines)


def _is_evident(line: bytes, encoding: str) -> bool:
    """Whether a line is UTF-8 already. In a file of another encoding short ones could be so by accident; kana and
    kanji could not."""
    return line.isascii() or (_fits(line, "utf-8") and (encoding in _UTF8 or holds_japanese(line.decode("utf-8"))))


def _line_to_utf8(line: bytes, usual: str) -> bytes:
    """One line, in the encoding of its neighbours if that explains it better than any other."""
    encoding = _line_encoding(line, usual)
    if encoding.startswith(("utf-16", "utf-32")):
        encoding = "utf-8"  # stray zero bytes: no single line of a file with line feeds is UTF-16
    return line.decode(encoding, "replace").encode("utf-8", "replace")


def _line_encoding(line: bytes, usual: str) -> str:
    if usual in WESTERN and not _ADJACENT.search(line):
        return usual if _fits(line, usual) else "latin-1"
    if usual in _JAPANESE and _ESCAPE not in line:
        scores = {name: plausibility(line.decode(name)) for name in _JAPANESE if _fits(line, name)}
        if scores:
            # Half-width kana in cp932 are kanji in EUC-JP: where a line may be both, its neighbours count.
            return max(scores, key=lambda name: scores[name] + _SAME * (name == usual))
    return detect_encoding(line)


def _fits(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
