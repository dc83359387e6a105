"""Cookies, and those of them that hold a session."""

from __future__ import annotations

import pytest

from detectors.cookies import COOKIE, SESSION, find_cookies
from detectors.registries import cookie_values
from tests.detection import BAIT, SLOWEST, find_one, time_bait, view_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_ga=GA1.2.1234567890.1700000000; _gid=GA1.2.1.2", ["_ga=GA1.2.1234567890.1700000000; _gid=GA1.2.1.2"]),
        ("PHPSESSID=abc123; theme=dark", ["PHPSESSID=abc123; theme=dark"]),
        ("Cookie: sid=abc123; lang=ja", ["sid=abc123; lang=ja"]),
        ("Set-Cookie: token=abc; Path=/; HttpOnly", ["token=abc; Path=/; HttpOnly"]),
        ('"cookie": "sid=abc; x=1"', ["sid=abc; x=1"]),
        ("値はGA1.2.1234567890.1700000000です", ["GA1.2.1234567890.1700000000"]),
        ("fb.1.1700000000000.1234567890", ["fb.1.1700000000000.1234567890"]),
        ("クッキー cookie=a=1; b=2", ["a=1; b=2"]),
        ("JSESSIONID=1A2B3C4D5E", ["JSESSIONID=1A2B3C4D5E"]),
        ("_yjsu_yjad=1700000000.0; _ly_su=a", ["_yjsu_yjad=1700000000.0; _ly_su=a"]),
        ("lang=ja; NID=1; token=x", ["lang=ja; NID=1; token=x"]),
        ("Ｃｏｏｋｉｅ：ｓｉｄ＝ａｂｃ", ["ｓｉｄ＝ａｂｃ"]),
        ("1234567890.1700000000", ["1234567890.1700000000"]),
        ("1700000000.6f1c3a52-9b1e-4c7d-8a55-0c4b7d2e9f10", ["1700000000.6f1c3a52-9b1e-4c7d-8a55-0c4b7d2e9f10"]),
        (
            "123456789.1234567890.1700000000.1700000001.1700000002.3",
            ["123456789.1234567890.1700000000.1700000001.1700000002.3"],
        ),
    ],
)
def test_cookies(text: str, expected: list[str]) -> None:
    assert find_one(find_cookies, COOKIE, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a=1; b=2",
        "x=1",
        "SELECT a = 1; DROP b",
        "cookies are small",
        "Cookie policy: read it",
        "q=1&lang=ja",
        "GA1.2",
        "lang=ja",
        "lang=ja; color=red",
        "ID=1",
        "token=abc",
        "12345.6789",
        "1234567890.9700000000",
        "bisc_cookie",
        "<SimpleCookie: a=1>",
        "=",
    ],
)
def test_no_cookies(text: str) -> None:
    assert find_one(find_cookies, COOKIE, text) == []


def test_a_jar_counts_where_the_name_says_so() -> None:
    called = view_of("cookie")
    assert find_one(find_cookies, COOKIE, "a=1; b=2", view=called, strong=True) == ["a=1; b=2"]
    assert find_one(find_cookies, SESSION, "session_id=1; b=2", view=called) == ["session_id=1"]
    assert find_one(find_cookies, SESSION, "theme=dark; b=2", view=called) == []


def test_one_value_in_a_field_of_cookies() -> None:
    called = view_of("visitor_id", hints={COOKIE: 0.8})
    assert find_one(find_cookies, COOKIE, "2kH7vqPZr0aYd3WcN5Tx", view=called, strong=False) == ["2kH7vqPZr0aYd3WcN5Tx"]
    assert find_one(find_cookies, COOKIE, "true", view=called) == []
    assert find_one(find_cookies, COOKIE, "2kH7vqPZr0aYd3WcN5Tx") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_ga=GA1.2.1.1700000000; PHPSESSID=k2j4h5g6; theme=dark", ["PHPSESSID=k2j4h5g6"]),
        ("Cookie: shop_session=abc; XSRF-TOKEN=xyz", ["shop_session=abc", "XSRF-TOKEN=xyz"]),
        ("Set-Cookie: __Host-auth=abc; Path=/; Secure", ["__Host-auth=abc"]),
        ("Cookie: _hjSessionUser_12=abc; _ga=1; _lt_sid=9", []),
        ("Cookie: wordpress_logged_in_0a1b=taro", ["wordpress_logged_in_0a1b=taro"]),
    ],
)
def test_cookies_of_a_session(text: str, expected: list[str]) -> None:
    assert find_one(find_cookies, SESSION, text, strong=True) == expected


def test_declared_values() -> None:
    for value in cookie_values():
        assert len(value.examples) >= 3
        assert len(value.counter) >= 3
        for example in value.examples:
            assert find_one(find_cookies, COOKIE, example, strong=True), example
        for example in value.counter:
            assert not find_one(find_cookies, COOKIE, example), example


@pytest.mark.parametrize("bait", ["pairs", "jar", "cookies", "letters", "digits", "dots"])
def test_no_input_is_slow(bait: str) -> None:
    for view in (view_of(), view_of("cookie", hints={COOKIE: 0.8})):
        assert time_bait(find_cookies, BAIT[bait], view) < SLOWEST
