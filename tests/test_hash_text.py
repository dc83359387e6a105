"""Hashes as Python, Ruby and JavaScript print them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.hash_text import HASH_BEGIN, read_hash


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{'email': 'a@example.jp', 'id': 3}", {"email": "a@example.jp", "id": "3"}),
        ("{'a': None, 'b': True, 'c': [1, 2], 'd': ('x',)}", {"a": None, "b": True, "c": ["1", "2"], "d": ["x"]}),
        (
            "{'a': datetime.date(2026, 1, 2), 'b': Decimal('3.50')}",
            {"a": "datetime.date(2026, 1, 2)", "b": "Decimal('3.50')"},
        ),
        ("{'a': {}, 'b': \"it's\", 'c': 'x\\'y\\n'}", {"a": {}, "b": "it's", "c": "x'y\n"}),
        ('{:email=>"a@example.jp", :n=>nil, "k"=>:sym}', {"email": "a@example.jp", "n": None, "k": "sym"}),
        ('{name: "見本", n: 12345678901234567890}', {"name": "見本", "n": "12345678901234567890"}),
        ("{ email: 'a@example.jp', roles: [ 'x' ], ok: true }", {"email": "a@example.jp", "roles": ["x"], "ok": True}),
        ("{'a': 1, 'a': 2}", {"a": ["1", "2"]}),
        ('{"name"=>"\\u898b\\u672c"}', {"name": "見本"}),
    ],
)
def test_hashes(text: str, value: dict[str, Any]) -> None:
    assert HASH_BEGIN.match(text)
    assert read_hash(text + " rest", 0) == (value, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "{'a'",
        "{'a': ",
        "{'a': }",
        "{ color: red; margin: 0 }",
        "{'a': [1, }",
        "{'a': 'x}",
        "{'a': " * 60,
        "{'a': 1 2}",
        "{x: (a, b}",
    ],
)
def test_what_is_no_hash_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no hash"):
        read_hash(text, 0)


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | PLAIN.filter(str.isprintable),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN.filter(str.isprintable), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(PLAIN.filter(str.isprintable), VALUES, min_size=1, max_size=3))
def test_what_python_prints_is_read_as_it_was(value: dict[str, Any]) -> None:
    assert read_hash(repr(value), 0)[0] == value


@given(st.text(st.sampled_from("{}[]()'\",:=> ab1\\"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        _, end = read_hash("{" + text, 0)
    except ValueError:
        return
    assert end <= len(text) + 1
