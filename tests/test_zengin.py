"""Fixed records of Japanese banks: transfers and salaries with and without line ends, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import read_place
from hypothesis import given
from hypothesis import strategies as st

from connectors.zengin import LENGTH, looks_like_zengin

HEADER = "1" + "21" + "0" + "1234567890" + "ｶ)ｻﾝﾌﾟﾙｼﾖｳｼﾞ".ljust(40) + "0125" + "0001" + "ﾐｽﾞﾎ".ljust(15) + "001"
HEADER = (HEADER + "ﾎﾝﾃﾝ".ljust(15) + "1" + "0012345").ljust(LENGTH)


def record(bank: str, branch: str, account: str, name: str, amount: int) -> str:
    text = "2" + bank + "ﾐﾂﾋﾞｼ".ljust(15) + branch + "ｼﾌﾞﾔ".ljust(15) + "0000" + "1" + account + name.ljust(30)
    return (text + f"{amount:010}" + "0" + "A0001".ljust(20)).ljust(LENGTH)


RECORDS = [
    HEADER,
    record("0005", "135", "1234567", "ﾔﾏﾀﾞ ﾊﾅｺ", 250000),
    record("0009", "227", "7654321", "ｻﾄｳ ｲﾁﾛｳ", 300000),
    ("8" + "000002" + "000000550000").ljust(LENGTH),
    "9".ljust(LENGTH),
]


@pytest.mark.parametrize("end", ["\r\n", "\n", ""])
@pytest.mark.parametrize("close", ["", "\x1a"])
def test_transfers(tmp_path: Path, end: str, close: str) -> None:
    path = tmp_path / "FURIKOMI.DAT"
    path.write_bytes((end.join(RECORDS) + end + close).encode("cp932"))
    reading = read_place(path)
    (collection,) = reading.collections.values()
    assert (collection.form, collection.kind) == ("zengin", "records")
    rows = reading.only
    assert rows[0]["依頼人名"].startswith("ｶ)")
    assert rows[1] == {
        "データ区分": "2",
        "銀行番号": "0005",
        "銀行名": "ﾐﾂﾋﾞｼ",
        "支店番号": "135",
        "支店名": "ｼﾌﾞﾔ",
        "手形交換所番号": "0000",
        "預金種目": "1",
        "口座番号": "1234567",
        "口座名義カナ": "ﾔﾏﾀﾞ ﾊﾅｺ",
        "金額": "0000250000",
        "新規コード": "0",
        "顧客番号": "A0001",
    }
    assert rows[3] == {"データ区分": "8", "合計件数": "000002", "合計金額": "000000550000"}
    assert rows[4] == {"データ区分": "9"}


@pytest.mark.parametrize("close", ["\n", "\r\n", "\r\n\x1a"])
def test_records_in_a_row_with_one_line_end_behind_them(tmp_path: Path, close: str) -> None:
    path = tmp_path / "FURIKOMI.DAT"
    many = [HEADER, *RECORDS[1:2] * 30_000, *RECORDS[3:]]
    path.write_bytes(("".join(many) + close).encode("cp932"))
    rows = read_place(path).only
    assert len(rows) - len(many) in (0, 1)
    assert {row["口座番号"] for row in rows[1:30_001]} == {"1234567"}
    assert rows[len(many) - 1] == {"データ区分": "9"}


def test_what_stands_in_the_unused_end_of_a_record_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    end = ("8" + "000002" + "000000550000" + "memo").ljust(LENGTH)
    path.write_bytes("\n".join([*RECORDS[:3], end, "", RECORDS[4]]).encode("cp932"))
    rows = read_place(path).only
    assert rows[3] == {"データ区分": "8", "合計件数": "000002", "合計金額": "000000550000", "": "memo"}
    assert rows[4:] == [{}, {"データ区分": "9"}]


def test_a_damaged_record_is_kept_whole(tmp_path: Path) -> None:
    path = tmp_path / "kyuyo.txt"
    many = [HEADER, *RECORDS[1:2] * 1500, "この行は壊れている a@example.com", *RECORDS[3:]]
    path.write_bytes("\r\n".join(many).encode("cp932"))
    rows = read_place(path).only
    assert rows[1501] == {"": "この行は壊れている a@example.com"}
    assert len(rows) == len(many)


@pytest.mark.parametrize(
    ("sample", "is_one"),
    [
        ("\n".join(RECORDS), True),
        ("".join(RECORDS), True),
        ("", False),
        (HEADER, False),
        ("\n".join(RECORDS[1:]), False),
        ("\n".join([HEADER, "x" * LENGTH]), False),
        ("\n".join([HEADER, RECORDS[1][:-1]]), False),
        ("\n".join(["1" + "99" + HEADER[3:], RECORDS[1]]), False),
        ("1" * LENGTH + "\n" + "2" * LENGTH, False),
    ],
)
def test_what_is_one(sample: str, is_one: bool) -> None:
    assert looks_like_zengin(sample, whole=True) == is_one


@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    looks_like_zengin(text, whole=False)
