"""Exceptions in the JSON document: how they are written, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.acceptance import Acceptance, AcceptanceKind, AcceptanceState, AcceptanceStatus


def write_acceptance(one: Acceptance) -> dict[str, object]:
    """One exception; days as ISO 8601."""
    return {
        "fingerprint": one.fingerprint,
        "where": one.where,
        "kind": one.kind,
        "reason": one.reason,
        "owner": one.owner,
        "approved_by": one.approved_by,
        "ticket": one.ticket,
        "created": one.created.isoformat() if one.created else None,
        "expires": one.expires.isoformat(),
    }


def write_acceptance_state(one: AcceptanceState) -> dict[str, object]:
    """An exception and what became of it."""
    return {**write_acceptance(one.acceptance), "status": one.status}


@dataclass(frozen=True, slots=True)
class AcceptanceRecord:
    """One item of ``acceptances``."""

    fingerprint: str
    where: str
    kind: AcceptanceKind
    reason: str
    owner: str
    approved_by: str
    ticket: str
    created: date | None
    expires: date
    status: AcceptanceStatus

    def state(self) -> AcceptanceState:
        """The exception that was written so."""
        return AcceptanceState(
            Acceptance(
                self.fingerprint,
                self.where,
                self.kind,
                self.reason,
                self.owner,
                self.approved_by,
                self.ticket,
                self.created,
                self.expires,
            ),
            self.status,
        )
