"""What a video or sound file of the ISO base media form (MP4, MOV, M4A; ISO/IEC 14496-12) says about itself.

Only boxes of metadata are read: the place (``©xyz`` and ``com.apple.quicktime.location.ISO6709``, both ISO 6709), make,
model, software, names and comments. Picture and sound are passed over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

_CONTAINERS = frozenset({b"moov", b"udta", b"meta", b"ilst", b"trak"})
_TEXTS = {
    b"\xa9xyz": "location",
    b"\xa9mak": "make",
    b"\xa9mod": "model",
    b"\xa9swr": "software",
    b"\xa9too": "software",
    b"\xa9nam": "title",
    b"\xa9ART": "artist",
    b"\xa9aut": "author",
    b"\xa9cmt": "comment",
    b"\xa9des": "description",
    b"\xa9day": "datetime",
    b"\xa9cpy": "copyright",
    b"desc": "description",
    b"auth": "author",
}
_LONGEST = 1 << 16
_MOST_BOXES = 20_000
_DEEPEST = 8


def read_recording(path: Path) -> Mapping[str, str]:
    """The names and values that the file carries; none for files of other forms (Matroska, WAV). Raises OSError."""
    found: dict[str, str] = {}
    with path.open("rb") as file:
        size = file.seek(0, 2)
        for name, value in _BoxReader(file).walk(0, size, 0):
            text = value.replace("\x00", "").strip()
            if text:
                found.setdefault(name, text)
    return found


class _BoxReader:
    """Walks the boxes of one file; the number of them and their depth are bounded."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._boxes = 0
        self._keys: list[str] = []

    def walk(self, start: int, end: int, depth: int) -> Iterator[tuple[str, str]]:
        at = start
        while at + 8 <= end and self._boxes < _MOST_BOXES and depth <= _DEEPEST:
            self._file.seek(at)
            head = self._file.read(16)
            if len(head) < 8:
                return
            size, kind, body = int.from_bytes(head[:4]), head[4:8], 8
            if size == 1 and len(head) == 16:
                size, body = int.from_bytes(head[8:16]), 16
            elif size == 0:
                size = end - at
            if size < body or at + size > end:
                return
            self._boxes += 1
            yield from self._open(kind, at + body, at + size, depth)
            at += size

    def _open(self, kind: bytes, start: int, end: int, depth: int) -> Iterator[tuple[str, str]]:
        if kind == b"meta":
            yield from self.walk(start + self._version_size(start), end, depth + 1)
        elif kind in _CONTAINERS:
            yield from self.walk(start, end, depth + 1)
        elif kind == b"keys":
            self._keys = self._read_keys(self._take(start, end))
        elif kind in _TEXTS:
            yield _TEXTS[kind], _text_of(self._take(start, end))
        elif 0 < int.from_bytes(kind) <= len(self._keys):
            yield _plain_key(self._keys[int.from_bytes(kind) - 1]), _text_of(self._take(start, end))

    def _version_size(self, start: int) -> int:
        """In MP4 a meta box begins with four bytes of version, in QuickTime with its first box."""
        self._file.seek(start + 4)
        return 0 if self._file.read(4) in (b"hdlr", b"keys", b"ilst", b"mhdr") else 4

    def _take(self, start: int, end: int) -> bytes:
        self._file.seek(start)
        return self._file.read(min(end - start, _LONGEST))

    @staticmethod
    def _read_keys(data: bytes) -> list[str]:
        keys, at = [], 8
        while at + 8 <= len(data):
            (size,) = struct.unpack_from(">I", data, at)
            if size < 8:
                break
            keys.append(data[at + 8 : at + size].decode("utf-8", "replace"))
            at += size
        return keys


def _plain_key(key: str) -> str:
    last = key.removeprefix("com.apple.quicktime.").removeprefix("com.android.").lower()
    return "location" if last.startswith("location.iso6709") else last[:64]


def _text_of(data: bytes) -> str:
    """The text of a value: behind a ``data`` box (iTunes), behind a length and a language (QuickTime), or plain."""
    if data[4:8] == b"data":
        return data[16:].decode("utf-8", "replace")
    if len(data) >= 4 and int.from_bytes(data[:2]) == len(data) - 4:
        return data[4:].decode("utf-8", "replace")
    return data.decode("utf-8", "replace")
