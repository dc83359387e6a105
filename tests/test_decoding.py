from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import read_place, write
from hypothesis import given
from hypothesis import strategies as st

from connectors.decoding import to_utf8
from connectors.encoding import detect_encoding

PEOPLE = [f"見本太郎{number},東京都千代田区{number}-1,備考です" for number in range(300)]
GUESTS = [f"Zoë Müller {number},Köln,à côté" for number in range(300)]


@pytest.mark.parametrize("share", [1, 5, 20, 50, 80, 99])
@pytest.mark.parametrize(
    ("encoding", "other"), [("utf-8", "cp932"), ("utf-8", "euc_jp"), ("cp932", "euc_jp"), ("utf-8", "cp1252")]
)
def test_lines_in_two_encodings_are_read_each_in_its_own(encoding: str, other: str, share: int) -> None:
    lines = [
        (GUESTS[at] if other == "cp1252" else line, other) if at % 100 < share else (line, encoding)
        for at, line in enumerate(PEOPLE)
    ]
    data = b"\n".join(line.encode(name) for line, name in lines)
    assert to_utf8(data, detect_encoding(data)).decode().split("\n") == [line for line, _ in lines]


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "cp1252", "utf-8"])
@pytest.mark.parametrize("other", ["cp932", "euc_jp", "utf-8"])
def test_another_encoding_far_behind_the_sample(tmp_path: Path, encoding: str, other: str) -> None:
    first = GUESTS if encoding == "cp1252" else PEOPLE
    lines = [line.replace(",", " ") for line in first * 20] + ["氏名は見本花子です"]
    data = b"\n".join([*(line.encode(encoding) for line in lines[:-1]), lines[-1].encode(other)])
    rows = read_place(write(tmp_path, "a.txt", data)).only
    assert [row[""] for row in rows] == lines


@pytest.mark.parametrize("share", [3, 20, 40, 97])
def test_a_table_whose_rows_are_in_two_encodings(tmp_path: Path, share: int) -> None:
    data = "氏名,住所,備考\n".encode()
    for at, line in enumerate(PEOPLE):
        data += line.encode("cp932" if at % 100 < share else "utf-8") + b"\n"
    reading = read_place(write(tmp_path, "a.csv", data))
    assert reading.fields["a.csv"] == ["氏名", "住所", "備考"]
    assert [",".join(row.values()) for row in reading.only] == PEOPLE
    assert not reading.skipped


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "cp932", "euc_jp", "cp1252", "latin-1", "iso2022_jp"]))
def test_any_bytes_become_valid_utf_8_of_as_many_lines(data: bytes, encoding: str) -> None:
    text = to_utf8(data, encoding)
    text.decode("utf-8")
    if encoding != "iso2022_jp":
        assert text.count(b"\n") == data.count(b"\n")
