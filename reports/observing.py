"""Runs every check of the policy's promises over a scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reports.base import SEVERITIES, Observation
from reports.checks import Scene, load_checks
from reports.register_checks import check_exports, check_processors, check_recipients, check_related
from reports.security_checks import check_measures

_CHECKS: tuple[Callable[[Scene], Iterator[Observation]], ...] = (
    check_processors,
    check_recipients,
    check_exports,
    check_related,
    check_measures,
)
"""The functions that make observations; each yields those of some checks of ``data/checks.toml``."""


def observe(scene: Scene) -> tuple[Observation, ...]:
    """Every observation, worst first; the order does not depend on the order of what was scanned."""
    known = list(load_checks())
    return tuple(
        sorted(
            (one for check in _CHECKS for one in check(scene)),
            key=lambda one: (SEVERITIES.index(one.severity), known.index(one.check), one.location, one.findings),
        )
    )
