"""A yardstick: Presidio's batch analyzer with its defaults, over some rows of the benchmark's customers.

    python -m bench.run_presidio DATABASE ROWS RESULT

RESULT becomes ``{"cells": n, "wall": seconds, "cpu": seconds}``; loading and a first row are not counted.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine


def read_columns(database: Path, rows: int) -> list[list[str]]:
    """The cells, column by column and without the empty ones, of ``rows`` rows spread over the table."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (total,) = connection.execute("SELECT count(*) FROM customers").fetchone()
        step = max(1, total // rows)
        listed = connection.execute("SELECT * FROM customers WHERE id % ? = 0 LIMIT ?", (step, rows)).fetchall()
    return [[str(cell) for cell in column if cell is not None] for column in zip(*listed, strict=True)]


def load_analyzer() -> BatchAnalyzerEngine:
    """All predefined English recognizers over an empty spaCy pipeline: it splits words and nothing more, which is
    the fastest that Presidio gets; a model for names would cost a multiple."""
    # Presidio asks for the list of public suffixes with every address; the one in the package does without network.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # type: ignore[assignment]
    engine = SpacyNlpEngine()
    engine.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]
    return BatchAnalyzerEngine(AnalyzerEngine(nlp_engine=engine, supported_languages=["en"]))


def time_analyzer(analyzer: BatchAnalyzerEngine, columns: Sequence[list[str]]) -> dict[str, float]:
    """What it took to analyze all the cells, in seconds."""
    for column in columns:
        analyzer.analyze_iterator(column[:1], language="en")
    wall, cpu = time.perf_counter(), time.process_time()
    for column in columns:
        analyzer.analyze_iterator(column, language="en")
    return {
        "cells": sum(map(len, columns)),
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
    }


def main(database: str, rows: str, result: str) -> None:
    """Measure and write the result."""
    taken = time_analyzer(load_analyzer(), read_columns(Path(database), int(rows)))
    Path(result).write_text(json.dumps(taken), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
