"""Names in Latin letters inside text: what stands around them decides where their words are common ones."""

from __future__ import annotations

import pytest

from detectors.names import NAME
from detectors.names_in_text import find_names_in_text
from tests.detection import BAIT, SLOWEST, find_one, time_bait


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Patient: Thomas Baker | DOB: 1990-02-03", ["Thomas Baker"]),
        ('driver="Emily Carter" plate', ["Emily Carter"]),
        ("Ship to: Mary-Jane Watson, 88 Harbor Street", ["Mary-Jane Watson"]),
        ("Emergency contact: Michael Brown (spouse)", ["Michael Brown"]),
        ("Thomas Baker (DOB 4 June 1989) called", ["Thomas Baker"]),
        ('{"user":{"name":"Thomas Baker","n":1}}', ["Thomas Baker"]),
        ("sent by Thomas Baker <t@example.com> today", ["Thomas Baker"]),
        ("id 4\tRebecca Stone\tr@example.com", ["Rebecca Stone"]),
        ("my name is Kevin. Please", ["Kevin"]),
        ("Hi Kevin, the parcel", ["Kevin"]),
        ("Passport No: X, holder SATO HANAKO, born", ["SATO HANAKO"]),
        ("Dear Mr. Sato, we", ["Sato"]),
        ("my name is José Álvarez and", ["José Álvarez"]),
        ("Hi there, the parcel", []),
        ("Dear Customer, we", []),
        ("from New Zealand to South Korea", []),
        ("Jack Wolf tent is in stock", []),
        ('title: "Late Delivery" updated', []),
        ("see Main Street and Green Park", []),
        ("by Green Energy Systems", []),
        ("name: Node Exporter running", []),
        ("this is Very Important to us", []),
        ("holder PAYMENT PENDING now", []),
        ("from Daily Report of sales", []),
    ],
)
def test_names_beside_what_gives_them_away(text: str, names: list[str]) -> None:
    assert find_one(find_names_in_text, NAME, text, strong=True) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("【氏名】伊藤　陽子【性別】女", ["伊藤　陽子"]),
        ("証番号 98287666 氏名 和田香織 昭和61年2月6日", ["和田香織"]),
        ("鈴木部長、直通は変わりません", ["鈴木"]),
        ("電話で、岡田と申します", ["岡田"]),
        ("受付者=鈴木", ["鈴木"]),
        ("運転者 服部愛（34歳）", ["服部愛"]),
        ("営業部長に報告", []),
        ("元気な高田　誇れる高田", []),
        ("まち・清水　長大な山脈", []),
        ("乗客 金子様 車両", ["金子"]),
        ("責任者 未定", []),
        ("担当：営業部", []),
    ],
)
def test_names_beside_japanese_labels(text: str, names: list[str]) -> None:
    assert find_one(find_names_in_text, NAME, text, strong=True) == names


@pytest.mark.parametrize("bait", ["letters", "capital", pytest.param("words", marks=pytest.mark.slow), "spaces"])
def test_no_text_is_slow(bait: str) -> None:
    assert time_bait(find_names_in_text, BAIT[bait]) < SLOWEST


def test_no_names_in_a_row_are_slow() -> None:
    assert time_bait(find_names_in_text, "name: Aa Bb <" * 50_000) < SLOWEST
    assert time_bait(find_names_in_text, "HOLDER AB CD " * 50_000) < SLOWEST
