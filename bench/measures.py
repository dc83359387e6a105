"""The measurements: each brings some comparisons, all of whose runs alternate."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.comparison import Comparison, Target
from bench.sizes import CUSTOMERS, LOG, SHOP, Size
from bench.timing import BenchmarkError, Run, Usage, alternate, run_command

MOST_MEMORY = 500.0
"""Megabytes at the peak, however long the log."""
LONGEST_HELP = 0.3
"""Seconds until ``daicho --help`` has answered."""
LONGEST_REMAP = 5.0
"""Seconds until 100,000 findings of a stored run are set against another policy."""
LEAST_OVER_PRESIDIO = 300.0

_VOCABULARY = Path(__file__).with_name("vocabulary.toml")
_START_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the files lie and how much is measured."""

    folder: Path
    size: Size

    def command(self, *words: str) -> Run:
        """A command of the system."""
        return lambda: run_command(words, self.folder)

    def python(self, *words: str) -> Run:
        """This interpreter."""
        return self.command(sys.executable, *words)

    def scan(self, target: str) -> Run:
        """``daicho scan`` of one file of the folder, checked to have read all of it."""
        result = self.folder / "scan.json"
        run = self.python(
            "-m", "scanner.cli", "scan", "--exit-zero", "--no-progress", "-q", "-o", f"json:{result}", target
        )  # fmt: skip

        def scan_and_check() -> Usage:
            usage = run()
            _check_scan(json.loads(result.read_text(encoding="utf-8")))
            return usage

        return scan_and_check

    def alternate(self, runs: dict[str, Run], rounds: int = 0) -> dict[str, tuple[Usage, ...]]:
        """The runs in turn, as often as this size allows."""
        taken = alternate(runs, rounds=rounds or self.size.rounds, patience=self.size.patience)
        return {name: tuple(usages) for name, usages in taken.items()}


def _check_scan(report: dict[str, Any]) -> None:
    if report["run"]["status"] != "findings" or any(place["status"] != "read" for place in report["coverage"]):
        raise BenchmarkError(f"the scan did not read everything: {report['run']['status']}")


def measure_log(bench: Bench) -> list[Comparison]:
    """The access log against counting its lines, and against searching it for twelve patterns."""
    patterns = tomllib.loads(_VOCABULARY.read_text(encoding="utf-8"))["ripgrep"]["patterns"]
    searching = [word for pattern in patterns for word in ("-e", pattern)]
    runs = {"daicho": bench.scan(LOG), "wc": bench.command("wc", "-l", LOG)}
    if shutil.which("rg"):
        runs["rg"] = bench.command("rg", "--no-config", "-o", "-N", *searching, LOG)
    taken = bench.alternate(runs)
    amount = (bench.folder / LOG).stat().st_size / 1e6
    labels = {"wc": "wc -l", "rg": f"rg -o, {len(patterns)} patterns"}
    what = f"access log, {amount:,.3g} MB"
    return [
        Comparison(f"log-{name}", what, labels[name], "MB", amount, amount, taken["daicho"], taken[name])
        for name in taken
        if name != "daicho"
    ]


def measure_table(bench: Bench) -> list[Comparison]:
    """The table of customers against only reading it, and against Presidio on a sample of its cells."""
    sampled: list[float] = []

    def run_presidio() -> Usage:
        result = bench.folder / "presidio.json"
        rows = str(bench.size.presidio_rows)
        whole = run_command([sys.executable, "-m", "bench.run_presidio", CUSTOMERS, rows, str(result)], bench.folder)
        inner = json.loads(result.read_text(encoding="utf-8"))
        sampled.append(inner["cells"])
        return Usage(inner["wall"], inner["cpu"], whole.peak)

    taken = bench.alternate(
        {
            "daicho": bench.scan(CUSTOMERS),
            "sqlite3": bench.python("-m", "bench.read_database", CUSTOMERS),
            "presidio": run_presidio,
        }
    )
    cells = count_cells(bench.folder / CUSTOMERS)
    what = f"SQLite table, {bench.size.rows:,} rows x 11 columns"
    target = Target("times faster", LEAST_OVER_PRESIDIO)
    presidio = f"Presidio, {sampled[0]:,.0f} of these cells"
    return [
        Comparison(
            "table-read", what, "sqlite3, rows thrown away", "cells", cells, cells, taken["daicho"], taken["sqlite3"]
        ),
        Comparison(
            "table-presidio", what, presidio, "cells", cells, sampled[0], taken["daicho"], taken["presidio"], target
        ),
    ]


def count_cells(database: Path) -> int:
    """How many cells of the customers hold something."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(customers)")]
        counts = ", ".join(f'count("{column}")' for column in columns)
        return sum(connection.execute(f"SELECT {counts} FROM customers").fetchone())


def measure_memory(bench: Bench) -> list[Comparison]:
    """The peak over a long log, and over the log that it repeats."""
    short, long = bench.folder / LOG, bench.folder / "long.log"
    try:
        with long.open("wb") as file:
            for _ in range(bench.size.log_copies):
                with short.open("rb") as copied:
                    shutil.copyfileobj(copied, file, 1 << 20)
        amount, short_amount = long.stat().st_size / 1e6, short.stat().st_size / 1e6
        taken = bench.alternate({"long": bench.scan(long.name), "short": bench.scan(LOG)}, rounds=1)
    finally:
        long.unlink(missing_ok=True)
    return [
        Comparison(
            "memory", f"peak memory, log of {amount:,.4g} MB", f"peak, log of {short_amount:,.3g} MB", "MB", amount,
            short_amount, taken["long"], taken["short"], Target("megabytes", MOST_MEMORY), compares_memory=True,
        )
    ]  # fmt: skip


def measure_start(bench: Bench) -> list[Comparison]:
    """``--help`` against an interpreter that does nothing, and a small database against only reading it."""
    rounds = max(_START_ROUNDS, bench.size.rounds) if bench.size.rounds > 1 else 1
    taken = bench.alternate(
        {
            "help": bench.python("-m", "scanner.cli", "--help"),
            "nothing": bench.python("-c", "pass"),
            "shop": bench.scan(SHOP),
            "shop-read": bench.python("-m", "bench.read_database", SHOP),
        },
        rounds,
    )
    small = f"scan of {bench.size.tables} tables, {bench.size.shop_rows:,} rows in all"
    return [
        Comparison(
            "help", "daicho --help", "python -c pass", "runs", 1, 1, taken["help"], taken["nothing"],
            Target("seconds", LONGEST_HELP),
        ),
        Comparison("small-scan", small, "sqlite3, rows thrown away", "runs", 1, 1, taken["shop"], taken["shop-read"]),
    ]  # fmt: skip


def measure_remap(bench: Bench) -> list[Comparison]:
    """A stored run set against another policy, beside parsing the same run as JSON."""
    result, number = bench.folder / "remap.json", bench.size.findings

    def run_one(what: str) -> Run:
        def run() -> Usage:
            words = (sys.executable, "-m", "bench.stored_run", what, str(number), str(result))
            whole = run_command(words, bench.folder)
            inner = json.loads(result.read_text(encoding="utf-8"))
            return Usage(inner["wall"], inner["cpu"], whole.peak)

        return run

    taken = bench.alternate({"remap": run_one("remap"), "parse": run_one("parse")})
    return [
        Comparison(
            "remap", f"stored run, {number:,} findings, another policy", "json.loads of that run", "runs", 1, 1,
            taken["remap"], taken["parse"], Target("seconds", LONGEST_REMAP),
        )
    ]  # fmt: skip


MEASURES: dict[str, Callable[[Bench], list[Comparison]]] = {
    "log": measure_log,
    "table": measure_table,
    "memory": measure_memory,
    "start": measure_start,
    "remap": measure_remap,
}
