"""How the demo writes its files: the same bytes and the same rights each time, whatever the machine's defaults are."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

FOLDER, OWN, EVERYBODY = 0o755, 0o600, 0o644
"""Rights of folders, of files that only their owner reads, and of files that all users of the machine read."""

_OLD = (2023, 4, 3, 9, 0, 0)
_ENTRY, _LISTED = b"PK\x03\x04", b"PK\x01\x02"


def make_folder(folder: Path) -> Path:
    """Make a folder and those above it with the demo's rights; what is there is left as it is. Raises OSError."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(FOLDER)
    return folder


def write_file(path: Path, content: bytes, mode: int = OWN) -> None:
    """Write a file, and its folder where there is none. Raises OSError."""
    make_folder(path.parent)
    path.write_bytes(content)
    path.chmod(mode)


def join_rows(rows: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """A table as text, in the form in which spreadsheets save it (RFC 4180)."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def make_locked_archive(name: str, rng: Random) -> bytes:
    """A zip archive with one file that says of itself to be under the old encryption (ZipCrypto, PKWARE APPNOTE.TXT
    4.4.4 and 6.1). It holds random bytes: there is nothing to unlock."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, _OLD), rng.randbytes(4096))
    data = bytearray(written.getvalue())
    for start, flags in ((data.index(_ENTRY), 6), (data.rindex(_LISTED), 8)):
        struct.pack_into("<H", data, start + flags, 1)
    return bytes(data)
