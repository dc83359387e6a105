"""What the policy says to a finding: one verdict, and every check of the policy that it meets.

The checks are those of ``data/checks.toml`` whose id begins with ``POL-``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from detectors.catalogue import AppiClass, load_catalogue
from reports.base import PolicyVerdict, PurposeFit
from reports.linkage import covered, load_linkage
from reports.policy import Fit, Policy, Purpose

COVERING: tuple[Fit, ...] = ("expected", "plausible", "needs-notice")
"""The fits by which a purpose needs a category."""

VERDICT_CHECKS: Mapping[str, PolicyVerdict] = {
    "POL-BARRED": "barred",
    "POL-UNDECLARED": "undeclared",
    "POL-NOPURPOSE": "no-purpose",
    "POL-MISMATCH": "mismatch",
}
"""The checks that decide the verdict, worst first; a finding that meets none of them is declared."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a finding when it is set against the policy: its category, how that fits the purposes which the
    place declares (``fits``), whose data the place is declared to hold (``subjects``) and for how long (``retention``),
    what the law calls the data (``appi``), whether a record of consent can be reached from there (``consent``), and
    whether there are values of a person at all (``held``)."""

    category: str
    fits: tuple[PurposeFit, ...] = ()
    subjects: tuple[str, ...] = ()
    retention: str = ""
    appi: AppiClass | None = None
    consent: bool = False
    held: bool = True

    def covering(self) -> tuple[PurposeFit, ...]:
        """The declared purposes that need the category."""
        return tuple(fit for fit in self.fits if fit.fit in COVERING)


def judge_policy(category: str, fits: Sequence[PurposeFit], policy: Policy) -> PolicyVerdict:
    """One verdict for a finding: barred where a purpose (or every purpose of the policy) is barred from the
    category; undeclared where the policy does not announce it; no-purpose where the place declares none;
    mismatch where no declared purpose needs it; else declared. What is not personal needs no purpose."""
    if not _is_personal(category):
        return "declared"
    if is_barred(category, fits, policy):
        return "barred"
    if category not in policy.announced:
        return "undeclared"
    if not fits:
        return "no-purpose"
    return "declared" if any(fit.fit in COVERING for fit in fits) else "mismatch"


def is_barred(category: str, fits: Sequence[PurposeFit], policy: Policy) -> bool:
    """Whether a declared purpose may not use the category, or no purpose of the policy may."""
    return any(fit.fit == "barred" for fit in fits) or is_barred_everywhere(category, policy)


def is_barred_everywhere(category: str, policy: Policy) -> bool:
    """Whether no purpose of the policy may use the category."""
    return set(policy.matrix.get(category, {}).values()) == {"barred"}


def find_checks(setting: Setting, policy: Policy) -> tuple[str, ...]:
    """The ids of every check of the policy that a finding meets, worst first. Those of ``VERDICT_CHECKS`` agree with
    :func:`judge_policy`: the first of them is the verdict, and without one the data is declared."""
    if not _is_personal(setting.category):
        return ()
    return tuple(check for check, meets in _CHECKS.items() if meets(setting, policy))


def _is_personal(category: str) -> bool:
    """Whether data of the category can be about a person; so is everything that the catalogue does not hold."""
    known = load_catalogue().categories.get(category)
    return known is None or known.appi_class != "none"


def _meets_barred(setting: Setting, policy: Policy) -> bool:
    return is_barred(setting.category, setting.fits, policy)


def _meets_undeclared(setting: Setting, policy: Policy) -> bool:
    return setting.category not in policy.announced


def _meets_no_purpose(setting: Setting, policy: Policy) -> bool:
    return not setting.fits


def _meets_mismatch(setting: Setting, policy: Policy) -> bool:
    """Purposes are declared, and none of them needs the category. Where each of them is barred from it, that alone is
    said."""
    return not setting.covering() and any(fit.fit == "unexpected" for fit in setting.fits)


def _meets_consent(setting: Setting, policy: Policy) -> bool:
    """APPI 20(2): special-care data needs the person's consent beforehand. A field without values holds none."""
    special = setting.appi in load_linkage()["leak"]["special_care"]
    return special and setting.held and not setting.consent


def _meets_delegate(setting: Setting, policy: Policy) -> bool:
    """Every purpose that needs the category leaves it to another text, and none says to which."""
    open_ones = find_open_notices(setting.fits, policy)
    return bool(open_ones) and len(open_ones) == len(setting.covering())


def find_open_notices(fits: Sequence[PurposeFit], policy: Policy) -> tuple[Purpose, ...]:
    """The purposes among ``fits`` that need the category by a text that the policy does not name: delegating ones, and
    those that need a notice, without a ``ref``."""
    needing = {fit.purpose: fit.fit for fit in fits if fit.fit in COVERING}
    return tuple(
        one
        for one in policy.purposes
        if one.id in needing and not one.ref and (one.delegating or needing[one.id] == "needs-notice")
    )


def _meets_subject(setting: Setting, policy: Policy) -> bool:
    """The place says whose data it holds, every purpose that needs the data says whose data it is for, and nobody is
    in both."""
    needing = {fit.purpose for fit in setting.covering()}
    if not needing or not setting.subjects:
        return False
    return not any(
        one.id in needing and (not one.subjects or set(one.subjects) & set(setting.subjects)) for one in policy.purposes
    )


def _meets_retention(setting: Setting, policy: Policy) -> bool:
    """APPI 22: personal data is erased when it is no longer needed. Neither the source nor the policy says when."""
    if setting.retention or setting.appi not in load_linkage()["link"]["keys"] or not setting.held:
        return False
    return not any(
        one.period and (not one.categories or covered(setting.category, one.categories)) for one in policy.retention
    )


_CHECKS: Mapping[str, Callable[[Setting, Policy], bool]] = {
    "POL-BARRED": _meets_barred,
    "POL-UNDECLARED": _meets_undeclared,
    "POL-NOPURPOSE": _meets_no_purpose,
    "POL-MISMATCH": _meets_mismatch,
    "POL-CONSENT": _meets_consent,
    "POL-DELEGATE": _meets_delegate,
    "POL-SUBJECT": _meets_subject,
    "POL-NORETENTION": _meets_retention,
}

POLICY_CHECKS: tuple[str, ...] = tuple(_CHECKS)
"""Every check that a finding can meet, worst first."""
