"""Names of persons by dictionary: whole cells of any usual writing, and names in running text where an
honorific, a label or a full dictionary name gives them away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import numpy as np

from detectors.hits import FieldView, Result, Signals, find_all, make_hits
from detectors.lexicons import (
    fold_latin,
    given_names_ja,
    given_readings,
    latin_family,
    latin_given,
    municipalities,
    prefectures,
    surname_ranks,
    surname_readings,
    surnames_ja,
    words,
)
from detectors.text import SEPARATOR, Bools, Cells, Codes, Ints, edges_of

NAME, KANA = "personal.name", "personal.name.kana"

_HAN = "一-鿿々〆ヶケ㐀-䶿豈-﫿\U00020000-\U000323af"
_KANJI = f"[{_HAN}]"
_KANJI_CELL = re.compile(
    rf"(?P<a>{_KANJI}{{1,4}}(?:[ノのツが])?{_KANJI}{{0,2}})(?P<gap>[ 　・]?)(?P<b>[{_HAN}ぁ-ゖァ-ヺー]{{0,6}})"
)
_HONORIFICS = ("様", "さま", "さん", "殿", "氏", "先生", "くん", "ちゃん")
_KATAKANA = re.compile(r"[ァ-ヺー]{1,8}(?P<gap>[ 　・]?)[ァ-ヺー]{0,8}")
_HIRAGANA = re.compile(r"[ぁ-ゖー]{1,8}(?P<gap>[ 　・]?)[ぁ-ゖー]{0,8}")
_LATIN_CELL = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir)\.? )?[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){0,4}")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_LONGEST_CELL = 40
# A tier-3 surname (林, 森: as often a common word) makes a full name only when it is one of the usual ones.
_USUAL_SURNAMES = 1500


@lru_cache(maxsize=65536)
def classify_name(value: str) -> str:
    """What a whole cell is as a name: ``full`` (family and given name), ``family``, ``given``, ``kana`` (a
    full name in kana), ``kana-part``, or "" (no name as far as the dictionaries know)."""
    value = value.strip()
    if not 1 <= len(value) <= _LONGEST_CELL or any(map(str.isdigit, value)):
        return ""
    if not value.isascii():
        folded = unicodedata.normalize("NFKC", value)
        if _KATAKANA.fullmatch(folded) or _HIRAGANA.fullmatch(folded):
            return _classify_kana(folded.translate(_TO_KATAKANA))
        for word in (folded, *(folded.removesuffix(end).rstrip() for end in _HONORIFICS if folded.endswith(end))):
            if (match := _KANJI_CELL.fullmatch(word)) and (kind := _classify_kanji(match)):
                return kind
    return _classify_latin(value) if _LATIN_CELL.fullmatch(value) else ""


@cache
def _places() -> frozenset[str]:
    """Prefectures and municipalities: many are made of a surname and what can be a given name (山中湖村, and
    いわてけん, whose end is also read 健)."""
    named = prefectures()
    return municipalities() | {prefecture.name for prefecture in named} | {prefecture.kana for prefecture in named}


def _classify_kana(value: str) -> str:
    if value in _places():
        return ""
    parts = re.split("[ 　・]", value)
    if len(parts) == 2:
        return "kana" if parts[0] in surname_readings() or parts[1] in given_readings() else ""
    if value in surname_readings() or value in given_readings():
        return "kana-part"
    for cut in range(2, len(value) - 1):
        if value[:cut] in surname_readings() and value[cut:] in given_readings():
            return "kana"
    return ""


def _classify_kanji(match: re.Match[str]) -> str:
    family, given = surnames_ja(), given_names_ja()
    first, second = match["a"], match["b"]
    whole = first + second
    if whole in words("role_words") or second in words("role_words") or whole in _places():
        return ""
    if match["gap"]:
        known = (first in family) + (second in given or second.translate(_TO_KATAKANA) in given_readings())
        return "full" if known else ""
    if family.get(whole, 9) <= 2:
        return "family"
    if given.get(whole, 9) == 1:
        return "given"
    if split_kanji_name(whole) or _is_rare_full_name(whole):
        return "full"
    return "given" if given.get(whole, 9) <= 2 else "family" if whole in family else "given" if whole in given else ""


def split_kanji_name(word: str) -> int:
    """Where the family name ends in a name written without a space (佐藤花子 -> 2); 0 when the dictionaries do
    not know both parts."""
    family, given = surnames_ja(), given_names_ja()
    for cut in (2, 3, 1, 4):
        first, second = word[:cut], word[cut:]
        if 0 < len(second) <= 4 and family.get(first, 9) <= 2 and second in given:
            return cut
    return 0


def _is_rare_full_name(word: str) -> bool:
    """A usual surname that is a common word as well (林, 森, 山口) with a given name that is nothing else. Good
    for a whole cell only: in running text such a pair is chance too often."""
    given, ranks = given_names_ja(), surname_ranks()
    return any(
        len(word) - cut >= 2 and given.get(word[cut:], 9) <= 2 and ranks.get(word[:cut], 99999) <= _USUAL_SURNAMES
        for cut in (2, 3, 1)
    )


def _classify_latin(value: str) -> str:
    title = re.match(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir)\.? ", value)
    tokens = [fold_latin(token.strip(".,")) for token in value[title.end() if title else 0 :].split()]
    parts = [token for token in tokens if token and (len(token) > 1 or len(tokens) > 2)]
    if not parts or not value[0].isupper():
        return ""
    given, family = latin_given(), latin_family()
    if "," in value and len(parts) >= 2:
        parts = [*parts[1:], parts[0]]
    if len(parts) == 1:
        in_given, in_family = given.get(parts[0], 9), family.get(parts[0], 9)
        if title and min(in_given, in_family) < 9:
            return "family"
        return "" if min(in_given, in_family) == 9 else "given" if in_given <= in_family else "family"
    ranks = _tier(given, parts[0]), _tier(family, parts[-1])
    swapped = _tier(given, parts[-1]), _tier(family, parts[0])
    if (ranks[0] <= 2 and (ranks[1] <= 3)) or (swapped[0] <= 2 and swapped[1] <= 2):
        return "full"
    return "full" if title and min(*ranks, *swapped) < 9 else ""


def _tier(known: Mapping[str, int], token: str) -> int:
    """The tier of a Latin name; of O'Neil without its apostrophe, of Mary-Jane by its first part."""
    plain = token.replace("'", "").replace("’", "")
    return min(known.get(form, 9) for form in (token, plain, plain.partition("-")[0]))


def find_name_cells(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that are a name as a whole."""
    if not len(cells) or view.field.type not in ("text", "json") or view.kind == "access-log":
        return
    kinds: dict[str, list[int]] = {}
    values = cells.values()
    for cell in np.flatnonzero((cells.lengths <= _LONGEST_CELL) & (cells.digits == 0)).tolist():
        if kind := classify_name(values[cell]):
            kinds.setdefault(kind, []).append(cell)
    for kind, chosen in kinds.items():
        yield Signals(f"name.{kind}", np.array(chosen, dtype=np.int64))
    for category, wanted in ((NAME, ("full", "family", "given")), (KANA, ("kana", "kana-part"))):
        listed = sorted(cell for kind in wanted for cell in kinds.get(kind, ()))
        spans = [(int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1, False) for cell in listed]
        if hits := make_hits(category, spans):
            yield hits


# --- names in running text --------------------------------------------------------------------------------

_NO_HONORIFIC = re.compile(rf"(?!{_KANJI}|子|々)")
_BEFORE_HONORIFIC = re.compile(
    rf"(?P<family>(?<!{_KANJI}){_KANJI}{{1,4}}[ 　・])?(?P<run>{_KANJI}{{1,6}})?"
    r"(?P<kana>[ 　・]?(?:[ァ-ヺー]{2,8}|[ぁ-ゖ]{2,4}))? ?$"
)
_LABELS = (
    *("氏名", "名前", "担当", "担当者", "申込者", "契約者", "受取人", "宛名", "名義", "名義人"),
    *("name", "Name", "NAME", "ustomer", "ontact", "dear", "Dear"),
)
_AFTER_LABEL = re.compile(r"(?:者?名)?[\"'”]?\s{0,2}(?:[:=]|は)?\s{0,2}[\"'“「]?")
_LABELLED = re.compile(
    rf"(?P<run>{_KANJI}{{1,6}})(?!{_KANJI})"
    rf"(?:[ 　・](?P<second>{_KANJI}{{1,4}}|[ぁ-ゖ]{{2,4}}|[ァ-ヺー]{{2,6}})(?![{_HAN}ぁ-ゖァ-ヺー]))?"
)
_GAPS = (32, 0x30FB)
_GIVEN = re.compile(rf"{_KANJI}{{1,3}}(?!{_KANJI})|[ぁ-ゖ]{{2,4}}(?![ぁ-ゖ])")
_LETTER = "A-Za-zÀ-ɏ"
_LATIN_PAIR = re.compile(
    rf"(?<![{_LETTER}0-9_.@/-])(?P<a>[A-Z][a-zà-ÿ'’]{{1,15}}) (?:[A-Z]\. )?"
    rf"(?P<b>[A-Z][a-zà-ÿ'’]{{1,20}}(?:-[A-Z][a-z]+)?)(?![{_LETTER}0-9_@/])"
)
_TITLED = re.compile(
    rf"(?<![{_LETTER}0-9_])(?:Mrs|Mr|Ms|Miss|Dr|Prof)\.? "
    rf"(?P<name>[A-Z][{_LETTER}'’-]{{1,30}}(?: [A-Z][{_LETTER}'’-]{{1,30}})?)"
)


def find_names_in_text(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Names in running text."""
    if view.kind == "access-log" or view.field.type not in ("text", "json") or not len(cells):
        return
    text = cells.text
    addressed: set[tuple[int, int]] = set()
    known: set[tuple[int, int]] = set()
    if not text.isascii():
        addressed.update(_find_honorifics(text))
        addressed.update(_find_labelled(text))
        known.update(_find_kanji_names(cells))
    if " " in cells.characters:
        known.update(_find_latin_names(cells))
    if not addressed and not known:
        return
    # What fills a cell is for find_name_cells to judge.
    kept = np.array(_outermost(addressed | known), dtype=np.int64)
    cell = cells.cell_of(kept[:, 0])
    kept = kept[(kept[:, 0] != cells.starts[cell]) | (kept[:, 1] != cells.starts[cell + 1] - 1)]
    for tag, wanted in (("addressed", True), ("", False)):
        spans = [(start, end, True) for start, end in kept.tolist() if ((start, end) in addressed) is wanted]
        if hits := make_hits(NAME, spans, check=tag):
            yield hits


def _find_honorifics(text: str) -> Iterator[tuple[int, int]]:
    for honorific in _HONORIFICS:
        for at in find_all(text, honorific):
            if _NO_HONORIFIC.match(text, at + len(honorific)):
                low = max(text.rfind(SEPARATOR, max(0, at - 20), at) + 1, at - 20, 0)
                match = _BEFORE_HONORIFIC.search(text, low, at)
                span = _name_before(match, honorific) if match else None
                if span:
                    yield span


def _name_before(match: re.Match[str], honorific: str) -> tuple[int, int] | None:
    """The name in the kanji (and kana) that stand before an honorific; None when it is a role or a word."""
    run, kana, family = match["run"] or "", (match["kana"] or "").strip(" 　・"), match["family"]
    word = run or kana
    if word + honorific in words("honorific_traps") or _is_role(word) or _is_role(run + kana):
        return None
    if kana and not (kana in given_names_ja() or kana.translate(_TO_KATAKANA) in _kana_names()):
        return None
    surnames = surnames_ja()
    end = match.end("kana" if kana else "run")
    if family and (family[:-1] in surnames or run in given_names_ja()) and run:
        return match.start("family"), end
    if not run:
        return (end - len(kana), end) if kana and "ァ" <= kana[0] <= "ー" else None
    start = match.start("run")
    for skip in range(len(run)):
        rest = run[skip:]
        single = len(rest) == 1 and (honorific in ("氏", "殿") or skip > 0)
        if (rest in surnames and not single) or split_kanji_name(rest) or (len(rest) > 2 and _is_rare_full_name(rest)):
            return start + skip, end
    begins = any(surnames.get(run[:cut], 9) <= 2 for cut in (2, 3))
    return (start, end) if begins and len(run) <= 5 else None


def _is_role(word: str) -> bool:
    """担当者, 営業担当者, 看護師: what somebody is, not who."""
    roles = words("role_words")
    return word in roles or any(
        word[-size:] in roles or word[-size:] in words("occupations_ja") for size in range(2, min(8, len(word)) + 1)
    )


@cache
def _kana_names() -> frozenset[str]:
    return surname_readings() | given_readings()


def _find_kanji_names(cells: Cells) -> Iterator[tuple[int, int]]:
    """Runs of kanji that are a common full name, with or without a space."""
    text, given, family = cells.text, given_names_ja(), surnames_ja()
    start, end = edges_of(_is_kanji(cells.codes))
    size = end - start
    joined = (size >= 3) & (size <= 6)
    for low, high in zip(start[joined].tolist(), end[joined].tolist(), strict=True):
        cut = split_kanji_name(text[low:high])
        if (
            cut
            and text[low:high] not in _places()
            and high - low - cut >= 2
            and given.get(text[low + cut : high], 9) <= 2
        ):
            yield low, high
    spaced = np.flatnonzero((size <= 4) & (end < len(cells.codes)))
    spaced = spaced[np.isin(cells.codes[end[spaced]], _GAPS)]
    for low, cut in zip(start[spaced].tolist(), end[spaced].tolist(), strict=True):
        second = _GIVEN.match(text, cut + 1)
        if second and family.get(text[low:cut], 9) <= 2 and given.get(second[0], 9) <= 2:
            yield low, second.end()


def _is_kanji(codes: Codes) -> Bools:
    kanji = (codes >= 0x4E00) & (codes <= 0x9FFF) | (codes == 0x3005) | (codes == 0x3006) | (codes == 0x30F6)
    return np.asarray(kanji | (codes >= 0x3400) & (codes <= 0x4DBF) | (codes >= 0x20000) & (codes <= 0x323AF))


def _find_labelled(text: str) -> Iterator[tuple[int, int]]:
    """Names after 氏名：, 担当: or name=."""
    for label in _LABELS:
        for at in find_all(text, label):
            between = _AFTER_LABEL.match(text, at + len(label))
            match = _LABELLED.match(text, between.end()) if between else None
            if match is None or _is_role(match["run"]):
                continue
            if match["second"] and classify_name(match[0]) == "full":
                yield match.span()
            elif classify_name(match["run"]) in ("full", "family"):
                yield match.span("run")


def _find_latin_names(cells: Cells) -> Iterator[tuple[int, int]]:
    text, given, family = cells.text, latin_given(), latin_family()
    for at in _capitalised_pairs(cells).tolist():
        match = _LATIN_PAIR.match(text, at)
        if match and given.get(fold_latin(match["a"]), 9) <= 2 and family.get(fold_latin(match["b"]), 9) <= 2:
            yield match.span()
    for title in ("Mr", "Ms", "Miss", "Dr", "Prof"):
        for at in find_all(text, title):
            if match := _TITLED.match(text, at):
                yield match.span("name")


def _capitalised_pairs(cells: Cells) -> Ints:
    """Where a capitalised word begins that is followed by a space and a capital letter."""
    kinds = _LETTER_KINDS[cells.latin]
    capital = kinds == _UPPER
    begins = np.flatnonzero(capital[:-1] & (kinds[1:] == _LOWER))
    ends = np.flatnonzero(capital[1:] & (cells.latin[:-1] == 32))
    nearest = np.searchsorted(ends, begins)
    begins, nearest = begins[nearest < len(ends)], nearest[nearest < len(ends)]
    return begins[ends[nearest] - begins <= _LONGEST_GIVEN]


_LOWER, _UPPER, _LONGEST_GIVEN = 1, 2, 17
_LETTER_KINDS = np.zeros(256, dtype=np.uint8)
_LETTER_KINDS[[*range(ord("a"), ord("z") + 1), *range(0xE0, 0x100), ord("'")]] = _LOWER
_LETTER_KINDS[ord("A") : ord("Z") + 1] = _UPPER


def _outermost(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
