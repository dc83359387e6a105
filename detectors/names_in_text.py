"""Names in running text, where an honorific, a label or a full dictionary name gives them away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np

from detectors.hits import FieldView, Result, find_all, make_hits
from detectors.lexicons import (
    given_names_ja,
    given_readings,
    surname_readings,
    surnames_ja,
    words,
)
from detectors.names import (
    HAN,
    HONORIFICS,
    KANJI,
    NAME,
    TO_KATAKANA,
    classify_name,
    is_rare_full_name,
    known_surnames,
    place_names,
    split_kanji_name,
)
from detectors.names_in_latin import find_latin_names
from detectors.text import SEPARATOR, Bools, Cells, Codes, edges_of

_NO_HONORIFIC = re.compile(rf"(?!{KANJI}|子|々)")
_BEFORE_HONORIFIC = re.compile(
    rf"(?P<family>(?<!{KANJI}){KANJI}{{1,4}}[ 　・])?(?P<run>{KANJI}{{1,6}})?"
    r"(?P<kana>[ 　・]?(?:[ァ-ヺー]{2,8}|[ぁ-ゖ]{2,4}))? ?$"
)
_LABELS = (
    *("氏名", "名前", "担当", "担当者", "申込者", "契約者", "受取人", "宛名", "名義", "名義人"),
    *(
        "利用者",
        "使用者",
        "世帯主",
        "保護者",
        "申請者",
        "届出人",
        "依頼主",
        "届先",
        "届け先",
        "発信元",
        "運転者",
        "乗務員",
    ),
    *(
        "受付者",
        "対応者",
        "承認者",
        "記入者",
        "報告者",
        "責任者",
        "代表者",
        "応募者",
        "入居者",
        "患者",
        "乗客",
        "奨学生",
        "喪主",
    ),
    *(
        "主治医",
        "預金者",
        "差出人",
        "送信者",
        "支払先",
        "被相続人",
        "相続人",
        "会員",
        "お客様",
        "生徒",
        "児童",
        "園児",
        "宿泊者",
    ),
    *("name", "Name", "NAME", "ustomer", "ontact", "dear", "Dear"),
)
_ERAS = ("明治", "大正", "昭和", "平成", "令和")
# Posts that stand behind a family name, and how somebody gives the own name.
_POSTS = ("部長", "課長", "係長", "社長", "専務", "常務", "店長", "主任", "次長", "支店長", "と申します", "と名乗")
_POSTED = re.compile(rf"(?<!{KANJI})(?P<name>{KANJI}{{1,4}})$")
_AFTER_LABEL = re.compile(r"(?:者?名|CM)?[\"'”」』】\])]?\s{0,2}(?:[:=|]|は)?\s{0,2}[\"'“「\[]?")
_LABELLED = re.compile(
    rf"(?P<run>{KANJI}{{1,6}})(?!{KANJI})"
    rf"(?:[ 　・](?P<second>{KANJI}{{1,4}}|[ぁ-ゖ]{{2,4}}|[ァ-ヺー]{{2,6}})(?![{HAN}ぁ-ゖァ-ヺー]))?"
)
_GAPS = (32, 0x30FB)
_WORD_GOES_ON = re.compile(rf"[ぁ-ゖ{HAN}]")
_GIVEN = re.compile(rf"{KANJI}{{1,3}}(?!{KANJI})|[ぁ-ゖ]{{2,4}}(?![ぁ-ゖ])")


def find_names_in_text(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Names in running text."""
    if view.kind == "access-log" or view.field.type not in ("text", "json") or not len(cells):
        return
    addressed: set[tuple[int, int]] = set()
    known: set[tuple[int, int]] = set()
    if not cells.raw.isascii():
        addressed.update(_find_honorifics(cells))
        addressed.update(_find_labelled(cells))
        addressed.update(_find_posts(cells))
        known.update(_find_kanji_names(cells, [start for start, _ in addressed]))
    if " " in cells.characters:
        known.update(find_latin_names(cells))
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


def _find_honorifics(cells: Cells) -> Iterator[tuple[int, int]]:
    text = cells.text
    for honorific in filter(cells.may_hold, HONORIFICS):
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
    if kana and not (kana in given_names_ja() or kana.translate(TO_KATAKANA) in _kana_names()):
        return None
    surnames = surnames_ja()
    end = match.end("kana" if kana else "run")
    labelled = family and (family[:-1] in _LABELS or _is_role(family[:-1]))
    if family and not labelled and (family[:-1] in surnames or run in given_names_ja()) and run:
        return match.start("family"), end
    if not run:
        return (end - len(kana), end) if kana and "ァ" <= kana[0] <= "ー" else None
    start = match.start("run")
    for skip in range(len(run)):
        rest = run[skip:]
        single = len(rest) == 1 and (honorific in ("氏", "殿") or skip > 0)
        if (rest in surnames and not single) or split_kanji_name(rest) or (len(rest) > 2 and is_rare_full_name(rest)):
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


def _find_kanji_names(cells: Cells, addressed: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of kanji that are a common full name, with or without a space. Those that fill a cell in which nobody
    is addressed would be dropped in the end and are not looked at."""
    text, given, family = cells.text, given_names_ja(), surnames_ja()
    start, end = edges_of(_is_kanji(cells.codes))
    size = end - start
    begins, ends = np.zeros((2, len(cells.codes) + 2), dtype=np.bool_)
    begins[cells.starts[:-1]], ends[cells.starts[1:] - 1] = True, True
    free: Bools = np.ones(len(cells), dtype=np.bool_)
    free[cells.cell_of(addressed)] = False
    begun, ended = begins[start] & free[cells.cell_of(start)], ends[end]
    joined = (size >= 3) & (size <= 6) & ~(begun & ended)
    joined &= _name_edges()[0][cells.codes[start]] & _name_edges()[1][cells.codes[end - 1]]
    for low, high in zip(start[joined].tolist(), end[joined].tolist(), strict=True):
        cut = split_kanji_name(text[low:high])
        if (
            cut
            and text[low:high] not in place_names()
            and high - low - cut >= 2
            and given.get(text[low + cut : high], 9) <= 2
        ):
            yield low, high
    # Two parts of at most two characters: no name of three lies in one of them.
    follows: Bools = np.zeros(len(start), dtype=np.bool_)
    follows[:-1] = (start[1:] == end[:-1] + 1) & ended[1:] & (size[1:] <= 2)
    spaced = np.flatnonzero((size <= 4) & (end < len(cells.codes)) & ~(begun & (size <= 2) & follows))
    spaced = spaced[np.isin(cells.codes[end[spaced]], _GAPS)]
    for low, cut in zip(start[spaced].tolist(), end[spaced].tolist(), strict=True):
        second = _GIVEN.match(text, cut + 1)
        # A wide space parts the two halves of a name and hardly anything else.
        wide = cells.raw[cut] == "\u3000" and second is not None and not _WORD_GOES_ON.match(text, second.end())
        rarest = 9 if wide else 3
        if second and family.get(text[low:cut], 9) <= 2 and given.get(second[0], 9) < rarest:
            yield low, second.end()


@cache
def _name_edges() -> tuple[Bools, Bools]:
    """Code point -> whether a surname begins, and whether a given name ends, with the character (of those that
    make a name in running text)."""
    given = (name for name, tier in given_names_ja().items() if tier <= 2)
    tables: Bools = np.zeros((2, 0x110000), dtype=np.bool_)
    tables[0, [ord(name[0]) for name in known_surnames()]] = True
    tables[1, [ord(name[-1]) for name in given]] = True
    return tables[0], tables[1]


def _is_kanji(codes: Codes) -> Bools:
    kanji = (codes >= 0x4E00) & (codes <= 0x9FFF) | (codes == 0x3005) | (codes == 0x3006) | (codes == 0x30F6)
    return np.asarray(kanji | (codes >= 0x3400) & (codes <= 0x4DBF) | (codes >= 0x20000) & (codes <= 0x323AF))


def _find_labelled(cells: Cells) -> Iterator[tuple[int, int]]:
    """Names after 氏名：, 担当: or name=."""
    text = cells.text
    for label in filter(cells.may_hold, _LABELS):
        for at in find_all(text, label):
            between = _AFTER_LABEL.match(text, at + len(label))
            match = _LABELLED.match(text, between.end()) if between else None
            if match is None or _is_role(match["run"]):
                continue
            second, run = match["second"], match["run"]
            if second and second not in (*_ERAS, *HONORIFICS) and classify_name(match[0]) == "full":
                yield match.span()
            elif run.endswith("様"):
                continue  # found by its honorific
            elif classify_name(match["run"]) in ("full", "family"):
                yield match.span("run")


def _find_posts(cells: Cells) -> Iterator[tuple[int, int]]:
    """Family names before a post (金子部長) or where somebody says the own name (岡田と申します)."""
    text = cells.text
    for post in filter(cells.may_hold, _POSTS):
        for at in find_all(text, post):
            low = max(0, at - 6)
            match = _POSTED.search(text, max(text.rfind(SEPARATOR, low, at) + 1, low), at)
            if match and (surnames_ja().get(match["name"], 9) <= 2 or classify_name(match["name"]) == "full"):
                yield match.span("name")


def _outermost(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
