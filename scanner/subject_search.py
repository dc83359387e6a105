"""Looks for one person in every collection of every source, live and read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectors.base import Batch, Collection, Connector, ConnectorError, Location, Skipped
from scanner.config import ConfigError, Source, resolve_url
from scanner.engine import Progress, Watch
from scanner.mistakes import describe_mistake
from scanner.plugins import open_connector
from scanner.subject_keys import SubjectKey
from scanner.subject_links import MOST_LINKS, Link, LinkMatcher, collect_links
from scanner.subject_match import STRENGTHS, Matcher, Sight
from scanner.subject_patterns import Patterns
from scanner.subject_places import EVERYWHERE, Lookup, Reach, SubjectPlace
from scanner.subject_tally import PlaceTally

Categories = Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
"""Source and collection -> category -> labels of fields: what an earlier run found."""


@dataclass
class _Search:
    """One lookup while it runs."""

    keys: tuple[SubjectKey, ...] = field(repr=False)
    watch: Watch | None = None

    def __post_init__(self) -> None:
        self.patterns = Patterns(self.keys)
        self.tallies: dict[tuple[str, str], PlaceTally] = {}
        self.links: dict[Link, None] = {}
        self.unread: dict[Skipped, None] = {}
        self.schemes: dict[str, str] = {}
        self.collections = self.rows = 0

    def first_pass(self, source: Source, connector: Connector, collection: Collection) -> None:
        """Look for the keys themselves."""
        matcher = Matcher(self.keys, self.patterns, collection.kind)
        self.collections += 1
        named = self.patterns.kinds_in_name(collection.name)
        if named:
            self._tally(source, collection).named = named

        def look(batch: Batch) -> None:
            sights: list[tuple[Sight, Location | None]] = [(sight, None) for sight in matcher.find(batch)]
            if sights:
                sure = self._tally(source, collection).add(batch, sights)
                if sure and len(self.links) < MOST_LINKS:
                    self.links.update(dict.fromkeys(collect_links(batch, sure, collection.kind)))

        self.rows += self._read(source, connector, collection, look)

    def second_pass(self, source: Source, connector: Connector, collection: Collection) -> None:
        """Look for the numbers that stand in rows of the person."""
        matcher = LinkMatcher(tuple(self.links), collection.kind)

        known = self.tallies.get((source.id, collection.name))
        sure = known.sure_rows() if known else frozenset()

        def look(batch: Batch) -> None:
            sights: list[tuple[Sight, Location | None]] = [
                found for found in matcher.find(batch) if batch.first_row + found[0].row * batch.row_step not in sure
            ]
            if sights:
                self._tally(source, collection).add(batch, sights)

        self._read(source, connector, collection, look)

    def _tally(self, source: Source, collection: Collection) -> PlaceTally:
        key = (source.id, collection.name)
        if key not in self.tallies:
            self.tallies[key] = PlaceTally(source.id, collection, self.schemes.get(source.id, ""))
        return self.tallies[key]

    def _read(self, source: Source, connector: Connector, collection: Collection, look: Callable[[Batch], None]) -> int:
        rows = size = 0
        place = Location(source.id, collection.name)
        for part in _read_safely(connector, collection, place):
            if isinstance(part, Skipped):
                self.unread[part] = None
                continue
            rows, size = max(rows, part.first_row + part.rows - 1), size + part.bytes_read
            try:
                look(part)
            except Exception as error:  # noqa: BLE001 - a mistake of ours in one batch: said, and the rest goes on
                problem = f"part of it was not looked into: {describe_mistake(error)}"
                hint = "report this line to Daicho; it holds no data"
                self.unread[Skipped(place, "failed-midway", problem, hint, partial=True)] = None
            if self.watch:
                self.watch(Progress(source.id, collection.name, self.collections, rows, size))
        return rows


def search_sources(
    keys: tuple[SubjectKey, ...],
    sources: tuple[Source, ...],
    base: Path,
    reach: Reach = EVERYWHERE,
    *,
    known: Categories | None = None,
    watch: Watch | None = None,
) -> Lookup:
    """Look for a person in all sources; ``base`` is the folder that relative paths are taken from; ``known`` has the
    categories that an earlier run found."""
    search = _Search(keys, watch)
    left_out: dict[Location, None] = {}
    for first in (True, False) if reach.likely or reach.only else (False,):
        for source, connector, collection in walk(sources, base, search.unread, search.schemes):
            if first == ((source.id, collection.name) in reach.likely):
                if reach.only and not first:
                    left_out[Location(source.id, collection.name)] = None
                else:
                    search.first_pass(source, connector, collection)
    if reach.follow and search.links:
        for source, connector, collection in walk(sources, base, search.unread, search.schemes):
            if Location(source.id, collection.name) not in left_out:
                search.second_pass(source, connector, collection)
    places = [
        tally.settle(None if known is None else known.get(key, {}) or None) for key, tally in search.tallies.items()
    ]
    return Lookup(
        tuple(sorted(places, key=_rank)),
        tuple(sorted(search.unread, key=lambda one: (one.location.source, one.location.collection, one.problem))),
        tuple(source.id for source in sources),
        search.collections,
        search.rows,
        tuple(left_out),
        followed=len({link.origin for link in search.links}) if reach.follow else 0,
    )


def _rank(place: SubjectPlace) -> tuple[int, str, str]:
    best = min((STRENGTHS.index(strength) for strength in place.rows), default=len(STRENGTHS))
    return best, place.location.source, place.location.collection


def walk(
    sources: Iterable[Source], base: Path, unread: dict[Skipped, None], schemes: dict[str, str]
) -> Iterator[tuple[Source, Connector, Collection]]:
    """Every collection of every source, with its open connector; what cannot be opened or listed goes to ``unread``,
    the scheme of each URL (``postgresql``; "" for a path) to ``schemes``."""
    for source in sources:
        place = Location(source.id, "")
        try:
            url = resolve_url(source.url, base)
            schemes[source.id] = url.partition("://")[0].partition("+")[0] if "://" in url else ""
            with open_connector(url, source=source.id, include=source.include, exclude=source.exclude) as connector:
                empty = True
                for one in connector.collections():
                    empty = False
                    if isinstance(one, Skipped):
                        unread[one] = None
                    else:
                        yield source, connector, one
                if empty:
                    hint = "check the path, the rights and the include globs"
                    unread[Skipped(place, "empty", "nothing to read was found here", hint)] = None
        except ConnectorError as error:
            unread[Skipped(place, error.reason, error.problem, error.hint)] = None
        except ConfigError as error:
            unread[Skipped(place, "unreachable", str(error), "set it and look again")] = None
        except Exception as error:  # noqa: BLE001 - whatever a driver raises, the other sources are looked at
            problem = f"the source cannot be read ({type(error).__name__})"
            unread[Skipped(place, "unreadable", problem, "check the URL and the source")] = None


def _read_safely(connector: Connector, collection: Collection, place: Location) -> Iterator[Batch | Skipped]:
    try:
        yield from connector.read(collection)
    except Exception as error:  # noqa: BLE001 - one collection's trouble is recorded, never the end of the lookup
        problem = f"reading stopped ({type(error).__name__})"
        yield Skipped(place, "failed-midway", problem, "check the source and look again", partial=True)
