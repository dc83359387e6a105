"""Errors of databases in words that hold neither data nor passwords."""

from __future__ import annotations

import re

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from connectors.base import ConnectorError, SkipReason


def read_errors(engine: Engine) -> tuple[type[Exception], ...]:
    """What reading may raise: SQLAlchemy's errors, the driver's own (fetching goes past SQLAlchemy, so they come
    unwrapped), and values that no text can be made of."""
    driver = getattr(engine.dialect.dbapi, "Error", None)
    own: tuple[type[Exception], ...] = (driver,) if isinstance(driver, type) else ()
    return (SQLAlchemyError, OSError, ValueError, OverflowError, *own)


def class_of(error: BaseException) -> str:
    """The name of the error's class: the text of a driver may quote data."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return type(original).__name__


_LOGIN = re.compile(r"(?i)password|authentication|access denied|role .* does not exist|login|no pg_hba")
_UNREACHABLE = re.compile(
    r"(?i)refused|resolve|timed? ?out|unreachable|no such host|could not connect|not known|name or service"
    r"|can't connect"
)
_DENIED = re.compile(r"(?i)permission denied|insufficient|not authorized|denied to|unable to open database file")


def reason_for(error: BaseException) -> SkipReason:
    """The code for an error, read off the text of the driver, which itself is never passed on."""
    text = str(error)
    tests: tuple[tuple[re.Pattern[str], SkipReason], ...] = (
        (_DENIED, "permission-denied"),
        (re.compile(r"(?i)row-level security"), "permission-denied"),
        (re.compile(r"(?i)database is locked|statement timeout|canceling statement|max_statement_time"), "timeout"),
        (_LOGIN, "login-failed"),
        (_UNREACHABLE, "unreachable"),
        (re.compile(r"(?i)not a database|malformed|corrupt"), "corrupt"),
    )
    return next((reason for pattern, reason in tests if pattern.search(text)), "unreadable")


_HINTS = {
    "login-failed": "check the user and the password (from the environment or a password file)",
    "unreachable": "check that the server runs and that this machine may reach it",
    "corrupt": "restore the file from a backup or export it again",
    "permission-denied": "give the role, or this user, the right to read it",
    "timeout": "another process holds a lock; try again later, or scan a copy",
}


def opening_error(error: BaseException) -> ConnectorError:
    """What to say of a database that cannot be opened."""
    reason = reason_for(error)
    problems = {
        "login-failed": "the server refused the login",
        "unreachable": "the server does not answer",
        "corrupt": "this is not a database, or it is damaged",
        "permission-denied": "reading it is not permitted",
        "timeout": "the database is locked",
    }
    problem = problems.get(reason, f"the database cannot be opened ({class_of(error)})")
    hint = _HINTS.get(reason, "check the URL")
    return ConnectorError(problem, reason=reason, hint=hint)


def driver_error(error: BaseException, backend: str) -> ConnectorError:
    """What to say of a dialect whose driver is missing: the command that installs it."""
    extra = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql"}.get(backend)
    if extra:
        return ConnectorError(
            f"the driver for {backend} is not installed",
            hint=f"pip install 'daicho[{extra}]'",
            reason="unreadable",
        )
    return ConnectorError(
        f"no driver for {backend}:// is installed ({type(error).__name__})",
        hint="install a SQLAlchemy dialect for it",
        reason="unreadable",
    )
