from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from file_samples import write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.streams import ByteStream, line_blocks, newline_of, os_trouble


def read_all(path: Path, size: int = 1000) -> tuple[bytes, ByteStream]:
    with ByteStream(path) as stream:
        parts = []
        while part := stream.read(size):
            parts.append(part)
    return b"".join(parts), stream


def noise(size: int) -> bytes:
    """Bytes that gzip cannot make much smaller."""
    return b"".join(zlib.crc32(str(number).encode()).to_bytes(4, "big") for number in range(size // 4))


def test_plain_and_gzip_read_the_same(tmp_path: Path) -> None:
    content = noise(700_000)
    plain, _ = read_all(write(tmp_path, "a.txt", content))
    zipped, stream = read_all(write(tmp_path, "a.gz", gzip.compress(content)))
    assert plain == zipped == content
    assert stream.gzipped
    assert stream.trouble is None


def test_what_is_counted_is_what_is_read_from_the_disk(tmp_path: Path) -> None:
    path = write(tmp_path, "a.gz", gzip.compress(b"line\n" * 100_000))
    _, stream = read_all(path)
    assert stream.take_count() == path.stat().st_size
    assert stream.take_count() == 0


def test_peeking_takes_nothing(tmp_path: Path) -> None:
    with ByteStream(write(tmp_path, "a.txt", b"abcdef")) as stream:
        assert stream.peek(3) == b"abc"
        assert stream.read(100) == b"abcdef"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(gzip.compress(b"one\n") + gzip.compress(b"two\n"), id="two members"),
        pytest.param(gzip.compress(b"one\ntwo\n") + bytes(512), id="padding"),
    ],
)
def test_gzip_in_several_pieces(tmp_path: Path, data: bytes) -> None:
    content, stream = read_all(write(tmp_path, "a.gz", data))
    assert content == b"one\ntwo\n"
    assert stream.trouble is None


def test_very_small_gzip_of_much_text(tmp_path: Path) -> None:
    content, stream = read_all(write(tmp_path, "a.gz", gzip.compress(bytes(5_000_000))), 1 << 20)
    assert len(content) == 5_000_000
    assert stream.trouble is None


def test_a_truncated_gzip_gives_what_it_has(tmp_path: Path) -> None:
    content = noise(600_000)
    read, stream = read_all(write(tmp_path, "a.gz", gzip.compress(content)[:-1000]))
    assert content.startswith(read)
    assert len(read) > 590_000
    assert stream.trouble is not None
    assert stream.trouble.reason == "corrupt"


def test_a_damaged_gzip_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    lines = b"".join(b"%d a line of text\n" % number for number in range(100_000))
    data = bytearray(gzip.compress(lines))
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    read, stream = read_all(write(tmp_path, "a.gz", bytes(data)))
    assert len(read) > len(lines) // 3
    assert read[:500_000] == lines[:500_000]
    assert stream.trouble is not None
    assert stream.trouble.reason == "corrupt"


@pytest.mark.parametrize("tail", [b"garbage", b"\x1f\x8bgarbage"])
def test_garbage_behind_a_gzip_is_told(tmp_path: Path, tail: bytes) -> None:
    read, stream = read_all(write(tmp_path, "a.gz", gzip.compress(b"text\n") + tail))
    assert read == b"text\n"
    assert stream.trouble is not None


def test_a_wrong_check_sum_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(b"text\n"))
    data[-8] ^= 0xFF
    read, stream = read_all(write(tmp_path, "a.gz", bytes(data)))
    assert read == b"text\n"
    assert stream.trouble is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.binary(max_size=400))
def test_bytes_that_only_begin_like_gzip_do_no_harm(tmp_path: Path, data: bytes) -> None:
    read_all(write(tmp_path, "a.gz", b"\x1f\x8b" + data))


def test_a_file_that_shrinks_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "a.log", b"line\n" * 400_000)
    with ByteStream(path) as stream:
        stream.read(10)
        path.write_bytes(b"new\n")
        while stream.read(1 << 20):
            pass
        assert stream.trouble is not None
        assert stream.trouble.reason == "failed-midway"


def blocks(path: Path, encoding: str = "utf-8", newline: str = "\n", size: int = 100) -> list[bytes]:
    with ByteStream(path) as stream:
        return [block.data for block in line_blocks(stream, encoding, newline, size=size)]


def test_blocks_end_at_line_ends(tmp_path: Path) -> None:
    content = b"".join(b"line %d\n" % number for number in range(200)) + b"the last one has no end"
    found = blocks(write(tmp_path, "a.txt", content))
    assert b"".join(found) == content
    assert all(block.endswith(b"\n") for block in found[:-1])
    assert len(found) > 5


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-8-sig"])
def test_every_encoding_becomes_utf_8(tmp_path: Path, encoding: str) -> None:
    text = "氏名：佐藤花子、住所：東京都\n" * 50
    assert b"".join(blocks(write(tmp_path, "a.txt", text.encode(encoding)), encoding)).decode() == text


def test_a_log_that_turns_to_another_encoding_later(tmp_path: Path) -> None:
    content = b"ascii only\n" * 30 + "氏名は佐藤花子です\n".encode("cp932") + "こちらは別の文字コード\n".encode()
    text = b"".join(blocks(write(tmp_path, "a.log", content))).decode()
    assert "氏名は佐藤花子です\n" in text
    assert "こちらは別の文字コード\n" in text


def test_bad_bytes_leave_the_rest_of_their_line(tmp_path: Path) -> None:
    found = b"".join(blocks(write(tmp_path, "a.log", "日本語の行です\n".encode() * 5 + b"mail\xff taro@example.com\n")))
    assert b"taro@example.com" in found
    found.decode("utf-8")


def test_lone_surrogates_are_no_harm(tmp_path: Path) -> None:
    found = b"".join(blocks(write(tmp_path, "a.txt", b"a \xed\xa0\x80 b\n")))
    assert found.decode("utf-8").startswith("a ")


def test_old_macintosh_line_ends(tmp_path: Path) -> None:
    assert blocks(write(tmp_path, "a.txt", b"one\rtwo\r"), newline="\r") == [b"one\ntwo\n"]


@pytest.mark.parametrize(("text", "newline"), [("a\rb\rc", "\r"), ("a\r\nb", "\n"), ("a\nb\rc", "\n"), ("a\r", "\n")])
def test_newline_of(text: str, newline: str) -> None:
    assert newline_of(text) == newline


def pieces(path: Path, encoding: str, longest: int) -> list[tuple[bytes, bool]]:
    with ByteStream(path) as stream:
        return [(block.data, block.open) for block in line_blocks(stream, encoding, size=700, longest=longest)]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "utf-16"])
def test_an_endless_line_is_cut_at_a_character(tmp_path: Path, encoding: str) -> None:
    text = "あ" * 2000
    found = pieces(write(tmp_path, "a.txt", text.encode(encoding)), encoding, 1000)
    assert b"".join(data for data, _ in found).decode() == text
    assert [is_open for _, is_open in found] == [True] * (len(found) - 1) + [False]
    assert len(found) >= 4


def test_a_long_line_is_cut_between_words_and_known_as_one_line(tmp_path: Path) -> None:
    words = b" ".join(b"taro%d@example.com" % number for number in range(200))
    found = pieces(write(tmp_path, "a.txt", b"first\n" + words + b"\nthird\nfourth\n"), "utf-8", 1000)
    assert b"".join(data for data, _ in found) == b"first\n" + words + b"\nthird\nfourth\n"
    assert all(data.endswith(b" ") for data, is_open in found if is_open)
    assert sum(data.count(b"\n") for data, _ in found) == 4
    assert not any(b"\n" in data for data, is_open in found if is_open)


def test_os_errors_in_words() -> None:
    assert os_trouble(PermissionError(13, "x")).reason == "permission-denied"
    assert os_trouble(FileNotFoundError(2, "x")).reason == "missing"
    trouble = os_trouble(OSError(5, "x", "/secret/place"))
    assert trouble.reason == "failed-midway"
    assert "/secret" not in trouble.problem
