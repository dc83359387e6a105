"""The data behind the lexicons: as the manifest says, complete, clean, sorted, unique, and quick to load."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
import time
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from detectors import lexicons

DATA = resources.files("detectors").joinpath("data")
MANIFEST = tomllib.loads(DATA.joinpath("lexicons.toml").read_text(encoding="utf-8"))
VOCABULARIES = tomllib.loads(DATA.joinpath("words.toml").read_text(encoding="utf-8"))
TEXT_FILES = sorted(name for name in MANIFEST["files"] if not name.endswith(".xz"))
TABLES = {name for name in VOCABULARIES if name != "version"}
LOCALGOV = Path(__file__).parents[2] / "shared" / "data" / "ja_localgov" / "localgovjp-utf8.csv"

ACCESSORS: list[Callable[[], object]] = [
    lexicons.surnames_ja,
    lexicons.surname_ranks,
    lexicons.surname_kana,
    lexicons.surname_readings,
    lexicons.given_names_ja,
    lexicons.given_kana,
    lexicons.given_genders,
    lexicons.given_readings,
    lexicons.latin_given,
    lexicons.latin_family,
    lexicons.prefectures,
    lexicons.municipalities,
    lexicons.bare_wards,
    lexicons.municipality_kana,
    lexicons.place_stems,
    lexicons.cities_world,
    lexicons.regions_world,
    lexicons.countries_world,
    lexicons.country_codes,
    lexicons.postal_bitmap,
]


def text_of(name: str) -> str:
    return DATA.joinpath(name).read_text(encoding="utf-8")


def parts_of(name: str) -> list[list[str]]:
    """The lines of a data file, cut where a new tier begins."""
    parts: list[list[str]] = [[]]
    for line in text_of(name).splitlines()[1:]:
        if line.startswith("# tier "):
            parts.append([])
        else:
            parts[-1].append(line)
    return [part for part in parts if part]


@pytest.mark.parametrize("name", sorted(MANIFEST["files"]))
def test_files_are_those_of_the_manifest(name: str) -> None:
    entry = MANIFEST["files"][name]
    assert hashlib.sha256(DATA.joinpath(name).read_bytes()).hexdigest() == entry["sha256"]
    assert entry["entries"] > 0
    sources = text_of("SOURCES.md")
    assert all(f"`{source}`" in sources for source in entry["sources"])


@pytest.mark.parametrize("name", TEXT_FILES)
def test_text_files_are_versioned_sorted_unique_and_clean(name: str) -> None:
    text = text_of(name)
    assert text.startswith(f"# {name} {MANIFEST['version']}: ")
    assert text.endswith("\n")
    assert not {c for c in set(text) - set("\n\t") if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn")}
    assert unicodedata.is_normalized("NFKC", text)
    assert "\ufffd" not in text
    for part in parts_of(name):
        assert part == sorted(set(part))
        assert all(cell == cell.strip() for line in part for cell in line.split("\t"))


def test_shipped_size_stays_small() -> None:
    names = [*MANIFEST["files"], "words.toml", "lexicons.toml"]
    assert sum(len(DATA.joinpath(name).read_bytes()) for name in names) <= 4_000_000


@pytest.mark.parametrize(
    ("lexicon", "at_least"),
    [
        (lexicons.surnames_ja, 12_000),
        (lexicons.surname_ranks, 1_900),
        (lexicons.surname_readings, 8_000),
        (lexicons.given_names_ja, 70_000),
        (lexicons.given_readings, 10_000),
        (lexicons.latin_family, 100_000),
        (lexicons.latin_given, 30_000),
        (lexicons.municipalities, 2_600),
        (lexicons.cities_world, 4_500),
        (lexicons.countries_world, 400),
    ],
)
def test_counts(lexicon: Callable[[], Mapping[str, object]], at_least: int) -> None:
    assert len(lexicon()) >= at_least


def test_counts_that_the_manifest_gives() -> None:
    entries = {name: entry["entries"] for name, entry in MANIFEST["files"].items()}
    assert entries["surnames_ja.tsv"] == len(lexicons.surnames_ja())
    assert entries["given_ja.tsv"] == len(lexicons.given_names_ja())
    assert entries["latin_family.txt"] == len(lexicons.latin_family())
    assert entries["latin_given.txt"] == len(lexicons.latin_given())
    assert entries["postal_area_jp.xz"] == np.unpackbits(lexicons.postal_bitmap("area")).sum()
    assert entries["postal_office_jp.xz"] == np.unpackbits(lexicons.postal_bitmap("office")).sum()


def test_given_names_have_one_tier_and_readings_are_unique() -> None:
    tiers: dict[str, set[str]] = {}
    for line in parts_of("given_ja.tsv")[0]:
        _, gender, tier, surfaces = line.split("\t")
        assert gender in ("f", "fm", "m", "u")
        for surface in surfaces.split(" "):
            tiers.setdefault(surface, set()).add(tier)
    assert all(len(own) == 1 for own in tiers.values())
    assert all(len(own) == len(set(own)) for own in lexicons.given_kana().values())
    assert set(lexicons.given_kana()) == set(lexicons.given_genders()) == set(lexicons.given_names_ja())


@pytest.mark.parametrize("names", [lexicons.latin_given, lexicons.latin_family])
def test_latin_names_are_lower_case_and_stand_folded_too(names: Callable[[], Mapping[str, int]]) -> None:
    known = names()
    assert set(known.values()) == {1, 2, 3}
    assert all(name == name.lower() for name in known)
    assert all(lexicons.fold_latin(name) in known for name in known)


@pytest.mark.parametrize("names", [lexicons.surnames_ja, lexicons.given_names_ja])
def test_japanese_names_are_single_names(names: Callable[[], Mapping[str, int]]) -> None:
    assert set(names().values()) == {1, 2, 3}
    assert all(0 < len(name) <= 8 and " " not in name for name in names())


def test_every_municipality_of_the_public_list_is_known() -> None:
    if not LOCALGOV.exists():
        pytest.skip("needs ../shared/data")
    with LOCALGOV.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = lexicons.municipalities()
    assert len(rows) > 1_900
    assert [row["city"] for row in rows if row["city"].replace(" ", "") not in known] == []


@pytest.mark.parametrize("name", sorted(TABLES))
def test_vocabularies_are_clean(name: str) -> None:
    table = VOCABULARIES[name]
    assert set(table) == {"about", "entries"}
    assert [entry for entry, count in Counter(table["entries"]).items() if count > 1] == []
    for entry in table["entries"]:
        assert entry == entry.strip().lower() != ""
        assert unicodedata.is_normalized("NFKC", entry)
        assert entry.isprintable()


def test_vocabularies_have_a_version() -> None:
    assert VOCABULARIES["version"]


def test_import_reads_nothing() -> None:
    names = [accessor.__name__ for accessor in ACCESSORS]
    count = f"sum(getattr(lexicons, name).cache_info().currsize for name in {names})"
    program = f"from detectors import lexicons; print({count})"
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert outcome.stdout.strip() == "0"


@pytest.mark.slow
@pytest.mark.parametrize("accessor", ACCESSORS)
def test_loading_takes_a_moment(accessor: Callable[[], object]) -> None:
    """The budget is 0.1 s of processor time each; doubled here for slow machines."""
    taken = []
    for _ in range(3):
        accessor.cache_clear()  # type: ignore[attr-defined]
        before = time.process_time()
        accessor()
        taken.append(time.process_time() - before)
    assert min(taken) < 0.2
