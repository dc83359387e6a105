"""User agents and cookies."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from detectors.hits import Detect
from detectors.web import (
    BROWSER,
    COOKIE,
    DEVICE,
    SESSION,
    SYSTEM,
    find_cookies,
    find_user_agents,
    named_in,
)
from tests.detection import BAIT, SLOWEST, find_in, find_one, time_bait, view_of

SHARED = Path(__file__).parents[2] / "shared" / "data"

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
PIXEL = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Pro) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    "text",
    [
        CHROME,
        IPHONE,
        PIXEL,
        "Opera/9.80 (Windows NT 6.1) Presto/2.12",
        "DoCoMo/2.0 P900i(c100;TB;W24H11)",
        "okhttp/4.12.0",
        "curl/8.5.0",
        "Dalvik/2.1.0 (Linux; U; Android 13; SO-51C)",
        "Dolphin 7.4 (iPhone; iPhone OS 7.0.2; ja_JP)",
        "SomePhone700i/R4AB Browser/NetFront/3.3 Profile/MIDP-2.0 Configuration/CLDC-1.1",
    ],
)
def test_user_agents(text: str) -> None:
    assert find_one(find_user_agents, BROWSER, text, strong=True) == [text]


@pytest.mark.parametrize(
    "text",
    ["ExampleApp/3.2.1 CFNetwork/1410 Darwin/22.6.0", "ExampleReader/2.1", "ExampleBot/1.0 (+https://example.com/bot)"],
)
def test_programs_that_need_the_column(text: str) -> None:
    assert find_one(find_user_agents, BROWSER, text, strong=False) == [text]


@pytest.mark.parametrize("text", ["Example Search Spider", "EXAMPLE-PHONE700i", "my agent 1.0"])
def test_programs_that_need_the_name_of_the_field(text: str) -> None:
    called = view_of("user_agent", hints={BROWSER: 0.9})
    assert find_one(find_user_agents, BROWSER, text) == []
    assert find_one(find_user_agents, BROWSER, text, view=called) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'203.0.113.7 - - "GET / HTTP/1.1" 200 5 "-" "{CHROME}"', [CHROME]),
        (f"ブラウザ：{IPHONE}、以上", [IPHONE]),
        (f"{CHROME}\n{PIXEL}", [CHROME, PIXEL]),
    ],
)
def test_user_agents_inside_text(text: str, expected: list[str]) -> None:
    assert [one for one in find_one(find_user_agents, BROWSER, text, strong=True) if one in expected] == expected


@pytest.mark.parametrize(
    "text",
    [
        "text/html; charset=utf-8",
        "GET /index.html HTTP/1.1",
        "images/2",
        "2026/11/22",
        "https://example.com/v1.2/",
        "and/or",
        "Mozilla",
        "山田 (営業)",
        "Terms (2026)",
        "w/o 3.5",
    ],
)
def test_no_user_agents(text: str) -> None:
    assert find_one(find_user_agents, BROWSER, text) == []


def test_systems_and_devices_are_named() -> None:
    assert named_in(CHROME) == (True, False)
    assert named_in(IPHONE) == (True, True)
    assert named_in(PIXEL) == (True, True)
    assert named_in("curl/8.5.0") == (False, False)
    assert find_one(find_user_agents, SYSTEM, IPHONE) == find_one(find_user_agents, DEVICE, IPHONE) == [IPHONE]
    assert find_one(find_user_agents, DEVICE, CHROME) == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "alone", "called"), [("ua", 0.8, 0.98), ("os", 0.95, 0.99), ("device", 0.78, 0.99)])
def test_real_user_agents(name: str, alone: float, called: float) -> None:
    path = SHARED / "ua_uap_core" / f"test_{name}.yaml"
    if not path.exists():
        pytest.skip("needs ../shared/data")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    cases = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["test_cases"]
    agents = sorted({case["user_agent_string"] for case in cases if case["user_agent_string"]})[::5]
    for view, share in ((view_of(), alone), (view_of("user_agent"), called)):
        found = find_in(find_user_agents, BROWSER, *agents, view=view)
        assert sum(agent in one for agent, one in zip(agents, found, strict=True)) >= share * len(agents)


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
        "=",
    ],
)
def test_no_cookies(text: str) -> None:
    assert find_one(find_cookies, COOKIE, text) == []


def test_a_jar_counts_where_the_name_says_so() -> None:
    called = view_of("cookie")
    assert find_one(find_cookies, COOKIE, "a=1; b=2", view=called, strong=True) == ["a=1; b=2"]
    assert find_one(find_cookies, SESSION, "session_id=1; b=2", view=called) == ["session_id=1; b=2"]
    assert find_one(find_cookies, SESSION, "theme=dark; b=2", view=called) == []


@pytest.mark.parametrize("bait", ["agents", "products", "pairs", "jar", "cookies", "letters", "brackets", "words"])
@pytest.mark.parametrize("detect", [find_user_agents, find_cookies])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    for view in (view_of(), view_of("user_agent"), view_of("cookie")):
        assert time_bait(detect, BAIT[bait], view) < SLOWEST
