from __future__ import annotations

import json
from pathlib import Path

import pytest
from file_samples import read_place, real_data, write

from connectors import json_file
from connectors.base import Collection, Skipped
from connectors.files import FileConnector
from connectors.json_document import looks_like_json, parse_document
from connectors.named_values import MOST_NAMES
from connectors.nested import NestedFields


def test_an_array_of_objects_is_rows(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.json", '\ufeff[ {"a":1}, {"a":2,"b":{"c":"x"}} ]\n'))
    assert reading.only == [{"a": "1"}, {"a": "2", "b.c": "x"}]
    assert reading.collections["a.json"].form == "json"


def test_an_object_of_arrays_is_several_collections(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.json", '{"User":[{"n":"x"},{"n":"y"}],"空":[],"Log":[{"t":1}]}'))
    assert reading.rows == {"a.json!User": [{"n": "x"}, {"n": "y"}], "a.json!空": [], "a.json!Log": [{"t": "1"}]}


@pytest.mark.parametrize(
    "text",
    ['{"user":{"n":"x"}}', "[1,2,3]", '{"a":[1,2]}', "[]", "{}", '{"a":[]}'],
)
def test_anything_else_is_one_row(tmp_path: Path, text: str) -> None:
    assert len(read_place(write(tmp_path, "a.json", text)).only) == 1


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('{"user":[{"n":"x"}],"version":2}', {"": [{"version": "2"}], "user": [{"n": "x"}]}),
        (
            '{"count":500,"next":null,"results":[{"n":"x"},{"n":"y"}]}',
            {"": [{"count": "500"}], "results": [{"n": "x"}, {"n": "y"}]},
        ),
        ('{"data":{"users":[{"n":"x"},{"n":"y"}]}}', {"data.users": [{"n": "x"}, {"n": "y"}]}),
        (
            '{"a":{"x":[{"n":1}],"y":[{"m":2}],"z":["s"]}}',
            {"": [{"a.z[]": "s"}], "a.x": [{"n": "1"}], "a.y": [{"m": "2"}]},
        ),
        (
            '{"a":[{"n":1}],"a":[{"n":2}],"b":{"a@example.com":[{"n":3}]}}',
            {"": [{"a[].n": "2", "b{}": "a@example.com", "b{}[].n": "3"}], "a": [{"n": "1"}]},
        ),
        ('{"orders":[{"items":[{"n":1},{"n":2}]}]}', {"orders": [{"items[].n": "1\n2"}]}),
        (
            '{"req":{"headers":[{"name":"Host","value":"h"},{"name":"Via","value":"v"}]},"rows":[{"n":1}]}',
            {"": [{"req.headers.Host": "h", "req.headers.Via": "v"}], "rows": [{"n": "1"}]},
        ),
        (
            '{"cookies":[{"name":"sid","value":"x","domain":"d"}],"scores":[{"name":"Taro","value":3}]}',
            {"cookies": [{"name": "sid", "value": "x", "domain": "d"}], "scores": [{"name": "Taro", "value": "3"}]},
        ),
    ],
)
def test_arrays_of_objects_are_rows_wherever_they_are(
    tmp_path: Path, text: str, rows: dict[str, list[dict[str, str]]]
) -> None:
    reading = read_place(write(tmp_path, "a.json", text))
    assert reading.rows == {f"a.json!{name}" if name else "a.json": expected for name, expected in rows.items()}
    assert not reading.skipped


def test_a_long_list_of_names_and_values_is_rows(tmp_path: Path) -> None:
    items = ",".join(f'{{"key":"k{n}","value":"v{n}"}}' for n in range(MOST_NAMES + 1))
    reading = read_place(write(tmp_path, "a.json", '{"settings":[' + items + "]}"))
    assert len(reading.rows["a.json!settings"]) == MOST_NAMES + 1


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('{"a":1}\n{\n "a": 2\n}\n', [{"a": "1"}, {"a": "2"}]),
        ('{"a":1}{"a":{"b":"x"}}[{"a":3}]', [{"a": "1"}, {"a.b": "x"}, {"[].a": "3"}]),
        ('[{"a":1}]\n[{"a":2},{"a":3}]', [{"[].a": "1"}, {"[].a": "2\n3"}]),
        ('{"rows":[{"n":1}]} {"rows":[{"n":2}]}', [{"rows[].n": "1"}, {"rows[].n": "2"}]),
    ],
)
def test_one_value_behind_the_other(tmp_path: Path, text: str, rows: list[dict[str, str]]) -> None:
    reading = read_place(write(tmp_path, "a.json", text))
    if reading.collections["a.json"].form == "json":
        assert reading.only == rows
    assert not reading.skipped
    assert list(reading.rows) == ["a.json"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc-jp"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = '[{"氏名":"見本 花子","備考":"こんにちは、世界"},{"氏名":"見本 太郎","備考":"ありがとうございます"}]'
    reading = read_place(write(tmp_path, "a.json", text.encode(encoding)))
    assert [row["氏名"] for row in reading.only] == ["見本 花子", "見本 太郎"]
    assert not reading.skipped


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('["a@example.jp","b@example.jp"]', {"[]": "a@example.jp\nb@example.jp"}),
        ('[["a",1],["b",2]]', {"[][]": "a\n1\nb\n2"}),
        ('{"a":NaN,"b":-Infinity}', {"a": "NaN", "b": "-Infinity"}),
        ('{"a":1,"a":"x"}', {"a": "1\nx"}),
        ('{"a":' + "7" * 500_000 + "}", {"a": "7" * 500_000}),
    ],
)
def test_odd_values(tmp_path: Path, text: str, row: dict[str, str]) -> None:
    reading = read_place(write(tmp_path, "a.json", text))
    assert reading.only == [row]
    assert not reading.skipped


def test_json_and_forms_in_a_string_are_opened_as_in_a_column(tmp_path: Path) -> None:
    inner = json.dumps({"user": {"mail": "taro@example.jp"}, "headers": [{"name": "Host", "value": "h"}]})
    rows = [{"id": 1, "body": inner}, {"id": 2, "body": "tel=03&zip=1"}, {"id": 3, "body": "INFO " + inner}]
    reading = read_place(write(tmp_path, "a.json", json.dumps({"log": {"rows": rows}})))
    (batch,) = reading.batches["a.json!log.rows"]
    opened = NestedFields(reading.collections["a.json!log.rows"].kind).open(batch)
    cells = {field.path: column.to_pylist() for field, column in zip(opened.fields, opened.columns, strict=True)}
    assert cells["user.mail"] == ["taro@example.jp", None, "taro@example.jp"]
    assert cells["headers.Host"] == ["h", None, "h"]
    assert cells["tel"] == [None, "03", None]


def test_very_many_arrays_are_not_very_many_collections(tmp_path: Path) -> None:
    members = ",".join(f'"{"ghijklmnop"[n % 10] * (1 + n // 10)}":[{{"n":"value{n}"}}]' for n in range(200))
    reading = read_place(write(tmp_path, "a.json", "{" + members + "}"))
    assert list(reading.rows) == ["a.json"]
    assert sum(len(cell.split()) for cell in reading.only[0].values()) == 200


def test_people_who_are_keys_name_no_collection(tmp_path: Path) -> None:
    members = ",".join(f'"見本{sign}郎":[{{"n":"{sign}"}}]' for sign in "一二三四五六七八九十")
    reading = read_place(write(tmp_path, "a.json", '{"team":{' + members + "}}"))
    assert list(reading.rows) == ["a.json"]
    assert reading.fields["a.json"] == ["team{}", "team{}[].n"]
    assert "見本一郎" in reading.only[0]["team{}"]


def test_an_array_that_is_gone_is_told(tmp_path: Path) -> None:
    write(tmp_path, "a.json", '{"a":[{"n":1}]}')
    with FileConnector(str(tmp_path), source="files") as connector:
        for name in ("a.json!b", "a.json"):
            (skip,) = connector.read(Collection(name, "records"))
            assert isinstance(skip, Skipped)
            assert skip.reason == "missing"


def test_pretty_printed_json_without_a_suffix(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "export", '{\n  "name": "x",\n  "tags": [\n    "a"\n  ]\n}\n'))
    assert reading.only == [{"name": "x", "tags[]": "a"}]


@pytest.mark.parametrize(
    "text",
    [
        '{"mail":"a@example.jp", // note\n"b":1}',
        '/* note */ {"mail":"a@example.jp"}',
        '{"mail":"a@example.jp",}',
        "{'mail':'a@example.jp'}",
        '{"mail":"a@example.jp"} {"mail":',
        '{"mail":"a@example.jp"} "b"',
    ],
)
def test_comments_and_other_freedoms_are_told_and_read_as_text(tmp_path: Path, text: str) -> None:
    reading = read_place(write(tmp_path, "a.json", text))
    assert "a@example.jp" in "\n".join(cell for row in reading.only for cell in row.values())
    assert reading.fields["a.json"] == [""]
    assert reading.skips() == [("a.json", "corrupt", True)]


@pytest.mark.parametrize("text", ['[{"a":1},]', '[{"a":1}', '{"a":1}}', '{"a" 1}', '[{"a":1} {"a":2}]', "[" * 5_000])
def test_what_is_no_json_is_read_as_text_and_told(tmp_path: Path, text: str) -> None:
    reading = read_place(write(tmp_path, "a.json", text))
    assert reading.only == [{"": text}]
    assert reading.skips() == [("a.json", "corrupt", True)]


def test_too_large_a_document_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "LARGEST_DOCUMENT", 10)
    reading = read_place(write(tmp_path, "a.json", '[{"a":"taro@example.com"}]\n'))
    assert reading.only == [{"": '[{"a":"taro@example.com"}]'}]
    assert not reading.skipped


@pytest.mark.parametrize(
    "text", ['{"a":1}', ' [\n{"a":1}]', "[1, 2]", '["a"]', "[]", "[[1]]", "[1.5e3]", "{", "[true]"]
)
def test_json_is_recognised(text: str) -> None:
    assert looks_like_json(text, "")


@pytest.mark.parametrize(
    "text", ["[section]\nkey=1", "[2026-01-05 10:00] started", "{{ template }}", "text", "[INFO] a"]
)
def test_other_text_is_not_taken_for_json(text: str) -> None:
    assert not looks_like_json(text, "")


@pytest.mark.parametrize("data", [b"", b"1", b'"a"', b"nul", b"[1]]"])
def test_documents_are_objects_or_arrays(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"neither|Extra data"):
        parse_document(data)


def test_real_export_with_a_collection_for_each_key() -> None:
    reading = read_place(real_data("db_chinook") / "ChinookData.json")
    counts = {name.partition("!")[2]: len(rows) for name, rows in reading.rows.items()}
    assert counts["Customer"] == 59
    assert counts["Employee"] == 8
    assert counts["PlaylistTrack"] == 8715
    assert not reading.skipped


def test_headers_in_real_recordings() -> None:
    reading = read_place(real_data("files_har"))
    (rows,) = (rows for name, rows in reading.rows.items() if name.endswith("humanssuck.net.har!log.entries"))
    assert all("Mozilla" in row["request.headers.User-Agent"] for row in rows)
    fields = {field for names in reading.fields.values() for field in names}
    assert not fields & {"request.headers[].name", "request.headers[].value"}
    assert {"request.cookies[].value", "response.headers.Content-Type", "request.queryString.foo"} <= fields


def test_the_public_test_suite_of_parsers() -> None:
    reading = read_place(real_data("robust_json") / "test_parsing")
    broken = {skip.location.collection for skip in reading.skipped if skip.partial}
    for name, rows in reading.rows.items():
        assert rows or name.endswith("no_data.json"), name
        if name.startswith("y_"):
            assert name not in broken, name
    assert {item.form for name, item in reading.collections.items() if name.startswith("y_")} <= {"json", "text"}
    assert len(broken) > 80
