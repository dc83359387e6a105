"""From a name to the thing: a URL's scheme to its connector, a format's name to its renderer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, cast

from connectors import SCHEMES
from connectors.base import Connector, ConnectorError
from reports import FORMATS
from scanner.config import ConfigError

_OWN = ("connectors", "detectors", "reports", "scanner")
_SQLITE_MAGIC = b"SQLite format 3\0"


def _load(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def open_connector(url: str, *, source: str, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Connector:
    """The connector for a URL or a path. A file that is a SQLite database is opened as one. Other schemes than
    the built-in ones are tried as entry points, then as SQLAlchemy dialects."""
    scheme = url.split("://", 1)[0].lower() if "://" in url else ""
    if not scheme and is_sqlite(Path(url)):
        scheme, url = "sqlite", f"sqlite:///{Path(url).absolute()}"
    if scheme == "":
        scheme = "file"
    plugin = scheme.split("+", 1)[0]
    if plugin in SCHEMES:
        path, _ = SCHEMES[plugin]
    else:
        found = [point for point in entry_points(group="daicho.connectors") if point.name == plugin]
        path = found[0].value if found else "connectors.sql:SqlConnector"
        if not found and not _is_dialect(scheme):
            raise ConnectorError(
                f"unknown scheme {scheme}://",
                reason="unsupported-format",
                hint=f"known: {', '.join(sorted(SCHEMES))}, and every installed SQLAlchemy dialect",
            )
    opener = cast("Callable[..., Connector]", _load(path))
    return opener(url, source=source, include=tuple(include), exclude=tuple(exclude))


def is_sqlite(path: Path) -> bool:
    """Whether a path is a regular file that begins as a SQLite database does."""
    try:
        # Only a regular file is opened: a named pipe would wait for a writer for ever.
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(16) == _SQLITE_MAGIC
    except OSError:
        return False


def _is_dialect(scheme: str) -> bool:
    registry = import_module("sqlalchemy.dialects").registry
    try:
        registry.load(scheme.replace("+", "."))
    except Exception as error:  # noqa: BLE001 - a dialect's import may fail in any way; it then is not usable
        return type(error).__name__ != "NoSuchModuleError"
    return True


def load_renderer(name: str) -> Callable[..., str | bytes]:
    """The renderer of a format; :class:`ConfigError` names the known ones."""
    path = FORMATS.get(name)
    if path is None:
        found = [point for point in entry_points(group="daicho.reports") if point.name == name]
        if not found:
            closest = get_close_matches(name.lower(), FORMATS, n=1)
            hint = f"; did you mean {closest[0]}" if closest else ""
            raise ConfigError(f"unknown output format {name!r}{hint}; known: {', '.join(FORMATS)}")
        path = found[0].value
    try:
        return cast("Callable[..., str | bytes]", _load(path))
    except ModuleNotFoundError as error:
        if name not in FORMATS or (error.name or "").partition(".")[0] in _OWN:
            raise
        raise ConfigError(f"{name} needs {error.name}; install it: pip install 'daicho[{name}]'") from None
