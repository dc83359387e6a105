"""What to do about a finding: something for every category, in both languages."""

import re

import pytest

from detectors.catalogue import load_catalogue
from reports.messages import LANGUAGES
from reports.remedies import list_remedies, load_remedies


@pytest.mark.parametrize("category", load_catalogue().ids)
def test_every_category_has_advice_in_both_languages(category: str) -> None:
    counts = {lang: len(list_remedies(category, lang)) for lang in LANGUAGES}
    assert set(counts.values()) != {0}
    assert counts["ja"] == counts["en"]


def test_own_advice_comes_before_that_of_the_parent() -> None:
    advice = list_remedies("personal.id.my_number", "en")
    assert "My Number Act" in advice[0]
    assert advice[-1] == load_remedies()["personal"]["en"][-1]


def test_a_category_of_nobody_has_none() -> None:
    assert list_remedies("secret.project", "ja") == ()


def test_keys_exist_and_languages_are_not_mixed() -> None:
    catalogue = load_catalogue()
    for key, texts in load_remedies().items():
        assert key in catalogue or key in catalogue.groups, key
        for sentence in texts["ja"]:
            assert re.search("[ぁ-ん].*。$", sentence), sentence
        for sentence in texts["en"]:
            assert re.match(r"[A-Z].*\.$", sentence), sentence
            assert not re.search("[ぁ-んァ-ン一-龯]", sentence), sentence
