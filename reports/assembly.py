"""Puts a report together from what a run brought and what the checks make of it."""

from __future__ import annotations

from detectors.base import CleanField, Dismissed
from reports.base import LeakProfile, Report, RunInfo
from reports.checks import Scene
from reports.mapping import find_unused
from reports.observing import observe


def make_report(
    run: RunInfo,
    scene: Scene,
    *,
    dismissed: tuple[Dismissed, ...] = (),
    clean: tuple[CleanField, ...] = (),
    profiles: tuple[LeakProfile, ...] = (),
) -> Report:
    """The report of a run, or of a stored one that is set against another policy."""
    return Report(
        run,
        scene.policy,
        scene.sources,
        scene.coverage,
        scene.skipped,
        scene.entries,
        dismissed,
        find_unused(scene.entries, scene.policy, {one.id: one.declaration for one in scene.sources}),
        clean,
        observe(scene),
        profiles,
        scene.conditions,
        scene.times,
        scene.overlaps,
    )
