"""What is true of files: rights, places, locks; and that asking changes nothing and never fails."""

from __future__ import annotations

import os
import sqlite3
import struct
import zipfile
from pathlib import Path

import pytest
from file_samples import write
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Collection, Condition, Location, Skipped
from connectors.conditions import FileConditions, is_weakly_locked
from connectors.files import FileConnector
from connectors.sql import SqlConnector

needs_modes = pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")


def ask(url: str | Path) -> list[Condition]:
    """All conditions of the files of a place, those of the source last."""
    with FileConnector(str(url), source="s") as connector:
        collections = [one for one in connector.collections() if isinstance(one, Collection)]
        told = [condition for one in collections for condition in connector.conditions(one)]
        return [*told, *connector.conditions()]


def kinds_at(told: list[Condition], collection: str) -> set[str]:
    return {one.kind for one in told if one.location == Location("s", collection)}


@pytest.fixture
def open_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that everybody can pass, whatever the rights of the folders above it."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    real = FileConditions._lets_in

    def lets_in(self: FileConditions, path: str, group: int | None) -> bool:
        return path == os.path.realpath(tmp_path) or real(self, path, group)

    monkeypatch.setattr(FileConditions, "_lets_in", lets_in)
    return folder


@needs_modes
@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (0o600, None),
        (0o400, None),
        (0o604, "world-readable"),
        (0o644, "world-readable"),
        (0o666, "world-readable"),
        (0o602, None),
    ],
)
def test_who_may_read_a_file(open_folder: Path, mode: int, expected: str | None) -> None:
    path = write(open_folder, "list.csv", "name\nx\n")
    path.chmod(mode)
    told = [one for one in ask(open_folder) if one.kind.endswith("readable")]
    assert [(one.kind, one.detail) for one in told] == ([(expected, f"{mode:04o}")] if expected else [])


@needs_modes
def test_a_closed_folder_closes_its_files(open_folder: Path) -> None:
    path = write(open_folder, "closed/list.csv", "name\nx\n")
    path.chmod(0o644)
    path.parent.chmod(0o700)
    assert "world-readable" not in kinds_at(ask(open_folder), "closed/list.csv")
    path.parent.chmod(0o711)
    assert "world-readable" in kinds_at(ask(open_folder), "closed/list.csv")


@needs_modes
def test_a_group_of_others_may_read(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(open_folder, "list.csv", "name\nx\n")
    path.chmod(0o640)
    monkeypatch.setattr(FileConditions, "_is_private", lambda *_: False)
    assert "group-readable" in kinds_at(ask(open_folder), "list.csv")
    monkeypatch.setattr(FileConditions, "_is_private", lambda *_: True)
    assert "group-readable" not in kinds_at(ask(open_folder), "list.csv")


@needs_modes
def test_a_group_without_a_name_is_left_out(open_folder: Path) -> None:
    path = write(open_folder, "list.csv", "name\nx\n")
    path.chmod(0o640)
    try:
        os.chown(path, -1, 987_654)
    except PermissionError:
        pytest.skip("only root can give a file to a group that nobody is in")
    assert kinds_at(ask(open_folder), "list.csv") == {"unencrypted-file"}


def test_a_file_is_told_with_its_place_and_form(tmp_path: Path) -> None:
    write(tmp_path, "backup/list.csv", "name,mail\nx,a@example.jp\ny,b@example.jp\n")
    told = ask(tmp_path)
    assert Condition(Location("s", "backup/list.csv"), "backup-place", "backup") in told
    assert Condition(Location("s", "backup/list.csv"), "unencrypted-file", "csv") in told


def test_tables_of_a_file_share_what_is_true_of_it(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    connection = sqlite3.connect(tmp_path / "old/shop.db")
    connection.executescript("CREATE TABLE users (a); CREATE TABLE tmp_users (a);")
    connection.close()
    told = ask(tmp_path)
    assert {"backup-place", "unencrypted-file"} <= kinds_at(told, "old/shop.db!users")
    assert "temporary-place" not in kinds_at(told, "old/shop.db!users")
    assert "temporary-place" in kinds_at(told, "old/shop.db!tmp_users")


def test_a_database_file_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "shop.db.bak"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE users_export (a);")
    connection.close()
    with SqlConnector(f"sqlite:///{path}", source="s") as connector:
        (table,) = connector.collections()
        assert isinstance(table, Collection)
        assert [one.kind for one in connector.conditions(table)] == ["export-place"]
        told = list(connector.conditions())
    assert {"backup-place", "unencrypted-file"} <= kinds_at(told, "")
    assert {one.location for one in told} == {Location("s", "")}


@pytest.mark.parametrize("name", ["gone.csv", "link.csv"])
def test_a_file_that_vanishes_is_left_out(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, "gone.csv", "name\nx\n")
    if name == "link.csv":
        (tmp_path / name).symlink_to(path)
    with FileConnector(str(tmp_path), source="s") as connector:
        collections = {one.name: one for one in connector.collections() if isinstance(one, Collection)}
        path.unlink()
        assert [one.kind for one in connector.conditions(collections[name])] == ["unencrypted-file"]
    with FileConnector(str(write(tmp_path, "a.csv", "x\n")), source="s") as connector:
        (tmp_path / "a.csv").unlink()
        list(connector.conditions())


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX")
def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/backup"
    os.mkdir(folder)
    with open(folder + b"/\x83\x8a\x83\x58\x83\x67.csv", "wb") as stream:
        stream.write(b"name\nx\n")
    told = ask(tmp_path)
    assert [one.location.collection for one in told if one.kind == "backup-place"] == ["backup/リスト.csv"]


def test_asking_touches_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "tmp/list.csv", "name\nx\n")
    path.chmod(0o640)
    before = (path.stat(), path.parent.stat(), sorted(tmp_path.rglob("*")))
    with FileConnector(str(tmp_path), source="s") as connector:
        (collection,) = connector.collections()
        assert isinstance(collection, Collection)
        list(connector.conditions(collection))
    after = (path.stat(), path.parent.stat(), sorted(tmp_path.rglob("*")))
    assert [(one.st_mtime_ns, one.st_mode, one.st_size) for one in before[:2]] == [
        (one.st_mtime_ns, one.st_mode, one.st_size) for one in after[:2]
    ]
    assert before[2] == after[2]


# --- zip archives -----------------------------------------------------------------------------------------


def entry(name: bytes, flags: int, *, method: int = 8, extra: bytes = b"", data: bytes = b"x" * 20) -> bytes:
    """A local file header and its data (PKWARE APPNOTE.TXT 4.3.7)."""
    head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, flags, method, 0, 0, 0, len(data), 20, len(name), len(extra))
    return head + name + extra + data


AES = struct.pack("<HH", 0x9901, 7) + b"\x02\x00AE\x03\x08\x00"
OTHER = struct.pack("<HH", 0x5455, 5) + b"\x01\x00\x00\x00\x00"


@pytest.mark.parametrize(
    ("head", "weak"),
    [
        (entry(b"a.csv", 1), True),
        (entry(b"a.csv", 1 | 8, data=b""), True),
        (entry(b"a.csv", 1, extra=OTHER), True),
        (entry(b"folder/", 0, data=b"") + entry(b"a.csv", 1), True),
        (entry(b"a.csv", 0) + entry(b"b.csv", 1), True),
        (entry(b"a.csv", 0), False),
        (entry(b"a.csv", 1, extra=AES), False),
        (entry(b"a.csv", 1, extra=OTHER + AES), False),
        (entry(b"a.csv", 1, method=99), False),
        (entry(b"a.csv", 1 | 0x40), False),
        (entry(b"a.csv", 8, data=b"") + entry(b"b.csv", 1), False),
        (b"PK\x03\x04", False),
        (b"PK\x03\x04" + b"\xff" * 26, False),
        (b"", False),
        (b"PK\x05\x06" + b"\x00" * 18, False),
        (b"7z\xbc\xaf\x27\x1c" + b"\x01" * 40, False),
    ],
)
def test_how_an_archive_is_locked(head: bytes, weak: bool) -> None:
    assert is_weakly_locked(head) is weak


@given(st.binary(max_size=200))
def test_no_header_is_too_odd(data: bytes) -> None:
    assert is_weakly_locked(b"PK\x03\x04" + data) in (True, False)


def test_an_archive_of_the_standard_library_is_not_locked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as archive:
        archive.writestr("a.csv", "name\nx\n")
    (tmp_path / "locked.zip").write_bytes(entry(b"a.csv", 1))
    with FileConnector(str(tmp_path), source="s") as connector:
        assert all(isinstance(one, Skipped) for one in connector.collections())
        told = [one for one in connector.conditions() if one.kind == "weak-encryption"]
    assert told == [Condition(Location("s", "locked.zip"), "weak-encryption", "zipcrypto")]
