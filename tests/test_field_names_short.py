"""Shortened names of fields: without vowels, cut off, with a word for the form of their values, in kana."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.catalogue import load_catalogue
from detectors.field_names import match_field_name
from detectors.field_names_short import match_shortened
from detectors.name_dictionary import load_dictionary
from detectors.name_forms import is_question, romaji_of, skeleton_of

SAYS = {
    "personal.name": "borrower_first Borrower_Last Stu_First PatLast guardian_middle CRDHLDR",
    "personal.gender": "SEIBETU_KB seibetsu_kbn GNDR_CD ｾｲﾍﾞﾂ",
    "personal.birth_date": "DOB_DT UMARE_YMD SEINEN_YMD tanjo_bi BRTH_DT ｾｲﾈﾝｶﾞｯﾋﾟ セイネンガッピ",
    "personal.marital_status": "MRTL_STS marital_stat HAIGU_UM kekkon_kbn",
    "personal.family": "FUYO_SU kodomo_su DEP_CNT setai_ninzu",
    "personal.employer": "NYUSYA_YMD nyusha_bi taishoku_dt",
    "personal.blood_type": "BLD_TYP ketsueki_kbn",
    "personal.contact.phone": "PHN_NBR デンワ",
    "personal.contact.address": "ジュウショ",
    "personal.account.customer_no": "kyaku_no CIF_NO kanja_no",
    "personal.id.employee_no": "syain_cd jugyoin_no EMP_CD",
    "personal.id.drivers_license": "DL_NBR menkyo_no",
    "personal.id.pension": "KISO_NENKIN nenkin_num",
    "personal.id.employment_insurance": "KOYO_HOKEN EMPINS_NO",
    "special.creed": "RLGN",
    "special.medical_history": "ALRGY",
    "special.union": "KUMIAI_KB",
    "special.treatment": "SVC_DT nyuin_ymd",
    "consent.record": "DM_KYOHI_F OPT_IN_FL doui_flg",
}
SAYS_NOTHING = """
    ORD_NBR PRD_CD INV_DT ITM_NM STS_CD UPD_DT CRT_DT LST_UPD srv_nm prj_cd QTY dep surge track_id stmt_dt
    whs_cd sku_cd bin_loc grp_cd svc_cd job_sts file_nm tbl_nm rec_typ src_sys btch_no run_dt
"""


@pytest.mark.parametrize(("category", "name"), [(one, name) for one, names in SAYS.items() for name in names.split()])
def test_says(category: str, name: str) -> None:
    found = match_field_name(name)
    assert found, name
    assert found[0].category == category
    assert found[0].strength > 0.5


@pytest.mark.parametrize("name", SAYS_NOTHING.split())
def test_says_nothing(name: str) -> None:
    assert not [one for one in match_field_name(name) if one.strength > 0.3]


@pytest.mark.parametrize(
    "name", ["点検者", "薬剤師", "教室長", "採用担当", "trainer", "signed_by", "approver", "REQ_BY", "喪主"]
)
def test_who_somebody_is_may_be_a_name(name: str) -> None:
    found = match_field_name(name)
    assert (found[0].category, found[0].strength) == ("personal.name", 0.5)


def test_forms_and_roles_are_of_known_categories() -> None:
    known = load_dictionary()
    ids = load_catalogue().ids
    for form in known.forms:
        for category in form.stems.values():
            assert category in ids
            assert any(category == one or category.startswith(one + ".") for one in form.categories), category
    assert set(known.role.values()) == {"personal.name"}


@pytest.mark.parametrize(
    ("word", "skeleton"), [("religion", "rlgn"), ("allergy", "alrgy"), ("address", "adrs"), ("rlgn", "rlgn"), ("", "")]
)
def test_skeletons(word: str, skeleton: str) -> None:
    assert skeleton_of(word) == skeleton


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("セイベツ", "seibetu"),
        ("ﾃﾞﾝﾜ", "denwa"),
        ("じゅうしょ", "zyusyo"),
        ("せいねんがっぴ", "seinengappi"),
        ("氏名", ""),
        ("tel", ""),
    ],
)
def test_kana_in_romaji(kana: str, romaji: str) -> None:
    assert romaji_of(kana) == romaji


@pytest.mark.parametrize("name", ["Q1", "Q7_text", "q12. Age", "問3", "設問10 ご意見", "Ｑ４．ご感想"])
def test_questions(name: str) -> None:
    assert is_question(name)


@pytest.mark.parametrize("name", ["qty", "Q", "quarter", "問合せ", "aq1", "Q1234"])
def test_no_questions(name: str) -> None:
    assert not is_question(name)


QUESTIONS = [
    ("Q4. ご結婚されていますか", "personal.marital_status"),
    ("Q4. 現在治療中の病気はありますか", "special.medical_history"),
    ("Q5. 入会の目的（複数可）", "personal.hobby"),
    ("Q5. ご感想をご自由にお書きください", "usage.content.comment"),
    ("Name(英字)", "personal.name.romaji"),
    ("Name (Kana)", "personal.name.kana"),
]


@pytest.mark.parametrize(("name", "category"), QUESTIONS)
def test_headings_of_forms(name: str, category: str) -> None:
    assert [one.category for one in match_field_name(name) if one.strength > 0.5][:1] == [category]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz_ ", max_size=60))
def test_any_name_is_read(name: str) -> None:
    for one in match_shortened(name):
        assert one.category in load_catalogue().ids
        assert 0 < one.strength < 1
