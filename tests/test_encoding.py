from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.encoding import detect_encoding

JAPANESE = [
    "氏名,住所,電話\n佐藤一郎,東京都千代田区1-2-3,03-0000-0000\n",
    "山本花子",
    "お問い合わせありがとうございます。",
    "コーヒーとトースト\n",
    "株式会社サンプル商事 営業部 御中",
    "ID 12 東京 abc",
    "田中",
    "閾値を超えた齋藤さんの記録\n",
]
ENCODINGS = ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", JAPANESE)
def test_japanese_comes_back(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert data.decode(detect_encoding(data)).lstrip("\ufeff") == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [text for text in JAPANESE if not text.isascii() and ("\n" in text or " " in text)])
def test_utf_16_without_a_mark(text: str, encoding: str) -> None:
    data = (text * 3).encode(encoding)
    assert detect_encoding(data) == encoding


WESTERN = [
    "Société générale, crème brûlée café",
    "Müller Straße Köln",
    "El niño español",
    "price £5 © 2020",
    "Åse Øst",
    "“quoted” – São Paulo",
    "Zoë",
]


@pytest.mark.parametrize("text", WESTERN)
def test_western_is_not_taken_for_japanese(text: str) -> None:
    assert detect_encoding(text.encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        (b"plain ascii\n", "utf-8"),
        ("①㈱髙橋".encode("cp932"), "cp932"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ 0001234\nｽｽﾞｷ ﾊﾅｺ 0005678\n".encode("cp932"), "cp932"),
        ("①丸数字のある表\n".encode("euc_jis_2004"), "euc_jis_2004"),
        ("ｱｲｳ\n".encode("iso2022_jp_ext"), "iso2022_jp_ext"),
        ("日本語の中に壊れた".encode() + b"\xff\xfe" + "バイトがある文章です".encode(), "utf-8"),
        ("これは日本語の文章です。壊れた".encode("cp932") + b"\xff\x20" + "バイトもある。".encode("cp932"), "cp932"),
        (b"a\x00b,c\n" * 20, "utf-8"),
        (b"\x81 \x8d \x8f \x90 \x9d ", "latin-1"),
    ],
)
def test_single_cases(data: bytes, encoding: str) -> None:
    assert detect_encoding(data) == encoding


SYLLABLES = st.text(
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん", min_size=4
)
KANJI = st.text("東京都大阪府名古屋市山田太郎鈴木花子佐藤電話番号住所氏名年月日会社部長本人確認", max_size=20)


@given(st.lists(st.tuples(SYLLABLES, KANJI), min_size=1, max_size=20), st.sampled_from(ENCODINGS))
def test_text_of_kana_and_kanji_comes_back(words: list[tuple[str, str]], encoding: str) -> None:
    text = "\n".join(kana + kanji for kana, kanji in words)
    data = text.encode(encoding)
    assert data.decode(detect_encoding(data)).lstrip("\ufeff") == text


@given(st.sampled_from(["utf-8", "cp932", "euc_jp"]), st.integers(60, 200))
def test_a_sample_may_end_inside_a_character(encoding: str, end: int) -> None:
    text = "吾輩はサンプルである。名前はまだ無い。どこで作られたかとんと見当がつかぬ。" * 5
    assert detect_encoding(text.encode(encoding)[:end]) == encoding


@given(st.binary(max_size=300))
def test_any_bytes_have_an_encoding_that_python_knows(data: bytes) -> None:
    data.decode(detect_encoding(data), "replace")
