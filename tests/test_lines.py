from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import read_place, real_data, write

from connectors.base import Batch, Collection
from connectors.files import FileConnector
from connectors.lines import has_timestamps, is_log_name, line_kind


@pytest.mark.parametrize(
    "name",
    [
        "app.log",
        "app.log.1",
        "access_log",
        "error_log-20260101.gz",
        "logs/app-log.txt",
        "syslog",
        "messages.2",
        "my.LOG",
    ],
)
def test_names_of_logs(name: str) -> None:
    assert is_log_name(name)


@pytest.mark.parametrize(
    "name", ["catalog.txt", "changelog.md", "login.txt", "logs/notes.txt", "blog.html", "logo.svg"]
)
def test_names_of_no_logs(name: str) -> None:
    assert not is_log_name(name)


@pytest.mark.parametrize(
    "line",
    [
        "2026-01-05 10:00:00,123 INFO started",
        "2026-01-05T10:00:00.123Z started",
        "[2026-01-05 10:00:00] production.ERROR: failed",
        "Jan  5 10:00:00 host sshd[1]: session opened",
        "<34>1 2026-01-05T10:00:00Z host app - - started",
        "[Mon Jan 05 10:00:00 2026] [notice] started",
        "192.0.2.1 - - [05/Jan/2026:10:00:00 +0900] something else",
        "01-05 10:00:00.811  1702  2395 D Window: started",
        "260105 100000 148 INFO dfs.Node: started",
        "2026年1月5日 処理を開始しました",
        "1767571200.123 started",
        "INFO 2026-01-05 10:00:00 started",
    ],
)
def test_lines_of_logs(line: str) -> None:
    assert has_timestamps((line + "\n") * 3)
    assert line_kind("notes.txt", (line + "\n") * 3) == "log"


@pytest.mark.parametrize("line", ["Dear all, we meet again soon", "会議は来週です", "12 apples", "v2.0 released"])
def test_lines_of_no_logs(line: str) -> None:
    assert not has_timestamps((line + "\n") * 3)


def test_a_single_time_makes_no_log() -> None:
    assert not has_timestamps("2026-01-05 meeting\n")


def test_one_row_a_line(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "notes.txt", "first\r\n\r\nthird \x0b\u2028 still third\nlast"))
    assert reading.only == [{"": "first"}, {"": ""}, {"": "third \x0b\u2028 still third"}, {"": "last"}]
    assert reading.collections["notes.txt"].kind == "text"
    assert not reading.skipped


def test_row_numbers_go_on_over_blocks(tmp_path: Path) -> None:
    path = write(tmp_path, "app.log", b"".join(b"%07d some words to fill the line\n" % n for n in range(100_000)))
    reading = read_place(path)
    assert [row[""][:7] for row in reading.only] == [f"{number:07d}" for number in range(100_000)]
    batches = reading.batches["app.log"]
    assert len(batches) > 5
    assert sum(batch.bytes_read for batch in batches) == path.stat().st_size
    assert reading.collections["app.log"].kind == "log"


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        ("long.txt", b"a" * 1_000_000 + b" mail taro@example.com\nnext\n", 2),
        ("nul.txt", b"a\x00b taro@example.com\nnext\n", 2),
        ("surrogate.txt", b"\xed\xa0\x80\xed\xb0\x80 taro@example.com\nnext\n", 2),
        ("cr.txt", b"one\rtaro@example.com\rthree\r", 3),
        ("bytes.txt", b"caf\xe9 taro@example.com\n\n", 2),
    ],
)
def test_hostile_text_is_still_read(tmp_path: Path, name: str, content: bytes, rows: int) -> None:
    reading = read_place(write(tmp_path, name, content))
    assert len(reading.only) == rows
    assert any("taro@example.com" in row[""] for row in reading.only)
    assert not reading.skipped


def test_the_pieces_of_a_very_long_line_have_its_number(tmp_path: Path) -> None:
    words = b"word " * 999_999 + b"taro@example.com\n"
    with FileConnector(str(write(tmp_path, "a.txt", b"first\n" + words + b"third\nfourth\n")), source="files") as place:
        (collection,) = place.collections()
        assert isinstance(collection, Collection)
        batches = [item for item in place.read(collection) if isinstance(item, Batch)]
    assert [(batch.first_row, batch.rows) for batch in batches] == [(1, 1), *[(2, 1)] * (len(batches) - 2), (3, 2)]
    assert len(batches) == 7
    assert b"".join(batch.columns[0][0].as_py().encode() for batch in batches[1:-1]) == words.strip()


def test_real_logs_are_logs() -> None:
    reading = read_place(real_data("logs_loghub"), include=["*_2k.log"])
    assert {item.kind for item in reading.collections.values()} == {"log"}
    assert {len(rows) for rows in reading.rows.values()} == {2000}
