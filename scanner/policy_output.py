"""The texts of ``daicho policy``: a policy, what a check found in it, what differs between two versions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from detectors.catalogue import load_catalogue
from reports.messages import message
from reports.phrases import category_title, show
from reports.policy import Policy, Purpose
from reports.policy_diff import STAKES, Change, PolicyDiff, Stake
from reports.policy_file import MARKS
from reports.policy_impact import Impact, Retag, Shift, Touch
from reports.policy_lint import SEVERITIES, Remark, load_rules
from scanner.paragraphs import INDENT, pad, write_list, write_paragraph

_MARK_OF = {fit: mark for mark, fit in MARKS.items()}
_EXCERPT = 160


@cache
def load_words() -> Mapping[str, Any]:
    """The shipped words of ``data/policy.toml``; read once."""
    return tomllib.loads((files("scanner") / "data" / "policy.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, **params: object) -> str:
    """A heading or sentence, filled in."""
    text: str = load_words()["text"][key][lang]
    return text.format_map(params)


def show_policy(policy: Policy, file: str, lang: str) -> Iterator[str]:
    """A whole policy: who, when, what is announced, what for, and the registers."""
    yield policy.title[lang]
    yield from _labelled(
        ("version", policy.version),
        ("effective", policy.effective),
        ("file", file),
        ("hash", policy.sha256),
        ("operator", policy.operator.name),
        ("address", policy.operator.address),
        ("representative", policy.operator.representative),
        ("manager", policy.operator.manager),
        ("desk", ", ".join(filter(None, (policy.desk.name, policy.desk.email, policy.desk.phone)))),
        lang=lang,
    )
    dates = [f"{load_words()['milestone'][one.kind][lang]} {one.date or '?'}  {one.raw}" for one in policy.milestones]
    yield from _section("dates", dates, lang)
    articles = [f"{one.number}  {one.title[lang]}  ({one.role or '?'})" for one in policy.articles]
    yield from _section("articles", articles, lang)
    announced = [f"{one.item}  {', '.join(one.categories) or '?'}" for one in policy.announcements]
    yield from _section("announced", announced, lang)
    yield from _section("purposes", [_purpose(one, policy, lang) for one in policy.purposes], lang)
    yield from _section("measures", [f"{one.item}  {one.text}" for one in policy.measures], lang)
    provisions = [f"{one.item}  [{_ground(one.ground, lang)}]  {one.text}" for one in policy.provisions]
    yield from _section("provisions", provisions, lang)
    processors = [" ".join((one.id, one.name, one.country or "?", one.since, one.until)) for one in policy.entrusted]
    yield from _section("entrusted", processors, lang)
    recipients = [f"{one.id}  {one.name}  {one.country or '?'}  ({one.provision})" for one in policy.recipients]
    yield from _section("recipients", recipients, lang)
    yield from _section(
        "retention", [f"{one.period or '?'}  {one.text or one.starts}" for one in policy.retention], lang
    )
    yield from _matrix(policy, lang)
    yield from _section("unrecognised", [f"{one.place}: {one.text}" for one in policy.unrecognised], lang)


def _labelled(*pairs: tuple[str, str], lang: str) -> Iterator[str]:
    for key, text in pairs:
        if text:
            yield from write_paragraph(say(key, lang), text)


def _section(key: str, lines: Sequence[str], lang: str) -> Iterator[str]:
    if lines:
        yield from ("", f"{say(key, lang)} ({len(lines)})", *write_list(line.strip() for line in lines))


def _ground(ground: str, lang: str) -> str:
    text: str = load_words()["ground"][ground or "other"][lang]
    return text


def _purpose(purpose: Purpose, policy: Policy, lang: str) -> str:
    fits = [row.get(purpose.id) for row in policy.matrix.values()]
    counts = say("fits", lang, expected=fits.count("expected"), plausible=fits.count("plausible"))
    notes = [purpose.item, counts, *purpose.subjects]
    if purpose.parent:
        notes.append(f"< {purpose.parent}")
    if purpose.delegating:
        notes.append(f"{say('delegating', lang)}: {purpose.ref or '?'}")
    return f"{purpose.id}  {purpose.title[lang]}  ({'; '.join(filter(None, notes))})"


def _matrix(policy: Policy, lang: str) -> Iterator[str]:
    if not policy.matrix:
        return
    yield from ("", say("matrix", lang))
    width = max(map(len, policy.matrix)) + 2
    ids = [purpose.id for purpose in policy.purposes]
    yield f"{INDENT}{'':<{width}}{ids[0]} - {ids[-1]}"
    for category, row in policy.matrix.items():
        yield f"{INDENT}{pad(category, width)}{''.join(_MARK_OF[row.get(id, 'unexpected')] for id in ids)}"
        reasons = policy.reasons.get(category, {})
        yield from (f"{INDENT * 2}{'' if id == '*' else id + ': '}{text}" for id, text in reasons.items())


def show_remarks(remarks: Sequence[Remark], file: str, lang: str) -> Iterator[str]:
    """Every remark as ``FILE:LINE: RULE severity: problem``, what would settle it below."""
    for remark in remarks:
        place = f"{file}:{remark.line}" if remark.line else file
        severity = load_words()["severity"][remark.severity][lang]
        yield f"{place}: {remark.rule} {severity}: {remark.problem[lang]}"
        yield from write_paragraph(say("settle", lang), remark.settle[lang])
        if remark.law:
            yield from write_paragraph(say("law", lang), remark.law)
    if remarks:
        counts = {severity: sum(one.severity == severity for one in remarks) for severity in SEVERITIES}
        law = say("lint-version", lang, version=load_rules()["law_version"])
        yield from ("", f"{say('remarks', lang, **counts)}; {law}")
    else:
        yield say("nothing", lang)


def show_diff(diff: PolicyDiff, lang: str, touches: Sequence[Touch] = ()) -> Iterator[str]:
    """Every change under what it puts at stake, with the findings of a run that it concerns."""
    held = {id(touch.change): touch for touch in touches}
    yield say("from-to", lang, old=diff.old[0], new=diff.new[0])
    if not diff.changes and not diff.renamed:
        yield say("same", lang)
    for stake in STAKES:
        changes = [change for change in diff.changes if change.stake == stake]
        if changes:
            yield from ("", f"{load_words()['stake'][stake][lang]} ({len(changes)})")
            for change in changes:
                yield from _change(change, lang)
                if touch := held.get(id(change)):
                    yield from write_paragraph(say("in-run", lang), _held(len(touch.findings), touch.sources, lang))
    if diff.renamed:
        yield from ("", say("renamed", lang), *(f"{INDENT}{old} -> {new}" for old, new in diff.renamed.items()))
    yield from ("", say("lint-version", lang, version=load_rules()["law_version"]))


def _change(change: Change, lang: str) -> Iterator[str]:
    law = f" [{change.law}]" if change.law else ""
    yield from write_list([name_categories(change.reason[lang], change.what, lang) + law])
    for key, text in (("before", change.before), ("after", change.after)):
        if text and not change.kind.startswith(("use-", "category-", "retention-")):
            shown = " ".join(text.split())
            yield from write_paragraph(say(key, lang), shown if len(shown) <= _EXCERPT else shown[:_EXCERPT] + "…")


def show_impact(impact: Impact, lang: str) -> Iterator[str]:
    """What a change means for a stored run: what is at stake in it, verdicts that change, purposes to go over."""
    yield from ("", say("impact", lang, run=show(impact.run), n=f"{impact.total:,}"))
    stakes = [_stake(*one, lang) for one in impact.at_stake()]
    yield from _section("at-stake", stakes, lang) if stakes else ("", say("nothing-at-stake", lang))
    changed = sum(len(shift.findings) for shift in impact.shifts)
    yield from ("", say("shifts", lang, n=f"{changed:,}", total=f"{impact.total:,}"))
    yield from write_list(_shift(one, lang) for one in impact.shifts)
    yield from _section("retag", [_retag(one, lang) for one in impact.retags], lang)


def _stake(stake: Stake, laws: Sequence[str], sources: Sequence[str], number: int, lang: str) -> str:
    law = f" [{'; '.join(laws)}]" if laws else ""
    return f"{load_words()['stake'][stake][lang]}: {_held(number, sources, lang)}{law}"


def _held(number: int, sources: Sequence[str], lang: str) -> str:
    return say("held" if number != 1 else "held-one", lang, n=f"{number:,}", sources=", ".join(map(show, sources)))


def _shift(shift: Shift, lang: str) -> str:
    verdicts = " -> ".join(message(f"policy.{code}", lang) for code in dict.fromkeys(shift.policy))
    severities = " -> ".join(message(f"severity.{code}", lang) for code in dict.fromkeys(shift.severity))
    title = f"{category_title(shift.category, lang)} ({shift.category})"
    return f"{show(shift.source)}: {title}, {_count(len(shift.findings), lang)}: {verdicts}; {severities}"


def _retag(one: Retag, lang: str) -> str:
    how = "reworded-here" if one.how == "reworded" and one.becomes == one.purpose else one.how
    told = say(f"retag-{how}", lang, old=show(one.purpose), new=show(one.becomes))
    stake = f" {load_words()['stake'][one.stake][lang]} [{one.law}]" if one.how == "reworded" else ""
    return f"{show(one.source)}: {told}{stake} ({_count(one.findings, lang)})"


def _count(number: int, lang: str) -> str:
    return say("count" if number != 1 else "count-one", lang, n=f"{number:,}")


def name_categories(text: str, category: str, lang: str) -> str:
    """The text with the title of a category behind its key."""
    catalogue = load_catalogue()
    if category not in catalogue:
        return text
    one = catalogue[category]
    return text.replace(category, f"{category} ({one.ja if lang == 'ja' else one.en})", 1)
