"""``daicho plan``: the number by itself, the plan for targets, and nothing of the data."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Daicho
from hypothesis import given
from hypothesis import strategies as st

from detectors.statistics import plan_rows
from scanner.config import ConfigError
from scanner.planning import PlannedCollection, read_share, say, write_seconds
from scanner.planning import _texts as load_texts


def make_database(path: Path, **rows: int) -> Path:
    with closing(sqlite3.connect(path)) as database:
        for name, count in rows.items():
            database.execute(f'CREATE TABLE "{name}" (mail TEXT)')
            database.executemany(f'INSERT INTO "{name}" VALUES (?)', [(f"secret{n}@example.jp",) for n in range(count)])
        database.commit()
    return path


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("0.1%", 0.001),
        ("0.1 %", 0.001),
        ("0.001", 0.001),
        (".5", 0.5),
        ("５％", 0.05),
        ("99.9%", 0.999),
        ("12％", 0.12),
    ],
)
def test_shares(text: str, share: float) -> None:
    assert read_share(text, "--below", "en") == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "0", "0%", "1", "100%", "5", "-1%", "a", "1e-3", "0.1%%", "nan", "9" * 400])
def test_shares_that_are_none(text: str) -> None:
    for lang in ("ja", "en"):
        with pytest.raises(ConfigError, match="--below"):
            read_share(text, "--below", lang)


def test_the_number_by_itself(daicho_here: Daicho) -> None:
    ran = daicho_here("plan", "--below", "0.1%")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == (
        "Read 2,995 rows: if none of them holds anything, then at 95% fewer than 0.1% of all do."
    )
    japanese = daicho_here("plan", "--below", "1%", "--confidence", "99%", "--lang", "ja")
    assert japanese.out.splitlines()[0] == (
        "459 行を読んで該当がなければ、99% の確からしさで該当は 1% 未満といえます。"
    )


def test_the_plan_for_a_database(daicho_here: Daicho, tmp_path: Path) -> None:
    make_database(tmp_path / "app.db", customers=40_000, few=100)
    ran = daicho_here("plan", "--below", "0.1%", "app.db")
    assert ran.code == 0, ran.err
    assert ran.out == (
        "Rows to read to claim, at 95%, that fewer than 0.1% hold anything\n"
        "\n"
        "  Source    Table or file  Rows in all  Rows to read  About\n"
        "  app       customers           40,000         2,885    1 s\n"
        "  app       few                    100            95    1 s\n"
        "  Together                                     2,980    1 s\n"
        "\n"
        "Empty values do not count: a field of which half is empty needs twice the rows. A sample of whole pages needs"
        " more.\n"
        "Times are rough (15,000 rows a second for tables, 9.5 MiB a second for files). No data was read for this.\n"
        "Next: daicho scan --sample 2963 app.db\n"
    )
    assert "secret" not in ran.out + ran.err


def test_files_have_no_number_of_rows(daicho_here: Daicho, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("mail\n" + "a@example.jp\n" * 50)
    ran = daicho_here("plan", "--below", "1%", "people.csv", "--lang", "ja")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[3].split() == ["people", "people.csv", "不明", "299", "1", "秒"]
    assert "daicho scan --sample 299 people.csv" in ran.out


def test_sources_of_the_configuration(daicho_here: Daicho, tmp_path: Path) -> None:
    make_database(tmp_path / "a.db", t=10)
    make_database(tmp_path / "b.db", t=10)
    sources = "".join(f'[[source]]\nid = "{name}"\nurl = "sqlite:///{name}.db"\n' for name in "ab")
    (tmp_path / "daicho.toml").write_text("version = 1\n" + sources)
    assert [line.split()[:2] for line in daicho_here("plan", "--below", "10%").out.splitlines()[3:5]] == [
        ["a", "t"],
        ["b", "t"],
    ]
    only = daicho_here("plan", "--below", "10%", "--source", "b").out
    assert "  b " in only
    assert "  a " not in only


def test_what_cannot_be_looked_at_is_said(daicho_here: Daicho, tmp_path: Path) -> None:
    make_database(tmp_path / "app.db", t=10)
    ran = daicho_here("plan", "--below", "1%", "app.db", "missing.db")
    assert ran.code == 3
    assert "Cannot be planned for: missing" in ran.err
    assert "app" in ran.out
    assert daicho_here("plan", "--below", "1%", "sqlite:///missing.db").code == 3


@pytest.mark.parametrize(
    "flags", [(), ("--below", "5"), ("--below", "1%", "--confidence", "1"), ("--below", "1%", "-s", "x")]
)
def test_usage(daicho_here: Daicho, flags: tuple[str, ...]) -> None:
    assert daicho_here("plan", *flags).code == 2


def test_a_password_is_not_repeated(daicho_here: Daicho, tmp_path: Path) -> None:
    make_database(tmp_path / "app.db", t=10)
    ran = daicho_here("plan", "--below", "1%", f"sqlite:///{tmp_path}/app.db")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "Next: daicho scan --sample 10 TARGET"


@given(st.floats(0.0005, 0.9), st.integers(1, 10**7))
def test_a_scan_with_the_planned_sample_reads_enough(share: float, rows: int) -> None:
    """The scan keeps every k-th row, k being the rounded quotient of rows and sample."""
    planned = PlannedCollection("s", "t", rows, None, plan_rows(share, 0.95, rows))
    step = max(1, round(rows / planned.sample))
    assert -(-rows // step) >= planned.needed
    assert planned.sample >= planned.needed


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.001, "1 s"), (59.4, "59 s"), (90, "2 min"), (7200, "2.0 h"), (10_000_000, "2777.8 h")]
)
def test_times(seconds: float, text: str) -> None:
    assert write_seconds(seconds, "en") == text
    assert write_seconds(seconds, "ja").split()[0] == text.split()[0]


@pytest.mark.parametrize("key", load_texts())
def test_words_are_in_both_languages(key: str) -> None:
    texts = load_texts()[key]
    assert set(texts) == {"ja", "en"}
    names = ("rows", "level", "share", "asked", "size", "sample", "targets", "place", "reason", "flag", "text")
    for lang in texts:
        assert "{" not in say(key, lang, **dict.fromkeys(names, "x"))
