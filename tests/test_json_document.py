from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import read_place, real_data, write

from connectors import json_file
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
    ['{"user":{"n":"x"}}', '{"user":[{"n":"x"}],"version":2}', "[1,2,3]", '{"a":[1,2]}', "[]", "{}", '{"a":[]}'],
)
def test_anything_else_is_one_row(tmp_path: Path, text: str) -> None:
    assert len(read_place(write(tmp_path, "a.json", text)).only) == 1


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
