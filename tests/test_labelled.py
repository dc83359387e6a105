"""Values that a label or the field's name tells: the shipped rules, and whole columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.catalogue import load_catalogue
from detectors.labelled import LabelRule, find_labelled, load_label_rules
from tests.detection import SLOWEST, find_in, find_one, time_bait, view_of

RULES, WORDS = load_label_rules()
CASES = [(rule, example) for rule in RULES for example in rule.examples]
COUNTER = [(rule, example) for rule in RULES for example in rule.counter]


def test_the_rules_are_complete() -> None:
    known = set(load_catalogue().ids)
    assert {rule.category for rule in RULES} | {rule.category for rule in WORDS} <= known
    for rule in RULES:
        assert len(rule.examples) >= 3, rule.category
        assert len(rule.counter) >= 3, rule.category


@pytest.mark.parametrize(("rule", "text"), CASES, ids=[text for _, text in CASES])
def test_examples(rule: LabelRule, text: str) -> None:
    assert find_one(find_labelled, rule.category, text, strong=True)


@pytest.mark.parametrize(("rule", "text"), COUNTER, ids=[text for _, text in COUNTER])
def test_counter_examples(rule: LabelRule, text: str) -> None:
    assert not find_one(find_labelled, rule.category, text, strong=True)


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        ('端末 {\\"imei\\":\\"352099001234562\\"}', "usage.device.hw_id", "352099001234562"),
        ("ＩＭＥＩ：３５２０９９００１２３４５６２", "usage.device.hw_id", "３５２０９９００１２３４５６２"),
        ("検索キーワードは「花粉症 病院」でした", "usage.behavior.search", "花粉症 病院"),
        ("mcc=440&mnc=10&x", "usage.carrier.name", "0&mnc=10"),
        ("Accept-Language: ja,en-US;q=0.9", "usage.browser.language", "ja,en-US;q=0.9"),
    ],
)
def test_the_value_alone_is_found(text: str, category: str, expected: str) -> None:
    assert find_one(find_labelled, category, text, strong=True) == [expected]


@pytest.mark.parametrize(
    ("category", "cells"),
    [
        ("usage.device.hw_id", ["35-209900-123456-2", "9774d56d682e549c", "F2LXK0ABCD12", "001b44113ab7"]),
        ("usage.device.ad_id", ["38400000-8cf0-41bd-b23e-10b96e40000d", "6D92078A-8246-4BA4-AE5B-76104861E7DC"]),
        ("usage.device.model", ["iPhone15,2", "SO-51C", "SOG06", "Pixel 8 Pro", "SM-S911Q", "A101SH", "Xperia 1 V"]),
        ("usage.device.screen", ["1179x2556", "390x844@3x", "1920×1080", "24-bit"]),
        ("usage.device.fingerprint", ["2kH7vqPZr0aYd3WcN5Tx", "0cc175b9c0f1b6a831c399e269772661"]),
        (
            "usage.os",
            ["Windows 11", "macOS 14.4", "iOS 17.4 (21E219)", "Android 14", "Ubuntu 22.04", '"Windows"', "17.4.1"],
        ),
        ("usage.carrier.name", ["docomo", "ソフトバンク", "au", "楽天モバイル", "44010", "440-10"]),
        ("usage.carrier.sim", ["440101234567890", "8981100000000000002", "89001012012341234012345678901224"]),
        ("usage.browser.language", ["ja", "ja-JP", "en_US", "ja,en-US;q=0.9,en;q=0.8", "日本語", "zh-Hant-TW"]),
        ("usage.behavior.event", ["page_view", "add_to_cart"]),
    ],
)
def test_cells_of_a_field_of_that_name(category: str, cells: list[str]) -> None:
    named = view_of("f", hints={category: 0.8})
    found = find_in(find_labelled, category, *cells, view=named)
    assert [set(one) for one in found] == [{cell} for cell in cells]


@pytest.mark.parametrize(
    ("category", "cells"),
    [
        ("usage.device.hw_id", ["12", "sensor-00123", "00000000-0000-0000-0000-000000000000", "本社プリンタ"]),
        ("usage.device.ad_id", ["00000000-0000-0000-0000-000000000000", "広告1", "123"]),
        ("usage.os", ["はい", "yes", "3"]),
        ("usage.browser.language", ["Java", "xx-YY", "Python", "1"]),
        ("usage.carrier.name", ["ヤマト運輸", "440", "auction"]),
        ("usage.device.screen", ["大", "5.8"]),
    ],
)
def test_cells_that_the_name_alone_does_not_make_one(category: str, cells: list[str]) -> None:
    named = view_of("f", hints={category: 0.8})
    assert find_in(find_labelled, category, *cells, view=named) == [[] for _ in cells]


def test_words_are_whole_cells() -> None:
    texts = ["docomo", "au", "AU", "because", "docomoショップ", "page_view", "page_views", "login"]
    assert find_in(find_labelled, "usage.carrier.name", *texts) == [["docomo"], ["au"], ["AU"], [], [], [], [], []]
    assert find_in(find_labelled, "usage.behavior.event", *texts, strong=True)[5:] == [["page_view"], [], []]
    event = view_of("event_name")
    found = find_in(find_labelled, "usage.behavior.event", *texts, view=event, strong=True)
    assert [set(one) for one in found[5:]] == [{"page_view"}, set(), {"login"}]


LABELS = sorted({word for rule in RULES for word in rule.words})


@given(
    st.lists(
        st.sampled_from([*LABELS, ":", "=", " ", "\x1a", "35209900123456", "2", "「", '"', "\\", "x", "は", "0", "-"]),
        max_size=40,
    )
)
def test_matches_stay_in_their_cell(parts: list[str]) -> None:
    texts = "".join(parts).split("\x1a")
    for rule in RULES:
        find_in(find_labelled, rule.category, *texts)


@pytest.mark.parametrize("word", [*LABELS[::12], "lat=", "検索キーワード:", "os_version "])
def test_no_input_is_slow(word: str) -> None:
    size = 100_000 // len(word)
    for bait in (
        word * size,
        f"{word}:" * size,
        f'{word}="' * size,
        f"{word}: " + "1" * 100_000,
        f"{word} ja," * (size // 3),
    ):
        assert time_bait(find_labelled, bait) < SLOWEST
