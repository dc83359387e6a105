"""Attributes as whole cells: by vocabulary in any column, by form where the name of the field suggests them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.attributes import (
    BLOOD_TYPE,
    find_attributes,
    find_blood_types,
    fold_cell,
    load_attributes,
)
from detectors.catalogue import load_catalogue
from tests.detection import BAIT, SLOWEST, cells_of, find_in, find_one, hits_of, time_bait, view_of

DATA = tomllib.loads((files("detectors") / "data" / "attributes.toml").read_text(encoding="utf-8"))
CATEGORIES = sorted(set(DATA) - {"version", "shapes"})

ALONE = {
    "personal.family": "妻 長男 世帯主 Spouse daughter mother-in-law",
    "personal.marital_status": "既婚 未婚 Married divorced",
    "personal.hobby": "読書 映画鑑賞 Hiking photography",
    "personal.age": "20代 60代以上 30歳代",
    "personal.education": "大学卒 高校卒業 PhD",
    "personal.employer": "部長 課長 代表取締役",
    "personal.blood_type": "A型 AB型 O+ AB-",
    "special.medical_history": "高血圧 糖尿病 Hypertension hiv うつ病",
    "special.treatment": "アムロジピン Metformin 内科",
    "special.health_check": "要精密検査 異常なし",
    "special.disability": "視覚障害 療育手帳B1 deaf",
    "special.race": "Caucasian ヒスパニック アイヌ",
    "special.creed": "仏教 Buddhist 無宗教 自民党",
    "special.sexual": "同性愛 bisexual レズビアン",
    "child.data": "小学3年 年長 中2 kindergarten",
}
NAMED = {
    "personal.marital_status": ["有", "S", "single", "true"],
    "personal.family": ["4人家族", "3", "子", "妻、長男", "夫婦と子供2人"],
    "personal.hobby": ["読書、旅行", "音楽", '["reading", "yoga"]'],
    "personal.contact.email": ["jun@minato.example", "ken.sato@corp.local", "ops@db1"],
    "personal.contact.phone": ["12173503997", "+44 20 7946 0018", "03-1234-5678 内線12", "ext. 4486"],
    "personal.age": ["34", "34歳", "25-34", "0", "119"],
    "personal.education": ["みなと大学", "2018年3月卒業", "BSc", "High School"],
    "personal.employer": ["株式会社みなと", "営業部", "2015-04-01", "Example Inc."],
    "personal.nationality": ["日本", "Japanese", "JP", "VNM"],
    "personal.income": ["300万円〜500万円", "4,500,000", "¥4500000", "400-600万円", "1,000万円以上"],
    "personal.blood_type": ["A", "AB", "O(+)", "RH-"],
    "personal.physical": ["172.5", "62kg", "165 cm", "1.2"],
    "personal.photo_face": ["a/1.jpg", "https://example.com/x.PNG?size=2"],
    "personal.id.document_image": ["kyc/1.pdf", "kyc/2.jpeg"],
    "special.medical_history": ["I10", "E11.9", "卵、牛乳", "腰椎捻挫後の痛み", "なし"],
    "special.treatment": ["ロキソプロフェン 60mg 1錠", "2026-03-02", "虫垂切除術"],
    "special.health_check": ["128/82", "5.6", "128mmHg", "(-)", "A", "軽度の所見"],
    "special.disability": ["1級", "B2", "有"],
    "special.criminal_record": ["賞罰なし", "窃盗", "fraud", "罰金刑に処せられた"],
    "special.genetic": ["A/G", "*1/*10", "rs429358", "BRCA1変異あり"],
    "biometric.template": ["[" + "0.12, " * 127 + "0.5]", "ab12" * 16],
    "hr.payroll": ["250,000", "¥198,000", "310000円"],
    "hr.attendance": ["09:00", "8.5", "20日", "遅刻"],
    "hr.evaluation": ["S", "4", "戒告", "目標を上回る成果を上げた。"],
    "hr.resume": ["resume.pdf", "I have led a team of five."],
    "consent.record": ["希望する", "true", "2026-03-02 10:11:12", "opt-in"],
    "child.data": ["3", "5歳", "2年生", "Grade 5"],
    "usage.content.video": ["v/1.mp4"],
    "usage.content.audio": ["rec.wav"],
}
NOT_NAMED = {
    "personal.contact.email": ["jun", "@minato", "a b@c", "jun@"],
    "personal.contact.phone": ["1234", "1-2-3 中央", "none", "2026年"],
    "personal.age": ["120", "-1", "12.5kg", "2026-03-02", "name"],
    "personal.blood_type": ["C", "ABC", "12", "AAA"],
    "personal.physical": ["1080", "9", "72px", "緑"],
    "personal.photo_face": ["1.pdf", "none", ".jpg"],
    "personal.income": ["sales", "2026-03-02"],
    "biometric.template": ["0.1, 0.2", "abc", "[1, 2, 3]"],
    "hr.payroll": ["S", "課長"],
    "usage.content.audio": ["v/1.mp4"],
}


@pytest.mark.parametrize(("category", "value"), [(c, value) for c, values in ALONE.items() for value in values.split()])
def test_words_count_in_any_column(category: str, value: str) -> None:
    for written in (value, f" {value} ", value.upper()):
        assert find_one(find_attributes, category, written, strong=False) == [written]


@pytest.mark.parametrize("value", ["ﾊﾟｰﾄﾅｰ", "ﾌﾟﾛﾃｽﾀﾝﾄ"])
def test_half_width_kana(value: str) -> None:
    found = [hits.category for hits in hits_of(find_attributes(cells_of(value), view_of()))]
    assert found


@pytest.mark.parametrize(("category", "value"), [(c, value) for c, values in NAMED.items() for value in values])
def test_forms_count_where_the_name_says_so(category: str, value: str) -> None:
    assert find_in(find_attributes, category, value, view=view_of(hints={category: 0.8})) == [[value]]


@pytest.mark.parametrize(("category", "value"), [(c, value) for c, values in NOT_NAMED.items() for value in values])
def test_other_values_do_not_fit(category: str, value: str) -> None:
    assert find_in(find_attributes, category, value, view=view_of(hints={category: 0.8})) == [[]]


@pytest.mark.parametrize(
    "value", ["M", "A", "S", "1", "34", "62.5", "true", "日本", "single", "white", "250,000", "a.jpg"]
)
def test_codes_say_nothing_without_the_name(value: str) -> None:
    assert not hits_of(find_attributes(cells_of(value), view_of()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("血液型はA型です", ["A型"]),
        ("血液型：ＡＢ型（Rh-）", ["ＡＢ型（Rh-）"]),
        ('{"blood_type": "O+"}', ["O+"]),
        ("Blood type: AB", ["AB"]),
        ("血液型 B", ["B"]),
        ("血液型を記入", []),
        ("血液型: Cです", []),
        ("A型インフルエンザ", []),
        ("blood type ABC", []),
    ],
)
def test_blood_types_behind_their_word(text: str, found: list[str]) -> None:
    assert find_one(find_blood_types, BLOOD_TYPE, text, strong=True) == found


WORDS = sorted({word for attribute in load_attributes().values() for word in attribute.words})


@settings(deadline=None)
@given(st.sampled_from(WORDS), st.sampled_from(["", " ", "\t", "　"]), st.booleans())
def test_the_look_at_the_ends_loses_no_word(word: str, space: str, upper: bool) -> None:
    cell = space + (word.upper() if upper and word.upper().casefold() == word else word) + space
    assert hits_of(find_attributes(cells_of("x", cell, "y"), view_of()))


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5), st.sampled_from(CATEGORIES))
def test_any_text_in_any_field(texts: list[str], category: str) -> None:
    cells = cells_of(*texts)
    for hits in hits_of(find_attributes(cells, view_of(hints={category: 0.9}))):
        assert (hits.end > hits.start).all() or not all(texts)
        assert (cells.cell_of(hits.start) <= len(cells)).all()


@pytest.mark.parametrize("bait", sorted(BAIT))
def test_no_input_is_slow(bait: str) -> None:
    assert time_bait(find_attributes, BAIT[bait]) < SLOWEST
    assert time_bait(find_blood_types, BAIT[bait]) < SLOWEST


@pytest.mark.parametrize(
    "bait", ["a" * 500_000, "1" * 500_000, "0.1," * 200_000, "、" * 300_000, "1,1" * 100_000, " " * 300_000]
)
def test_no_named_field_is_slow(bait: str) -> None:
    for category in CATEGORIES:
        assert time_bait(find_attributes, bait[:100_000], view=view_of(hints={category: 0.9})) < SLOWEST, category


@pytest.mark.parametrize("category", CATEGORIES)
def test_entries_are_clean(category: str) -> None:
    assert category in load_catalogue().ids
    entry = DATA[category]
    assert set(entry) <= {"words", "coded", "shapes", "range", "units", "ends", "holds", "several", "plainly"}
    assert set(entry.get("shapes", ())) <= set(DATA["shapes"])
    assert not set(entry.get("words", ())) & set(entry.get("coded", ()))
    for kind in ("words", "coded", "units", "ends", "holds"):
        listed = entry.get(kind, [])
        assert len(listed) == len(set(listed)), kind
        for word in listed:
            assert word == fold_cell(word) != ""
            assert unicodedata.is_normalized("NFKC", word)


@pytest.mark.parametrize("name", sorted(DATA["shapes"]))
def test_shapes_match_no_separator(name: str) -> None:
    form = re.compile(DATA["shapes"][name])
    assert not form.fullmatch("\x1a")
    assert re.fullmatch(r"\d{4}\.\d{2}", DATA["version"])
