"""Crash reports and stack traces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.crashes import CRASH, Mark, find_crashes, load_marks
from tests.detection import BAIT, SLOWEST, find_in, find_one, time_bait

MARKS = load_marks()
CASES = [(mark, text) for mark in MARKS for text in mark.examples]
COUNTER = [(mark, text) for mark in MARKS for text in mark.counter]

JAVA = """java.lang.NullPointerException: cart
\tat com.example.shop.CartService.add(CartService.java:42)
\tat com.example.shop.Main.main(Main.java:7)
Caused by: java.sql.SQLException: closed
\tat com.example.shop.Dao.find(Dao.java:12)
\t... 2 more"""
PYTHON = """Traceback (most recent call last):
  File "/srv/app/views.py", line 12, in get
    return carts[user]
KeyError: 'taro'"""
GO = (
    "panic: runtime error: index out of range [3]\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/app/main.go:12 +0x1d\n"
)
SWIFT = (
    "Incident Identifier: 6156848E-344E-4D9E-84E0-87AFD0D0AE7B\nHardware Model:      iPhone15,2\nProcess: Shop [123]\n"
)


def test_the_marks_are_complete() -> None:
    assert all(len(mark.examples) >= 3 and len(mark.counter) >= 3 for mark in MARKS)


@pytest.mark.parametrize(("mark", "text"), CASES, ids=[text for _, text in CASES])
def test_examples(mark: Mark, text: str) -> None:
    assert len(find_one(find_crashes, CRASH, text, strong=True)) == 1


@pytest.mark.parametrize(("mark", "text"), COUNTER, ids=[text for _, text in COUNTER])
def test_counter_examples(mark: Mark, text: str) -> None:
    assert find_one(find_crashes, CRASH, text) == []


@pytest.mark.parametrize("text", [JAVA, PYTHON, GO, SWIFT, JAVA.replace("\n", "\r\n")])
def test_a_cell_that_is_a_trace_is_found_as_a_whole(text: str) -> None:
    assert find_one(find_crashes, CRASH, text, strong=True) == [text]


def test_a_trace_inside_a_longer_text() -> None:
    letter = "お世話になっております。アプリが落ちます。" * 40
    (found,) = find_one(find_crashes, CRASH, f"{letter}\n{JAVA}\n{letter}")
    assert found.startswith("\tat com.example.shop.CartService")
    assert found.endswith("(Dao.java:12)")


def test_a_log_line_by_line() -> None:
    lines = ["2026-11-22 INFO start", *JAVA.split("\n"), "2026-11-22 INFO 山田"]
    found = find_in(find_crashes, CRASH, *lines)
    assert [bool(one) for one in found] == [False, False, True, True, True, True, False, False]


LITERALS = sorted({literal for mark in MARKS for literal in mark.literals})


@given(st.lists(st.sampled_from([*LITERALS, "\n", "\x1a", "at a.b(C", "12)", " ", 'File "', "x" * 700]), max_size=30))
def test_matches_stay_in_their_cell(parts: list[str]) -> None:
    texts = "".join(parts).split("\x1a")
    for text, found in zip(texts, find_in(find_crashes, CRASH, *texts), strict=True):
        assert len(found) <= 1
        assert all(one in text for one in found)


@pytest.mark.parametrize("literal", LITERALS[::3])
def test_no_input_is_slow(literal: str) -> None:
    size = 100_000 // (len(literal) + 1)
    for bait in (literal * size, f"{literal}\n" * size, f"at {literal}" * size, (literal + "a" * 500) * (size // 20)):
        assert time_bait(find_crashes, bait) < SLOWEST


def test_lines_without_an_end_are_not_slow() -> None:
    assert time_bait(find_crashes, BAIT["letters"]) < SLOWEST
