"""What a Japanese name of a field says: read from its end, without remarks and codes."""

from __future__ import annotations

from functools import cache

from detectors.name_dictionary import END_JA, ROLE, WEAK, WHOLE_JA, NameMatch, load_dictionary


def match_japanese(name: str) -> tuple[NameMatch, ...]:
    """What a squashed Japanese name says."""
    known = load_dictionary()
    if name in known.words["never_ja"]:
        return ()
    for stem in (name, name.removeprefix("お"), name.removeprefix("ご")):
        if stem in known.whole_ja:
            return (NameMatch(known.whole_ja[stem], WHOLE_JA, "exact"),)
        if stem in known.role:
            return (NameMatch(known.role[stem], ROLE, "end"),)
        if stem in known.weak:
            return tuple(NameMatch(category, WEAK, "weak") for category in known.weak[stem])
    return _match_coded_ja(name) or _match_japanese_end(name) or _match_noted(name)


def _match_coded_ja(name: str) -> tuple[NameMatch, ...]:
    """職業コード, 性別区分: the code of an attribute is the attribute."""
    known = load_dictionary()
    stem = next((name[: -len(end)] for end in known.words["codes_ja"] if name.endswith(end)), "")
    category = known.whole_ja.get(stem, "")
    return (NameMatch(category, END_JA, "end"),) if category in known.words["coded_categories"] else ()


def _match_noted(name: str) -> tuple[NameMatch, ...]:
    """氏名全角, 連絡先情報: a remark at the end says nothing else."""
    notes = sorted(load_dictionary().words["notes_ja"], key=len, reverse=True)
    stem = next((name[: -len(note)] for note in notes if name.endswith(note)), "")
    return tuple(one for one in match_japanese(stem) if one.strength > WEAK) if stem else ()


def _match_japanese_end(name: str) -> tuple[NameMatch, ...]:
    known = load_dictionary()
    ends = [end for end in known.end_ja if name.endswith(end)]
    best = max(ends, key=len, default="")
    against = [end for end in known.words["never_ja"] | known.words["about_ja"] if name.endswith(end)]
    if not best or len(max(against, key=len, default="")) > len(best):
        return ()
    category = known.end_ja[best]
    owner = name.removesuffix(best).removesuffix("名").removesuffix("の")
    if category.startswith("personal.name.") and owner.endswith(things_ja()):
        return ()
    return (NameMatch(category, END_JA, "end"),)


@cache
def things_ja() -> tuple[str, ...]:
    """Japanese words for things, offices and firms: what they are called is no person."""
    return tuple(load_dictionary().words["things_ja"])
