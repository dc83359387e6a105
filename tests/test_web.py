"""User agents, what they name, and client hints."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from detectors.hits import Detect
from detectors.web import (
    BROWSER,
    DEVICE,
    HARDWARE,
    LANGUAGE,
    SIM,
    SYSTEM,
    find_client_hints,
    find_languages,
    find_user_agents,
    name_families,
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
        "KDDI-TS21 UP.Browser/6.0.2.276 (GUI) MMP/1.1",
        "python-requests/2.31.0",
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "SomePhone700i/R4AB Browser/NetFront/3.3 Profile/MIDP-2.0 Configuration/CLDC-1.1",
    ],
)
def test_user_agents(text: str) -> None:
    assert find_one(find_user_agents, BROWSER, text, strong=True) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "ExampleApp/3.2.1 CFNetwork/1410 Darwin/22.6.0",
        "ExampleReader/2.1",
        "ExampleBot/1.0 (+https://example.com/bot)",
        "SAMSUNG-SGH-A551",
        "Nokia6155i",
        "Example-Crawler",
        "bingbot",
    ],
)
def test_programs_that_need_the_column(text: str) -> None:
    assert find_one(find_user_agents, BROWSER, text, strong=False) == [text]


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        (f"UA=[{CHROME}] ref=-", CHROME),
        ('ua="MyShop/3.2.1 (Android 14; SM-S911B)" status=200', "MyShop/3.2.1 (Android 14; SM-S911B)"),
        ('{"ip":"203.0.113.4","ua":"okhttp/4.12.0","ms":12}', "okhttp/4.12.0"),
        (
            "user-agent: ExampleApp/5.1 (iPhone; iOS 17.4; Scale/3.00), status: 200",
            "ExampleApp/5.1 (iPhone; iOS 17.4; Scale/3.00)",
        ),
        ("ユーザーエージェント：ExampleApp/5.1", "ExampleApp/5.1"),
        ("ua=ExampleApp/5.1 (rv:4; x) path=/a", "ExampleApp/5.1 (rv:4; x)"),
        ('203.0.113.7 - - [12/Nov/2026:08:31:02 +0900] "GET /a HTTP/1.1" 200 512 "-" "okhttp/4.12.0"', "okhttp/4.12.0"),
        ('gw: 203.0.113.7 "POST /a HTTP/2" 302 - "https://example.jp/" "curl/8.5.0"', "curl/8.5.0"),
    ],
)
def test_user_agents_of_lines_are_found_without_what_stands_around(text: str, agent: str) -> None:
    assert find_one(find_user_agents, BROWSER, text, strong=True) == [agent]


@pytest.mark.parametrize(
    "text",
    [
        "Apr 12 10:23:45 gw dhcpd: DHCPACK on 192.0.2.45 to 3c:22:fb:12:9a:0e (Hana-no-iPhone) via eth1",
        'GET /a HTTP/1.1" 200 512 "-" "-"',
        "status=200 (Linux) done",
        "qua=okay 12 visua: 5.1",
    ],
)
def test_lines_that_only_name_a_system(text: str) -> None:
    assert find_one(find_user_agents, BROWSER, text, strong=True) == []


@pytest.mark.parametrize("text", ["Example Search Tool 2", "EXAMPLE-PHONE700i", "my agent 1.0"])
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
        "Java (入門)",
        "Java programming",
        "both bottles",
        "LINE 友だち",
        "Samsung",
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


def _cases(name: str) -> list[dict[str, str]]:
    path = SHARED / "ua_uap_core" / f"test_{name}.yaml"
    if not path.exists():
        pytest.skip("needs ../shared/data")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    cases: list[dict[str, str]] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["test_cases"]
    return [case for case in cases if case["user_agent_string"]]


@pytest.mark.slow
def test_families_of_real_user_agents() -> None:
    for name, part in (("ua", "browser"), ("os", "system")):
        cases = _cases(name)
        right = sum(getattr(name_families(case["user_agent_string"]), part) == case["family"] for case in cases)
        assert right >= 0.97 * len(cases)


def test_families() -> None:
    assert (name_families(CHROME).browser, name_families(CHROME).system) == ("Chrome", "Windows")
    assert (name_families("my agent").browser, name_families("my agent").system) == ("Other", "Other")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "alone", "called"), [("ua", 0.93, 0.98), ("os", 0.97, 0.99), ("device", 0.94, 0.99)])
def test_real_user_agents(name: str, alone: float, called: float) -> None:
    agents = sorted({case["user_agent_string"] for case in _cases(name)})[::5]
    for view, share in ((view_of(), alone), (view_of("user_agent"), called)):
        found = find_in(find_user_agents, BROWSER, *agents, view=view)
        assert sum(agent in one for agent, one in zip(agents, found, strict=True)) >= share * len(agents)


@pytest.mark.parametrize(
    ("agent", "serial", "card"),
    [
        (
            "DoCoMo/2.0 P900i(c100;TB;W24H11;ser352009901234562;icc8981100000000000002F)",
            "352009901234562",
            "8981100000000000002F",
        ),
        ("SoftBank/1.0/930SH/SHJ001/SN352099001234562 Browser/NetFront/3.4", "352099001234562", ""),
        ("DoCoMo/2.0 P900i(c100;TB;W24H11)", "", ""),
        ("Example/1.0 (iPhone; iOS 17.4;service)", "", ""),
    ],
)
def test_serial_numbers_of_feature_phones(agent: str, serial: str, card: str) -> None:
    assert find_one(find_user_agents, HARDWARE, agent, strong=True) == ([serial] if serial else [])
    assert find_one(find_user_agents, SIM, agent, strong=True) == ([card] if card else [])


BRANDS = '"Chromium";v="124", "Google Chrome";v="124", "Not-A.Brand";v="99"'


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        (BRANDS, BROWSER, BRANDS),
        (f"Sec-CH-UA: {BRANDS}", BROWSER, BRANDS),
        (f"sec-ch-ua-full-version-list: {BRANDS}", BROWSER, BRANDS),
        ('Sec-CH-UA-Platform: "Windows"', SYSTEM, "Windows"),
        ('"sec-ch-ua-platform-version":"14.4.1"', SYSTEM, "14.4.1"),
        ('Sec-CH-UA-Model: "Pixel 8"', DEVICE, "Pixel 8"),
        ("sec-ch-ua-mobile: ?1", BROWSER, "?1"),
    ],
)
def test_client_hints(text: str, category: str, expected: str) -> None:
    assert find_one(find_client_hints, category, text, strong=True) == [expected]


@pytest.mark.parametrize("text", ["Sec-CH-UA", '"a";v="1"', 'x";v="', "sec-ch-ua ヘッダー", 'v="1", "b"'])
def test_no_client_hints(text: str) -> None:
    for category in (BROWSER, SYSTEM, DEVICE):
        assert find_one(find_client_hints, category, text) == []


@pytest.mark.parametrize("text", ["ja,en-US;q=0.9,en;q=0.8", "en-GB,en;q=0.7,*;q=0.1", "zh-Hant-TW, ja;q=0.5"])
def test_accepted_languages(text: str) -> None:
    assert find_one(find_languages, LANGUAGE, text, strong=True) == [text]


@pytest.mark.parametrize("text", ["ja", "text/html,application/xml;q=0.9", "gzip;q=0.5, deflate", ";q=0.9", "a,b;q=0"])
def test_no_accepted_languages(text: str) -> None:
    assert find_one(find_languages, LANGUAGE, text) == []


HOSTILE = {
    **{name: BAIT[name] for name in ("agents", "products", "letters", "brackets", "words")},
    "makers": "SAMSUNG-" * 100_000,
    "robots": "bot spider " * 100_000,
    "hints": 'sec-ch-ua: "' * 80_000,
    "brands": '"a";v="1", ' * 100_000,
    "languages": "ja;q=0.9," * 100_000,
    "serials": "Mozilla/5.0 (;ser;icc/SN" * 40_000,
}


@pytest.mark.parametrize(
    "bait", [pytest.param(name, marks=pytest.mark.slow) if name == "hints" else name for name in HOSTILE]
)
@pytest.mark.parametrize("detect", [find_user_agents, find_client_hints, find_languages])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    for view in (view_of(), view_of("user_agent", hints={BROWSER: 0.8})):
        assert time_bait(detect, HOSTILE[bait], view) < SLOWEST
