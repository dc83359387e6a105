"""Whole cells against vocabularies, and cells with the shape of something."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.lexicons import words
from detectors.vocabulary import GENDER, OCCUPATION, find_vocabulary, is_hash, is_organisation, is_sentence
from tests.detection import BAIT, SLOWEST, cells_of, find_one, signals_of, time_bait


@pytest.mark.parametrize("value", ["男", "女", "男性", " 女性 ", "Male", "FEMALE", "ＭＡＬＥ", "non-binary", "Frau"])
def test_words_for_a_gender_count_by_themselves(value: str) -> None:
    assert find_one(find_vocabulary, GENDER, value, strong=True) == [value]


@pytest.mark.parametrize("value", ["M", "f", "1", "２", "9", "X"])
def test_codes_for_a_gender_need_the_name_of_the_field(value: str) -> None:
    assert find_one(find_vocabulary, GENDER, value, strong=True) == []
    assert find_one(find_vocabulary, GENDER, value, strong=False) == [value]


@pytest.mark.parametrize("value", ["", "男女", "長男", "12", "5", "MF", "the male", "男 太郎"])
def test_no_gender(value: str) -> None:
    assert find_one(find_vocabulary, GENDER, value) == []


@pytest.mark.parametrize("value", ["会社員", "公務員", "看護師", "Engineer", "部長"])
def test_occupations(value: str) -> None:
    assert find_one(find_vocabulary, OCCUPATION, value, strong=False) == [value]


@pytest.mark.parametrize(
    "value",
    [
        "株式会社みなと",
        "みなと（株）",
        "㈱みなと",
        "みなと㈲",
        "医療法人みなと会",
        "東京本社",
        "みなと病院",
        "港区立みなと小学校",
        "Example Inc.",
        "Example Co., Ltd.",
        "Example GmbH",
        "University of Example",
    ],
)
def test_organisations(value: str) -> None:
    assert is_organisation(value)
    assert signals_of(find_vocabulary, "0", value, "0")["organisation"] == [1]


@pytest.mark.parametrize("value", ["佐藤花子", "John Smith", "株", "Inc", "病院", "会社へ行く人", "社", "", "A"])
def test_no_organisations(value: str) -> None:
    assert not is_organisation(value)


def test_hashes() -> None:
    for size in (32, 40, 64, 128):
        assert is_hash("0aF9" * (size // 4))
    assert not is_hash("0aF9" * 9)
    assert not is_hash("xyz0" * 8)
    assert signals_of(find_vocabulary, "x", "0af9" * 8)["hash"] == [1]


@pytest.mark.parametrize(
    "value",
    [
        "注文した商品がまだ届いていません。確認してください。",
        "please send it to my new place as soon as you can",
        "Is this the right number? Call me!",
        "商品Ａ ABCDEFGHIJKLMNOP です。",
    ],
)
def test_sentences(value: str) -> None:
    assert is_sentence(value)
    assert signals_of(find_vocabulary, "x", value, "y")["sentence"] == [1]


@pytest.mark.parametrize(
    "value",
    [
        "短い文です。",
        "東京都港区芝五丁目十三番十五号みなとビル",
        "https://example.com/a/very/long/path?q=1",
        "Example Product Name XL Blue 2026",
        "hanako.sato@mail.example.co.jp",
        "0123456789012345678901234567890",
    ],
)
def test_no_sentences(value: str) -> None:
    assert not is_sentence(value)
    assert "sentence" not in signals_of(find_vocabulary, "x", value, "y")


@pytest.mark.parametrize("bait", ["letters", "kanji", "hiragana", "katakana", "words", "spaces", "digits", "brackets"])
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(find_vocabulary, BAIT[bait]) < SLOWEST


FORMS = sorted(words("organisation_forms_ja") | words("organisation_words_ja") | words("organisation_words_latin"))
PARTS = st.one_of(
    st.sampled_from([*FORMS, "みなと", "㈱", "港 ", "ﾎﾟ", "ハ\u309a", "です。", "ab cd ef"]), st.text(max_size=4)
)


@settings(deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4).map("".join))
def test_the_look_at_all_cells_loses_none(text: str) -> None:
    normal = cells_of(text).values()[0]
    signals = signals_of(find_vocabulary, text)
    assert ("organisation" in signals) == (len(normal) <= 60 and is_organisation(normal))
    assert ("sentence" in signals) == is_sentence(normal)


def test_japanese_punctuation_costs_no_look_for_a_legal_form() -> None:
    text = "「佐藤」、青い鳥。\N{IDEOGRAPHIC SPACE}"
    assert "organisation" not in signals_of(find_vocabulary, text)
    assert signals_of(find_vocabulary, "「㈱みなと」、")["organisation"] == [0]
