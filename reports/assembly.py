"""Puts a report together from what a run brought and what the checks make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detectors.base import CleanField, Dismissed
from reports.acceptance import Acceptance
from reports.accepting import survey
from reports.base import Branding, LeakProfile, Report, RunInfo
from reports.checks import Scene
from reports.leak_profile import PersonCount, make_profiles
from reports.mapping import find_unused
from reports.observing import observe


def make_report(
    run: RunInfo,
    scene: Scene,
    *,
    dismissed: tuple[Dismissed, ...] = (),
    clean: tuple[CleanField, ...] = (),
    profiles: tuple[LeakProfile, ...] | None = None,
    counts: Mapping[str, PersonCount] | None = None,
    branding: Branding | None = None,
    acceptances: Sequence[Acceptance] = (),
) -> Report:
    """The report of a run, or of a stored one that is set against another policy. ``profiles`` are those of a stored
    one; without them they are made, with ``counts`` of the persons of each source where somebody knows them.
    ``acceptances`` are those that the findings of the scene were held against."""
    if profiles is None:
        profiles = make_profiles(scene.entries, scene.sources, scene.coverage, counts)
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
        branding or Branding(),
        acceptances=survey(acceptances, scene),
    )
