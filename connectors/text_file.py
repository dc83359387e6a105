"""An open text file, as the readers of the single formats get it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.base import Location
from connectors.decoding import has_line_feeds, to_utf8
from connectors.streams import LONGEST_LINE, Block, ByteStream, line_blocks, newline_of


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that is known to be text.

    ``sample`` is its beginning as text (64 KB at most, line ends as ``"\\n"``), which the stream still holds;
    ``whole`` is true when the sample is all there is. ``name`` is the file's path below the root, ``suffix`` what
    it says of the content (``.csv`` of ``sales.csv.1.gz``).
    """

    location: Location
    name: str
    suffix: str
    stream: ByteStream
    encoding: str
    newline: str
    sample: str
    whole: bool

    def blocks(self, longest: int = LONGEST_LINE) -> Iterator[Block]:
        """The text as UTF-8, cut at line ends, and lines over ``longest`` bytes inside; once only."""
        return line_blocks(self.stream, self.encoding, self.newline, longest=longest)


def sample_text(head: bytes, encoding: str, *, whole: bool) -> tuple[str, str]:
    """The beginning of a file as text with its line ends as ``"\\n"``, and the line end it uses.

    A last line that the end of the sample cuts is left out, unless it is the only one.
    """
    text = _decode(head, encoding, whole=whole)
    newline = newline_of(text)
    text = text.replace("\r", "\n") if newline == "\r" else text.replace("\r\n", "\n")
    return (text if whole or "\n" not in text else text[: text.rindex("\n") + 1]), newline


def _decode(head: bytes, encoding: str, *, whole: bool) -> str:
    if not has_line_feeds(encoding):
        return head.decode(encoding, "replace")
    ends = b"\n" if b"\n" in head else b"\r"
    lines = head if whole or ends not in head else head[: head.rindex(ends) + 1]
    if ends == b"\r":
        return to_utf8(lines.replace(b"\r", b"\n"), encoding).decode().replace("\n", "\r")
    return to_utf8(lines, encoding).decode()
