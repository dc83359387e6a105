"""Nested values become fields with a path: where they go, what is left, and that nothing is lost on the way."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Batch, CollectionKind, Field, Location
from connectors.batches import clean_text
from connectors.nested import NestedFields
from connectors.nested_paths import MOST_DOUBTFUL, MOST_KEYS, MOST_PATHS, REST

Cells = list[str | None]


def batch_of(texts: Sequence[str | None], first_row: int = 1, type: str = "text") -> Batch:
    field = Field("c", type)  # type: ignore[arg-type]
    return Batch(Location("s", "t"), (field,), (pa.array(texts, pa.string()),), first_row, len(texts))


def open_texts(texts: Sequence[str | None], kind: CollectionKind = "table") -> dict[str, Cells]:
    """What is in each path; "" is the column itself."""
    opened = NestedFields(kind).open(batch_of(texts))
    assert all(len(column) == len(texts) for column in opened.columns)
    return {field.path: column.to_pylist() for field, column in zip(opened.fields, opened.columns, strict=True)}


def open_text(text: str, kind: CollectionKind = "table") -> dict[str, str | None]:
    return {path: cells[0] for path, cells in open_texts([text], kind).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"user":{"email":"a@example.jp"},"n":1}', {"": None, "user.email": "a@example.jp", "n": "1"}),
        (' \ufeff{"a":"x"}\n', {"": None, "a": "x"}),
        ('{"tags":["a","b"],"items":[{"name":"x"},{"name":"y"}]}', {"": None, "tags[]": "a\nb", "items[].name": "x\ny"}),
        ('[{"mail":"a@example.jp"},{"mail":"b@example.jp"}]', {"": None, "[].mail": "a@example.jp\nb@example.jp"}),
        ('["a@example.jp","b@example.jp"]', {"": None, "[]": "a@example.jp\nb@example.jp"}),
        (
            '{"headers":[{"name":"User-Agent","value":"X/1"},{"name":"Host","value":"h","c":"z"}]}',
            {"": None, "headers.User-Agent": "X/1", "headers.Host": "h", "headers[].c": "z"},
        ),
        (
            '{"event_params":[{"key":"page","value":{"string_value":"/a"}}]}',
            {"": None, "event_params.page.string_value": "/a"},
        ),
        (
            '{"people":[{"name":"佐藤 花子","value":3},{"name":"鈴木 一郎","value":4}]}',
            {"": None, "people[].name": "佐藤 花子\n鈴木 一郎", "people[].value": "3\n4"},
        ),
        ('{"p":"{\\"a\\":{\\"b\\":\\"c\\"}}"}', {"": None, "p.a.b": "c"}),
        ('{"q":"mail=a%40example.jp&n=1"}', {"": None, "q.mail": "a@example.jp", "q.n": "1"}),
        ("name=%E4%BD%90%E8%97%A4&mail=a%40example.jp", {"": None, "name": "佐藤", "mail": "a@example.jp"}),
        ("?name=%8D%B2%93%A1&x=a+b", {"": None, "name": "佐藤", "x": "a b"}),
        ("n=%FF%FF&x=1", {"": None, "n": "%FF%FF", "x": "1"}),
        ('{"a@example.jp":{"n":1}}', {"": None, "{}": "a@example.jp", "{}.n": "1"}),
        ('{"a":1,"a":"x"}', {"": None, "a": "1\nx"}),
        ('{"n":12345678901234567890123,"f":1.50,"x":NaN,"t":true}', {"": None, "n": "12345678901234567890123", "f": "1.50", "x": "NaN", "t": "true"}),
        ('{"a":"\\ud800x","b":"\\ud83c\\udf89"}', {"": None, "a": "\ufffdx", "b": "🎉"}),
        ('{"a":"x\x00\x1fy"}', {"": None, "a": "x\x00\x1fy"}),
        ('{"":"x"}', {"": None, "{}": "x"}),
        (
            '2026-11-22T01:02:03Z INFO event={"user":{"email":"a@example.jp"}} took 3 ms',
            {"": "2026-11-22T01:02:03Z INFO event=" + " " * 34 + "took 3 ms", "user.email": "a@example.jp"},
        ),
        ('GET /x {"a":"b"}', {"": "GET /x", "a": "b"}),
        ('req={"a":"x"} res={"a":"y"}', {"": None, "req.a": "x", "res.a": "y"}),
        ('customer: {"name":"x"}', {"": "customer:", "customer.name": "x"}),
        ('level=info user="h@example.jp" payload={"a":{"b":"c"}}', {"": None, "a.b": "c", "level": "info", "user": "h@example.jp"}),
        ("params {'mail': 'a@example.jp', 'n': 3}", {"": "params", "mail": "a@example.jp", "n": "3"}),
        ("at postfix: from=<a@example.jp>, to=<b@example.jp>", {"": "at postfix:" + " " * 20 + ",", "from": "a@example.jp", "to": "b@example.jp"}),
    ],
)  # fmt: skip
def test_what_is_opened(text: str, expected: dict[str, str | None]) -> None:
    assert open_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "plain text",
        '{"a":',
        '{"a":1}}extra"'[:3],
        "[1, 2, 3]",
        "[0.12,-0.5]",
        "[2026-11-22 10:00] start",
        '"text"',
        "{}",
        '{"a":""}',
        '{"a":null}',
        "{name}",
        "a=1",
        "_ga=GA1.2.3.4; _gid=GA1.2.5",
        "https://example.jp/?a=1&b=2",
        '{"a":' * 3_000,
        "[" * 3_000 + '"',
    ],
)
def test_what_stays_text(text: str) -> None:
    assert open_text(text) == {"": text}


@pytest.mark.parametrize("kind", ["access-log", "cookies", "mailbox"])
def test_named_values_are_left_to_those_who_know_the_form(kind: CollectionKind) -> None:
    assert open_text("a=1 b=2", kind) == {"": "a=1 b=2"}
    assert open_text("a=1&b=2", kind) == {"": "a=1&b=2"}
    assert open_text('{"a":"x"}', kind) == {"": None, "a": "x"}


def test_names_with_a_colon_count_in_lines_only() -> None:
    text = "氏名：見本花子 電話：03-0000-0000"
    assert open_text(text) == {"": text}
    assert open_text(text, "log") == {"": None, "氏名": "見本花子", "電話": "03-0000-0000"}


def test_rows_keep_their_places_and_other_fields_their_columns() -> None:
    texts = [None, '{"a":"x"}', "plain", '{"a":"y","b":"z"}', ""]
    assert open_texts(texts) == {
        "": [None, None, "plain", None, ""],
        "a": [None, "x", None, "y", None],
        "b": [None, None, None, "z", None],
    }
    plain = batch_of(["x", "y"])
    assert NestedFields("table").open(plain) is plain
    numbers = batch_of(['{"a":1}'], type="integer")
    assert NestedFields("table").open(numbers) is numbers


def test_a_slice_of_a_larger_column_is_looked_at_alone() -> None:
    column = pa.array(['{"a":"x"}', "plain", '{"a":"y"}'])
    batch = Batch(Location("s", "t"), (Field("c"),), (column.slice(1, 1),), 2, 1)
    assert NestedFields("table").open(batch) is batch
    opened = NestedFields("table").open(Batch(Location("s", "t"), (Field("c"),), (column.slice(1),), 2, 2))
    assert opened.columns[1].to_pylist() == [None, "y"]


def test_keys_that_are_data_are_folded_once_there_are_many() -> None:
    """One object does not tell that it is keyed by people; a column of them does."""
    people = [f"見本{first}{second}" for first in "一二三四五六七" for second in "郎子美助太夫介"]
    nested = NestedFields("table")
    opened = nested.open(batch_of([json.dumps({person: {"点": 3}}, ensure_ascii=False) for person in people]))
    settled = [nested.settle(field) for field in opened.fields]
    paths = {field.path for field in settled if field}
    assert paths == {"", "{}", "{}.点"}
    keys = [
        cell
        for field, column in zip(settled, opened.columns, strict=True)
        if field and field.path == "{}"
        for cell in column.to_pylist()
    ]
    assert set(people) <= set(keys)


def test_accounts_are_folded_and_the_names_beside_them_are_not() -> None:
    nested = NestedFields("table")
    rows = [{"scores": {f"user_{chr(97 + row % 26)}{chr(97 + row // 26)}q": 3, "user_name": "x"}} for row in range(400)]
    opened = nested.open(batch_of([json.dumps(row) for row in rows]))
    settled = {field.path for field in map(nested.settle, opened.fields) if field}
    assert settled == {"", "scores{}", "scores.user_name"}


def test_a_log_with_many_names_keeps_them() -> None:
    nested = NestedFields("log")
    lines = [f"key_{chr(97 + row % 26)}{chr(97 + row // 26)}q=1 mail=a{row}@example.jp" for row in range(400)]
    opened = nested.open(batch_of(lines))
    settled = {field.path for field in map(nested.settle, opened.fields) if field}
    assert {"mail", "key_aaq", "{}"} <= settled
    assert len(settled) == MOST_KEYS + 3


def test_names_of_fields_are_not_folded() -> None:
    nested = NestedFields("table")
    row = {f"項目その{sign}": "x" for sign in "一二三四五六"} | {"会員番号": "1", "user_name": "y"}
    opened = nested.open(batch_of([json.dumps(row, ensure_ascii=False)] * 3))
    settled = {field.path for field in map(nested.settle, opened.fields) if field}
    assert settled == {"", *row}
    assert len(row) < MOST_DOUBTFUL < MOST_KEYS


def test_there_are_so_many_paths_and_no_more() -> None:
    nested, rows = NestedFields("table"), 200
    texts = [
        json.dumps({f"part_{chr(97 + row % 26)}{chr(97 + row // 26)}": {f"key_{n}x": f"v{row}-{n}" for n in range(8)}})
        for row in range(rows)
    ]
    opened = nested.open(batch_of(texts))
    assert len(opened.fields) <= MOST_PATHS + 2
    assert REST in {field.path for field in opened.fields}
    text = "\n".join(cell for column in opened.columns for cell in column.to_pylist() if cell)
    assert all(f"v{row}-{n}" in text for row in range(rows) for n in range(8))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps({f"k{n}": n for n in range(100_000)}), id="many keys"),
        pytest.param(
            json.dumps({f"user{n}@example.jp": n for n in range(100_000)}), id="many addresses", marks=pytest.mark.slow
        ),
        pytest.param('{"a":' * 100_000, id="deep and broken"),
        pytest.param('{"a":' * 900 + "1" + "}" * 900, id="deep"),
        pytest.param("[[" * 200_000 + '"', id="deep arrays"),
        pytest.param('{"a":"x"} ' * 100_000, id="many objects", marks=pytest.mark.slow),
        pytest.param('{"a" ' * 100_000, id="many beginnings"),
        pytest.param("{'a': " * 100_000, id="many hashes"),
        pytest.param(json.dumps({"a": "x" * 10_000_000}), id="long"),
        pytest.param('{"a":' + "9" * 1_000_000 + "}", id="long number"),
        pytest.param("a=1 " * 250_000, id="pairs", marks=pytest.mark.slow),
        pytest.param("a=1&" * 250_000 + "b=2", id="form"),
    ],
)
def test_bad_input_takes_bounded_time(text: str) -> None:
    begin = time.process_time()
    cells = open_text(text)
    assert time.process_time() - begin < 4.0
    assert len(cells) <= MOST_PATHS + 2


def test_strings_in_strings_end() -> None:
    text = "end@example.jp"
    for _ in range(9):
        text = json.dumps({"a": text})
    ((path, cell),) = ((path, cell) for path, cell in open_text(text).items() if cell)
    assert path.startswith("a.a.a")
    assert "end@example.jp" in cell


OPENED_AGAIN = ("a=1&b=2", '{"x":"y"}', "user=a ip=b")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_characters="="), max_size=8)
    | st.sampled_from(["a=1&b=2", '{"x":"y"}', "[1]", "user=a ip=b", "\ud800", "\ufeff", "佐藤"])
)
KEYS = st.text(max_size=6) | st.sampled_from(["name", "value", "key", "a", "b.c", "氏名", "x@y.jp", "12"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def scalars_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in scalars_of(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in scalars_of(item)]
    return [] if value is None or value == "" else [value if isinstance(value, str) else json.dumps(value)]


def words_of(texts: Sequence[str | None]) -> str:
    return "\n".join(clean_text(text) for text in texts if text)


@settings(deadline=None)
@given(VALUES, st.sampled_from(["{}", "INFO {} end", "event={} x=1", "a {} b {}"]), st.booleans())
def test_no_scalar_is_lost(value: Any, frame: str, ascii_only: bool) -> None:
    text = clean_text(frame.replace("{}", json.dumps(value, ensure_ascii=ascii_only)))
    cells = open_text(text)
    everything = words_of(list(cells.values()))
    for scalar in scalars_of(value):
        inner = clean_text(json.dumps(scalar, ensure_ascii=ascii_only)[1:-1])
        assert clean_text(scalar) in everything or inner in everything or scalar in OPENED_AGAIN


@settings(deadline=None)
@given(
    st.lists(st.none() | st.text(max_size=30) | VALUES.map(lambda value: clean_text(json.dumps(value))), max_size=12),
    st.lists(st.integers(0, 12), max_size=3),
)
def test_no_cut_changes_what_is_opened(texts: list[str | None], cuts: list[int]) -> None:
    bounds = sorted({0, len(texts), *(cut for cut in cuts if cut < len(texts))})
    nested = NestedFields("log")
    parts: dict[str, dict[int, str | None]] = {}
    for low, high in itertools.pairwise(bounds):
        opened = nested.open(batch_of(texts[low:high], low + 1))
        for field, column in zip(opened.fields, opened.columns, strict=True):
            parts.setdefault(field.path, {}).update(enumerate(column.to_pylist(), low))
    whole = open_texts(texts, "log") if texts else {}
    assert {path: [cells.get(row) for row in range(len(texts))] for path, cells in parts.items()} == whole


@settings(deadline=None)
@given(st.text(st.sampled_from("{}[]\":,='\\ab1 &%@>-\n：氏名"), max_size=60))
def test_any_text_is_opened_without_trouble(text: str) -> None:
    cells = open_text(text, "log")
    left = cells.pop("")
    if not cells:
        assert left == text
    if left is not None:
        assert len(left) <= len(text)
        assert all(mine in (" ", theirs) for mine, theirs in zip(left, text, strict=False))
