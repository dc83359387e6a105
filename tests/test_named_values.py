"""Lists of names and values: which lists are such, and that people in a list never name a field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Batch, Field, Location
from connectors.json_fields import DECODER, RowMaker
from connectors.named_values import is_name_list, read_named_values
from connectors.nested import NestedFields
from scanner.config import Source
from scanner.engine import scan_sources


def names_of(items: list[Any], path: str) -> list[str] | None:
    named = read_named_values(items, path)
    return None if named is None else [one.name for one in named]


@pytest.mark.parametrize(
    ("path", "items", "names"),
    [
        ("request.headers", [{"name": "Host", "value": "x"}, {"name": ":path", "value": "/"}], ["Host", ":path"]),
        ("labels", [{"name": "taro", "value": "x", "path": "/"}], ["taro"]),
        ("event_params", [{"key": "page", "value": {"string_value": "/a"}}], ["page"]),
        ("event_params", [{"key": "page", "string_value": "/a"}, {"key": "n", "int_value": "1"}], ["page", "n"]),
        ("Tags", [{"Key": "Owner", "Value": "x"}], ["Owner"]),
        ("a[].tags", [{"key": "k", "value": None}], ["k"]),
        ("answers", [{"name": "email", "value": "x"}, {"name": "memo9", "value": "y"}], ["email", "memo9"]),
        ("answers", [{"name": "氏名", "value": "見本花子"}], ["氏名"]),
        ("", [{"name": "X-Request", "value": "r"}, {"name": "Accept", "value": "y"}], ["X-Request", "Accept"]),
    ],
)
def test_lists_of_names_and_values(path: str, items: list[Any], names: list[str]) -> None:
    assert names_of(items, path) == names


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ("people", [{"name": "見本 花子", "value": 3}, {"name": "見本 太郎", "value": 4}]),
        ("people", [{"name": "Taro", "value": 3}, {"name": "Hanako", "value": 4}]),
        ("", [{"name": "Taro", "value": 3}]),
        ("request.cookies", [{"name": "session_id", "value": "x", "path": "/"}]),
        ("scores", [{"key": "taro_mihon", "value": 3}]),
        ("headers", [{"name": "Host"}]),
        ("headers", [{"name": "Host", "value": "x"}, {"name": "Via"}]),
        ("headers", [{"name": 3, "value": "x"}]),
        ("headers", [{"name": "Host", "value": "x"}, "x"]),
        ("headers", ["Host"]),
        ("headers", []),
        ("items", [{"name": "email", "price": 3}]),
    ],
)
def test_other_lists(path: str, items: list[Any]) -> None:
    assert names_of(items, path) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("headers", True),
        ("a.requestHeaders", True),
        ("user_properties", True),
        ("queryString", True),
        ("customFields", True),
        ("headers.x", False),
        ("people", False),
        ("", False),
    ],
)
def test_what_such_lists_are_called(path: str, expected: bool) -> None:
    assert is_name_list(path) is expected


def test_what_else_an_item_holds_is_kept() -> None:
    named = read_named_values([{"name": "sid", "value": "x", "domain": "d"}, {"name": "a b", "value": "y"}], "params")
    assert named is not None
    assert [(one.name, one.value, one.rest, one.is_odd) for one in named] == [
        ("sid", "x", {"domain": "d"}, False),
        ("a b", "y", {}, True),
    ]


def cell_fields(text: str) -> dict[str, str | None]:
    """What a cell of JSON text in a column is opened to; the cell's own rest is left out."""
    batch = Batch(Location("s", "t"), (Field("c"),), (pa.array([text]),), 1, 1)
    opened = NestedFields("table").open(batch)
    pairs = zip(opened.fields, opened.columns, strict=True)
    return {field.path: column[0].as_py() for field, column in pairs if field.path}


@pytest.mark.parametrize(
    "value",
    [
        {"request": {"headers": [{"name": "User-Agent", "value": "X/1"}, {"name": "Host", "value": "h", "c": "z"}]}},
        {"params": [{"name": "見本 花子", "value": "x"}, {"name": "sid", "value": "y"}]},
        {"event_params": [{"key": "page", "value": {"string_value": "/a"}}, {"key": "n", "int_value": "3"}]},
        {"people": [{"name": "Taro", "value": "3"}]},
        {"tags": [{"key": "taro@example.jp", "value": "x"}]},
        {"headers": [{"name": "Cookie", "value": "a"}, {"name": "Cookie", "value": "b"}]},
    ],
)
def test_files_and_columns_fold_alike(value: dict[str, Any]) -> None:
    text = json.dumps(value)
    assert RowMaker().row_of(DECODER.decode(text)) == cell_fields(text)


LISTS = st.lists(
    st.fixed_dictionaries(
        {"name": st.text(max_size=8) | st.sampled_from(["email", "User-Agent", "佐藤", "12345", "a.b", "x{}", "c[]"])},
        optional={"value": st.text("abc\n@", max_size=8), "path": st.text("de", max_size=3), "string_value": st.just("s")},
    ),
    max_size=6,
)  # fmt: skip


@given(LISTS, st.sampled_from(["headers", "people", "cookies", "a.tags"]))
def test_no_name_and_no_value_is_lost(items: list[dict[str, str]], key: str) -> None:
    row = RowMaker().row_of(DECODER.decode(json.dumps({key: items})))
    cells = "\n".join(text for text in row.values() if text)
    for item in items:
        assert (
            item["name"] in cells
            or any(path.endswith(f".{item['name']}") for path in row)
            or any(f".{item['name']}." in path for path in row)
        )
        assert all(item[other] in cells for other in item if other != "name")


def pairs(**values: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in values.items()]


def test_a_recording_of_a_browser_is_found_by_the_names_of_its_headers(tmp_path: Path) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
    entries = [
        {
            "startedDateTime": f"2026-11-22T10:00:{number:02d}.000Z",
            "serverIPAddress": "198.51.100.7",
            "request": {
                "method": "GET",
                "url": f"https://shop.example.jp/items/{number}",
                "httpVersion": "HTTP/1.1",
                "headers": pairs(Host="shop.example.jp", User_Agent=agent, Referer="https://shop.example.jp/top"),
                "cookies": [{"name": "sid", "value": f"{number * 7919:08x}c3f1", "path": "/", "httpOnly": True}],
            },
            "response": {"status": 200, "headers": pairs(Server="nginx", Set_Cookie=f"sid={number * 7919:08x}c3f1")},
        }
        for number in range(20)
    ]
    path = tmp_path / "visit.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")
    found: dict[str, set[str]] = {}
    for one in scan_sources((Source("s", path.as_uri()),), tmp_path).findings:
        found.setdefault(one.location.field, set()).add(one.category)
    assert "usage.browser" in found["request.headers.User-Agent"]
    assert found["request.headers.Referer"] == {"usage.behavior.view"}
    assert "usage.cookie" in found["response.headers.Set-Cookie"]
    assert "usage.cookie" in found["request.cookies[].value"]
    assert not found.keys() & {
        "serverIPAddress", "request.headers.Host", "response.headers.Server", "request.cookies[].path",
        "request.cookies[].httpOnly",
    }  # fmt: skip
