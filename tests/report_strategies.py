"""Reports made at random, with names that hold anything at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import report_samples as samples
from hypothesis import strategies as st

from connectors.base import Condition, ConditionKind, Location, Skipped, SkipReason
from detectors.base import (
    Checks,
    CleanField,
    Dismissed,
    Evidence,
    Factor,
    Finding,
    Mark,
    Overlap,
    RecordTimes,
    SampleMethod,
    Sampling,
    Sighting,
    Subject,
    Verdict,
)
from detectors.catalogue import AppiClass, load_catalogue
from reports.acceptance import ACCEPTANCE_KINDS, ACCEPTANCE_STATUSES, Acceptance, AcceptanceState
from reports.base import (
    LEAK_RULES,
    POLICY_VERDICTS,
    SEVERITIES,
    Coverage,
    Entry,
    LeakProfile,
    Link,
    Observation,
    PurposeFit,
    Report,
    RunInfo,
    SourceInfo,
    State,
    Status,
)
from reports.comparison import Comparison, FormerFinding, TrendPoint
from reports.declaration import Declaration, Narrowing, Provided
from reports.policy import Fit


def choose(literal: object) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


NAMES = st.text(st.characters(), max_size=8)
COUNTS = st.integers(0, 2**60)
SHARES = st.floats(0, 1)
MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1))
LOCATIONS = st.builds(Location, NAMES, NAMES, NAMES, st.none() | NAMES)
CATEGORIES = st.sampled_from([*load_catalogue().ids, "someone.elses"])
EVIDENCE = st.builds(
    Evidence,
    matched=COUNTS,
    read=COUNTS,
    distinct=COUNTS,
    interval=st.tuples(SHARES, SHARES),
    checks=st.none() | st.builds(Checks, COUNTS, COUNTS),
    factors=st.lists(st.builds(Factor, NAMES, st.floats(-99, 99)), max_size=3).map(tuple),
    masked=st.lists(NAMES, max_size=2).map(tuple),
    at=st.lists(st.builds(Sighting, st.integers(1, 10**9), COUNTS, COUNTS), max_size=3).map(tuple),
    method=choose(SampleMethod),
    design_effect=st.floats(1, 1e6),
    marks=st.lists(st.builds(Mark, NAMES, SHARES), max_size=2).map(tuple),
)
FINDINGS = st.builds(Finding, CATEGORIES, LOCATIONS, choose(Verdict), SHARES, choose(Subject), EVIDENCE)
ACCEPTANCES = st.builds(
    Acceptance, NAMES, NAMES, st.sampled_from(ACCEPTANCE_KINDS), *[NAMES] * 4, st.none() | st.dates(), st.dates()
)
ENTRIES = st.builds(
    Entry,
    fingerprint=st.integers(0, 2**64 - 1).map("v1:{:016x}".format),
    finding=FINDINGS,
    severity=st.sampled_from(SEVERITIES),
    purposes=st.lists(st.builds(PurposeFit, NAMES, choose(Fit)), max_size=2).map(tuple),
    policy=st.sampled_from(POLICY_VERDICTS),
    reasons=st.lists(NAMES, max_size=2).map(tuple),
    state=choose(State),
    standing=st.none() | choose(AppiClass),
    link=st.none() | st.builds(Link, st.sampled_from(["beside", "joined"]), LOCATIONS, st.none() | LOCATIONS),
    reportable=st.lists(st.sampled_from(LEAK_RULES), unique=True).map(tuple),
    persons=st.none() | COUNTS,
    checks=st.lists(NAMES, max_size=2).map(tuple),
    first_seen=st.none() | MOMENTS,
    acceptance=st.none() | ACCEPTANCES,
    lapsed=st.booleans(),
)
CLEAN = st.builds(CleanField, LOCATIONS, COUNTS, SHARES, choose(SampleMethod), st.floats(1, 1e6))
SAMPLINGS = st.builds(
    Sampling, choose(SampleMethod), COUNTS, st.none() | COUNTS, st.integers(1, 10**9), COUNTS, st.floats(1, 1e6)
)
WORDS = st.lists(NAMES, max_size=2).map(tuple)
SWITCHES = st.none() | st.booleans()
DECLARATIONS = st.builds(
    Declaration,
    NAMES,
    WORDS,
    st.lists(st.builds(Narrowing, NAMES, st.none() | WORDS, st.none() | WORDS, st.none() | NAMES), max_size=2).map(
        tuple
    ),
    NAMES,
    st.sampled_from(["", "production", "test"]),
    WORDS,
    NAMES,
    WORDS,
    st.lists(st.builds(Provided, NAMES, NAMES), max_size=2).map(tuple),
    SWITCHES,
    SWITCHES,
    NAMES,
    NAMES,
)
SOURCES = st.builds(
    SourceInfo, NAMES, NAMES, NAMES, WORDS, DECLARATIONS, NAMES, st.integers(0, 10**6), NAMES, NAMES
).map(lambda one: replace(one, declaration=replace(one.declaration, source=one.id)))
OBSERVATIONS = st.builds(
    Observation,
    NAMES,
    LOCATIONS,
    st.sampled_from(SEVERITIES),
    NAMES,
    WORDS,
    st.dictionaries(NAMES, NAMES | st.integers(-(2**60), 2**60) | st.floats(-1e9, 1e9), max_size=2),
)
PROFILES = st.builds(
    LeakProfile,
    NAMES,
    st.lists(st.sampled_from(LEAK_RULES), unique=True).map(tuple),
    st.none() | COUNTS,
    st.none() | SHARES,
    st.lists(CATEGORIES, max_size=2).map(tuple),
    st.lists(CATEGORIES, max_size=2).map(tuple),
    st.lists(CATEGORIES, max_size=2).map(tuple),
    COUNTS,
    SWITCHES,
)
FORMER = st.builds(
    FormerFinding,
    st.integers(0, 2**64 - 1).map("v1:{:016x}".format),
    CATEGORIES,
    LOCATIONS,
    st.sampled_from(SEVERITIES),
    st.sampled_from(POLICY_VERDICTS),
    st.none() | MOMENTS,
)
COMPARISONS = st.builds(
    Comparison,
    NAMES,
    MOMENTS,
    st.lists(FORMER, max_size=2).map(tuple),
    st.lists(FORMER, max_size=2).map(tuple),
)
TREND = st.builds(
    TrendPoint,
    NAMES,
    MOMENTS,
    st.dictionaries(st.sampled_from(SEVERITIES), COUNTS),
    COUNTS,
    st.none() | st.integers(0, 100),
    st.booleans(),
)
TIMES = st.builds(RecordTimes, LOCATIONS, st.dictionaries(NAMES, COUNTS, max_size=2), COUNTS)
REPORTS = st.builds(
    Report,
    run=st.builds(
        RunInfo,
        NAMES,
        MOMENTS,
        MOMENTS,
        choose(Status),
        st.integers(0, 4),
        st.sampled_from([*SEVERITIES, "none"]),
        NAMES,
        st.booleans(),
    ),
    policy=st.just(samples.POLICY),
    sources=st.lists(SOURCES, max_size=2).map(tuple),
    coverage=st.lists(
        st.builds(
            Coverage,
            NAMES,
            NAMES,
            st.none() | COUNTS,
            COUNTS,
            COUNTS,
            st.sampled_from(["full", "sample"]),
            st.sampled_from(["read", "partial", "skipped"]),
            st.none() | NAMES,
            st.none() | SAMPLINGS,
        ),
        max_size=3,
    ).map(tuple),
    skipped=st.lists(st.builds(Skipped, LOCATIONS, choose(SkipReason), NAMES, NAMES, st.booleans()), max_size=2).map(
        tuple
    ),
    entries=st.lists(ENTRIES, max_size=3).map(tuple),
    dismissed=st.lists(st.builds(Dismissed, CATEGORIES, LOCATIONS, NAMES), max_size=2).map(tuple),
    unused=st.lists(NAMES, max_size=2).map(tuple),
    clean=st.lists(CLEAN, max_size=2).map(tuple),
    observations=st.lists(OBSERVATIONS, max_size=2).map(tuple),
    profiles=st.lists(PROFILES, max_size=2).map(tuple),
    conditions=st.lists(st.builds(Condition, LOCATIONS, choose(ConditionKind), NAMES), max_size=2).map(tuple),
    times=st.lists(TIMES, max_size=2).map(tuple),
    overlaps=st.lists(st.builds(Overlap, LOCATIONS, LOCATIONS, CATEGORIES, SHARES, COUNTS), max_size=2).map(tuple),
    comparison=st.none() | COMPARISONS,
    trend=st.lists(TREND, max_size=2).map(tuple),
    acceptances=st.lists(st.builds(AcceptanceState, ACCEPTANCES, st.sampled_from(ACCEPTANCE_STATUSES)), max_size=2).map(
        tuple
    ),
)
