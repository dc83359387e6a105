"""The tables of the history. No value of anybody's data has a place in them.

Runs are numbered in the order in which they were stored: clocks may go backwards, numbers do not. A *series* is made of
runs that continue each other; a file holds one, a server one for each project.

A finding has one row for its life, and one row of ``daicho_presence`` for each stretch of runs over which nothing
changed about it, so that a run that finds what the run before found adds next to nothing. A stretch ends *before* the
run ``until_run``; one without an end still lasts. ``seen`` is false while the place was not looked at.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

_ESCAPED = "\x01json:"


class AnyText(sa.TypeDecorator[str]):
    """Text of any signs: file names may hold halves of characters, and zeros, that databases refuse."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is, or escaped where it cannot be."""
        if value is None or not (
            "\0" in value or value.startswith(_ESCAPED) or any("\ud800" <= sign <= "\udfff" for sign in value)
        ):
            return value
        return _ESCAPED + json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """What was stored."""
        if value is None or not value.startswith(_ESCAPED):
            return value
        return str(json.loads(value.removeprefix(_ESCAPED)))


METADATA = sa.MetaData()
VERSION_TABLE = "daicho_version"

_MOMENT = sa.String(40)
"""ISO 8601 in UTC with microseconds, so that texts sort as moments do."""

RUN = sa.Table(
    "daicho_run",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("series", AnyText, nullable=False),
    sa.Column("id", AnyText, nullable=False),
    sa.Column("started", _MOMENT, nullable=False),
    sa.Column("finished", _MOMENT, nullable=False),
    sa.Column("status", sa.String(40), nullable=False),
    sa.Column("exit_code", sa.Integer, nullable=False),
    sa.Column("fail_on", sa.String(20), nullable=False),
    sa.Column("project", AnyText, nullable=False),
    sa.Column("trigger", sa.String(80), nullable=False),
    sa.Column("tool", sa.String(40), nullable=False),
    sa.Column("policy_id", AnyText, nullable=False),
    sa.Column("policy_version", AnyText, nullable=False),
    sa.Column("policy_sha256", sa.String(64), nullable=False),
    sa.Column("scope", sa.String(64), nullable=False),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("critical", "high", "medium", "low")),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("findings", "gating", "undeclared")),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("new", "reopened", "fixed", "unseen")),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("places_read", "places_partial", "places_total")),
    sa.Column("percent", sa.Integer),
    sa.Column("rows_read", sa.BigInteger, nullable=False),
    sa.Column("bytes_read", sa.BigInteger, nullable=False),
    sa.Column("summary", AnyText, nullable=False),
    sa.UniqueConstraint("series", "id", name="daicho_run_id"),
)

RUN_SOURCE = sa.Table(
    "daicho_run_source",
    METADATA,
    sa.Column("run", sa.ForeignKey("daicho_run.number", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("source", AnyText, primary_key=True),
    sa.Column("scope", sa.String(64), nullable=False),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("places_read", "places_partial", "places_total")),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("critical", "high", "medium", "low", "undeclared")),
    sa.Column("rows_read", sa.BigInteger, nullable=False),
)

DETAIL = sa.Table(
    "daicho_detail",
    METADATA,
    sa.Column("run", sa.ForeignKey("daicho_run.number", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("document", sa.LargeBinary, nullable=False),
)
"""The whole JSON document of a run, as gzip."""

FINDING = sa.Table(
    "daicho_finding",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("series", AnyText, nullable=False),
    sa.Column("fingerprint", sa.String(40), nullable=False),
    sa.Column("category", AnyText, nullable=False),
    sa.Column("source", AnyText, nullable=False),
    sa.Column("collection", AnyText, nullable=False),
    sa.Column("field", AnyText, nullable=False),
    sa.Column("path", AnyText),
    sa.Column("state", sa.String(10), nullable=False),  # seen, unseen, fixed
    sa.Column("severity", sa.String(10), nullable=False),
    sa.Column("policy", sa.String(20), nullable=False),
    sa.Column("persons", sa.BigInteger),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("named", sa.Boolean, nullable=False),
    sa.Column("rate", sa.Float, nullable=False),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("first_run", sa.Integer, nullable=False),
    sa.Column("first_seen", _MOMENT, nullable=False),
    sa.Column("last_run", sa.Integer, nullable=False),
    sa.Column("last_seen", _MOMENT, nullable=False),
    sa.Column("fixed_run", sa.Integer),
    sa.Column("fixed_at", _MOMENT),
    sa.Column("reopened", sa.Integer, nullable=False),
    sa.UniqueConstraint("series", "fingerprint", name="daicho_finding_fingerprint"),
)
"""``first_run`` and the like are numbers of runs that may have been pruned since."""

PRESENCE = sa.Table(
    "daicho_presence",
    METADATA,
    sa.Column("finding", sa.ForeignKey("daicho_finding.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("from_run", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("until_run", sa.Integer),
    sa.Column("seen", sa.Boolean, nullable=False),
    sa.Column("severity", sa.String(10), nullable=False),
    sa.Column("policy", sa.String(20), nullable=False),
    sa.Index("daicho_presence_until", "until_run"),
)
