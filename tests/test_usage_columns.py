"""Usage data from columns to findings: what whole columns are judged to be, with and without a name that tells."""

from __future__ import annotations

import random
import uuid

import pyarrow as pa
import pytest

from connectors.base import Collection, Field
from detectors.inspection import inspect_column, view_field
from detectors.judgement import judge_collection

CELLS = 40
CHANCE = random.Random(7)


def digits(count: int, alphabet: str = "0123456789") -> str:
    return "".join(CHANCE.choice(alphabet) for _ in range(count))


def with_luhn(number: str) -> str:
    total = sum(sum(divmod(int(mark) * (2 - place % 2), 10)) for place, mark in enumerate(reversed(number)))
    return f"{number}{-total % 10}"


def ip() -> str:
    return ".".join(str(CHANCE.randint(20, 210)) for _ in range(4))


def one_of(*words: str) -> list[str]:
    return [CHANCE.choice(words) for _ in range(CELLS)]


def findings(name: str, cells: list[str], table: str = "t1") -> dict[str, str]:
    field, collection = Field(name), Collection(table, "table")
    tally = inspect_column(pa.array(cells, pa.string()), view_field(field, "table"))
    found, dismissed = judge_collection("s", collection, [(field, tally)])[:2]
    return {one.category: one.verdict for one in found} | {one.category: one.reason for one in dismissed}


HEX = "0123456789abcdef"
TRACE = "java.lang.IllegalStateException: x\n\tat com.example.A.b(A.java:12)\n\tat com.example.Main.main(Main.java:7)"


@pytest.mark.parametrize(
    ("name", "cells", "category"),
    [
        ("imei", [with_luhn(f"35{digits(12)}") for _ in range(CELLS)], "usage.device.hw_id"),
        ("col1", [with_luhn(f"86{digits(12)}") for _ in range(CELLS)], "usage.device.hw_id"),
        ("android_id", [digits(16, HEX) for _ in range(CELLS)], "usage.device.hw_id"),
        ("c", [f"00:1b:44:{digits(2)}:{digits(2)}:b7" for _ in range(CELLS)], "usage.device.hw_id"),
        ("iccid", [with_luhn(f"8981100{digits(11)}") for _ in range(CELLS)], "usage.carrier.sim"),
        ("f3", [with_luhn(f"8981100{digits(11)}") for _ in range(CELLS)], "usage.carrier.sim"),
        ("imsi", [f"44010{digits(10)}" for _ in range(CELLS)], "usage.carrier.sim"),
        ("gaid", [str(uuid.UUID(int=CHANCE.getrandbits(128), version=4)) for _ in range(CELLS)], "usage.device.ad_id"),
        ("push_token", [digits(64, HEX) for _ in range(CELLS)], "usage.device.push_token"),
        ("x", [f"{digits(11, HEX)}:APA91b{digits(134, HEX)}" for _ in range(CELLS)], "usage.device.push_token"),
        ("device_model", one_of("iPhone15,2", "SO-51C", "SOG06", "SM-S911Q", "Pixel 8"), "usage.device.model"),
        ("機種名", one_of("iPhone 15 Pro", "Xperia 1 V", "AQUOS sense8"), "usage.device.model"),
        ("data_02", one_of("iPhone15,2", "iPhone14,5", "SM-S911Q", "Pixel 8"), "usage.device.model"),
        ("キャリア", one_of("docomo", "au", "SoftBank", "楽天モバイル"), "usage.carrier.name"),
        ("col2", one_of("ドコモ", "au", "ソフトバンク", "楽天モバイル"), "usage.carrier.name"),
        ("os", one_of("iOS 17.4", "Android 14", "Windows 11"), "usage.os"),
        ("os_version", one_of("17.4", "16.7.2", "14.4.1"), "usage.os"),
        ("accept_language", one_of("ja,en-US;q=0.9", "ja", "en-US,en;q=0.5"), "usage.browser.language"),
        ("screen_size", one_of("1179x2556", "1920x1080"), "usage.device.screen"),
        ("user_pseudo_id", [f"{digits(9, '123456789')}.17{digits(8)}" for _ in range(CELLS)], "usage.cookie"),
        ("c3", [f"{digits(9, '123456789')}.17{digits(8)}" for _ in range(CELLS)], "usage.cookie"),
        ("c4", [f"_ga=GA1.2.{digits(9)}.17{digits(8)}; PHPSESSID={digits(20, HEX)}" for _ in range(CELLS)], "usage.cookie"),
        ("event_name", one_of("page_view", "scroll", "add_to_cart", "purchase"), "usage.behavior.event"),
        ("ip_int", [str(CHANCE.randint(1 << 24, (1 << 31) - (1 << 26))) for _ in range(CELLS)], "usage.device.ip"),
        ("c5", [f"{ip()}:{CHANCE.randint(1024, 65000)}" for _ in range(CELLS)], "usage.device.ip"),
        ("trace", [TRACE.replace("12", digits(2)) for _ in range(CELLS)], "usage.crash"),
    ],
)  # fmt: skip
def test_a_column_is(name: str, cells: list[str], category: str) -> None:
    assert findings(name, cells)[category] == "is"


@pytest.mark.parametrize(
    ("name", "cells", "category"),
    [
        ("c6", [f"https://example.jp/reset?token={digits(24, HEX)}a1" for _ in range(CELLS)], "personal.account.credential"),
        ("c7", [f"https://example.jp/search?q=knee+pain{digits(2)}" for _ in range(CELLS)], "usage.behavior.search"),
        ("c8", [f"https://example.jp/?utm_source=line&n={digits(4)}" for _ in range(CELLS)], "usage.behavior.event"),
        ("c9", [f"Cookie: PHPSESSID={digits(20, HEX)}" for _ in range(CELLS)], "usage.cookie.session"),
        ("備考", [f"端末のIMEIは{with_luhn('35' + digits(12))}です。ご確認ください。" for _ in range(CELLS)], "usage.device.hw_id"),
        ("memo", [f"{TRACE}{digits(3)}" for _ in range(CELLS)], "usage.crash"),
        ("body", [f"XFF: {ip()}, 10.0.0.1 を確認しました" for _ in range(CELLS)], "usage.device.ip"),
    ],
)  # fmt: skip
def test_a_column_contains(name: str, cells: list[str], category: str) -> None:
    assert findings(name, cells)[category] == "contains"


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("col1", [f"35{digits(13)}" for _ in range(CELLS)]),
        ("uuid", [str(uuid.UUID(int=CHANCE.getrandbits(128), version=4)) for _ in range(CELLS)]),
        ("sha", [digits(64, HEX) for _ in range(CELLS)]),
        ("size", one_of("1179x2556", "1920x1080")),
        ("carrier", one_of("ヤマト運輸", "佐川急便", "日本郵便")),
        ("商品名", one_of("iPhone 15 ケース", "Pixel 8 フィルム", "Galaxy S23 カバー")),
        ("price", [f"{digits(2, '123456789')}.{digits(4)}" for _ in range(CELLS)]),
        ("cidr", [f"198.51.{CHANCE.randint(20, 200)}.0/24" for _ in range(CELLS)]),
        ("version", [f"{digits(2, '123')}.{digits(2, '123')}.{digits(2, '123')}.1" for _ in range(CELLS)]),
        ("setting", [f"lang=ja; color={digits(6, HEX)}" for _ in range(CELLS)]),
        ("url", [f"https://example.jp/items/{digits(5)}?page={digits(1)}&sort=asc" for _ in range(CELLS)]),
        ("lang", one_of("ja", "en", "zh")),
    ],
)  # fmt: skip
def test_a_column_is_no_usage_data(name: str, cells: list[str]) -> None:
    assert {key: value for key, value in findings(name, cells).items() if key.startswith("usage.")} == {}


def test_languages_and_places_belong_to_persons() -> None:
    places = [f"35.{digits(6)},139.{digits(6)}" for _ in range(CELLS)]
    assert findings("c", places)["usage.location.precise"] == "no-person"
    assert findings("c", places, "会員")["usage.location.precise"] == "is"
    assert findings("緯度", [one.split(",")[0] for one in places], "会員")["usage.location.precise"] == "is"
