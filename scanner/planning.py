"""``daicho plan``: how many rows have to be read to claim that hardly any hold something. Reads no data."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import click
from rich.cells import cell_len

from connectors.base import Collection, ConnectorError, Location, Skipped
from detectors.statistics import plan_rows
from reports.messages import label, write_number
from reports.phrases import show, write_bytes
from scanner.command import choose_sources, guess_language, load_config
from scanner.config import ConfigError, Source, resolve_url
from scanner.plugins import open_connector

ROWS_A_SECOND = 15_000
BYTES_A_SECOND = 10_000_000
"""What one process looks through: tables of about ten fields, and files (see ``docs/performance.md``)."""


@dataclass(frozen=True, slots=True)
class PlannedCollection:
    """How many rows to read of one collection. ``rows`` is None where nobody knows how many there are; ``sample`` is
    the number that ``daicho scan --sample`` has to be given so that every k-th row are at least ``needed``."""

    source: str
    collection: str
    rows: int | None
    size: int | None
    needed: int

    @property
    def sample(self) -> int:
        if not self.rows or self.needed >= self.rows:
            return max(1, self.needed)
        # The scan keeps every k-th row, k being the rounded quotient: it must not be rounded up.
        widest = self.rows // self.needed
        return max(self.needed, int(self.rows / (widest + 0.5)) + 1)

    @property
    def seconds(self) -> float:
        """About how long a scan takes: files are read as a whole, whatever is kept of them."""
        if self.rows is None and self.size is not None:
            return self.size / BYTES_A_SECOND
        return min(self.needed, self.rows or self.needed) / ROWS_A_SECOND


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    data = tomllib.loads((files("scanner") / "data" / "planning.toml").read_text(encoding="utf-8"))
    texts: Mapping[str, Mapping[str, str]] = data["text"]
    return texts


def say(key: str, lang: str, **params: object) -> str:
    """A text of ``data/planning.toml``."""
    return _texts()[key][lang].format_map({name: write_number(value) for name, value in params.items()})


def plan(
    *,
    below: str,
    confidence: str,
    targets: Sequence[str],
    source_ids: Sequence[str],
    config: Path | None,
    lang: str | None,
) -> int:
    """Print the plan; returns the exit code (3: some place could not be looked at, or there is none)."""
    settings = load_config(config)
    language = lang or settings.language or guess_language()
    share, level = read_share(below, "--below", language), read_share(confidence, "--confidence", language)
    if not (targets or source_ids or settings.sources):
        click.echo(say("rows", language, rows=plan_rows(share, level), **_claim(share, level)))
        click.echo(say("known", language, asked=below))
        return 0
    sources = choose_sources(targets, source_ids, settings)
    base = settings.path.parent if settings.path and not targets else Path.cwd()
    listed = list(list_collections(sources, base, share, level))
    planned = [one for one in listed if isinstance(one, PlannedCollection)]
    skipped = [one for one in listed if isinstance(one, Skipped)]
    if planned:
        click.echo("\n".join(write_plan(planned, share, level, language, targets)))
    for one in skipped:
        place = show(str(one.location))
        click.echo(say("unlisted", language, place=place, reason=label("skip", one.reason, language)), err=True)
    if not listed:
        click.echo(say("nothing", language), err=True)
    return 3 if skipped or not planned else 0


def read_share(text: str, flag: str, lang: str) -> float:
    """A share written as ``0.1%`` or ``0.001``; :class:`ConfigError` for anything that is not between 0 and 1."""
    match = re.fullmatch(r"\s*(\d{1,12}(?:\.\d{1,15})?|\.\d{1,15})\s*([%％]?)\s*", text)
    share = float(match[1]) / (100 if match[2] else 1) if match else 0.0
    if not 0.0 < share < 1.0:
        raise ConfigError(say("bad-share", lang, flag=flag, text=repr(text)))
    return share


def list_collections(
    sources: Iterable[Source], base: Path, share: float, level: float
) -> Iterator[PlannedCollection | Skipped]:
    """Every collection with what has to be read of it, and every place that cannot be listed."""
    for source in sources:
        try:
            url = resolve_url(source.url, base)
            with open_connector(url, source=source.id, include=source.include, exclude=source.exclude) as connector:
                for one in connector.collections():
                    yield one if isinstance(one, Skipped) else _plan_collection(source.id, one, share, level)
        except ConnectorError as error:
            yield _unlisted(source.id, error)
        except ConfigError as error:
            yield _unlisted(source.id, ConnectorError(str(error), reason="unreachable"))
        except Exception as error:  # noqa: BLE001 - whatever a driver raises, the other sources are planned for
            yield _unlisted(source.id, ConnectorError(f"listing stopped ({type(error).__name__})"))


def _unlisted(source: str, error: ConnectorError) -> Skipped:
    return Skipped(Location(source, ""), error.reason, error.problem, error.hint)


def _plan_collection(source: str, one: Collection, share: float, level: float) -> PlannedCollection:
    return PlannedCollection(source, one.name, one.rows, one.size, plan_rows(share, level, one.rows))


def _claim(share: float, level: float) -> dict[str, str]:
    return {"share": _write_exact(share), "level": _write_exact(level)}


def _write_exact(share: float) -> str:
    """A share in per cent with all the digits that were asked for."""
    return f"{share * 100:.12g}%"


def write_plan(
    planned: Sequence[PlannedCollection], share: float, level: float, lang: str, targets: Sequence[str]
) -> list[str]:
    """The plan as lines: a table of what to read, the sum, and the command that does it."""
    rows = [tuple(say(key, lang) for key in ("source", "collection", "total", "needed", "time"))]
    for one in planned:
        total = say("unknown", lang) if one.rows is None else f"{one.rows:,}"
        whole = one.rows is not None and one.needed >= one.rows
        needed = f"{one.needed:,} ({say('all', lang)})" if whole else f"{one.needed:,}"
        rows.append((show(one.source), show(one.collection), total, needed, write_seconds(one.seconds, lang)))
    seconds = write_seconds(sum(one.seconds for one in planned), lang)
    rows.append((say("sum", lang), "", "", f"{sum(one.needed for one in planned):,}", seconds))
    # A URL may hold a password or a host: it is not repeated.
    named = "".join(f" {'TARGET' if '://' in target else show(shlex.quote(target))}" for target in targets)
    sample = max(one.sample for one in planned)
    return [
        say("head", lang, **_claim(share, level)),
        "",
        *_align(rows),
        "",
        say("empty", lang),
        say("speed", lang, rows=ROWS_A_SECOND, size=write_bytes(BYTES_A_SECOND)),
        say("command", lang, sample=str(sample), targets=named),
    ]


def _align(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns of equal width; numbers stand to the right."""
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = []
        for column, (text, width) in enumerate(zip(row, widths, strict=True)):
            blank = " " * (width - cell_len(text))
            cells.append(text + blank if column < 2 else blank + text)
        yield ("  " + "  ".join(cells)).rstrip()


def write_seconds(seconds: float, lang: str) -> str:
    """A time in the unit that reads best."""
    hours, minutes = seconds / 3600, seconds / 60
    if hours >= 1:
        return f"{hours:.1f} {'時間' if lang == 'ja' else 'h'}"
    if minutes >= 1:
        return f"{minutes:.0f} {'分' if lang == 'ja' else 'min'}"
    return f"{max(1, round(seconds))} {'秒' if lang == 'ja' else 's'}"
