"""What schedules keep: who runs them, up to when they are accounted for, and what became of every time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.String(40)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "daicho_schedule_lease",
        sa.Column("scope", sa.String(200), primary_key=True),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("term", sa.Integer, nullable=False),
        sa.Column("beat", sa.Integer, nullable=False),
        sa.Column("plan", sa.String(64), nullable=False),
    )
    op.create_table(
        "daicho_schedule_mark",
        sa.Column("scope", sa.String(200), primary_key=True),
        sa.Column("schedule", sa.String(64), primary_key=True),
        sa.Column("rule", sa.String(300), nullable=False),
        sa.Column("handled", _MOMENT, nullable=False),
    )
    _make_fires()


def _make_fires() -> None:
    op.create_table(
        "daicho_schedule_fire",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("schedule", sa.String(64), nullable=False),
        sa.Column("slot", _MOMENT, nullable=False),
        sa.Column("first", _MOMENT, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("begins", _MOMENT, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("resumed", sa.Integer, nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("seen", _MOMENT),
        sa.Column("started", _MOMENT),
        sa.Column("finished", _MOMENT),
        sa.Column("exit_code", sa.Integer),
    )
    op.create_index("daicho_schedule_fire_once", "daicho_schedule_fire", ["scope", "schedule", "slot"], unique=True)
    op.create_index("daicho_schedule_fire_state", "daicho_schedule_fire", ["scope", "state"])
