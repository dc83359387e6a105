from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile

import pytest
from file_samples import read_place, real_data

from connectors.formats import plain_suffix, recognise
from connectors.magic import binary_format, is_binary


def form(data: bytes, name: str = "file") -> str:
    return recognise(data, name, whole=True, gzipped=False).form


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.csv", "empty"),
        (b"\xef\xbb\xbf", "a.csv", "empty"),
        (b"\xff\xfe", "a.txt", "empty"),
        (b"SQLite format 3\x00" + bytes(100), "a.txt", "sqlite"),
        (b"a,b\n1,2\n", "a.csv", "csv"),
        (b"a\tb\n1\t2\n", "a.tsv", "tsv"),
        (b"a;b\n1;2\n", "a.csv", "delimited"),
        (b'{"a":1}\n{"a":2}\n', "a.txt", "jsonl"),
        (b'{"a":1}\n', "a.ndjson", "jsonl"),
        (b'{"a":1}\n', "a.json", "json"),
        (b'[{"a":1}]', "a", "json"),
        (b"From: a@example.com\nTo: b@example.com\n\nx", "a.txt", "eml"),
        (b'192.0.2.1 - - [05/Jan/2026:10:00:00 +0900] "GET / HTTP/1.1" 200 1\n', "a.csv", "common"),
        (b"#Fields: date c-ip\n2026-01-05 192.0.2.1\n", "a.txt", "w3c"),
        (b"some words\nand more\n", "a", "text"),
        ("氏名\t住所\n見本\t東京\n".encode("utf-16"), "a.txt", "tsv"),
        (b"a\x00b\nsome text\n", "a.txt", "text"),
        (b"\x1b[31mred\x1b[0m text\n", "a.log", "text"),
    ],
)
def test_content_decides(data: bytes, name: str, expected: str) -> None:
    assert form(data, name) == expected


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (zipped("[Content_Types].xml", "word/document.xml"), "Word"),
        (zipped("a.txt"), "zip"),
        (tarred(), "tar"),
        (b"PAR1" + bytes(20), "Parquet"),
        (b"\x7fELF" + bytes(20), "program"),
        (b"MZ\x90\x00" + bytes(60), "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        (bytes(range(256)) * 4, "unknown"),
        (b"".join(hashlib.sha256(bytes([n])).digest() for n in range(128)), "unknown"),
    ],
)
def test_binary_files_are_named_and_not_read(data: bytes, word: str) -> None:
    found = recognise(data, "a.csv", whole=True, gzipped=False)
    assert found.form == ""
    assert word in found.problem
    assert found.hint


@pytest.mark.parametrize(
    "data", [b"MZ is how this text begins\n", b"BMW and other cars\n", b"ID,name\n", b"RIFF", b"PK\n"]
)
def test_text_that_begins_like_something_else(data: bytes) -> None:
    assert binary_format(data) is None or data == b"RIFF"


def test_binary_and_text() -> None:
    assert not is_binary(b"a\x00" * 10 + b"text " * 20, "utf-8")
    assert is_binary(b"\x00\x01\x02text", "utf-8")
    assert is_binary(b"caf\xe9" + b"\x01" * 10, "cp1252")
    assert not is_binary(b"caf\xe9 au lait", "cp1252")


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.csv", ".csv"), ("a.CSV", ".csv"), ("a.csv.gz", ".csv"), ("a.log.1", ".log"), ("a.csv.1.gz", ".csv"),
        ("access_log-20260105.gz", ""), ("a", ""), ("dir.d/a", ""), ("a.csv.bak", ".csv"),
    ],
)  # fmt: skip
def test_suffixes(name: str, suffix: str) -> None:
    assert plain_suffix(name) == suffix


@pytest.mark.parametrize("folder", ["files_pdf", "files_office", "files_parquet", "hostile_archives"])
def test_real_binary_files_are_skipped(folder: str) -> None:
    reading = read_place(real_data(folder))
    binary = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".parquet", ".tar", ".zip")
    assert not [name for name in reading.rows if name.endswith(binary)]
    assert {skip.reason for skip in reading.skipped} == {"unsupported-format"}
    assert all(skip.hint for skip in reading.skipped)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "pictures"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "pictures"),
        (b"GIF89a" + bytes(20), "pictures"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20), "pictures"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20), "sounds"),
        (b"RIFF\x24\x00\x00\x00AVI LIST" + bytes(20), "videos"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(20), "videos"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(20), "sounds"),
        (b"ID3\x03" + bytes(20), "sounds"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), ""),
    ],
)
def test_media_are_told_by_their_first_bytes(data: bytes, form: str) -> None:
    found = recognise(data, "a.csv", whole=True, gzipped=False)
    assert found.form == form
    assert (found.kind == "media") == bool(form)
    zipped_one = recognise(data, "a.csv.gz", whole=True, gzipped=True)
    assert zipped_one.problem
