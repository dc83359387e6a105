"""Whose data it is: the data file."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from fideslang.default_taxonomy import DEFAULT_TAXONOMY

from reports.subjects import SUBJECTS, load_subjects


def test_every_subject_has_a_title_in_both_languages_and_a_key_of_the_taxonomy() -> None:
    known = {one.fides_key for one in DEFAULT_TAXONOMY.data_subject or ()}
    for subject in load_subjects().values():
        assert set(subject["title"]) == {"ja", "en"}
        assert all(subject["title"].values())
        assert subject["fides_key"] in known


def test_policies_know_the_same_subjects() -> None:
    """What the import of a policy calls a group of persons is what a source can declare."""
    reading = tomllib.loads((files("reports") / "data" / "policy_reading.toml").read_text(encoding="utf-8"))
    assert set(reading["subjects"]) <= set(SUBJECTS)
