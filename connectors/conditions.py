"""What is true of a file rather than of what it holds: who may read it, where it lies, how it is locked.

Only metadata is looked at: names, modes and the headers that reading the file looks at anyway. What cannot be told is
left out, and nothing here raises.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from connectors.base import Condition, Location
from connectors.places import find_places, find_root_places

if os.name == "posix":
    import grp
    import pwd

_ZIP_ENTRY = b"PK\x03\x04"
_HEADER = 30
_LOCKED, _STREAMED, _STRONG = 0x1, 0x8, 0x40
_AES_METHOD, _AES_FIELD = 99, 0x9901
_UNKNOWN_SIZE = 0xFFFFFFFF


class FileConditions:
    """Tells the conditions of the files of one source. ``root`` is the file or folder that was configured."""

    def __init__(self, source: str, root: Path) -> None:
        self._source = source
        self._root = root
        self._archives: list[Condition] = []
        self._reach: dict[tuple[str, int | None], bool] = {}
        self._private: dict[tuple[int, int], bool] = {}

    def of_root(self) -> Iterator[Condition]:
        """What holds for all files of the source: the folders that its root lies in; and the archives that were seen
        and not opened."""
        with suppress(OSError, ValueError):
            real = Path(os.path.realpath(self._root))
            for kind, word in find_root_places(real.parts if real.is_dir() else real.parts[:-1]):
                yield Condition(Location(self._source, ""), kind, word)
        yield from dict.fromkeys(self._archives)

    def of_file(self, name: str, path: Path, form: str) -> Iterator[Condition]:
        """What holds for one file: ``name`` is its path below the root as the reports show it, ``form`` how it is
        read. A file that was read without a key is not encrypted by itself."""
        location = Location(self._source, name)
        for kind, word in find_places(name.split("/")):
            yield Condition(location, kind, word)
        yield from self._of_mode(location, path)
        yield Condition(location, "unencrypted-file", form)

    def of_whole(self, form: str) -> Iterator[Condition]:
        """What holds for a file that is a source of its own; all under the source."""
        for one in (*self.of_root(), *self.of_file(self._root.name, self._root, form)):
            yield replace(one, location=Location(self._source, ""))

    def _of_mode(self, location: Location, path: Path) -> Iterator[Condition]:
        """Who beside its owner may read a file: everybody, else the members of its group. The folders above count: a
        file of mode 0644 in a folder of mode 0700 is nobody else's."""
        if os.name != "posix":
            return
        with suppress(OSError, ValueError, KeyError):
            status = path.stat()
            mode = stat.S_IMODE(status.st_mode)
            folder = os.path.realpath(path.parent if not path.is_symlink() else Path(os.path.realpath(path)).parent)
            detail = f"{mode:04o}"
            if mode & stat.S_IROTH and self._lets_in(folder, None):
                yield Condition(location, "world-readable", detail)
            elif (
                mode & stat.S_IRGRP
                and not self._is_private(status.st_uid, status.st_gid)
                and self._lets_in(folder, status.st_gid)
            ):
                yield Condition(location, "group-readable", detail)

    def note_archive(self, name: str, head: bytes) -> None:
        """Look at the beginning of a file that is not read, for a zip archive with a weak lock."""
        if is_weakly_locked(head):
            self._archives.append(Condition(Location(self._source, name), "weak-encryption", "zipcrypto"))

    def _lets_in(self, folder: str, group: int | None) -> bool:
        """Whether everybody (or the members of a group) can pass this folder and all above it."""
        if (folder, group) not in self._reach:
            status = os.stat(folder)
            passes = bool(status.st_mode & stat.S_IXOTH) or (
                status.st_gid == group and bool(status.st_mode & stat.S_IXGRP)
            )
            above = os.path.dirname(folder)
            self._reach[folder, group] = passes and (above == folder or self._lets_in(above, group))
        return self._reach[folder, group]

    def _is_private(self, owner: int, group: int) -> bool:
        """Whether a group is its owner's own: of the same name and without other members, as Linux makes one for each
        user."""
        if (owner, group) not in self._private:
            name, known = pwd.getpwuid(owner).pw_name, grp.getgrgid(group)
            self._private[owner, group] = known.gr_name == name and not set(known.gr_mem) - {name}
        return self._private[owner, group]


def is_weakly_locked(head: bytes) -> bool:
    """Whether the beginning of a zip archive shows a file under the old encryption (ZipCrypto): the bit
    for encryption without strong encryption (PKWARE APPNOTE.TXT 4.4.4, 6.1) or the field 0x9901 of WinZip's AES."""
    at = 0
    while head.startswith(_ZIP_ENTRY, at) and len(head) >= at + _HEADER:
        flags, method = (int.from_bytes(head[at + place : at + place + 2], "little") for place in (6, 8))
        size = int.from_bytes(head[at + 18 : at + 22], "little")
        name, extra = (int.from_bytes(head[at + place : at + place + 2], "little") for place in (26, 28))
        begin = at + _HEADER + name
        if flags & _LOCKED:
            strong = (
                flags & _STRONG or method == _AES_METHOD or _AES_FIELD in _extra_fields(head[begin : begin + extra])
            )
            if not strong:
                return True
        if flags & _STREAMED or size == _UNKNOWN_SIZE:
            return False  # where the next one begins is not told here
        at = begin + extra + size
    return False


def _extra_fields(data: bytes) -> Iterator[int]:
    """The ids of the extra fields of an entry."""
    at = 0
    while at + 4 <= len(data):
        yield int.from_bytes(data[at : at + 2], "little")
        at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
