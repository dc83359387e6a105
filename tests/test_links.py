"""Values in the query strings of URLs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.catalogue import load_catalogue
from detectors.links import Parameter, find_link_values, load_parameters
from tests.detection import SLOWEST, find_in, find_one, time_bait

PARAMETERS = load_parameters()[0]
CASES = [(one, text) for one in PARAMETERS for text in one.examples]
COUNTER = [(one, text) for one in PARAMETERS for text in one.counter]


def test_the_parameters_are_complete() -> None:
    names = [name for one in PARAMETERS for name in one.names]
    assert len(names) == len(set(names))
    assert {one.category for one in PARAMETERS} <= set(load_catalogue().ids)
    assert all(name == name.lower() for name in names)
    assert all(len(one.examples) >= 3 and len(one.counter) >= 3 for one in PARAMETERS)


@pytest.mark.parametrize(("one", "text"), CASES, ids=[text for _, text in CASES])
def test_examples(one: Parameter, text: str) -> None:
    assert find_one(find_link_values, one.category, text, strong=True)


@pytest.mark.parametrize(("one", "text"), COUNTER, ids=[text for _, text in COUNTER])
def test_counter_examples(one: Parameter, text: str) -> None:
    assert find_one(find_link_values, one.category, text) == []


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        ("GET /search?q=%E8%8A%B1%E7%B2%89&utm_source=line HTTP/1.1", "usage.behavior.search", "%E8%8A%B1%E7%B2%89"),
        ("GET /search?q=%E8%8A%B1&utm_source=line HTTP/1.1", "usage.behavior.event", "utm_source=line"),
        ("https://example.jp/?a=1&amp;tel=09012345678", "personal.contact.phone", "09012345678"),
        ("「https://example.jp/?q=花粉症」を見た", "usage.behavior.search", "花粉症"),
    ],
)
def test_spans(text: str, category: str, expected: str) -> None:
    assert find_one(find_link_values, category, text) == [expected]


NAMES = sorted({f"?{name.removesuffix('*')}=" for one in PARAMETERS for name in one.names})


@given(
    st.lists(
        st.sampled_from([*NAMES, "&", "a1", "%40", "%", "@", "\x1a", "https://example.jp/", "山田", " "]), max_size=30
    )
)
def test_matches_stay_in_their_cell(parts: list[str]) -> None:
    texts = "".join(parts).split("\x1a")
    for one in PARAMETERS:
        find_in(find_link_values, one.category, *texts)


@pytest.mark.parametrize("name", [*NAMES[::12], "?token=", "&q=", "?utm_", "?utm_a=%"])
def test_no_input_is_slow(name: str) -> None:
    size = 100_000 // len(name)
    for bait in (name * size, f"{name}a1" * size, f"{name}a1&" * size, name + "a" * 100_000, name + "%" * 100_000):
        assert time_bait(find_link_values, bait) < SLOWEST
