"""The practice sets: every label names a place and categories that exist, and the sets are what their generators write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.accuracy.sets import practice_sets
from bench.accuracy.truth import LabelledSet
from detectors.catalogue import load_catalogue

ROOT = Path(__file__).parents[1]
SETS = practice_sets()


def test_there_are_sets_of_every_hand() -> None:
    assert {one.name.split("/")[0] for one in SETS} == {"practice_ja", "practice_en", "practice_mixed"}


@pytest.mark.parametrize("one", SETS, ids=[one.name for one in SETS])
def test_labels_are_well_formed(one: LabelledSet) -> None:
    labels = one.labels
    (folder,) = one.targets
    assert labels
    for label in labels:
        assert (folder / label.collection).is_file(), label
        assert label.personal in ("Y", "L", "A", "N")
        assert set(label.categories) <= set(load_catalogue().ids), label
        assert label.categories or label.personal != "Y" or label.notes, label
    places = [(label.collection, label.field, label.path) for label in labels]
    assert len(places) == len(set(places))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["practice_ja", "practice_en", "practice_mixed"])
def test_the_generators_write_the_same_again(name: str, tmp_path: Path) -> None:
    folder = ROOT / "bench" / "accuracy" / name
    before = {
        path: path.read_bytes() for path in sorted(folder.glob("*/*")) if path.is_file() and path.suffix != ".pyc"
    }
    done = subprocess.run([sys.executable, "-m", f"bench.accuracy.{name}.make_sets"], cwd=ROOT, check=False)
    assert done.returncode == 0
    assert {path: path.read_bytes() for path in before} == before
