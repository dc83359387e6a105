"""The benchmark: the same files each time, ratios the right way round, and a table from the real command."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from bench.comparison import Comparison, Target
from bench.data import VOCABULARY, write_customers, write_log, write_shop
from bench.measures import Bench, count_cells
from bench.page import draw_page, draw_text, note_circumstances, say_ratio
from bench.run import main
from bench.sizes import SIZES
from bench.timing import BenchmarkError, Usage, alternate, run_command
from connectors.access_log import detect_access_form

INVENTED = [ip_network(block) for block in ("198.18.0.0/15", "2001:db8::/32")]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- files ------------------------------------------------------------------------------------------------


def test_the_same_files_each_time(tmp_path: Path) -> None:
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        write_log(folder / "a.log", 50_000)
        write_customers(folder / "c.db", 60)
        write_shop(folder / "s.db", 4, 20)
    for file in ("a.log", "c.db", "s.db"):
        assert digest(tmp_path / "first" / file) == digest(tmp_path / "second" / file), file


def test_the_log_is_an_access_log(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    write_log(path, 60_000)
    text = path.read_text(encoding="utf-8")
    assert 60_000 <= path.stat().st_size < 61_000
    assert text.endswith('"\n')
    form = detect_access_form(text)
    assert form is not None
    assert form.form == "combined"
    assert "{" not in text
    lines = text.splitlines()
    assert len({line.split('"')[5] for line in lines}) > 10
    assert all(any(ip_address(line.split()[0]) in block for block in INVENTED) for line in lines)


def test_addresses_of_people_are_those_for_documentation(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    write_log(path, 400_000)
    found = re.findall(r"(?:@|%40)([\w.-]+)", path.read_text(encoding="utf-8"))
    assert found
    assert {".".join(host.split(".")[-2:]) for host in found} <= {"example.jp", "example.com"}


def test_customers_are_mostly_different(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    write_customers(path, 300)
    with closing(sqlite3.connect(path)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(customers)")]
        rows = connection.execute("SELECT * FROM customers").fetchall()
    assert len(names) == 11
    assert len(rows) == 300
    distinct = dict(zip(names, (len(set(column)) for column in zip(*rows, strict=True)), strict=True))
    assert min(distinct[name] for name in ("id", "氏名", "カナ", "email", "phone", "address", "ip", "memo")) > 280
    assert 0 < sum(row[9] is not None for row in rows) < 15
    assert count_cells(path) == sum(cell is not None for row in rows for cell in row)


def test_the_small_database_has_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write_shop(path, 7, 70)
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    assert counts == [10] * 7


def test_the_vocabulary_is_sound() -> None:
    words = tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d{4}\.\d\d", words["version"])
    log = words["log"]
    for name in ("agents", "paths", "referrers", "statuses", "methods"):
        assert all(weight > 0 for weight, _ in log[name]), name
    braces = {part for _, agent in log["agents"] for part in re.findall(r"{(\w+)}", agent)}
    assert braces == set(log["parts"])
    braces = {part for name in ("paths", "referrers") for _, text in log[name] for part in re.findall(r"{(\w+)}", text)}
    assert braces == {"n", "p", "q", "c", "hash", "token", "email", "escaped"}
    patterns = words["ripgrep"]["patterns"]
    assert len({re.compile(pattern).pattern for pattern in patterns}) == 12


# --- measuring --------------------------------------------------------------------------------------------


def compare(
    *, ours: float, theirs: float, amounts: tuple[float, float] = (1, 1), target: Target | None = None
) -> Comparison:
    usages = ((Usage(ours, ours, 100_000_000),) * 3, (Usage(theirs, theirs, 50_000_000),) * 3)
    return Comparison("one", "what", "yardstick", "cells", *amounts, *usages, target)


def test_ratios_are_by_what_was_worked_through() -> None:
    assert compare(ours=2, theirs=1).ratio("cpu") == 0.5
    assert compare(ours=1, theirs=10).ratio("wall") == 10
    assert compare(ours=10, theirs=5, amounts=(2000, 10)).ratio("cpu") == 100
    assert compare(ours=1, theirs=1).ratio("peak") == 2
    assert compare(ours=1, theirs=0).ratio("cpu") > 0


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (None, None),
        (Target("times faster", 4), True),
        (Target("times faster", 6), False),
        (Target("seconds", 0.3), True),
        (Target("seconds", 0.1), False),
        (Target("megabytes", 100), True),
        (Target("megabytes", 99), False),
    ],
)
def test_targets(target: Target | None, met: bool | None) -> None:
    assert compare(ours=0.2, theirs=1, target=target).is_met() is met


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(1, "1.0x"), (2.345, "2.3x"), (12.3, "12x"), (312.4, "312x"), (12345, "12,300x"), (0.5, "1/2.0"), (0.001, "1/1,000")],
)  # fmt: skip
def test_ratios_are_said_plainly(ratio: float, said: str) -> None:
    assert say_ratio(ratio) == said


def test_runs_alternate_and_stop_when_patience_ends() -> None:
    order: list[str] = []

    def runner(name: str, wall: float) -> Usage:
        order.append(name)
        return Usage(wall, wall, 1)

    runs = {"a": lambda: runner("a", 1), "b": lambda: runner("b", 2)}
    taken = alternate(runs, rounds=3, patience=60)
    assert order == ["a", "b"] * 3
    assert [usage.wall for usage in taken["b"]] == [2, 2, 2]
    assert len(alternate(runs, rounds=3, patience=0)["a"]) == 1


def test_a_command_is_measured(tmp_path: Path) -> None:
    usage = run_command([sys.executable, "-c", "b = bytearray(b'x') * 60_000_000; sum(range(10**6))"], tmp_path)
    assert usage.peak >= 60_000_000
    assert usage.cpu > 0
    assert usage.wall > 0


def test_a_failed_command_ends_the_benchmark(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="exit 3"):
        run_command([sys.executable, "-c", "import sys; sys.exit(3)"], tmp_path)


@pytest.mark.slow
def test_a_scan_that_did_not_read_everything_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\0" + bytes(100))
    with pytest.raises(BenchmarkError):
        Bench(tmp_path, SIZES["tiny"]).scan("broken.db")()


# --- the command ------------------------------------------------------------------------------------------


def test_the_table_and_the_page_show_every_comparison() -> None:
    shown = [compare(ours=1, theirs=400, target=Target("times faster", 300))]
    around = note_circumstances("tiny", "Other work ran beside it.")
    head, row = draw_text(shown).splitlines()
    assert head.split()[:2] == ["measured", "Daicho"]
    assert "400x" in row
    assert "at least 300x: met" in row
    page = draw_page(shown, around)
    assert "| 400x | 400x |" in page
    assert "\nOther work ran beside it.\n" in page
    assert "$" not in page


@pytest.mark.slow
def test_the_command_prints_its_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    assert main(["--size", "tiny", "--only", "log", "--out", str(tmp_path), "--write", str(page)]) == 0
    said = capsys.readouterr().out
    assert "wc -l" in said
    assert ("rg -o" in said) == (shutil.which("rg") is not None)
    assert "access log, 0.1 MB" in page.read_text(encoding="utf-8")
    results = json.loads((tmp_path / "tiny" / "results.json").read_text(encoding="utf-8"))
    assert results["comparisons"][0]["daicho_runs"][0]["cpu"] > 0
    assert str(tmp_path) not in said


def test_the_process_that_measures_is_small() -> None:
    code = "import sys, bench.run; print(' '.join(sys.modules))"
    root = Path(__file__).parents[1]
    loaded = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
    assert not {"numpy", "pyarrow", "pandas", "spacy", "presidio_analyzer"} & set(loaded.split())
