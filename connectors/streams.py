"""The bytes of one file, unzipped where needed, and the same as blocks of clean UTF-8 text.

Trouble half-way (a read error, a broken gzip) does not raise: the stream ends there, keeps the reason in
``trouble``, and everything before it has been handed out. Memory use is a few blocks, whatever the file's size.
"""

from __future__ import annotations

import codecs
import os
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from connectors.base import SkipReason
from connectors.decoding import count_whole, has_line_feeds, to_utf8

BLOCK = 2 << 20
"""Bytes of text in one block, before it is cut back to the last line end."""
LONGEST_LINE = 1 << 20
"""Bytes: a line that is longer comes in pieces, so that no file can make one cell fill the memory."""

_NEAR = 4 << 10
# Bytes that are these signs in every encoding here (no second byte of cp932 is below 0x40).
_BETWEEN_WORDS = (b" ", b"\t", b",", b";", b'"', b">")

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 31  # zlib's window bits for "gzip header and check sum expected"
_READ = 1 << 18


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a stream ended too early; ``problem`` and ``hint`` as in ``Skipped``."""

    reason: SkipReason
    problem: str
    hint: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text as valid UTF-8, and how many bytes were read from the disk for it. ``piece`` is true
    for a part of a line that is too long to be held, and ``open`` if that line goes on in the next block."""

    data: bytes
    taken: int
    piece: bool = False
    open: bool = False


def os_trouble(error: OSError) -> Trouble:
    """A read error in words: the system's own text, never the path, which the report's location already names."""
    if isinstance(error, PermissionError):
        return Trouble("permission-denied", "No permission to read this", "Give the scanning user read access")
    if isinstance(error, FileNotFoundError):
        return Trouble("missing", "This is no longer there", "Check the path, or a link that points nowhere")
    code = os.strerror(error.errno) if error.errno else type(error).__name__
    return Trouble("failed-midway", f"Reading failed: {code}", "Check the disk or the network share, then scan again")


class Bytes(Protocol):
    """What blocks of text are made of."""

    def read(self, size: int) -> bytes:
        """About ``size`` bytes of content; none at the end."""

    def take_count(self) -> int:
        """Bytes read from the disk since the last call."""


class ByteStream:
    """A file opened for reading, gunzipped on the way if it is gzip. Raises OSError only when opening."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._expected = os.fstat(self._file.fileno()).st_size
        self._raw_bytes = 0
        self._reported = 0
        self._raw_ended = False
        self._pending = b""
        self._inflater: zlib._Decompress | None = None
        self.trouble: Trouble | None = None
        self._raw = b""
        self._raw = self._read_raw()
        self.gzipped = self._raw.startswith(_GZIP_MAGIC)
        if self.gzipped:
            self._inflater = zlib.decompressobj(_GZIP)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes of content; fewer only at the end."""
        parts = [self._pending[:size]]
        have, self._pending = len(parts[0]), self._pending[size:]
        while have < size:
            part = self._inflate() if self.gzipped else self._plain()
            if not part:
                break
            parts.append(part)
            have += len(part)
        data = b"".join(parts)
        if have > size:
            data, self._pending = data[:size], data[size:]
        return data

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, which stay in the stream."""
        data = self.read(size)
        self._pending = data + self._pending
        return data

    def take_count(self) -> int:
        """Bytes read from the disk since the last call."""
        count, self._reported = self._raw_bytes - self._reported, self._raw_bytes
        return count

    def _plain(self) -> bytes:
        data, self._raw = self._raw or self._read_raw(), b""
        return data

    def _read_raw(self) -> bytes:
        if self._raw_ended:
            return b""
        try:
            data = self._file.read(_READ)
        except OSError as error:
            data = b""
            self.trouble = os_trouble(error)
        self._raw_bytes += len(data)
        self._raw_ended = not data
        if not data and self.trouble is None and self._raw_bytes < self._expected:
            self.trouble = Trouble(
                "failed-midway",
                "The file became shorter while it was read",
                "Scan again when nothing rewrites it",
            )
        return data

    def _inflate(self) -> bytes:
        """The next piece of unzipped data; empty at the end, be it good or bad."""
        while self._inflater is not None:
            self._raw = self._raw or self._read_raw()
            no_more = not self._raw
            before = self._inflater.copy()
            try:
                data = self._inflater.decompress(self._raw, _READ * 4)
            except zlib.error:
                data = _salvage(before, self._raw)
                self._end_gzip("The gzip file is damaged")
                return data
            self._raw = self._inflater.unconsumed_tail
            if self._inflater.eof:
                self._next_member(self._inflater.unused_data)
            elif no_more and not data:
                self._end_gzip("The gzip file ends too early")
            if data:
                return data
        return b""

    def _next_member(self, rest: bytes) -> None:
        """A gzip file may be several in a row, and padded with zeros at its end (RFC 1952, and tapes)."""
        rest = rest.lstrip(b"\x00")
        while len(rest) < len(_GZIP_MAGIC) and (more := self._read_raw()):
            rest = (rest + more).lstrip(b"\x00")
        self._raw = rest
        self._inflater = zlib.decompressobj(_GZIP) if rest.startswith(_GZIP_MAGIC) else None
        if rest and self._inflater is None:
            self._end_gzip("The gzip file has something else after its end")

    def _end_gzip(self, problem: str) -> None:
        self._inflater = None
        self._raw = b""
        self.trouble = self.trouble or Trouble("corrupt", problem, "Restore the file from its origin, then scan again")


def _salvage(inflater: zlib._Decompress, raw: bytes) -> bytes:
    """What can be unzipped of ``raw`` before its damaged place. zlib throws away the output of the call that
    fails, so this goes on byte by byte."""
    out = bytearray()
    try:
        for at in range(len(raw)):
            out += inflater.decompress(raw[at : at + 1])
    except zlib.error:
        pass
    return bytes(out)


def line_blocks(
    stream: Bytes, encoding: str, newline: str = "\n", *, size: int = BLOCK, longest: int = LONGEST_LINE
) -> Iterator[Block]:
    """The stream as UTF-8 blocks which end at a line end (the last one need not).

    A line over ``longest`` bytes comes in pieces, one a block, all but the last of them ``open``. ``newline`` is
    ``"\\r"`` for files that have no line feed at all: their line ends come out as ``"\\n"``. Bytes that are no text
    become U+FFFD, so that the rest of their line is still seen.
    """
    rest: list[bytes] = []
    held, cutting = 0, False
    by_line = encoding if has_line_feeds(encoding) else "utf-8"
    for piece in _pieces(stream, encoding, size):
        data = piece.replace(b"\r", b"\n") if newline == "\r" else piece
        cut = data.rfind(b"\n") + 1
        rest.append(data[:cut] if cut else data)
        held += len(rest[-1])
        if not cut and held <= longest:
            continue
        whole = b"".join(rest)
        if cut:
            yield from _cut_lines(whole, by_line, longest, stream, cutting=cutting)
            rest, held, cutting = [data[cut:]], len(data) - cut, False
        else:
            left = yield from _cut_line(whole, by_line, longest, stream)
            rest, held, cutting = [left], len(left), True
    if held:
        yield from _cut_lines(b"".join(rest), by_line, longest, stream, cutting=cutting)


def _cut_lines(data: bytes, encoding: str, longest: int, stream: Bytes, *, cutting: bool) -> Iterator[Block]:
    """Whole lines as one block, the longest of them in blocks of their own. ``cutting``: the first of them is the
    rest of one."""
    start = at = 0
    while cutting or len(data) - at > longest:
        end = 0 if cutting else data.rfind(b"\n", at, at + longest) + 1
        if end:
            at = end
            continue
        if at > start:
            yield Block(to_utf8(data[start:at], encoding), stream.take_count())
        end = data.find(b"\n", at) + 1 or len(data)
        left = yield from _cut_line(data[at:end], encoding, longest, stream)
        yield Block(to_utf8(left, encoding), stream.take_count(), piece=True)
        start, at, cutting = end, end, False
    if start < len(data):
        yield Block(to_utf8(data[start:], encoding), stream.take_count())


def _cut_line(line: bytes, encoding: str, longest: int, stream: Bytes) -> Generator[Block, None, bytes]:
    """Pieces of a line, as long as more than one is left; the last is returned. They end between words, so that
    no value is cut in two, or at least between characters."""
    at = 0
    while len(line) - at > longest:
        window = line[at : at + longest]
        near = max(len(window) - _NEAR, 1)
        ends = [window.rfind(sign, near) + len(sign) for sign in _BETWEEN_WORDS if window.rfind(sign, near) >= 0]
        end = max(ends) if ends else count_whole(window, encoding) or longest
        yield Block(to_utf8(line[at : at + end], encoding), stream.take_count(), piece=True, open=True)
        at += end
    return line[at:]


def _pieces(stream: Bytes, encoding: str, size: int) -> Iterator[bytes]:
    """Raw pieces of the file, cut anywhere; UTF-8 already where the encoding hides its line ends."""
    if has_line_feeds(encoding):
        if encoding == "utf-8-sig":
            stream.read(len(codecs.BOM_UTF8))
        while data := stream.read(size):
            yield data
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while data := stream.read(size):
        yield decoder.decode(data).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def newline_of(sample: str) -> str:
    """How lines end in a text: ``"\\r"`` only where there is no line feed (old Macintosh files)."""
    return "\r" if "\r" in sample.rstrip("\r\n") and "\n" not in sample else "\n"
