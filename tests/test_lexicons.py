"""Looking up names, places, postal codes and vocabularies: who is in, who is not, with which tier."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import lexicons
from detectors.base import DetectorError

COMMON_SURNAMES = ["佐藤", "鈴木", "高橋", "五十嵐", "長谷川", "渡邊", "齋藤", "髙橋", "山﨑", "小林", "平野"]
AMBIGUOUS_SURNAMES = ["林", "森", "山口", "石川", "千葉", "大久保", "秋葉", "渋谷", "王", "前"]


@pytest.mark.parametrize(
    "surname",
    ["佐藤", "鈴木", "高橋", "五十嵐", "長谷川", "渡邊", "齋藤", "髙橋", "山﨑", "小林", "平野", "𠮷田"],
)
def test_common_surnames_are_of_tier_one(surname: str) -> None:
    assert lexicons.surnames_ja()[surname] == 1


@pytest.mark.parametrize("surname", AMBIGUOUS_SURNAMES)
def test_ambiguous_surnames_are_of_tier_three(surname: str) -> None:
    assert lexicons.surnames_ja()[surname] == 3


@pytest.mark.parametrize("word", ["東京", "大阪", "株式会社", "お客", "担当者", "会員", "様", "模様", "営業部", ""])
def test_what_is_no_common_surname(word: str) -> None:
    assert lexicons.surnames_ja().get(word, 3) == 3


def test_surnames_have_ranks_and_readings_to_draw_from() -> None:
    ranks, kana = lexicons.surname_ranks(), lexicons.surname_kana()
    assert list(ranks.values()) == list(range(1, len(ranks) + 1))
    assert list(ranks)[:3] == ["佐藤", "鈴木", "高橋"]
    assert set(ranks) <= set(kana)
    assert kana["五十嵐"][0] == "イガラシ"
    assert kana["髙橋"] == ("タカハシ",)
    assert all(len(readings) == len(set(readings)) for readings in kana.values())
    assert {"サトウ", "スズキ", "オオクボ"} <= lexicons.surname_readings()


@pytest.mark.parametrize(
    ("name", "tier", "gender", "reading"),
    [
        ("太郎", 1, "m", "タロウ"),
        ("花子", 1, "f", "ハナコ"),
        ("健一", 1, "m", "ケンイチ"),
        ("翔", 3, "m", "ショウ"),
        ("さくら", 3, "f", "サクラ"),
        ("千秋", 3, "fm", "チアキ"),
        ("ゆかり", 3, "u", "ユカリ"),
    ],
)
def test_given_names(name: str, tier: int, gender: str, reading: str) -> None:
    assert lexicons.given_names_ja()[name] == tier
    assert lexicons.given_genders()[name] == gender
    assert reading in lexicons.given_kana()[name]
    assert reading in lexicons.given_readings()


@pytest.mark.parametrize("word", ["株式会社", "東京都", "会社員", "電話番号", "サーバー", "ログイン", "備考"])
def test_what_is_no_given_name(word: str) -> None:
    assert word not in lexicons.given_names_ja()
    assert word not in lexicons.given_readings()


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("smith", 1),
        ("garcía", 1),
        ("garcia", 1),
        ("müller", 1),
        ("mueller", 1),
        ("nguyen", 1),
        ("o'connor", 1),
        ("sato", 1),
        ("satoh", 1),
        ("itou", 1),
        ("inoue", 1),
        ("siozaki", 1),
        ("baker", 3),
        ("ford", 3),
        ("young", 3),
        ("jordan", 3),
        ("paris", 3),
        ("the", None),
        ("customer", None),
        ("inoe", None),
        ("Smith", None),
    ],
)
def test_latin_family_names(name: str, tier: int | None) -> None:
    assert lexicons.latin_family().get(name) == tier


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("mary", 1),
        ("james", 1),
        ("taro", 1),
        ("tarou", 1),
        ("yuko", 1),
        ("françois", 1),
        ("francois", 1),
        ("juergen", 1),
        ("mark", 3),
        ("will", 3),
        ("may", 3),
        ("grace", 3),
        ("april", 3),
        ("invoice", None),
        ("null", None),
    ],
)
def test_latin_given_names(name: str, tier: int | None) -> None:
    assert lexicons.latin_given().get(name) == tier


def test_prefectures() -> None:
    found = lexicons.prefectures()
    assert [prefecture.code for prefecture in found] == [f"{number:02}" for number in range(1, 48)]
    assert found[12] == lexicons.Prefecture("13", "東京都", "東京", "トウキョウト", "tokyo")
    assert all(prefecture.name[-1] in "都道府県" for prefecture in found)


def test_municipalities() -> None:
    found = lexicons.municipalities()
    assert all(name[-1] in "市区町村" for name in found | lexicons.bare_wards())
    assert {"港区", "札幌市", "札幌市中央区", "大口町", "丹羽郡大口町", "龍ケ崎市", "龍ヶ崎市"} <= found
    assert not {"中央区", "東京都", "平成区"} & (found - {"中央区"})
    assert "中央区" in lexicons.bare_wards()
    assert {"サッポロシ", "ミナトク", "サッポロシチュウオウク"} <= lexicons.municipality_kana()
    assert {"東京", "札幌", "北海道"} <= lexicons.place_stems()


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("london", lexicons.cities_world),
        ("são paulo", lexicons.cities_world),
        ("sao paulo", lexicons.cities_world),
        ("yokohama", lexicons.cities_world),
        ("california", lexicons.regions_world),
        ("quebec", lexicons.regions_world),
        ("japan", lexicons.countries_world),
        ("usa", lexicons.countries_world),
        ("日本", lexicons.countries_world),
        ("jp", lexicons.country_codes),
        ("jpn", lexicons.country_codes),
    ],
)
def test_places_of_the_world(place: str, where: Callable[[], frozenset[str]]) -> None:
    assert place in where()


@pytest.mark.parametrize("word", ["street", "smith", "customer", "sector 3", ""])
def test_what_is_no_place_of_the_world(word: str) -> None:
    assert word not in lexicons.cities_world() | lexicons.regions_world() | lexicons.countries_world()


def test_postal_codes() -> None:
    codes = np.array([1080014, 600000, 608621, 9999999, 0, -1, 10_000_000, 2**40], dtype=np.int64)
    assert lexicons.is_postal_code(codes).tolist() == [True, True, True] + [False] * 5
    assert lexicons.is_postal_code(codes[:3], "area").tolist() == [True, True, False]
    assert lexicons.is_postal_code(codes[:3], "office").tolist() == [False, False, True]
    assert lexicons.is_postal_code(np.array([], dtype=np.int64)).shape == (0,)
    assert lexicons.is_postal_code(np.array([[1080014, 1]], dtype=np.int64)).tolist() == [[True, False]]


@given(st.lists(st.integers(min_value=-5, max_value=10_000_005), max_size=50))
def test_postal_codes_are_the_bits_that_are_set(codes: list[int]) -> None:
    bits = np.unpackbits(lexicons.postal_bitmap())
    expected = [0 <= code < lexicons.POSTAL_BITS and bool(bits[code]) for code in codes]
    assert lexicons.is_postal_code(np.array(codes, dtype=np.int64)).tolist() == expected


def test_postal_bitmap_cannot_be_written() -> None:
    bits = lexicons.postal_bitmap()
    assert bits.size * 8 == lexicons.POSTAL_BITS
    with pytest.raises(ValueError, match="read-only"):
        bits[0] = 1


def test_postal_prefectures() -> None:
    assert lexicons.postal_prefecture("108") == "東京都"
    assert lexicons.postal_prefectures("520") == ("滋賀県", "京都府")
    assert lexicons.postal_prefecture("999") == "山形県"
    assert lexicons.postal_prefecture("000") is None
    names = {prefecture.name for prefecture in lexicons.prefectures()}
    assert {name for code in range(1000) for name in lexicons.postal_prefectures(f"{code:03}")} == names


@pytest.mark.parametrize(
    ("name", "member", "stranger"),
    [
        ("honorifics", "様", "模様"),
        ("honorific_traps", "模様", "佐藤様"),
        ("honorific_traps", "神様", "様"),
        ("role_words", "担当者", "佐藤"),
        ("role_words_en", "admin", "mary"),
        ("occupations_ja", "会社員", "佐藤"),
        ("occupations_en", "engineer", "smith"),
        ("positions_ja", "部長", "会社員"),
        ("gender_values", "男性", "男女"),
        ("gender_values", "mannlich", "5"),
        ("organisation_forms_ja", "株式会社", "(様)"),
        ("organisation_words_ja", "病院", "佐藤"),
        ("organisation_forms_latin", "gmbh", "bank"),
        ("organisation_words_latin", "bank", "smith"),
        ("street_types", "strasse", "apt"),
        ("street_types", "straße", "ビル"),
        ("street_endings", "gatan", "street"),
        ("unit_words", "apt", "street"),
        ("building_words_ja", "マンション", "丁目"),
        ("room_words_ja", "号室", "ビル"),
    ],
)
def test_vocabularies(name: str, member: str, stranger: str) -> None:
    assert member in lexicons.words(name)
    assert stranger not in lexicons.words(name)


def test_an_unknown_vocabulary_is_answered_with_the_known_ones() -> None:
    with pytest.raises(DetectorError, match="honorifics"):
        lexicons.words("no such list")
    with pytest.raises(DetectorError):
        lexicons.words("version")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Smith", "smith"),
        ("MÜLLER", "muller"),
        ("Straße", "strasse"),
        ("Ørsted", "orsted"),
        ("Łódź", "lodz"),
        ("İzmir", "izmir"),
        ("E\u0301cole", "ecole"),
        ("がガ", "がガ"),
        ("髙橋﨑", "髙橋﨑"),
        ("й", "й"),
        ("", ""),
    ],
)
def test_fold_latin(text: str, folded: str) -> None:
    assert lexicons.fold_latin(text) == folded


@given(st.text())
def test_fold_latin_folds_all_at_once(text: str) -> None:
    folded = lexicons.fold_latin(text)
    assert lexicons.fold_latin(folded) == folded
