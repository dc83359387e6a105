"""Files and folders: tables, JSON, logs, mailboxes and plain text, recognised by their content."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from connectors.access_log import read_access_log
from connectors.base import Batch, Collection, Condition, Connector, ConnectorError, Location, Skipped
from connectors.component_file import read_components
from connectors.conditions import FileConditions
from connectors.cookie_file import read_cookie_file
from connectors.crash_dump import DUMP_FORMS, read_dump
from connectors.crash_text import load_crash_forms, read_crash_text, read_ips
from connectors.database_file import DatabaseFiles, is_companion
from connectors.delimited import read_delimited
from connectors.formats import SAMPLE, Format, recognise
from connectors.json_file import JsonFiles
from connectors.jsonlines import read_jsonlines
from connectors.line_talk import read_line_talk
from connectors.lines import read_lines
from connectors.log_forms import load_log_forms, read_log_form
from connectors.mail import read_mailbox
from connectors.media import FORMS, MediaFolders
from connectors.paths import Found, name_matches, parse_target, walk_files
from connectors.places import tell_table
from connectors.streams import ByteStream, Trouble, os_trouble
from connectors.text_file import TextFile
from connectors.w3c_log import read_w3c_log
from connectors.zengin import read_zengin

_READERS: dict[str, Callable[[TextFile], Iterator[Batch | Skipped]]] = {
    "common": read_access_log,
    "combined": read_access_log,
    "w3c": read_w3c_log,
    **dict.fromkeys(load_log_forms(), read_log_form),
    "cookies": read_cookie_file,
    "zengin": read_zengin,
    "vcard": read_components,
    "icalendar": read_components,
    "line-talk": read_line_talk,
    **dict.fromkeys(load_crash_forms(), read_crash_text),
    "ips": read_ips,
    **dict.fromkeys(DUMP_FORMS, read_dump),
    "mbox": read_mailbox,
    "eml": read_mailbox,
    "jsonl": read_jsonlines,
    "csv": read_delimited,
    "tsv": read_delimited,
    "delimited": read_delimited,
    "text": read_lines,
}
_GONE = Trouble("missing", "This is no longer there", "Scan again")


class FileConnector(Connector):
    """The files of one place: a file, a folder with all below it, or a pattern such as ``logs/**/*.log*``.

    ``url`` is a ``file:`` URL or a path. ``include`` and ``exclude`` are patterns over the names of collections
    (paths below the root); a folder's name stands for all in it, and exclusion wins. Raises ConnectorError for a
    place that is missing, may not be looked at, or has no files.
    """

    def __init__(self, url: str, *, source: str, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self.source = source
        self._include, self._exclude = tuple(include), tuple(exclude)
        if not url.strip():
            raise ConnectorError("No path is named", reason="missing", hint="Name a file or a folder")
        self._target = parse_target(url)
        self._paths: dict[str, Path] = {}
        self._databases = DatabaseFiles(source)
        self._documents = JsonFiles()
        self._media = MediaFolders(source)
        self._conditions = FileConditions(source, self._target.root)
        _require(self._target.root)
        if next(self._found(), None) is None:
            # The last names only: a path may hold the name of a user.
            place = Path(self._target.root.name, *self._target.pattern)
            hint = "Check the path, its pattern, and what is included and excluded"
            raise ConnectorError(f"There is no file to scan in {place}", reason="empty", hint=hint)

    def close(self) -> None:
        """Close the database files that were opened, and forget what was read."""
        self._databases.close()
        self._documents.close()

    def collections(self) -> Iterator[Collection | Skipped]:
        """Every file in the order of names (the tables of a database file and the arrays of a JSON file as
        ``file!name``), and every place that cannot be read."""
        for found in self._found():
            self._paths[found.name] = found.path
            for item in self._list_file(found):
                if isinstance(item, Skipped) or self._is_wanted(item.name):
                    yield item
        yield from (media for media in self._media.collections() if self._is_wanted(media.name))

    def read(self, collection: Collection, *, sample: int | None = None) -> Iterator[Batch | Skipped]:
        """The whole file, whatever ``sample`` says: what comes first in a file is no fair sample of it."""
        if collection.kind == "media":
            if collection.name not in self._media:
                list(self.collections())
            yield from (
                self._media.read(collection.name)
                if collection.name in self._media
                else (self._skip(collection.name, _GONE),)
            )
            return
        name, path, part = self._locate(collection.name)
        if path is None:
            yield self._skip(collection.name, _GONE)
            return
        rows = 0
        try:
            with ByteStream(path) as stream:
                for item in self._read_stream(stream, name, path, part):
                    rows += item.rows if isinstance(item, Batch) else 0
                    yield item
                if stream.trouble is not None:
                    yield self._skip(collection.name, stream.trouble, partial=rows > 0)
        except OSError as error:
            yield self._skip(collection.name, os_trouble(error), partial=rows > 0)

    def conditions(self, collection: Collection | None = None) -> Iterator[Condition]:
        """Who may read a file, and in what kind of folder it lies. Tables and arrays of one file share what is true of
        it; of a folder of pictures each thing is told once."""
        if collection is None:
            yield from self._conditions.of_root()
            return
        if collection.kind == "media":
            places = [(found.name, found.path) for found in self._media.files(collection.name)]
        else:
            name, path, _ = self._locate(collection.name)
            places = [(name, path)] if path is not None else []
        form = "sqlite" if collection.kind in ("table", "view") else collection.form
        told = (one for place in places for one in self._conditions.of_file(*place, form))
        location = Location(self.source, collection.name)
        yield from {one.kind: replace(one, location=location) for one in told}.values()
        if collection.kind in ("table", "view"):
            yield from tell_table(self.source, collection.name)

    def _found(self) -> Iterator[Found]:
        """The files that the configuration wants by their paths (a pattern for a table lets its file pass)."""
        included = tuple(pattern.partition("!")[0] for pattern in self._include)
        excluded = tuple(pattern for pattern in self._exclude if "!" not in pattern)
        for found in walk_files(self._target):
            if (not included or name_matches(found.name, included)) and not name_matches(found.name, excluded):
                yield found

    def _is_wanted(self, name: str) -> bool:
        included = not self._include or name_matches(name, self._include)
        return included and not name_matches(name, self._exclude)

    def _locate(self, name: str) -> tuple[str, Path | None, str | None]:
        """The file of a collection: its name, its path, and the part of it that the collection is."""
        known = self._known_file(name)
        if known is None:
            self._paths.update((found.name, found.path) for found in self._found())
            known = self._known_file(name)
        if known is None:
            return name, None, None
        return known, self._paths[known], name[len(known) + 1 :] or None

    def _known_file(self, name: str) -> str | None:
        ends = [len(name), *(at for at, sign in enumerate(name) if sign == "!")]
        return next((name[:end] for end in ends if name[:end] in self._paths), None)

    def _list_file(self, found: Found) -> Iterator[Collection | Skipped]:
        if found.trouble is not None:
            yield self._skip(found.name, found.trouble)
            return
        try:
            with ByteStream(found.path) as stream:
                form = _recognise(stream, found.name)
                yield from self._list_form(found, form, stream)
        except OSError as error:
            yield self._skip(found.name, os_trouble(error))

    def _list_form(self, found: Found, form: Format, stream: ByteStream) -> Iterator[Collection | Skipped]:
        size = found.path.stat().st_size
        if form.problem:
            self._conditions.note_archive(found.name, stream.peek(SAMPLE))
            if not is_companion(found.path):
                yield self._skip(found.name, Trouble("unsupported-format", form.problem, form.hint))
        elif form.form in FORMS:
            self._media.add(found, form.form, alone=found.path == self._target.root)
        elif form.form == "sqlite":
            yield from self._databases.collections(found.name, found.path)
        elif form.form == "json":
            yield from self._documents.collections(self._text_file(found.name, form, stream), found.path, size)
        elif form.form == "empty" and stream.trouble is not None:
            yield self._skip(found.name, stream.trouble)
        else:
            rows = 0 if form.form == "empty" else None
            yield Collection(found.name, form.kind, rows, size, form.form)

    def _read_stream(self, stream: ByteStream, name: str, path: Path, part: str | None) -> Iterator[Batch | Skipped]:
        form = _recognise(stream, name)
        file = self._text_file(name if part is None else f"{name}!{part}", form, stream)
        if form.problem:
            yield self._skip(name, Trouble("unsupported-format", form.problem, form.hint))
        elif form.form == "sqlite":
            yield from self._databases.read(name, path, part or "")
        elif form.form == "json":
            yield from self._documents.read(file, path, part)
        elif form.form in _READERS:
            yield from _READERS[form.form](file)

    def _text_file(self, name: str, form: Format, stream: ByteStream) -> TextFile:
        location = Location(self.source, name)
        return TextFile(location, name, form.suffix, stream, form.encoding, form.newline, form.sample, form.whole)

    def _skip(self, name: str, trouble: Trouble, *, partial: bool = False) -> Skipped:
        location = Location(self.source, name)
        return Skipped(location, trouble.reason, trouble.problem, trouble.hint, partial=partial)


def _recognise(stream: ByteStream, name: str) -> Format:
    head = stream.peek(SAMPLE + 1)
    return recognise(head[:SAMPLE], name, whole=len(head) <= SAMPLE, gzipped=stream.gzipped)


def _require(root: Path) -> None:
    """Raise ConnectorError for a place that is not there or may not be looked at."""
    try:
        os.lstat(root)
    except PermissionError:
        hint = "Give the scanning user read access"
        raise ConnectorError(
            f"No permission to look at {root.name or root}", reason="permission-denied", hint=hint
        ) from None
    except (OSError, ValueError):
        hint = "Check the path of this target"
        raise ConnectorError(f"There is no file or folder {root.name or root}", reason="missing", hint=hint) from None
