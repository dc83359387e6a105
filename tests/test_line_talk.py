"""Saved chats of LINE: Japanese and English, telephone and computer, days, system lines and long messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import read_place, write
from hypothesis import given
from hypothesis import strategies as st

from connectors.line_talk import looks_like_line_talk

TALK = """[LINE] 見本花子とのトーク履歴
保存日時：2026/01/05 10:00

2026/01/04(日)
12:34\t見本花子\tこんにちは
12:35\t一郎\t"電話は
090-1234-5678 です"
午後1:05\t見本花子\t[写真]
13:10\t\t見本花子がメッセージの送信を取り消しました

2026/01/05(月)
9:00\t一郎\thttps://example.com/\ttab
"""
ENGLISH = """[LINE] Chat history with Hanako Mihon
Saved on: 1/5/2026, 10:00

Sun, 1/4/2026
10:34 AM\tHanako Mihon\tHello
"""
COMPUTER = """[LINE] 見本花子とのトーク.txt
保存日時：2026/01/05 10:00

2026.01.04 日曜日
12:34 見本花子 こんにちは
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_talk(tmp_path: Path, end: str, encoding: str) -> None:
    reading = read_place(write(tmp_path, "talk.txt", TALK.replace("\n", end).encode(encoding)))
    (collection,) = reading.collections.values()
    assert (collection.kind, collection.form) == ("mailbox", "line-talk")
    assert reading.only == [
        {"トークルーム": "見本花子"},
        {"": "保存日時：2026/01/05 10:00"},
        {},
        {"日付": "2026/01/04(日)"},
        {"時刻": "12:34", "送信者": "見本花子", "メッセージ": "こんにちは"},
        {"時刻": "12:35", "送信者": "一郎", "メッセージ": '"電話は'},
        {"メッセージ": '090-1234-5678 です"'},
        {"時刻": "午後1:05", "送信者": "見本花子", "メッセージ": "[写真]"},
        {"時刻": "13:10", "メッセージ": "見本花子がメッセージの送信を取り消しました"},
        {},
        {"日付": "2026/01/05(月)"},
        {"時刻": "9:00", "送信者": "一郎", "メッセージ": "https://example.com/\ttab"},
    ]


def test_a_talk_in_english(tmp_path: Path) -> None:
    rows = read_place(write(tmp_path, "talk.txt", ENGLISH)).only
    assert rows[0] == {"トークルーム": "Hanako Mihon"}
    assert rows[3:] == [
        {"日付": "Sun, 1/4/2026"},
        {"時刻": "10:34 AM", "送信者": "Hanako Mihon", "メッセージ": "Hello"},
    ]


def test_a_talk_saved_on_a_computer_keeps_its_lines_whole(tmp_path: Path) -> None:
    rows = read_place(write(tmp_path, "talk.txt", COMPUTER)).only
    assert rows[0] == {"トークルーム": "見本花子"}
    assert rows[3:] == [{"日付": "2026.01.04 日曜日"}, {"メッセージ": "12:34 見本花子 こんにちは"}]


@pytest.mark.parametrize(
    ("sample", "is_one"),
    [
        (TALK, True),
        (ENGLISH, True),
        (COMPUTER, True),
        ("[LINE] a\n2026/01/05(月)\n", True),
        ("", False),
        ("[LINE] 見本花子とのトーク履歴", False),
        ("[LINE] is an app\nand this a text about it\n", False),
        ("[LINEAR] a\n10:00\ta\tb\n", False),
        ("12:34\t見本花子\tこんにちは\n", False),
    ],
)
def test_what_is_one(sample: str, is_one: bool) -> None:
    assert looks_like_line_talk(sample) == is_one


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    looks_like_line_talk("[LINE] " + text)
