"""Measures how well Daicho finds things, beside peers, and prints a table.

    python -m bench.accuracy [--sets dev|practice|public|held-out|all] [--shared DIR] [--no-peers] [--write PAGE]

Development tables are written anew in bench/out/accuracy. Public data is read where it is there, and missing sets are
said. ``--fit`` prints the points that evidence.toml wants for its calibration, from one half of the held-out tables;
the other half is what the page reports: sets that one learns from would make every confidence look right.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.accuracy import measure, page
from bench.accuracy.calibration import draw_points, fit_points, is_for_fitting
from bench.accuracy.columns import Judged, list_wrong
from bench.accuracy.peer_scores import PEERS, PeerError, run_peer, sample_cells, words
from bench.accuracy.scan import ScanError
from bench.accuracy.sets import HELD_OUT, development_set, held_out_sets, practice_sets, public_logs, public_sets
from bench.accuracy.truth import LabelledSet
from bench.accuracy.validators import check_validators
from bench.accuracy.value_sets import (
    TextSet,
    development_lines,
    held_out_lines,
    practice_lines,
    research_sets,
    texts_of,
    with_structured,
)
from bench.accuracy.values import find_spans, list_wrong_spans
from scanner import __version__

_OUT = Path(__file__).parents[1] / "out" / "accuracy"
_SHARED = Path(__file__).parents[3] / "shared"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 1 when a set could not be scanned. A low figure is no failure."""
    options = _read_options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    results = measure.Results(versions={"daicho": __version__})
    sets, texts = _gather(options, results)
    judged = _judge(sets, results)
    sets = [one for one in sets if one.name in judged]
    results.columns = measure.score_columns(sets, judged, measure.DAICHO)
    results.texts = measure.score_texts(texts, measure.DAICHO)
    if options.sets in ("public", "all"):
        results.logs = measure.check_logs(public_logs(options.shared))
        results.validators = check_validators(options.shared)
    if options.peers:
        # Not on the practice sets: learning from them tells nothing of others.
        compared = [one for one in sets if one.kind != "practice"]
        _run_peers(options, compared, [one for one in texts if one.kind != "practice"], results)
    _tell(options, sets, judged, results)
    return 1 if any("could not be scanned" in note for note in results.notes) else 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy", description="How well Daicho finds things.")
    parser.add_argument(
        "--sets", choices=("dev", "practice", "public", "held-out", "all"), default="all", help="what to measure on"
    )
    parser.add_argument("--shared", type=Path, default=_SHARED, metavar="DIR", help="where public data lies")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="leave out other tools (minutes)")
    parser.add_argument(
        "--fit", action="store_true", help="print calibration points from one half of the held-out tables"
    )
    parser.add_argument("--wrong", type=Path, metavar="FILE", help="write what went wrong in the sets to learn from")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also write the results into a page")
    parser.add_argument("--out", type=Path, default=_OUT, metavar="FOLDER", help="where files and results go")
    return parser.parse_args(arguments)


def _gather(options: argparse.Namespace, results: measure.Results) -> tuple[list[LabelledSet], list[TextSet]]:
    sets: list[LabelledSet] = []
    texts: list[TextSet] = []
    if options.sets in ("dev", "all"):
        sets.append(development_set(options.out / "dev"))
        texts.append(development_lines())
    if options.sets in ("practice", "all"):
        sets += practice_sets()
        texts += with_structured(practice_lines())
    if options.sets in ("public", "all"):
        public = public_sets(options.shared)
        sets += public
        texts += research_sets(options.shared)
        if not public:
            results.notes.append("Public sets: the folder with them is not there.")
    if options.sets in ("held-out", "all"):
        sets += held_out_sets()
        texts += with_structured(held_out_lines(HELD_OUT))
    # The same texts for every tool, so few that peers are through in minutes.
    return sets, measure.thin(texts, words()["settings"]["texts"])


def _judge(sets: Sequence[LabelledSet], results: measure.Results) -> dict[str, list[Judged]]:
    judged: dict[str, list[Judged]] = {}
    for one in sets:
        try:
            judged |= measure.judge_daicho([one])
        except ScanError as error:
            results.notes.append(f"{one.name} could not be scanned: {error}")
    return judged


def _run_peers(
    options: argparse.Namespace, sets: Sequence[LabelledSet], texts: Sequence[TextSet], results: measure.Results
) -> None:
    cells = sample_cells(sets)
    for kind, name in PEERS.items():
        begun = time.perf_counter()
        try:
            run = run_peer(kind, cells, texts_of(texts), options.out)
        except PeerError as error:
            results.notes.append(f"{name}: could not be installed or run here ({error}).")
            continue
        setting = measure.choose_setting(run, sets)
        results.settings[name] = setting.describe()
        results.versions |= run.versions
        results.columns += measure.score_columns(sets, measure.judge_peer(run, sets, setting), name)
        results.texts += measure.score_texts(texts, name, run, setting)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)


def _tell(
    options: argparse.Namespace,
    sets: Sequence[LabelledSet],
    judged: Mapping[str, Sequence[Judged]],
    results: measure.Results,
) -> None:
    # Set by set, every tool beside the others.
    order = [name for name, _, _ in measure.group_sets(sets)]
    results.columns.sort(key=lambda one: order.index(one.name))
    names = list(dict.fromkeys(one.name for one in results.texts))
    results.texts.sort(key=lambda one: names.index(one.name))
    text = page.draw_page(results, f"{datetime.now(UTC):%Y-%m-%d}")
    print(text)
    record = json.dumps(measure.as_record(results), ensure_ascii=False, indent=1)
    (options.out / "results.json").write_text(record + "\n", encoding="utf-8")
    own = [one for one in sets if one.kind in ("development", "practice")]
    if options.wrong:
        options.wrong.write_text("\n".join(_list_wrong(measure.pool(judged, own))) + "\n", encoding="utf-8")
    if options.fit:
        aside = measure.pool(judged, [one for one in sets if one.kind == "held-out"])
        print(draw_points(fit_points([one for one in aside if is_for_fitting(one)])))
    if options.write:
        before = options.write.read_text(encoding="utf-8") if options.write.is_file() else "# Accuracy\n"
        options.write.write_text(page.replace_generated(before, text), encoding="utf-8")


def _list_wrong(judged: Sequence[Judged]) -> list[str]:
    texts = [development_lines(), *practice_lines()]
    return [
        *list_wrong(judged),
        *(line for one in texts for line in list_wrong_spans(one, find_spans(texts_of([one])))),
    ]


if __name__ == "__main__":
    sys.exit(main())
