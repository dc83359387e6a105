from __future__ import annotations

from pathlib import Path

import pytest
from file_samples import SAMPLES, read_place, real_data, write

from connectors import jsonlines
from connectors.base import Batch, Collection, Skipped
from connectors.files import FileConnector
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
