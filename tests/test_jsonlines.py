from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import SAMPLES, read_place, real_data, write
from hypothesis import given
from hypothesis import strategies as st

from connectors import jsonlines
from connectors.base import Batch, Collection, Skipped
from connectors.files import FileConnector
from connectors.json_fields import RowColumns, RowMaker
from connectors.jsonlines import looks_like_jsonlines


def test_a_sample() -> None:
    reading = read_place(SAMPLES / "events.jsonl")
    assert reading.collections["events.jsonl"].form == "jsonl"
    assert reading.collections["events.jsonl"].kind == "records"
    assert reading.only[0] == {
        "id": "1",
        "user.name": "見本太郎",
        "user.email": "taro@example.com",
        "items[].sku": "A-1\nB-2",
    }
    assert reading.only[1] == {"id": "2", "user.name": "Sample Hanako", "note": "called twice"}


def test_broken_lines_are_still_looked_at_and_told(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.jsonl", '{"a":1}\n{"a": taro@example.com\n\n[2]\n{"a":3}\r\n'))
    assert reading.only == [{"a": "1"}, {"": '{"a": taro@example.com'}, {}, {"[]": "2"}, {"a": "3"}]
    assert reading.skips() == [("a.jsonl", "corrupt", True)]
    assert reading.skipped[0].problem.startswith("1 line is")
    assert "taro" not in reading.skipped[0].problem


def test_too_deep_nesting_is_a_broken_line(tmp_path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    reading = read_place(write(tmp_path, "a.jsonl", '{"a":1}\n{"a":' + deep + '}\n{"a":2}\n'))
    assert [list(row) for row in reading.only] == [["a"], [""], ["a"]]


@pytest.mark.parametrize(
    ("sample", "hinted", "expected"),
    [
        ('{"a":1}\n{"a":2}\n', False, True),
        ('{"a":1}\n', False, False),
        ('{"a":1}\n', True, True),
        ("[1]\n[2]\n", True, True),
        ("[1]\n[2]\n", False, False),
        ('{\n"a":1\n}\n', False, False),
        ("1\n2\n3\n", False, False),
        ('{"a":1}\nbroken\n', True, True),
        ("", True, False),
    ],
)
def test_recognising(sample: str, hinted: bool, expected: bool) -> None:
    assert looks_like_jsonlines(sample, hinted=hinted) is expected


def test_a_first_line_that_is_longer_than_the_sample(tmp_path: Path) -> None:
    reading = read_place(write(tmp_path, "a.ndjson", '{"a":"' + "x" * 100_000 + '"}\n{"a":"y"}\n'))
    assert [len(row["a"]) for row in reading.only] == [100_000, 1]


def test_a_line_of_20_mb_is_parsed(tmp_path: Path) -> None:
    line = '{"note":"' + "x" * 20_000_000 + '","mail":"taro@example.com"}'
    reading = read_place(write(tmp_path, "a.jsonl", '{"a":1}\n' + line + '\n{"a":2}\n'))
    assert [row.get("mail") for row in reading.only] == [None, "taro@example.com", None]
    assert not reading.skipped


def test_a_line_too_large_to_be_parsed_is_one_row_of_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "LARGEST_DOCUMENT", 1_000)
    content = '{"a":1}\n{"a":"' + "word " * 1_000 + '"}\n{"a":2}\n'
    with FileConnector(str(write(tmp_path, "a.jsonl", content)), source="files") as connector:
        (collection,) = connector.collections()
        assert isinstance(collection, Collection)
        *batches, skip = connector.read(collection)
    assert isinstance(skip, Skipped)
    assert skip.problem.startswith("1 line is")
    read = [batch for batch in batches if isinstance(batch, Batch)]
    assert [batch.first_row for batch in read] == [1, *[2] * (len(read) - 2), 3]
    assert "".join(batch.columns[0][0].as_py() for batch in read).count("word ") == 1_000


def test_ever_new_fields_make_more_batches_and_not_wider_ones(tmp_path: Path) -> None:
    lines = "".join(f'{{"k{"abcdefghij"[n % 10] * (1 + n // 10)}":"{n}"}}\n' for n in range(600))
    reading = read_place(write(tmp_path, "a.jsonl", lines * 5))
    assert max(len(batch.fields) for batch in reading.batches["a.jsonl"]) <= 1_001
    assert len(reading.only) == 3_000


def test_real_cloud_events() -> None:
    reading = read_place(real_data("logs_cloudtrail_docs") / "cloudtrail_events.jsonl")
    assert len(reading.only) == 19
    assert reading.only[0]["userIdentity.accountId"] == "111122223333"


def test_lists_of_names_and_values_are_folded_in_every_line(tmp_path: Path) -> None:
    lines = ['{"tags":[{"key":"k","value":"x"}]}', '[{"name":"User-Agent","value":"X/1"}]', '{"tags":[]}']
    reading = read_place(write(tmp_path, "a.jsonl", "\n".join(lines) + "\n"))
    assert reading.only == [{"tags.k": "x"}, {"User-Agent": "X/1"}, {}]


def test_odd_values_in_lines(tmp_path: Path) -> None:
    lines = ['{"n":NaN}', '["a",["b"]]', '"text"', "12", "null", '{"a":1,"a":2}', '{"n":' + "7" * 300_000 + "}"]
    reading = read_place(write(tmp_path, "a.jsonl", "\ufeff" + "\n".join(lines * 2) + "\n"))
    expected = [
        {"n": "NaN"},
        {"[]": "a", "[][]": "b"},
        {"": "text"},
        {"": "12"},
        {},
        {"a": "1\n2"},
        {"n": "7" * 300_000},
    ]
    assert reading.only == expected * 2
    assert not reading.skipped


LISTED = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["sid", "Host", "見本", "a@b.jp"]), "value": st.text("ab", max_size=3)}
    ),
    max_size=3,
)


@given(st.lists(LISTED, min_size=2, max_size=12), st.integers(1, 5))
def test_no_cut_into_batches_changes_a_row(rows: list[list[dict[str, str]]], most: int) -> None:
    """The rows of one file, gathered into batches of any size, are the rows of one batch."""
    values = [{"headers": items, "n": str(number)} for number, items in enumerate(rows)]
    whole = RowMaker()
    expected = [{path: text for path, text in whole.row_of(value).items() if text is not None} for value in values]
    maker, found = RowMaker(), []
    for start in range(0, len(values), most):
        gathered = RowColumns()
        for value in values[start : start + most]:
            gathered.append(maker.row_of(value))
        fields, columns = gathered.columns()
        for at in range(len(gathered)):
            cells = {part.name: column[at].as_py() for part, column in zip(fields, columns, strict=True)}
            found.append({path: text for path, text in cells.items() if text is not None})
    assert found == expected
