from __future__ import annotations

import errno
import gzip
import io
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from file_samples import SAMPLES, read_place, real_data, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.base import Batch, Collection, ConnectorError, Skipped
from connectors.files import FileConnector


def test_a_folder_of_everything() -> None:
    reading = read_place(SAMPLES)
    assert {name: (item.kind, item.form) for name, item in reading.collections.items()} == {
        "customers_sjis.csv": ("records", "csv"),
        "events.jsonl": ("records", "jsonl"),
        "inquiries.mbox": ("mailbox", "mbox"),
        "u_ex260105.log": ("access-log", "w3c"),
    }
    assert all(item.size for item in reading.collections.values())


def test_a_single_file_has_its_own_name(tmp_path: Path) -> None:
    path = write(tmp_path, "sub/a b.txt", "x\n")
    assert list(read_place(path).rows) == ["a b.txt"]
    assert list(read_place(path.as_uri()).rows) == ["a b.txt"]
    assert list(read_place(f"file://{tmp_path}/**/*.txt").rows) == ["sub/a b.txt"]


@pytest.mark.parametrize(
    ("url", "reason"), [("nothing", "missing"), ("", "empty"), ("*.csv", "empty"), ("bad\x00name", "missing")]
)
def test_places_that_cannot_be_scanned(tmp_path: Path, url: str, reason: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        FileConnector(f"{tmp_path}/{url}", source="files")
    assert caught.value.reason == reason
    assert caught.value.hint
    # It stands in reports: the place is named, the folders above it (which may hold a user's name) are not.
    assert (url.partition("*")[0] or tmp_path.name) in caught.value.problem
    assert str(tmp_path.parent) not in caught.value.problem


@pytest.mark.parametrize("url", ["", "  "])
def test_no_path_is_not_the_working_directory(url: str) -> None:
    with pytest.raises(ConnectorError, match="No path is named") as caught:
        FileConnector(url, source="files")
    assert caught.value.reason == "missing"


def test_excluding_everything_is_like_an_empty_place(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "x\n")
    with pytest.raises(ConnectorError, match="no file"):
        FileConnector(str(tmp_path), source="files", exclude=["*.csv"])


def test_include_and_exclude(tmp_path: Path) -> None:
    for name in ("a.csv", "b.txt", "old/a.csv", "old/c.csv"):
        write(tmp_path, name, "x\n")
    assert list(read_place(tmp_path, include=["*.csv"]).rows) == ["a.csv", "old/a.csv", "old/c.csv"]
    assert list(read_place(tmp_path, exclude=["old"]).rows) == ["a.csv", "b.txt"]
    assert list(read_place(tmp_path, include=["*.csv"], exclude=["*/a.csv"]).rows) == ["a.csv", "old/c.csv"]


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b""), ("a.txt", b"\xef\xbb\xbf"), ("a.gz", gzip.compress(b"", mtime=0))]
)
def test_an_empty_file_was_read(tmp_path: Path, name: str, content: bytes) -> None:
    reading = read_place(write(tmp_path, name, content))
    assert reading.collections[name].rows == 0
    assert reading.only == []
    assert not reading.skipped


def test_what_cannot_be_read_does_not_stop_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "a.pdf", b"%PDF-1.7\n")
    write(tmp_path, "b.gz", b"\x1f\x8b broken")
    write(tmp_path, "c.txt", "x\n")
    (tmp_path / "d").symlink_to("nowhere")
    os.mkfifo(tmp_path / "e")
    reading = read_place(tmp_path)
    assert list(reading.rows) == ["c.txt"]
    assert reading.skips() == [
        ("a.pdf", "unsupported-format", False),
        ("b.gz", "corrupt", False),
        ("d", "missing", False),
        ("e", "unsupported-format", False),
    ]
    assert all(skip.problem and skip.hint for skip in reading.skipped)


def test_a_truncated_gzip_keeps_its_first_part(tmp_path: Path) -> None:
    lines = b"".join(b"%d taro%d@example.com\n" % (number, number * 7919 % 10_007) for number in range(50_000))
    reading = read_place(write(tmp_path, "a.log.gz", gzip.compress(lines)[:-5_000]))
    assert len(reading.only) > 40_000
    assert reading.only[0] == {"": "0 taro0@example.com"}
    assert reading.skips() == [("a.log.gz", "corrupt", True)]


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt", "x\n")
    write(tmp_path, "secret.txt", "x\n")
    real = Path.open

    def refuse(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "secret.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)
    reading = read_place(tmp_path)
    assert list(reading.rows) == ["a.txt"]
    assert reading.skips() == [("secret.txt", "permission-denied", False)]


class FailingFile(io.RawIOBase):
    """A file on a disk that breaks after some bytes."""

    def __init__(self, path: Path, good: int) -> None:
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115 - closed in close
        self._left = good

    def read(self, size: int = -1) -> bytes:
        if self._left <= 0:
            raise OSError(errno.EIO, "Input/output error")
        data = self._file.read(min(size, self._left)) or b""
        self._left -= len(data)
        return data

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()
        super().close()


def test_a_disk_that_fails_half_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.log", b"2026-01-05 10:00:00 a line\n" * 100_000)
    connector = FileConnector(str(path), source="files")
    (item,) = connector.collections()
    assert isinstance(item, Collection)
    monkeypatch.setattr(Path, "open", lambda path, *_, **__: FailingFile(path, 1_500_000))
    read = list(connector.read(item))
    assert sum(part.rows for part in read if isinstance(part, Batch)) > 50_000
    last = read[-1]
    assert isinstance(last, Skipped)
    assert (last.reason, last.partial) == ("failed-midway", True)
    assert "Input/output error" in last.problem


def test_a_file_that_goes_away_after_the_listing(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "x\n")
    connector = FileConnector(str(path), source="files")
    (item,) = connector.collections()
    path.unlink()
    assert isinstance(item, Collection)
    (skip,) = connector.read(item)
    assert isinstance(skip, Skipped)
    assert (skip.reason, skip.partial) == ("missing", False)


def test_reading_needs_no_listing_by_the_same_connector(tmp_path: Path) -> None:
    write(tmp_path, "b/a.json", '{"K!1":[{"n":1}],"L":[{"n":2}]}')
    with FileConnector(str(tmp_path), source="files") as first:
        items = [item for item in first.collections() if isinstance(item, Collection)]
    assert [item.name for item in items] == ["b/a.json!K!1", "b/a.json!L"]
    for item, value in zip(items, ["1", "2"], strict=True):
        with FileConnector(str(tmp_path), source="files") as second:
            (batch,) = second.read(item)
            assert isinstance(batch, Batch)
            assert batch.location.collection == item.name
            assert batch.columns[0].to_pylist() == [value]


def test_a_collection_of_another_place_is_missing(tmp_path: Path) -> None:
    with FileConnector(str(write(tmp_path, "a.txt", "x\n")), source="files") as connector:
        (skip,) = connector.read(Collection("../etc/passwd", "text"))
        assert isinstance(skip, Skipped)
        assert skip.reason == "missing"


def database(path: Path) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE Member (id INTEGER, mail TEXT)")
        connection.executemany("INSERT INTO Member VALUES (?, ?)", [(n, f"user{n}@example.com") for n in range(3)])
        connection.execute("CREATE TABLE Empty (note TEXT)")
    connection.close()
    return path


def test_a_database_file_among_others(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    database(tmp_path / "sub" / "crm.data")
    write(tmp_path, "sub/crm.data-wal", b"\x37\x7f\x06\x82" + bytes(100))
    reading = read_place(tmp_path)
    assert set(reading.rows) == {"sub/crm.data!Member", "sub/crm.data!Empty"}
    assert reading.collections["sub/crm.data!Member"].kind == "table"
    assert not reading.skipped
    assert [row["mail"] for row in reading.rows["sub/crm.data!Member"]] == [f"user{n}@example.com" for n in range(3)]
    assert set(read_place(tmp_path, exclude=["*!Empty"]).rows) == {"sub/crm.data!Member"}
    assert set(read_place(tmp_path, include=["sub/crm.data!Empty"]).rows) == {"sub/crm.data!Empty"}


def test_one_table_read_by_a_fresh_connector(tmp_path: Path) -> None:
    database(tmp_path / "a.db")
    with FileConnector(str(tmp_path), source="files") as connector:
        items = list(connector.read(Collection("a.db!Member", "table")))
        assert sum(item.rows for item in items if isinstance(item, Batch)) == 3
        (skip,) = connector.read(Collection("a.db!Gone", "table"))
        assert isinstance(skip, Skipped)
        assert skip.location.collection == "a.db!Gone"


def test_a_real_database_file() -> None:
    reading = read_place(real_data("db_chinook") / "Chinook_Sqlite.sqlite")
    assert len(reading.rows["Chinook_Sqlite.sqlite!Customer"]) == 59


def test_a_listing_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("c.csv", "a/b.txt", "B.log", "あ.txt"):
        write(tmp_path, name, "x\n")
    assert list(read_place(tmp_path).rows) == list(read_place(tmp_path).rows) == ["B.log", "a/b.txt", "c.csv", "あ.txt"]


def test_sampling_is_left_to_the_caller(tmp_path: Path) -> None:
    with FileConnector(str(write(tmp_path, "a.txt", "x\n" * 100)), source="files") as connector:
        (item,) = connector.collections()
        assert isinstance(item, Collection)
        assert sum(part.rows for part in connector.read(item, sample=3) if isinstance(part, Batch)) == 100


SEEDS = [
    (SAMPLES / "customers_sjis.csv").read_bytes(),
    (SAMPLES / "events.jsonl").read_bytes(),
    (SAMPLES / "inquiries.mbox").read_bytes(),
    (SAMPLES / "u_ex260105.log").read_bytes(),
    b'192.0.2.1 - - [05/Jan/2026:10:00:00 +0900] "GET /a HTTP/1.1" 200 1 "-" "Mozilla"\n' * 5,
    b'{"User":[{"n":"x"},{"n":"y"}],"Log":[{"t":1}]}',
    gzip.compress(b"2026-01-05 10:00:00 a line\n" * 100, mtime=0),
    "氏名\t住所\n見本\t東京\n".encode("utf-16"),
]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    seed=st.sampled_from(SEEDS),
    edits=st.lists(st.tuples(st.integers(0, 2_000), st.binary(max_size=4), st.integers(0, 20)), max_size=6),
    suffix=st.sampled_from([".csv", ".json", ".jsonl", ".eml", ".log", ".txt", ".gz", ""]),
)
def test_damaged_files_are_read_or_told_and_never_raise(
    tmp_path: Path, seed: bytes, edits: list[tuple[int, bytes, int]], suffix: str
) -> None:
    data = seed
    for at, put, cut in edits:
        data = data[: at % (len(data) + 1)] + put + data[at % (len(data) + 1) + cut :]
    reading = read_place(write(tmp_path, f"file{suffix}", data))
    assert reading.rows or reading.skipped
