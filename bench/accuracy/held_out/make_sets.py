"""Writes the held-out sets: `python -m bench.accuracy.held_out.make_sets [--out FOLDER]`.

The same words and seeds give the same bytes. The sets were written from the world (forms, laws, files that companies
have) by somebody who had not read the detectors, and are kept aside for judging: nobody tunes to them.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

from bench.accuracy.held_out import (
    lines,
    sets_care,
    sets_contact,
    sets_english,
    sets_logs,
    sets_machine,
    sets_service,
    sets_shop,
    sets_staff,
    sets_things,
    sets_town,
    sets_trade,
)
from bench.accuracy.held_out.frames import write_set

HERE = Path(__file__).parent
MODULES = (
    sets_shop,
    sets_trade,
    sets_care,
    sets_staff,
    sets_town,
    sets_service,
    sets_contact,
    sets_machine,
    sets_things,
    sets_logs,
    sets_english,
)


def write_sets(out: Path) -> None:
    """All sets below `out`, one folder each."""
    for module in MODULES:
        for name, parts in module.SETS.items():
            write_set(out / name, parts)
    lines.write_all(out)


def count_labels(out: Path) -> Counter[str]:
    """How many labels there are of each kind; HARD counts what is not personal and easy to get wrong."""
    counts: Counter[str] = Counter()
    for truth in sorted(out.glob("*/truth.csv")):
        with truth.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        counts["sets"] += 1
        counts["tables"] += len({row["collection"] for row in rows})
        counts["columns"] += len(rows)
        counts.update(row["personal"] for row in rows)
        counts["N HARD"] += sum(row["personal"] == "N" and row["notes"].startswith("HARD") for row in rows)
    return counts


def main() -> None:
    """Write the sets and say how many labels they have."""
    parser = argparse.ArgumentParser(description="Write the held-out sets.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    out = parser.parse_args().out
    write_sets(out)
    print(", ".join(f"{name} {count}" for name, count in count_labels(out).items()))


if __name__ == "__main__":
    main()
