"""Names of persons: whole cells, and names that something gives away in running text."""

from __future__ import annotations

import pytest

from detectors.hits import Detect
from detectors.names import KANA, NAME, classify_name, find_name_cells, split_kanji_name
from detectors.names_in_text import find_names_in_text
from tests.detection import BAIT, SLOWEST, find_one, signals_of, time_bait, view_of


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("佐藤 花子", "full"),
        ("佐藤　花子", "full"),
        ("佐藤花子", "full"),
        ("佐藤花子様", "full"),
        ("髙橋健一", "full"),
        ("𠮷田 太郎", "full"),
        ("𠮷田太郎", "full"),
        ("長谷川 さくら", "full"),
        ("林太郎", "full"),
        ("森健一", "full"),
        ("山口花子", "full"),
        ("林 花子", "full"),
        ("佐藤", "family"),
        ("佐藤様", "family"),
        ("花子", "given"),
        ("健太郎", "given"),
        ("サトウ ハナコ", "kana"),
        ("ｻﾄｳ ﾊﾅｺ", "kana"),
        ("さとう はなこ", "kana"),
        ("サトウハナコ", "kana"),
        ("サトウ", "kana-part"),
        ("Hanako Sato", "full"),
        ("Sato Hanako", "full"),
        ("SATO HANAKO", "full"),
        ("Sato, Hanako", "full"),
        ("Dr. John Smith", "full"),
        ("José García", "full"),
        ("Mary-Jane O'Neil", "full"),
        ("Smith", "family"),
        ("John", "given"),
        ("小松医師", "family"),
        ("佐藤花子先生", "full"),
        ("PATEL/ALISTAIRMR", "full"),
        ("SATO/HANAKO MS", "full"),
    ],
)
def test_whole_cells(value: str, kind: str) -> None:
    assert classify_name(value) == kind
    category = KANA if kind.startswith("kana") else NAME
    assert find_one(find_name_cells, category, value, strong=False) == [value]
    assert 1 in signals_of(find_name_cells, "0", value)[f"name.{kind}"]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "株式会社山田",
        "担当者",
        "担当者様",
        "お客様",
        "皆様",
        "営業部長",
        "主任",
        "N/A",
        "AND/OR",
        "FOB/CIF",
        "kg/m",
        "システム管理者",
        "東京都港区",
        "山中湖村",
        "いわてけん",
        "アイチケン",
        "模様",
        "コーヒー",
        "佐藤1",
        "a@example.jp",
        "hello world",
        "New product",
        "iPhone",
        "ありがとうございます",
        "12",
        "Q",
        "田" * 41,
    ],
)
def test_what_is_no_name(value: str) -> None:
    assert classify_name(value) == ""


def test_where_a_name_is_cut() -> None:
    assert split_kanji_name("佐藤花子") == 2
    assert split_kanji_name("長谷川花子") == 3
    assert split_kanji_name("林太郎") == 0
    assert split_kanji_name("東京支店") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本日、佐藤花子様よりお電話がありました。", ["佐藤花子"]),
        ("佐藤 花子 様", ["佐藤 花子"]),
        ("昨日は山田さんと鈴木氏に会った", ["山田", "鈴木"]),
        ("東京都の佐藤さん", ["佐藤"]),
        ("株式会社みなと 高橋様", ["高橋"]),
        ("林さんに聞く", ["林"]),
        ("森先生の授業", ["森"]),
        ("佐藤さくら様へ", ["佐藤さくら"]),
        ("サトウさんから", ["サトウ"]),
        ("鈴木一朗殿", ["鈴木一朗"]),
        ("申込者は佐藤花子です", ["佐藤花子"]),
        ("氏名：林太郎、性別：男", ["林太郎"]),
        ("お名前: 佐藤 花子", ["佐藤 花子"]),
        ("担当：高橋", ["高橋"]),
        ("name=佐藤花子", ["佐藤花子"]),
        ("会議には高橋健一が出た", ["高橋健一"]),
        ("Ask John Smith about it", ["John Smith"]),
        ("メールはMary Johnsonまで", ["Mary Johnson"]),
        ("Dear Mr. Yamada,", ["Yamada"]),
        ("Mrs Smith called", ["Smith"]),
        ("by John Q. Smith.", ["John Q. Smith"]),
    ],
)
def test_names_in_text(text: str, expected: list[str]) -> None:
    assert find_one(find_names_in_text, NAME, text, strong=True) == expected


@pytest.mark.parametrize(
    "text",
    [
        "お客様へのお知らせ",
        "皆様こんにちは",
        "皆さん、担当者様、保護者様",
        "営業担当者様へ",
        "ご担当者様",
        "看護師さんに相談",
        "神様、王様、奥様、模様、同様、多様、仕様",
        "多様性と様式",
        "たくさんの人",
        "宮殿と本殿と御殿",
        "両氏、同氏、彼氏",
        "運転手さんが",
        "お子さん、お母さん",
        "様子を見る",
        "氏名を入力してください",
        "担当部署へ",
        "名前：未定",
        "林太郎は本の名前に多い",
        "東京 大阪間",
        "Windows NT Server and Internet Explorer",
        "New York City",
        "like Gecko Chrome",
        "Monday Morning",
        "/John Smith/",
        "Mr",
        "豊かな山中湖村へ",
    ],
)
def test_no_names_in_text(text: str) -> None:
    assert find_one(find_names_in_text, NAME, text) == []


def test_a_whole_cell_is_left_to_the_other_detector() -> None:
    assert find_one(find_names_in_text, NAME, "佐藤花子") == []
    assert find_one(find_names_in_text, NAME, "John Smith") == []


def test_numbers_and_logs_hold_no_names() -> None:
    for view in (view_of(kind="access-log"), view_of(type="integer")):
        assert find_one(find_names_in_text, NAME, "佐藤花子様から", view=view) == []
        assert find_one(find_name_cells, NAME, "佐藤花子", view=view) == []


@pytest.mark.parametrize(
    "bait",
    [
        *["kanji", "names", "honorifics", "katakana", "hiragana", "capital", "spaces"],
        pytest.param("words", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("detect", [find_name_cells, find_names_in_text])
def test_no_input_is_slow(detect: Detect, bait: str) -> None:
    assert time_bait(detect, BAIT[bait]) < SLOWEST
