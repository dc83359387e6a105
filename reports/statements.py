"""What a report may state: fields without findings, the standing of data and by what it has it, what a leak means."""

from __future__ import annotations

import math

from connectors.base import Location
from detectors.base import CleanField, Sampling
from reports.base import Entry
from reports.messages import label, message
from reports.phrases import category_standing, name_field, show
from reports.summary import Summary


def say_sampling(sampling: Sampling, lang: str) -> str:
    """How the rows were chosen."""
    return message(f"sampling.{sampling.method}", lang, n=sampling.step)


def say_clean_field(clean: CleanField, lang: str) -> str:
    """What it means that nothing was found in a field."""
    if clean.method == "all-rows":
        return message("phrase.clean-read", lang, n=clean.read)
    return message("phrase.clean-bound", lang, n=clean.read, upper=write_bound(clean.upper))


def say_clean(summary: Summary, lang: str) -> str:
    """How many fields are without findings, and what that means at worst; what was not scanned is not among them."""
    if not summary.clean:
        return message("phrase.clean-none", lang)
    key = "phrase.clean-sample" if summary.clean_upper else "phrase.clean-all"
    text = message(key, lang, n=summary.clean, upper=write_bound(summary.clean_upper))
    apart = message("phrase.clean-apart", lang)
    return text if not summary.not_scanned else f"{text}（{apart}）" if lang == "ja" else f"{text} ({apart})"


def say_standing(entry: Entry, lang: str) -> str:
    """What the law calls the data, and by what it became that."""
    standing = label("appi", entry.standing or category_standing(entry.finding.category) or "-", lang)
    if not entry.link:
        return standing
    link = message(
        f"phrase.link-{entry.link.how}",
        lang,
        place=name_place(entry.link.key, lang),
        through=name_field(entry.link.through or entry.finding.location, lang),
    )
    return message("phrase.standing-linked", lang, standing=standing, link=link)


def say_leak(entry: Entry, lang: str) -> tuple[str, ...]:
    """The cases in which a leak of the finding would have to be reported, and about how many persons it concerns;
    empty where there is none."""
    if not entry.reportable:
        return ()
    joint = "、" if lang == "ja" else ", "
    cases = joint.join(message(f"leak.{rule}", lang) for rule in entry.reportable)
    persons = (message("phrase.persons", lang, n=entry.persons),) if entry.persons else ()
    return (message("phrase.reportable", lang, cases=cases), *persons)


def say_reasons(entry: Entry, lang: str) -> tuple[str, ...]:
    """What moved the severity, beside the kind of data and the policy, which stand in lines of their own."""
    return tuple(
        show(label("reason", code, lang)) for code in entry.reasons if code not in ("sensitivity", entry.policy)
    )


def name_place(location: Location, lang: str) -> str:
    """A whole place on one line."""
    return f"{show(location.source)} / {show(location.collection)} / {name_field(location, lang)}"


def write_bound(share: float) -> str:
    """An upper bound in per cent with two digits that count, rounded up: it must not promise more than it holds."""
    percent = share * 100
    if not 0 < percent < 100:
        return f"{percent:.0f}%"
    decimals = max(0, 1 - math.floor(math.log10(percent)))
    step = 10**-decimals
    return f"{math.ceil(round(percent / step, 6)) * step:.{decimals}f}%"
