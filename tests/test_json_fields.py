from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.json_fields import DECODER, DEPTH, MOST_FIELDS, Repeated, RowColumns, RowMaker, is_map, is_value
from connectors.named_values import MOST_NAMES


def row(text: str) -> dict[str, str | None]:
    return RowMaker().row_of(DECODER.decode(text))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('{"email":"a@example.com"}', {"email": "a@example.com"}),
        ('{"user":{"name":"x","mail":null}}', {"user.name": "x", "user.mail": None}),
        ('{"items":[{"name":"x"},{"name":"y"}]}', {"items[].name": "x\ny"}),
        ('{"tags":["a","b",1]}', {"tags[]": "a\nb\n1"}),
        (
            '{"n":12345678901234567890123,"f":1.50,"e":1E400,"z":-0}',
            {"n": "12345678901234567890123", "f": "1.50", "e": "1E400", "z": "-0"},
        ),
        ('{"t":true,"f":false,"n":null}', {"t": "true", "f": "false", "n": None}),
        ('{"a":{},"b":[],"c":""}', {"a": None, "b[]": None, "c": ""}),
        ('{"a":1,"a":2}', {"a": "1\n2"}),
        ('{"a":{"b":1},"a":{"b":2}}', {"a.b": "1\n2"}),
        ('{"a.b":1,"a":{"b":2}}', {"a.b": "1\n2"}),
        ("[[1,2],[3]]", {"[][]": "1\n2\n3"}),
        ('[[["a"],{"b":1}],[],2]', {"[][][]": "a", "[][].b": "1", "[][]": None, "[]": "2"}),
        ('{"a":[[],["x"]]}', {"a[][]": "x"}),
        ('{"n":NaN,"i":[Infinity,-Infinity]}', {"n": "NaN", "i[]": "Infinity\n-Infinity"}),
        ('{"a":[1],"a":[2]}', {"a[]": "1\n2"}),
        ('{"a":1,"b":3,"a":null}', {"a": "1", "b": "3"}),
        (
            '{"headers":[{"name":"User-Agent","value":"X/1"},{"name":"Host","value":"h","c":"z"}]}',
            {"headers.User-Agent": "X/1", "headers.Host": "h", "headers[].c": "z"},
        ),
        ('{"headers":[{"name":"Via","value":"x"},{"name":"Via","value":"y"}]}', {"headers.Via": "x\ny"}),
        ('{"cookies":[{"name":"sid","value":"x"}]}', {"cookies[].name": "sid", "cookies[].value": "x"}),
        ('{"query":[{"name":"user[mail]","value":"x"}]}', {"query.user[mail]": "x"}),
        ('{"tags":[{"key":"a@example.jp","value":"x"}]}', {"tags{}": "a@example.jp\nx"}),
        ('{"tags":[{"key":"見本 花子","value":"x"}]}', {"tags{}": "見本 花子\nx"}),
        ('{"params":[{"key":"page","value":{"string_value":"/a"}}]}', {"params.page.string_value": "/a"}),
        (
            '{"people":[{"name":"Taro","value":3},{"name":"Hanako","value":4}]}',
            {"people[].name": "Taro\nHanako", "people[].value": "3\n4"},
        ),
        ('[{"name":"User-Agent","value":"X/1"}]', {"User-Agent": "X/1"}),
        ('"text"', {"": "text"}),
        ("{}", {"": None}),
        ('{"date":"2026-01-05","zip":"0010001"}', {"date": "2026-01-05", "zip": "0010001"}),
    ],
)
def test_fields_of_a_value(text: str, cells: dict[str, str | None]) -> None:
    assert row(text) == cells


@pytest.mark.parametrize(
    "key", ["taro@example.com", "09000000000", "192.0.2.1", "3f2a9c0b1d4e5f60a7b8", "12", "x" * 65, "user-20260105"]
)
def test_a_key_that_is_data_is_in_a_cell_and_in_no_name(key: str) -> None:
    cells = row(json.dumps({"users": {key: {"name": "x"}}}))
    assert cells == {"users{}": key, "users{}.name": "x"}


@pytest.mark.parametrize("key", ["name", "氏名", "Contact Phone Number", "line1", "iso3166", "x_y-z", "ns:tag", "a/b"])
def test_a_key_that_is_a_name_stays_one(key: str) -> None:
    assert row(json.dumps({key: "v"})) == {key: "v"}


NAMES = [f"見本{a}{b}" for a in "一二三四五" for b in "郎子美助"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({name: {"点": 3, "組": "A"} for name in NAMES}, id="people with records"),
        pytest.param(dict.fromkeys(NAMES[:8], 3), id="people with numbers"),
        pytest.param(dict.fromkeys(NAMES, "あり"), id="people with words"),
        pytest.param({f"Taro {chr(65 + n)} Sample": True for n in range(9)}, id="names with spaces"),
        pytest.param({f"user_{chr(97 + n)}": {"mail": "x"} for n in range(20)}, id="accounts"),
    ],
)
def test_what_an_object_is_keyed_by_is_in_a_cell(value: dict[str, Any]) -> None:
    assert is_map(DECODER.decode(json.dumps(value)))
    cells = row(json.dumps({"a": value}))
    assert {name.partition(".")[0] for name in cells} == {"a{}"} or set(cells) <= {
        "a{}",
        "a{}.点",
        "a{}.組",
        "a{}.mail",
    }
    assert all(key in (cells["a{}"] or "") for key in value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({f"field_{chr(97 + n)}": n for n in range(26)}, id="identifiers"),
        pytest.param(
            dict.fromkeys(
                ["氏名", "住所", "電話番号", "メール", "会社", "部署", "役職", "備考", "趣味", "血液型"], "x"
            ),
            id="japanese record",
        ),
        pytest.param(
            {**{f"項目の{sign}": "文" for sign in "一二三四五六七八"}, "数": 3, "時": "2026-01-05"}, id="mixed kinds"
        ),
        pytest.param(dict.fromkeys(NAMES[:7], 3), id="few"),
        pytest.param({f"part_{chr(97 + n)}": {f"own_{n}": n} for n in range(20)}, id="objects that differ"),
    ],
)
def test_what_is_a_record_is_no_map(value: dict[str, Any]) -> None:
    assert not is_map(DECODER.decode(json.dumps(value)))


def test_a_file_has_so_many_fields_and_no_more() -> None:
    maker, names, text = RowMaker(), set(), ""
    for number in range(6_000):
        cells = maker.row_of(DECODER.decode(json.dumps({f"k{'x' * (number % 50)}_{number:04d}": f"value{number}"})))
        names |= set(cells)
        text += "\n".join(cell for cell in cells.values() if cell) + "\n"
    assert len(names) == MOST_FIELDS + 1
    assert all(f"value{number}" in text for number in range(6_000))


def test_names_of_a_list_beyond_so_many_are_data() -> None:
    names = [f"k_{chr(97 + n % 26)}_{'x' * (n // 26)}" for n in range(MOST_NAMES + 100)]
    maker, fields, text = RowMaker(), set(), ""
    for start in range(0, len(names), 100):
        items = [{"name": name, "value": f"value_{name}"} for name in names[start : start + 100]]
        cells = maker.row_of({"tags": items})
        fields |= set(cells)
        text += "\n".join(cell for cell in cells.values() if cell) + "\n"
    assert len(fields) == MOST_NAMES + 1
    assert "tags{}" in fields
    assert all(f"value_{name}\n" in text for name in names)
    assert all(f"{name}\n" in text for name in names[MOST_NAMES:])


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({f"u{n}@example.jp": {"n": "1"} for n in range(100_000)}, id="keys that are data"),
        pytest.param({"a": ["x"] * 300_000}, id="list"),
        pytest.param({"tags": [{"name": f"見本 {n}", "value": "v"} for n in range(50_000)]}, id="names that are data"),
        pytest.param({"a": Repeated("x" * 300_000)}, id="repeated key"),
    ],
)
def test_time_grows_with_the_size_and_no_faster(value: dict[str, Any]) -> None:
    begun = time.process_time()
    RowMaker().row_of(value)
    assert time.process_time() - begun < 3.0


def test_a_number_of_a_million_digits_keeps_them() -> None:
    assert row('{"n":' + "7" * 1_000_000 + "}") == {"n": "7" * 1_000_000}


def test_what_is_nested_deeply_is_text() -> None:
    value: Any = {"email": "a@example.com", "n": None}
    for _ in range(DEPTH + 10):
        value = {"k": value}
    ((path, text),) = row(json.dumps(value)).items()
    assert path == ".".join(["k"] * DEPTH)
    assert text is not None
    assert "a@example.com" in text


def test_many_fields_do_not_become_many_columns() -> None:
    cells = row(json.dumps({f"k{'x' * (number % 30)}_{number:03d}": f"value{number}" for number in range(5_000)}))
    assert len(cells) <= MOST_FIELDS + 1
    text = "\n".join(cell for cell in cells.values() if cell)
    assert all(f"value{number}" in text for number in range(5_000))


def test_fields_come_in_the_order_in_which_they_were_first_seen() -> None:
    gathered = RowColumns()
    for cells in ({"b": "1"}, {"a": "2", "b": "3"}, {}):
        gathered.append(dict(cells))
    fields, columns = gathered.columns()
    assert [part.name for part in fields] == ["b", "a"]
    assert [column.to_pylist() for column in columns] == [["1", "3", None], [None, "2", None]]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=30,
)


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None else [value if isinstance(value, str) else json.dumps(value)]


@given(VALUES)
def test_every_value_is_in_some_cell(value: Any) -> None:
    cells = row(json.dumps(value))
    found = sorted(line for cell in cells.values() if cell is not None for line in cell.split("\n"))
    assert found == sorted(line for leaf in leaves(value) for line in leaf.split("\n"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("a@example.com", True),
        ("ａ＠example.com", True),
        ("a%40example.com", True),
        ("a(at)example.com", True),
        ("東京都千代田区丸の内0-0-0", True),
        ("03-0000-0000", True),
        ("created(at)", False),
        ("都道府県", False),
        ("市区町村1", False),
        ("100%", False),
    ],
)
def test_a_key_that_is_data_is_no_name(key: str, value: bool) -> None:
    assert is_value(key) == value
