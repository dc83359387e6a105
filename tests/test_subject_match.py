"""Which rows are a person's, by which keys, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from connectors.base import Batch, CollectionKind, Field, Location
from scanner.subject_keys import make_key
from scanner.subject_match import Matcher, Sight
from scanner.subject_patterns import Patterns

Rows = Sequence[Sequence[str | None]]


def batch(names: Sequence[str], rows: Rows) -> Batch:
    columns = tuple(pa.array(list(column), pa.string()) for column in zip(*rows, strict=True))
    return Batch(Location("s", "people"), tuple(map(Field, names)), columns, 1, len(rows))


def find(names: Sequence[str], rows: Rows, kind: CollectionKind = "table", **keys: str) -> list[Sight]:
    made = tuple(make_key(name.replace("_", "-"), value) for name, value in keys.items())
    return Matcher(made, Patterns(made), kind).find(batch(names, rows))


def told(sights: Sequence[Sight]) -> set[tuple[int, str, str, str, str]]:
    return {(one.row, one.field.label, one.kind, one.how, one.strength) for one in sights}


def test_a_key_as_the_whole_of_a_cell() -> None:
    rows = [["TARO@example.jp", "x"], [None, "a"], ["taro@example.jp.example", "taro@example.jp"]]
    found = find(["メール", "備考"], rows, email="taro@example.jp")
    assert told(found) == {(0, "メール", "email", "whole", "certain"), (2, "備考", "email", "whole", "certain")}
    assert [one.verbatim for one in sorted(found, key=lambda one: one.row)] == [False, True]


def test_a_key_inside_a_text_and_inside_json() -> None:
    rows = [["連絡先は０９０（１２３４）５６７８", "{}"], ["", '{"user": {"tel": "+81-90-1234-5678"}}']]
    found = find(["備考", "payload"], rows, phone="090-1234-5678")
    assert told(found) == {(0, "備考", "phone", "inside", "certain"), (1, "user.tel", "phone", "whole", "certain")}


def test_a_number_without_its_first_zero() -> None:
    assert told(find(["phone"], [["9012345678"]], phone="090-1234-5678")) == {(0, "phone", "phone", "whole", "certain")}


def test_a_name_alone_may_be_anybodys() -> None:
    found = find(["氏名", "生年月日"], [["髙橋一郎", "1980-01-31"], ["高橋 一郎", "1979-12-01"]], name="高橋 一郎")
    assert {one.strength for one in found} == {"possible"}
    assert {one.row for one in found} == {0, 1}


@pytest.mark.parametrize("born", ["1980-01-31", "1980/1/31", "昭和55年1月31日", "1980-01-31 00:00:00"])
def test_a_name_beside_the_same_date_of_birth_is_likely(born: str) -> None:
    rows = [["髙橋一郎", born], ["高橋一郎", "1979-12-01"]]
    found = find(["氏名", "生年月日"], rows, name="高橋 一郎", birth_date="1980-01-31")
    assert {(one.row, one.strength) for one in found} == {(0, "likely"), (1, "possible")}


def test_a_name_beside_the_same_address_is_likely() -> None:
    rows = [["高橋一郎", "東京都渋谷区神宮前３丁目２番１号 若葉荘101"], ["高橋一郎", "東京都渋谷区神宮前3-2-10"]]
    found = find(["氏名", "住所"], rows, name="高橋一郎", address="東京都渋谷区神宮前3-2-1")
    assert {(one.row, one.strength) for one in found} == {(0, "likely"), (1, "possible")}


@pytest.mark.parametrize("given", ["高橋 一郎", "髙橋一郎", "一郎 高橋"])
def test_a_name_in_two_fields(given: str) -> None:
    rows = [["高橋", "一郎", "x"], ["高橋", "二郎", "x"], ["鈴木", "一郎", "x"]]
    found = find(["姓", "名", "備考"], rows, name=given)
    assert told(found) == {(0, "姓", "name", "parts", "possible"), (0, "名", "name", "parts", "possible")}


def test_kana_in_any_width() -> None:
    rows = [["ﾀｶﾊｼ ｼﾖｳｺ"], ["たかはし しょうこ"], ["タカハシ　ショウコ"], ["タカハシ ショウ"]]
    assert {one.row for one in find(["フリガナ"], rows, kana="タカハシ ショウコ")} == {0, 1, 2}


def test_a_long_number_is_certain_where_numbers_stand_and_possible_elsewhere() -> None:
    rows = [["K100200", "x"], ["k-100200", "K100200"], ["K1002001", "x"]]
    found = find(["会員番号", "備考"], rows, id="K100200")
    assert told(found) == {
        (0, "会員番号", "id", "whole", "certain"),
        (1, "会員番号", "id", "whole", "certain"),
        (1, "備考", "id", "whole", "possible"),
    }


def test_a_short_number_counts_only_where_numbers_stand() -> None:
    found = find(["customer_id", "quantity"], [["1024", "1024"], ["1025", "1024"]], id="1024")
    assert told(found) == {(0, "customer_id", "id", "whole", "likely")}


def test_a_row_that_holds_nothing_of_the_person() -> None:
    assert find(["a", "b"], [["", None], ["x", "y"]], email="taro@example.jp", name="高橋一郎", id="77") == []


def test_no_column_and_no_row() -> None:
    made = (make_key("email", "taro@example.jp"),)
    matcher = Matcher(made, Patterns(made), "table")
    assert matcher.find(Batch(Location("s", "c"), (), (), 1, 3)) == []
    assert matcher.find(batch(["a"], [[None]])) == []


@pytest.mark.parametrize("text", ["a" * 2_000_000, "0" * 2_000_000, "山" * 500_000, '{"' * 50_000, "%" * 100_000])
def test_long_cells_take_no_long_time(text: str) -> None:
    keys = {"email": "taro@example.jp", "phone": "090-1234-5678", "name": "山田 太郎", "kana": "ヤマダ タロウ"}
    assert find(["body"], [[text], [text + " taro@example.jp"]], **keys)[0].row == 1
