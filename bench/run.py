"""Measures Daicho beside yardsticks and prints the ratios.

    python -m bench.run [--size small|full] [--only NAME] [--write docs/performance.md]

Makes its files first, in bench/out; nothing is downloaded.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.comparison import Comparison
from bench.measures import MEASURES, Bench
from bench.page import as_json, draw_page, draw_text, note_circumstances, say_circumstances
from bench.sizes import SIZES
from bench.timing import BenchmarkError, run_command

_OUT = Path(__file__).with_name("out")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 1 when something that was to be measured failed, which leaves the rest as it is. A missed
    target is no failure."""
    options = _read_options(arguments)
    bench = Bench((options.out / options.size).resolve(), SIZES[options.size])
    around = note_circumstances(options.size, options.note)
    comparisons, failed = _measure(bench, options.size, options.only or list(MEASURES))
    print(say_circumstances(around), *([around.note] if around.note else []), "", sep="\n")
    print(draw_text(comparisons))
    if not shutil.which("rg"):
        print("\nNot measured: ripgrep, which is not installed here (apt install ripgrep)")
    (bench.folder / "results.json").write_text(as_json(comparisons, around), encoding="utf-8")
    # A page with gaps would hide what failed.
    if options.write and not failed:
        options.write.write_text(draw_page(comparisons, around), encoding="utf-8")
    return 1 if failed else 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Daicho's speed, as ratios.")
    parser.add_argument("--size", choices=SIZES, default="full", help="how much to measure (default: full)")
    parser.add_argument("--only", choices=MEASURES, action="append", help="only this measurement (repeat)")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also write the results as a page")
    parser.add_argument("--note", default="", help="a sentence to stand beside the figures")
    parser.add_argument("--out", type=Path, default=_OUT, metavar="FOLDER", help="where files and results go")
    return parser.parse_args(arguments)


def _measure(bench: Bench, size: str, names: Sequence[str]) -> tuple[list[Comparison], list[str]]:
    """The measurements by name, and the names of those that failed. The files are made in a process of their own,
    so that this one stays small."""
    bench.folder.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    run_command([sys.executable, "-m", "bench.data", str(bench.folder), "--size", size], bench.folder)
    comparisons, failed = [], []
    for name in names:
        print(f"{time.perf_counter() - begun:6.1f} s  {name} ...", file=sys.stderr, flush=True)
        try:
            comparisons += MEASURES[name](bench)
        except BenchmarkError as error:
            print(f"{name} failed: {error}", file=sys.stderr)
            failed.append(name)
    print(f"{time.perf_counter() - begun:6.1f} s  done", file=sys.stderr)
    return comparisons, failed


if __name__ == "__main__":
    sys.exit(main())
