"""Named values in lines: what is a pair, where it stands, and what must stay text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.key_values import Pair, find_pairs


def pairs(text: str) -> list[tuple[str, str]]:
    return [(pair.key, pair.value) for pair in find_pairs(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level=info user=hanako ip=192.0.2.7", [("level", "info"), ("user", "hanako"), ("ip", "192.0.2.7")]),
        ('ts=1 msg="a \\"b\\" c" n=2', [("ts", "1"), ("msg", 'a "b" c'), ("n", "2")]),
        ('msg="C:\\new" n=2', [("msg", "C:\new"), ("n", "2")]),
        ('msg="C:\\qux" n=2', [("msg", "C:\\qux"), ("n", "2")]),
        ("name='佐藤 花子' mail='h@example.jp'", [("name", "佐藤 花子"), ("mail", "h@example.jp")]),
        ("User(name='Taro', id=3)", [("name", "Taro"), ("id", "3")]),
        (
            "q[1]: from=<a@example.jp>, to=<c@example.jp>, relay=x.jp[192.0.2.1]:25, status=sent (ok)",
            [("from", "a@example.jp"), ("to", "c@example.jp"), ("relay", "x.jp[192.0.2.1]:25"), ("status", "sent")],
        ),
        ("a=1,b=2,c=x,y", [("a", "1"), ("b", "2"), ("c", "x,y")]),
        ("price=1,234 qty=2", [("price", "1,234"), ("qty", "2")]),
        ("[a=1] [b=2]", [("a", "1"), ("b", "2")]),
        ("f(x) url=/p/(a) n=1", [("url", "/p/(a)"), ("n", "1")]),
        ("pos=(35.6812, 139.7671) r=5", [("pos", "(35.6812, 139.7671)"), ("r", "5")]),
        ("time=2026-11-22 10:00:01.5+09:00 n=1", [("time", "2026-11-22 10:00:01.5+09:00"), ("n", "1")]),
        (
            "ua=Mozilla/5.0 (iPhone; CPU) Safari/604.1, ip=192.0.2.1",
            [("ua", "Mozilla/5.0 (iPhone; CPU) Safari/604.1"), ("ip", "192.0.2.1")],
        ),
        ("logname= uid=0 ruser=", [("logname", ""), ("uid", "0"), ("ruser", "")]),
        ("url=https://x.jp/?a=1&b=2 n=1", [("url", "https://x.jp/?a=1&b=2"), ("n", "1")]),
        ("氏名=佐藤花子 電話番号=03-1234-5678", [("氏名", "佐藤花子"), ("電話番号", "03-1234-5678")]),
        (
            "氏名：佐藤花子　電話：090-0000-0000\n住所: 東京都 港区",
            [("氏名", "佐藤花子"), ("電話", "090-0000-0000"), ("住所", "東京都 港区")],
        ),
        ("Name: Taro Sample, email: a@example.jp", [("Name", "Taro Sample"), ("email", "a@example.jp")]),
        ("【氏名】見本 email: a@example.jp tel: 1", [("email", "a@example.jp"), ("tel", "1")]),
        ("user: hanako ip=192.0.2.1", [("user", "hanako"), ("ip", "192.0.2.1")]),
    ],
)
def test_pairs(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one=1",
        "_ga=GA1.2.3.4; _gid=GA1.2.5; theme=dark",
        "host=db;user=app;password=x",
        "see https://example.jp/?a=1&b=2",
        "if (a == b && c != d) e => f",
        "QUJDREU= QUJDREU==",
        "10:02 花子: おはよう 太郎: おはよう",
        "Note to all: the shop is closed. Reason why: rain",
        "氏名：佐藤花子",
        "2026-11-22 10:00:01",
        "taro@example.jp=1 090-1234-5678=2",
        "a\u3000=\u30001",
    ],
)
def test_no_pairs(text: str) -> None:
    assert pairs(text) == []


@given(st.text(st.sampled_from("ab =:,;\"'\\<>()[]{}：、\n@1"), max_size=60))
def test_values_stand_where_they_are_said_to(text: str) -> None:
    found = find_pairs(text)
    assert len(found) != 1
    for before, pair in zip([Pair("", "", 0, 0), *found], found, strict=False):
        assert before.end <= pair.start < pair.end <= len(text)
        assert text.startswith(pair.key, pair.start)
        if "\\" not in text:
            assert pair.value in text[pair.start : pair.end]


@pytest.mark.parametrize(
    "bait",
    [
        *["a=", 'a="', "a=<", "name: ", "名前：", "a=(", "=", ":", " a", "a=b/1 (", "'"],
        pytest.param("a=1,", marks=pytest.mark.slow),
    ],
)
def test_bait_is_read_in_bounded_time(bait: str) -> None:
    begin = time.process_time()
    find_pairs(bait * (400_000 // len(bait)))
    assert time.process_time() - begin < 3.0
