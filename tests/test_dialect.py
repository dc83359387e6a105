from __future__ import annotations

import pytest

from connectors.dialect import detect_layout


def layout(sample: str, suffix: str = "") -> tuple[str, int] | None:
    found = detect_layout(sample, suffix, whole=True)
    return found and (found.delimiter, found.width)


@pytest.mark.parametrize(
    ("sample", "suffix", "expected"),
    [
        ("a,b\n1,2\n", ".csv", (",", 2)),
        ("a;b\n1,5;2,5\n", ".csv", (";", 2)),
        ("a\tb\n1\t2\n", ".csv", ("\t", 2)),
        ("a|b|c\n1|2|3\n", ".csv", ("|", 3)),
        ("a\tb\n1, x\t2\n", ".tsv", ("\t", 2)),
        ("email\na@example.com\n", ".csv", (",", 1)),
        ("title\na,b,c\n1,2,3\n4,5,6\n7,8,9\n", ".csv", (",", 3)),
        ("a,b\n1,2\n3,4\n5,6\n", "", (",", 2)),
        ("a\tb\n1\t2\n", ".txt", ("\t", 2)),
        ('"a, b",c\n"d, e",f\n"g, h",i\n', "", (",", 2)),
        ("2026-01-05 10:00:00,u1,login\n2026-01-05 10:00:01,u2,login\n2026-01-05 10:00:02,u3,logout\n", "", (",", 3)),
    ],
)
def test_tables(sample: str, suffix: str, expected: tuple[str, int]) -> None:
    assert layout(sample, suffix) == expected


@pytest.mark.parametrize(
    "sample",
    [
        "Dear all,\nwe meet on Monday, not on Tuesday.\nBye, Hanako\n",
        "One, two\nThree, four\nFive, six\n",
        "2026-01-05 10:00:00,123 INFO a\n2026-01-05 10:00:01,456 INFO b\n2026-01-05 10:00:02,789 INFO c\n",
        '{\n"a": 1,\n"b": 2,\n"c": 3,\n}\n',
        "int a;\nint b;\nint c;\n",
        "key=1\nkey=2\n",
        "a,b\n",
        "",
    ],
)
def test_other_text(sample: str) -> None:
    assert layout(sample) is None


def test_a_row_that_the_sample_cuts_does_not_count() -> None:
    found = detect_layout('a,b\n1,2\n3,"open', ".csv", whole=False)
    assert found is not None
    assert found.width == 2
