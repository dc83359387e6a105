"""Runs, what became of their findings, and the documents of runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.String(40)
_COUNTS = ("critical", "high", "medium", "low")
_PLACES = ("places_read", "places_partial", "places_total")


def upgrade() -> None:
    """Make the tables."""
    _make_runs()
    _make_findings()


def _count(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _make_runs() -> None:
    op.create_table(
        "daicho_run",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("finished", _MOMENT, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("exit_code", sa.Integer, nullable=False),
        sa.Column("fail_on", sa.String(20), nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("trigger", sa.String(80), nullable=False),
        sa.Column("tool", sa.String(40), nullable=False),
        sa.Column("policy_id", sa.Text, nullable=False),
        sa.Column("policy_version", sa.Text, nullable=False),
        sa.Column("policy_sha256", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        *_count(*_COUNTS, "findings", "gating", "undeclared", "new", "reopened", "fixed", "unseen", *_PLACES),
        sa.Column("percent", sa.Integer),
        sa.Column("rows_read", sa.BigInteger, nullable=False),
        sa.Column("bytes_read", sa.BigInteger, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.UniqueConstraint("series", "id", name="daicho_run_id"),
    )
    op.create_table(
        "daicho_run_source",
        sa.Column(
            "run",
            sa.Integer,
            sa.ForeignKey("daicho_run.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("scope", sa.String(64), nullable=False),
        *_count(*_PLACES, *_COUNTS, "undeclared"),
        sa.Column("rows_read", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "daicho_detail",
        sa.Column(
            "run",
            sa.Integer,
            sa.ForeignKey("daicho_run.number", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )


def _make_findings() -> None:
    op.create_table(
        "daicho_finding",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(40), nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("collection", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("path", sa.Text),
        sa.Column("state", sa.String(10), nullable=False),
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
    op.create_table(
        "daicho_presence",
        sa.Column(
            "finding",
            sa.Integer,
            sa.ForeignKey("daicho_finding.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("from_run", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("until_run", sa.Integer),
        sa.Column("seen", sa.Boolean, nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("policy", sa.String(20), nullable=False),
    )
    op.create_index("daicho_presence_until", "daicho_presence", ["until_run"])


def downgrade() -> None:
    """There is no way back but the copy that was made before."""
    raise NotImplementedError
