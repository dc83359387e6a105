"""Literals: found wherever they stand, whatever else is looked for."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from detectors.literals import declare_literals, find_literals, fold_literal
from detectors.text import join_cells

WORDS = declare_literals(["口座", "口座番号", "Passport", "pass", "ｶﾅ", "é"])


def test_case_of_ascii_does_not_matter_and_overlaps_are_all_found() -> None:
    found = find_literals("旧PASSPORTの口座番号と口座、passé")
    assert found["passport"].tolist() == [1]
    assert found["pass"].tolist() == [1, 18]
    assert found["口座"].tolist() == [10, 15]
    assert found["口座番号"].tolist() == [10]
    assert found["é"].tolist() == [22]


def test_cells_give_places_in_the_normalised_buffer() -> None:
    cells = join_cells(pa.array(["あ", "ｐａｓｓ😀pass"]))
    assert cells.places_of("pass").tolist() == [2, 7]
    assert cells.places_of("passport").tolist() == []


@given(st.lists(st.sampled_from([*WORDS, "x", "ー", "😀", "P", " ", "口"]), max_size=30).map("".join))
def test_the_same_places_as_a_plain_search(text: str) -> None:
    lowered = fold_literal(text)
    found = find_literals(text)
    for word in WORDS:
        expected = [at for at in range(len(lowered)) if lowered.startswith(word, at)]
        assert (found[word].tolist() if word in found else []) == expected
