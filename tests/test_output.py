"""Outputs: asked for in words, written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.config import ConfigError
from scanner.output import Output, OutputError, keep_inputs, parse_outputs, write_whole


def test_words_are_read(tmp_path: Path) -> None:
    assert parse_outputs(()) == (Output("table", None),)
    assert parse_outputs(("json", f"html:{tmp_path}/a:b.html")) == (
        Output("json", None),
        Output("html", tmp_path / "a:b.html"),
    )
    assert parse_outputs(("json:-",)) == (Output("json", None),)


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (("pdfx",), ConfigError, "known: table, json, jsonl, html"),
        (("json", "table"), OutputError, "only one"),
        (("json:/nowhere/at/all/x.json",), OutputError, "does not exist"),
        (("json:{tmp}",), OutputError, "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_scan(
    tmp_path: Path, words: tuple[str, ...], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        parse_outputs(tuple(word.replace("{tmp}", str(tmp_path)) for word in words))


def test_a_file_is_private_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("old", encoding="utf-8")
    write_whole(path, ["new ", "text"])
    assert path.read_text(encoding="utf-8") == "new text"
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_no_half_written_file_is_left(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "r.json"
    path.write_text("old", encoding="utf-8")

    def pieces() -> Iterator[str]:
        yield "half"
        raise error

    with pytest.raises((OutputError, KeyboardInterrupt)) as raised:
        write_whole(path, pieces())
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["r.json"]
    if isinstance(error, OSError):
        assert "No space left" in str(raised.value)


def test_a_link_is_followed_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    os.symlink(tmp_path / "there" / "r.json", tmp_path / "r.json")
    write_whole(tmp_path / "r.json", ["x"])
    assert (tmp_path / "r.json").is_symlink()
    assert (tmp_path / "there" / "r.json").read_text(encoding="utf-8") == "x"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    parse_outputs((f"json:{pipe}",))
    write_whole(pipe, ["through"])
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert pipe.is_fifo()


def test_two_outputs_need_two_files(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="same file"):
        parse_outputs((f"json:{tmp_path}/a", f"html:{tmp_path}/b/../a"))


def test_a_folder_that_vanished_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "gone" / "run.json", ["x"])


def test_what_a_command_reads_is_not_written_over(tmp_path: Path) -> None:
    for name in ("shop.db", "run.json", "other.html"):
        (tmp_path / name).write_text("before")
    (tmp_path / "link.json").symlink_to(tmp_path / "run.json")
    inputs = (tmp_path / "run.json", "sqlite:///shop.db", "postgresql://user@db.example/shop", "", None, "a\0b")
    for name in ("run.json", "link.json", "./shop.db"):
        with pytest.raises(OutputError, match="would be lost"):
            keep_inputs((Output("html", tmp_path / name),), inputs, tmp_path)
    free = (Output("html", tmp_path / "other.html"), Output("html", tmp_path / "new.html"), Output("table", None))
    keep_inputs(free, inputs, tmp_path)
