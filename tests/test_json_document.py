from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import read_place, real_data, write

from connectors import json_file
from connectors.base import Collection, Skipped
from connectors.files import FileConnector
from connectors.json_document import looks_like_json, parse_document


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
    ],
)
def test_arrays_of_objects_are_rows_wherever_they_are(
    tmp_path: Path, text: str, rows: dict[str, list[dict[str, str]]]
) -> None:
    reading = read_place(write(tmp_path, "a.json", text))
    assert reading.rows == {f"a.json!{name}" if name else "a.json": expected for name, expected in rows.items()}
    assert not reading.skipped


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


def test_the_public_test_suite_of_parsers() -> None:
    reading = read_place(real_data("robust_json") / "test_parsing")
    broken = {skip.location.collection for skip in reading.skipped if skip.partial}
    for name, rows in reading.rows.items():
        assert rows or name.endswith("no_data.json"), name
        if name.startswith("y_"):
            assert name not in broken, name
    assert {item.form for name, item in reading.collections.items() if name.startswith("y_")} <= {"json", "text"}
    assert len(broken) > 80
