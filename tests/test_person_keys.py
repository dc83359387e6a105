"""Keys of persons: what is the same person, what is none, and digests that say nothing without the secret."""

from __future__ import annotations

import tomllib
import unicodedata
from importlib import resources

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.catalogue import load_catalogue
from detectors.person_keys import ASKED, PERSON_KEYS, _siphash, digest_keys, key_values, normalise_person_key

EMAIL, PHONE, NAME, KANA = "personal.contact.email", "personal.contact.phone", "personal.name", "personal.name.kana"
LOGIN, NUMBER = "personal.account.login_id", "personal.account.customer_no"
SECRET = bytes(range(32))


def plain(category: str, *texts: str | None) -> list[str | None]:
    found: list[str | None] = normalise_person_key(category, pa.array(texts, pa.string())).to_pylist()
    return found


SAME = [
    (EMAIL, "taro.yamada+shop@example.jp", [
        "Taro.Yamada+Shop@Example.JP", " taro.yamada+shop@example.jp\t", "ｔａｒｏ．ｙａｍａｄａ＋ｓｈｏｐ＠ｅｘａｍｐｌｅ．ｊｐ",
        "mailto:taro.yamada+shop@example.jp", "山田 太郎 <taro.yamada+shop@example.jp>", "<Taro.Yamada+shop@example.jp> ",
    ]),
    (PHONE, "09012345678", [
        "090-1234-5678", "090 1234 5678", "(090)1234-5678", "０９０－１２３４－５６７８", "090ー1234ー5678", "090‐1234‐5678",
        "+81 90-1234-5678", "+81(0)90-1234-5678", "+819012345678", "81-90-1234-5678", "0081 90 1234 5678",
        "010-81-90-1234-5678", "9012345678", "tel:+81-90-1234-5678", "TEL 090-1234-5678", "携帯：090-1234-5678",
        "090.1234.5678", "090-1234-5678 内線12", "090-1234-5678 (ext. 3)",
    ]),
    (PHONE, "0312345678", ["03-1234-5678", "+81-3-1234-5678", "03-1234-5678 x22", "03（1234）5678"]),
    (PHONE, "4155550134", ["(415) 555-0134", "+1 415-555-0134", "415.555.0134", "1-415-555-0134"]),
    (PHONE, "+442079460018", ["+44 20 7946 0018", "0044 20 7946 0018", "+44 (0)20 7946 0018"]),
    (NAME, "高橋花子", ["高橋 花子", "髙橋　花子", "髙橋花子 様", "高橋花子さん", "髙橋\ufe00 花子", "高橋・花子"]),
    (NAME, "渡辺斎", ["渡邊 斉", "渡邉 齋", "渡辺　齊"]),
    (NAME, "ヤマダタロウ", ["ヤマダ タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ", "やまだ　たろう", "ヤマダ・タロウ"]),
    (KANA, "シヨウコ", ["ショウコ", "ｼﾖｳｺ", "ｼｮｳｺ", "しょうこ"]),
    (NAME, "taroyamada", ["Taro Yamada", "YAMADA, Taro", "yamada taro", "Mr. Taro Yamada", "Ｔａｒｏ　Ｙａｍａｄａ"]),
    (NAME, "mauriceoneill", ["Maurice O'Neill", "O’Neill, Maurice"]),
    (LOGIN, "taro.yamada", ["Taro.Yamada", " taro.yamada ", "ｔａｒｏ．ｙａｍａｄａ"]),
    (NUMBER, "K100200", ["k-100200", "Ｋ１００２００", "K 100 200"]),
    (NUMBER, "12345", ["0012345", "12345", "１２３４５", "12-345"]),
    ("personal.id.my_number", "123456789018", ["1234 5678 9018", "1234-5678-9018"]),
]  # fmt: skip


@pytest.mark.parametrize(("category", "key", "texts"), SAME)
def test_forms_of_one_key_are_equal(category: str, key: str, texts: list[str]) -> None:
    assert dict(zip(texts, plain(category, *texts), strict=True)) == dict.fromkeys(texts, key)


DIFFERENT = [
    (EMAIL, "taro@example.jp", "taro@example.com"),
    (EMAIL, "taro.yamada@example.jp", "taroyamada@example.jp"),
    (PHONE, "090-1234-5678", "090-1234-5679"),
    (PHONE, "03-1234-5678", "+44 31234 5678"),
    (NAME, "山田太郎", "山田太朗"),
    (NAME, "大坂 一", "大阪 一"),
    (NAME, "ヤマダ タロウ", "ヤマダ タロ"),
    (NAME, "山田 太郎", "ヤマダ タロウ"),
    (LOGIN, "taro.yamada", "taroyamada"),
    (NUMBER, "K100", "L100"),
    (NUMBER, "1230", "123"),
]


@pytest.mark.parametrize(("category", "one", "other"), DIFFERENT)
def test_two_persons_stay_two(category: str, one: str, other: str) -> None:
    found = plain(category, one, other)
    assert None not in found
    assert found[0] != found[1]


NONE = {
    EMAIL: ["taro", "taro@", "@example.jp", "a@b", "a b@example.jp", "a@example.jp, b@example.jp", "", "-"],
    PHONE: ["", "なし", "123", "電話", "090-1234-5678 or 03-1234-5678", "2024-01-01T10:00", "1" * 20, "090-1234-****"],
    NAME: ["", " ", "12345", "***", "山田1", "・"],
    LOGIN: ["", " ", "a b c d e"],
    NUMBER: ["", "-", "0", "000", "なし", "none", "unknown"],
}


@pytest.mark.parametrize("category", NONE)
def test_what_is_no_key_is_null(category: str) -> None:
    assert plain(category, *NONE[category], None) == [None] * (len(NONE[category]) + 1)


@given(
    st.lists(
        st.one_of(st.none(), st.text("0123456789-+() .xabyzカなヤょ高髙渡邉 山田様@<>,'０９ﾀﾞ", max_size=20)), max_size=8
    )
)
def test_plain_keys_are_plain_and_rows_keep_their_place(texts: list[str | None]) -> None:
    for category in (EMAIL, NAME, LOGIN, NUMBER, PHONE):
        once = plain(category, *texts)
        assert once == [plain(category, text)[0] for text in texts]
        if category != NAME:  # a name that ends in a form of address can lose one more
            assert plain(category, *once) == once


def test_all_inputs_of_arrow() -> None:
    assert normalise_person_key(EMAIL, pa.array([], pa.string())).to_pylist() == []
    assert normalise_person_key(NAME, pa.array([None, None], pa.string())).to_pylist() == [None, None]
    for category, keys in ((NUMBER, ["A1", None, "B2"]), (LOGIN, ["a1", None, "b-2"])):
        assert normalise_person_key(category, pa.chunked_array([["a1"], [None, "B-2"]])).to_pylist() == keys
    chunks = pa.chunked_array([["山田 太郎"], ["Taro Yamada", None]])
    assert normalise_person_key(NAME, chunks).to_pylist() == ["山田太郎", "taroyamada", None]
    sliced = pa.array(["x", "Taro Yamada", None, "山田 太郎"])[1:]
    assert normalise_person_key(NAME, sliced).to_pylist() == ["taroyamada", None, "山田太郎"]
    with pytest.raises(KeyError):
        normalise_person_key("personal.gender", sliced)


def test_siphash_is_siphash() -> None:
    # Appendix A of the paper gives the key; the digest of the eight bytes 0..7 is in the authors' table of vectors.
    words = np.array([0x0706050403020100, 0, 2**64 - 1], dtype=np.uint64)
    assert _siphash(words, bytes(range(16))).tolist()[0] == 0x93F5F5799A932462
    assert len({*_siphash(words, bytes(range(16))).tolist(), *_siphash(words, bytes(16)).tolist()}) == 6


def test_digests_depend_on_key_kind_and_value_alone() -> None:
    texts = pa.array(["090-1234-5678", None, "x", "+81 90 1234 5678", "03-1234-5678"])
    digests = key_values(PHONE, texts, SECRET).tolist()
    assert len(digests) == 3
    assert digests[0] == digests[1] != digests[2]
    assert key_values("personal.contact.fax", texts, SECRET).tolist() == digests
    assert not {*digests} & {*key_values(PHONE, texts, bytes(32)).tolist()}
    number = pa.array(["12345678901"])
    of_kinds = [key_values(one, number, SECRET).tolist()[0] for one in PERSON_KEYS if PERSON_KEYS[one].form == "number"]
    assert len(set(of_kinds)) == len(of_kinds)
    assert key_values(PHONE, pa.array([], pa.string()), SECRET).tolist() == []


def test_many_keys_at_once_have_the_digests_of_each() -> None:
    keys = pa.array([f"M{number}" for number in range(70_000)])
    together = digest_keys(NUMBER, keys, SECRET)
    assert len(np.unique(together)) == 70_000
    assert together[[0, 32_768, 69_999]].tolist() == [
        digest_keys(NUMBER, keys[at : at + 1], SECRET).tolist()[0] for at in (0, 32_768, 69_999)
    ]
    assert np.bincount((together >> np.uint64(60)).astype(np.int64), minlength=16) == pytest.approx(4375, rel=0.1)


def test_the_data_is_sound() -> None:
    data = tomllib.loads((resources.files("detectors") / "data" / "person_keys.toml").read_text(encoding="utf-8"))
    listed = [category for block in data["key"] for category in block["categories"]]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(load_catalogue().ids)
    assert {key.form for key in PERSON_KEYS.values()} == {form for forms in data["asked"].values() for form in forms}
    assert len({(key.kind, key.form) for key in PERSON_KEYS.values()}) == len(
        {key.kind for key in PERSON_KEYS.values()}
    )
    assert set(ASKED) == {"email", "phone", "name", "kana", "id"}
    assert not PERSON_KEYS["personal.id.my_number"].stored
    groups = data["name"]["variants"]
    characters = "".join(groups)
    assert len(characters) == len(set(characters))
    assert all(len(group) > 1 for group in groups)
    # Else the group would never be reached: normalisation comes first.
    assert unicodedata.normalize("NFKC", characters) == characters
    assert len(data["name"]["small_kana"]) == len(data["name"]["large_kana"])
