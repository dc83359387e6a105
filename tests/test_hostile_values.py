"""Values that break scanners: control characters, marks of direction, halves of characters, emoji, very long cells.
No detector may fail on them, take long, or lose a hit that stands next to them."""

from __future__ import annotations

import json
import time

import pyarrow as pa
import pytest
from detection import BAIT
from file_samples import real_data
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Field
from connectors.batches import text_array
from detectors.inspection import inspect_column, view_field

HITS = {
    "personal.contact.email": "hanako.yamada@example.co.jp",
    "personal.contact.phone": "090-8765-4321",
    "personal.id.my_number": "マイナンバー:123456789018",
    "personal.financial.card": "5555-5555-5555-4444",
    "usage.device.ip": "203.0.113.77",
    "personal.contact.postal_code": "〒108-0014",
    "personal.account.password": "password=Xk29vq!a",
}
NEXT_TO = {
    "nul": "\x00",
    "escape": "\x1b[31m",
    "delete": "\x7f",
    "separator": "\x1a",
    "record separator": "\x1e",
    "next line": "\x85",
    "line separator": "\u2028",
    "right-to-left override": "\u202e",
    "right-to-left mark": "\u200f",
    "isolate": "\u2066",
    "zero width space": "\u200b",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "emoji": "😀",
    "family": "👨\u200d👩\u200d👧",
    "flag": "🇯🇵",
    "half a character": "\ud800",
    "replacement": "\ufffd",
    "combining": "か\u3099",
    "stacked": "ア\u0335\u0322\u0353",
    "ideographic space": "\u3000",
    "no-break space": "\u00a0",
    "astral kanji": "𠮷",
    "private use": "\ue000",
    "kana": "ア",
    "half-width kana": "ｱﾞ",
    "hebrew": "שלום",
    "bracket": "「",
    "full-width colon": "：",
}


def tally_of(*texts: str, name: str = "備考") -> dict[str, int]:
    """Cells in which each category stands, in a column of these texts."""
    tally = inspect_column(text_array(list(texts)), view_field(Field(name), "table"))
    return {category: seen.cells for category, seen in tally.categories.items()}


@pytest.mark.parametrize("mark", NEXT_TO.values(), ids=list(NEXT_TO))
def test_a_hit_is_found_next_to(mark: str) -> None:
    for category, hit in HITS.items():
        for text in (mark + hit, hit + mark, mark + hit + mark, mark * 5 + hit + mark * 5):
            assert tally_of(text).get(category) == 1, (category, ascii(text))


@pytest.mark.parametrize("bait", BAIT.values(), ids=list(BAIT))
def test_a_hit_in_the_same_cell_and_the_next_is_not_lost(bait: str) -> None:
    hit = HITS["personal.contact.email"]
    short = bait[:5000]
    found = tally_of(f"{short} {hit} {short}", hit, short)
    assert found["personal.contact.email"] >= 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "bait", ["a", "1", "1-", "a@", "田", "ア", "=;", "a=b;", "{", '{"a":', "\\", "%41", "ff:", "\u0301"]
)
def test_a_cell_of_ten_megabytes_takes_seconds_not_minutes(bait: str) -> None:
    text = bait * (10_000_000 // len(bait.encode()))
    begin = time.process_time()
    found = tally_of(text, HITS["personal.contact.email"])
    assert time.process_time() - begin < 60
    assert found["personal.contact.email"] >= 1


NAMES = ["備考", "氏名", "email", "user_agent", "cookie", "個人番号", "住所", "生年月日", "ip", ""]


def naughty_strings() -> list[str]:
    strings = json.loads((real_data("robust_blns") / "blns.json").read_text(encoding="utf-8"))
    return [text for text in strings if text]


@pytest.mark.parametrize("name", NAMES)
def test_naughty_strings_pass_through(name: str) -> None:
    tally_of(*naughty_strings(), name=name)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_each_naughty_string_passes_through(name: str) -> None:
    for text in naughty_strings():
        tally_of(text, name=name)


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=40)), min_size=1, max_size=20),
    st.sampled_from(["備考", "氏名", "tel"]),
)
@settings(max_examples=150, deadline=None)
def test_any_column_is_tallied(texts: list[str | None], name: str) -> None:
    tally = inspect_column(text_array(texts), view_field(Field(name), "table"))
    assert tally.read == sum(1 for text in texts if pa.scalar((text or "").strip()).as_py())
    assert all(seen.cells <= tally.read for seen in tally.categories.values())
