"""Names in kana inside text."""

from __future__ import annotations

import pytest

from detectors.names import KANA
from detectors.names_in_kana import find_kana_names
from tests.detection import BAIT, SLOWEST, find_one, time_bait


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("【フリガナ】ヤマダ タロウ【性別】男", ["ヤマダ タロウ"]),
        ("口座名義 ﾔﾏﾀﾞ ﾊﾅｺ 様", ["ﾔﾏﾀﾞ ﾊﾅｺ"]),
        ("普通 1234567 名義 スズキ イチロウ", ["スズキ イチロウ"]),
        ('{"name_kana":"サトウハナコ","tel":"-"}', ["サトウハナコ"]),
        ("名簿 佐藤　花子 サトウ ハナコ 昭和58年", ["サトウ ハナコ"]),
        ("ﾃﾞﾝﾜ済 ﾅﾏｴｻﾄｳ ﾊﾅｺ ｼﾞｭｳｼｮ未", ["ｻﾄｳ ﾊﾅｺ"]),
        ("予約 タナカ ケンジ様 2名", ["タナカ ケンジ"]),
        ("名義：カブシキガイシャ ミホン", []),
        ("コーヒー カップ 2 個", []),
        ("名義 サービス センター", []),
        ("フリガナを入力してください", []),
        ("エラー コード 12", []),
        ("株式会社サトウ ハウス", []),
    ],
)
def test_names_in_kana(text: str, names: list[str]) -> None:
    assert find_one(find_kana_names, KANA, text, strong=True) == names


def test_a_cell_that_is_a_name_is_for_another_detector() -> None:
    assert find_one(find_kana_names, KANA, "ヤマダ タロウ") == []


@pytest.mark.parametrize("bait", ["katakana", "letters", "spaces", "names"])
def test_no_text_is_slow(bait: str) -> None:
    assert time_bait(find_kana_names, BAIT[bait]) < SLOWEST
    assert time_bait(find_kana_names, "名義" * 100_000) < SLOWEST
    assert time_bait(find_kana_names, "ア イ" * 100_000) < SLOWEST
