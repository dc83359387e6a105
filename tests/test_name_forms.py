"""The forms in which one name is written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.name_forms import (
    drop_brackets,
    expand,
    fold_romaji,
    fold_width,
    split_brackets,
    split_path,
    split_words,
    squash,
    subject_of,
)


@pytest.mark.parametrize(
    "spellings",
    [
        "jusho juusho jusyo juusyo jyusyo jyuusyo zyusyo zyuusyo",
        "shimei simei",
        "seibetsu seibetu",
        "shokugyo shokugyou syokugyo syokugyou",
        "tsuzukigara tuzukigara",
        "fuyou huyou fuyo",
        "chiiki tiiki chiki",
        "koza kouza kooza",
        "yubin yuubin",
        "kekkon kekkon",
        "shinbun shimbun",
        "honninkakunin honninkakunin",
        "itti itchi",
        "jinji zinzi",
    ],
)
def test_one_spelling_of_romaji(spellings: str) -> None:
    assert len({fold_romaji(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("sei", "mei"), ("kana", "kanji"), ("shimei", "seimei"), ("koza", "kasa")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert fold_romaji(one) != fold_romaji(other)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("BillingPostalCode", ("billing", "postal", "code")),
        ("billing_postal_code", ("billing", "postal", "code")),
        ("TEL_NO_2", ("tel", "no")),
        ("userID", ("user", "id")),
        ("HTTPServer", ("http", "server")),
        ("ｅ－ｍａｉｌ", ("e", "mail")),
        ("住所1", ("住所",)),
        ("", ()),
    ],
)
def test_words(name: str, words: tuple[str, ...]) -> None:
    assert split_words(name) == words


def test_parts_of_a_name() -> None:
    assert squash("お 名前＊：") == "お名前"
    assert fold_width(" ＴＥＬ ") == "TEL"
    assert split_path("items[].user.name") == ("items", "user", "name")
    assert split_brackets("氏名(漢字)") == ("氏名", "漢字")
    assert split_brackets("住所2") == ("住所", "")
    assert drop_brackets("電話番号(ハイフンなし)") == "電話番号"
    assert expand(("cust", "nm"), {"cust": "customer", "nm": "name"}) == ("customer", "name")


@pytest.mark.parametrize(
    ("note", "subject"),
    [
        ("会員の氏名。姓名の間に空白", "会員の氏名"),
        ("PK, 会員番号", "会員番号"),
        ("Q1. お名前を教えてください", "お名前"),
        ("3. ご住所をご記入ください", "ご住所"),
        ("メールアドレスを入力してください。", "メールアドレス"),
        ("What is your date of birth?", "date"),
        ("Please enter your phone number", "phone number"),
        ("Email address of the customer", "Email address"),
        ("Your name", "name"),
        ("氏名", "氏名"),
        ("phone", "phone"),
    ],
)
def test_what_a_note_is_about(note: str, subject: str) -> None:
    assert subject_of(note) == subject


@given(st.text(max_size=80))
def test_any_text_has_its_forms(text: str) -> None:
    squash(text)
    split_words(text)
    split_path(text)
    split_brackets(fold_width(text))
    subject_of(text)
    assert fold_romaji(fold_romaji(text)) is not None


@pytest.mark.parametrize(
    "bait", ["(" * 20_000, "を" * 20_000, "、" * 20_000, "1" * 20_000, "a b " * 10_000, "ご" * 20_000]
)
def test_no_name_is_slow(bait: str) -> None:
    begin = time.process_time()
    subject_of(bait)
    split_brackets(bait)
    fold_romaji(bait)
    assert time.process_time() - begin < 1.0
