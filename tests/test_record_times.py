"""When records were made: which fields say so, every form of a date, and that counts add up."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import CollectionKind, Field, FieldType, Location
from detectors.base import RecordTimes
from detectors.record_times import (
    SIGNAL,
    count_record_times,
    list_record_times,
    load_record_times,
    tells_record_time,
)
from detectors.tally import FieldTally


def count(*values: str | None) -> dict[str, int]:
    """Months and their numbers; "" for undated."""
    counted = count_record_times(pa.array(values, pa.string()))
    return {name.removeprefix(SIGNAL): number for name, number in counted.items()}


@pytest.mark.parametrize(
    "name",
    [
        "created_at", "createdAt", "CREATED_AT", "created at", "user_created_at", "updated_on", "last_login_at", "timestamp",
        "ts", "order_date", "OrderDate", "registration_date", "insert_dt", "user.createdAt", "items[].created_at",
        "登録日", "登録日時", "会員登録日", "作成日時", "受付日", "最終利用日", "最終更新日", "注文日", "申込日時", "更新年月日",
        "ＣＲＥＡＴＥＤ＿ＡＴ", "touroku_bi", "@timestamp",
    ],
)  # fmt: skip
def test_fields_that_say_when(name: str) -> None:
    kind: CollectionKind = "records" if name.startswith("@") else "table"
    assert tells_record_time(Field(name), kind)


@pytest.mark.parametrize(
    "name",
    [
        "birth_date", "birthday", "生年月日", "date_of_birth", "expires_at", "有効期限", "有効期限登録日", "card_expiry", "due_date",
        "next_updated_at", "次回更新日", "予約登録日", "scheduled_at", "start_date", "end_date", "date", "time", "name", "",
        "免許取得日", "資格登録年月日", "更新者", "登録者", "created_by", "recreated_attic", "期限日", "契約満了日", "成立日", "価格",
    ],
)  # fmt: skip
def test_fields_that_say_something_else(name: str) -> None:
    assert not tells_record_time(Field(name), "table")


@pytest.mark.parametrize(
    ("name", "type", "kind", "expected"),
    [
        ("created_at", "boolean", "table", False),
        ("created_at", "binary", "table", False),
        ("created_at", "integer", "table", True),
        ("created_at", "datetime", "view", True),
        ("", "text", "log", True),
        ("", "text", "text", False),
        ("time", "text", "access-log", True),
        ("time", "text", "table", False),
        ("date", "text", "mailbox", True),
    ],
)
def test_types_and_kinds(name: str, type: FieldType, kind: CollectionKind, expected: bool) -> None:
    assert tells_record_time(Field(name, type), kind) is expected


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("2021-11-05", "2021-11"),
        ("2021-11-05 10:20:30.123+09", "2021-11"),
        ("2021-11-05T10:20:30Z", "2021-11"),
        ("2021/11/05", "2021-11"),
        ("2021/1/5", "2021-01"),
        ("2021.1.5", "2021-01"),
        ("2021-11", "2021-11"),
        ("２０２１／１１／０５", "2021-11"),
        ("2021年11月5日", "2021-11"),
        ("2021年1月", "2021-01"),
        ("令和3年11月5日", "2021-11"),
        ("R3.11.5", "2021-11"),
        ("平成31年4月30日 10時", "2019-04"),
        ("平成31年4月30日", "2019-04"),
        ("20211105", "2021-11"),
        ("202111051020", "2021-11"),
        ("20211105102030", "2021-11"),
        ("202111", "2021-11"),
        ("1636070400", "2021-11"),
        ("1636070400.25", "2021-11"),
        ("1636070400123", "2021-11"),
        ("1636070400123456", "2021-11"),
        ("1636070400123456789", "2021-11"),
        ("05/Nov/2021:10:20:30 +0900", "2021-11"),
        ("[05/Nov/2021:10:20:30 +0900]", "2021-11"),
        ("Fri, 05 Nov 2021 10:20:30 +0900", "2021-11"),
        ("Nov 5, 2021", "2021-11"),
        ("[2021-11-05 10:20:30] login", "2021-11"),
        ("31/12/2020", "2020-12"),
        ("05/11/2021", "2021-11"),
        ("11/05/2021", "2021-11"),
        ("", ""),
        ("x", ""),
        ("0000-00-00", ""),
        ("0000-00-00 00:00:00", ""),
        ("9999-12-31", ""),
        ("99991231", ""),
        ("0001-01-01", ""),
        ("1970-01-01 00:00:00", ""),
        ("1900-01-01", ""),
        ("0", ""),
        ("0000000000", ""),
        ("2021-13-01", ""),
        ("2021-00-01", ""),
        ("202111-05-01", ""),
        ("20211305", ""),
        ("infinity", ""),
        ("-infinity", ""),
        ("0044-03-15 BC", ""),
        ("9999999999999999999", ""),
        ("Nov 22 10:00:00 host app", ""),
        ("１２３４５６７８９０", ""),
    ],
)
def test_every_form_of_a_date(value: str, month: str) -> None:
    assert count(value) == {month: 1}


def test_nulls_and_forms_in_one_column() -> None:
    assert count("2021-11-05", None, "1636070400", "令和3年11月6日", "soon", "2021-12-01") == {
        "2021-11": 3,
        "2021-12": 1,
        "": 2,
    }
    assert count() == {}
    assert count(None, None) == {"": 2}


def test_lines_that_begin_otherwise_have_no_date() -> None:
    assert count("worker-1 2021-11-05 started", "Nov 22 10:00:00 host app", "INFO 2021-11-05") == {"": 3}


_VALUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.dates().map(str),
    st.datetimes().map(str),
    st.integers(0, 10**20).map(str),
    st.floats(allow_nan=True).map(str),
)


@given(st.lists(_VALUES, max_size=30), st.integers(0, 30))
def test_counts_add_up_however_a_column_is_cut(values: list[str | None], cut: int) -> None:
    values = [None if value is None else value.encode("utf-8", "replace").decode() for value in values]
    whole = count_record_times(pa.array(values, pa.string()))
    first, second = (count_record_times(pa.array(part, pa.string())) for part in (values[:cut], values[cut:]))
    assert whole == first + second
    assert whole.total() == len(values)
    assert all(re.fullmatch(r"made:(?:(?:19|20)\d\d-(?:0[1-9]|1[0-2]))?", name) for name in whole)


def test_what_a_collection_says() -> None:
    fields = [
        (Field("created_at"), FieldTally(signals=Counter({"made:2021-11": 3, "made:2020-01": 1, "made:": 2, "date": 4}))),
        (Field("updated_at"), FieldTally(signals=Counter({"made:": 6}))),
        (Field("name"), FieldTally()),
        (Field("doc", path="made.at"), FieldTally(signals=Counter({"made:2019-05": 1}))),
    ]  # fmt: skip
    assert list(list_record_times("s", "t", fields)) == [
        RecordTimes(Location("s", "t", "created_at"), {"2020-01": 1, "2021-11": 3}, 2),
        RecordTimes(Location("s", "t", "doc", "made.at"), {"2019-05": 1}, 0),
    ]


def test_the_data_is_whole() -> None:
    data = load_record_times()
    assert re.fullmatch(r"\d{4}\.\d{2}", data["version"])
    for key in ("whole", "ends", "never", "sentinels"):
        assert len(set(data[key])) == len(data[key])
        assert all(one == unicodedata.normalize("NFKC", one).casefold() for one in data[key])
    for name in (*data["whole"], *data["ends"]):
        assert tells_record_time(Field(name), "table"), name
    for word in data["never"]:
        assert not tells_record_time(Field(f"{word}_created_at"), "table"), word
    assert all(re.fullmatch(r"[12]\d{3}-\d\d", month) for month in data["sentinels"])
