"""The patterns of keys inside texts: what they find, what they must not, and that the loose ones miss nothing."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.subject_keys import make_key
from scanner.subject_patterns import Patterns, fold_column, is_distinctive, splits_of

FOUND = [
    ("email", "taro.yamada+x@example.jp", "TARO.Yamada+X@EXAMPLE.jp"),
    ("email", "taro.yamada+x@example.jp", "to <taro.yamada+x@example.jp>, done."),
    ("email", "taro.yamada+x@example.jp", "GET /?mail=taro.yamada%2Bx%40example.jp&x"),
    ("email", "taro.yamada+x@example.jp", "%3Ctaro.yamada+x%40example.jp%3E"),
    ("email", "taro@example.jp", r'{"m":"taro\u0040example.jp"}'),
    ("email", "taro@example.jp", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ"),
    ("phone", "090-1234-5678", "電話０９０（１２３４）５６７８まで"),
    ("phone", "090-1234-5678", "+81 90 1234 5678"),
    ("phone", "090-1234-5678", "+81(0)90-1234-5678"),
    ("phone", "090-1234-5678", "0081-90-1234-5678"),
    ("phone", "+81 90 1234 5678", "tel:09012345678;"),
    ("phone", "090-1234-5678", "090‐1234−5678"),
    ("phone", "+1 415 555 0100", "call (415) 555-0100"),
    ("name", "高橋 一郎", "担当：髙 橋　一 郎"),
    ("name", "髙橋一郎", "高橋一郎様"),
    ("name", "高橋 一郎", quote("髙橋一郎")),
    ("name", "高橋 一郎", r"\u9ad8\u6a4b\u3000\u4e00\u90ce"),
    ("name", "Taro Yamada", "Dear YAMADA, TARO:"),
    ("name", "Taro Yamada", "/home/taro.yamada/"),
    ("kana", "タカハシ ショウコ", "ﾀｶﾊｼ ｼﾖｳｺ"),
    ("kana", "タカハシ ショウコ", "たかはし しょうこさん"),
    ("id", "K100200", "user k-100200 login"),
    ("id", "1234 5678 9012", "番号：123456789012"),
]
MISSED = [
    ("email", "taro@example.jp", "xtaro@example.jp"),
    ("email", "taro@example.jp", "taro@example.jp.evil.example"),
    ("email", "taro@example.jp", "taro@example-jp"),
    ("email", "a.b@example.jp", "axb@example.jp"),
    ("phone", "090-1234-5678", "090-1234-56789"),
    ("phone", "090-1234-5678", "190-1234-5678"),
    ("phone", "090-1234-5678", "0901234567"),
    ("name", "高橋 一郎", "高橋二郎"),
    ("name", "Taro Yamada", "Taro Yamadaya"),
    ("name", "Ann Lee", "Joann Leeds"),
    ("kana", "タカハシ ショウ", "タカハシショウコ"),
    ("id", "K100200", "K1002001"),
    ("id", "K100200", "XK100200"),
]


def look(kind: str, value: str, text: str) -> tuple[bool, bool]:
    """What the loose and the exact pattern say."""
    patterns = Patterns((make_key(kind, value),))
    folded = fold_column(pa.array([text, None], pa.string()))
    return patterns.may_hold(folded) is not None, bool(list(patterns.find_in(folded[0].as_py())))


@pytest.mark.parametrize(("kind", "value", "text"), FOUND)
def test_found(kind: str, value: str, text: str) -> None:
    assert look(kind, value, text) == (True, True)


@pytest.mark.parametrize(("kind", "value", "text"), MISSED)
def test_not_found(kind: str, value: str, text: str) -> None:
    assert look(kind, value, text)[1] is False


@given(
    st.sampled_from([(kind, value) for kind, value, _ in FOUND]),
    st.text(max_size=20),
    st.text(max_size=20),
    st.sampled_from(
        [str, quote, lambda text: text.encode("ascii", "backslashreplace").decode().replace("\\x", "\\u00")]
    ),
)
def test_the_loose_pattern_misses_nothing_that_the_exact_one_finds(
    key: tuple[str, str], before: str, after: str, write: object
) -> None:
    text = before + (write(key[1]) if callable(write) else "") + after
    text = text.encode("utf-8", "replace").decode()
    loose, exact = look(*key, text)
    assert loose or not exact


@pytest.mark.parametrize(("kind", "value", "text"), FOUND)
def test_names_of_places_hide_what_they_hold(kind: str, value: str, text: str) -> None:
    patterns = Patterns((make_key(kind, value),))
    hidden = patterns.hide(f"exports/{text}.csv")
    assert f"<{kind}>" in hidden
    assert not list(patterns.find_in(unicodedata.normalize("NFKC", hidden)))


def test_other_names_stay_as_they_are() -> None:
    patterns = Patterns((make_key("email", "taro@example.jp"),))
    assert patterns.hide("ｅxports/①.csv") == "ｅxports/①.csv"


@pytest.mark.parametrize(
    ("plain", "long"), [("K10020", True), ("K1002", False), ("12345678", True), ("1234567", False), ("abcdef", False)]
)
def test_numbers_that_chance_does_not_make(plain: str, long: bool) -> None:
    assert is_distinctive(plain) is long


def test_a_short_number_is_looked_for_in_no_text() -> None:
    patterns = Patterns((make_key("id", "1024"),))
    assert patterns.may_hold(pa.array(["size 1024"])) is None


def test_the_parts_of_a_name() -> None:
    assert splits_of(make_key("name", "髙橋 一郎")) == {("高橋", "一郎")}
    assert ("高", "橋一郎") in splits_of(make_key("name", "髙橋一郎"))
    assert splits_of(make_key("name", "Taro Yamada")) == {("taro", "yamada")}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("mail/taro@example.jp.mbox", ("email",)),
        ("taro@example.jp/inbox.csv", ("email",)),
        ("person.db!taro@example.jp", ("email",)),
        ("taro@example.com.csv", ()),
    ],
)
def test_names_of_places_that_hold_a_key(name: str, kinds: tuple[str, ...]) -> None:
    assert Patterns((make_key("email", "taro@example.jp"),)).kinds_in_name(name) == kinds
