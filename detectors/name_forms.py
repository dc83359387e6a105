"""The forms in which one name of a field is written: width and case, separators and camelCase, romaji of two
systems, and the words around a name in comments and questionnaires.

Nothing here knows what a name means; ``detectors/field_names.py`` looks the forms up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z]+|[^\x00-\x7f]+|\d+")
_SEPARATORS = re.compile(r"[\s_・:：#\-　.*※?？!！\"'`]+")
_BRACKETS = re.compile(r"[(\[{「【<][^)\]}」】>]{0,200}[)\]}」】>]")
_INSIDE_BRACKETS = re.compile(r"[(「【\[]([^)」】\]]{1,200})[)」】\]]")
_TRAILING_NUMBER = re.compile(r"[ _-]*\d{1,2}$")
_PATH = re.compile(r"[./]|\[\]")

# Hepburn, Kunrei and the spellings between them, folded to one: what is longer comes first.
_ROMAJI = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"tch", "tt"), (r"sh(?=[auoe])", "sy"), (r"shi", "si"), (r"ch(?=[auoe])", "ty"), (r"chi", "ti"),
        (r"tsu", "tu"), (r"fu", "hu"), (r"jy?(?=[auoe])", "zy"), (r"ji", "zi"), (r"dzu|du", "zu"),
        (r"m(?=[bmp])", "n"), (r"n'", "n"), (r"ou|oo|oh(?![aiueo])", "o"), (r"uu", "u"), (r"aa", "a"), (r"ii", "i"),
    )
)  # fmt: skip

_KANA = re.compile("[ぁ-ゖァ-ヺー]{2,30}")
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}  # fmt: skip
_GLIDES = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo"}
# Syllables of two signs come before those of one.
_SYLLABLES = (
    *((row[1] + small, head + glide) for head, row in _ROWS.items() if head for small, glide in _GLIDES.items()),
    *((kana, head + vowel) for head, row in _ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)),
    ("や", "ya"), ("ゆ", "yu"), ("よ", "yo"), ("わ", "wa"), ("を", "o"), ("ん", "n"),
)  # fmt: skip
_DOUBLED = re.compile("っ([a-z])")
_LONG = re.compile("([aiueo])ー")

_NUMBERED = re.compile(r"^\s*(?:[qQ]|問|設問|質問|項目)?\s*\d{1,3}(?:[-－]\d{1,2})?\s*[.)、。:_\s]\s*(?=\D)")
_QUESTION = re.compile(r"\s*(?:[qQ]|問|設問|質問)\s*\d{1,3}(?![0-9])")
_REQUEST_JA = re.compile(
    r"(?:を|は|が|も|に|について|の?(?:入力|記入))?(?:現在)?(?:ご自由に|自由に|すべて|全て)?"
    r"(?:(?:ご|お)?(?:教え|記入|入力|選択|書き|記載|回答|聞かせ|答え|選び|いくつ|何|どちら|どれ|お持ち|あり|持ち|されて|して|でし|です|思い)"
    r"|い(?=ますか))"
    r".{0,20}(?:ください|下さい|ますか|ましたか|ですか|でしたか|願います|お願いします|して|欄)[。?]?$"
)
_REQUEST_EN = re.compile(
    r"^(?:please )?(?:(?:what(?:'s| is| are| was)|enter|provide|type|tell us|input|select|choose|fill in|is|are)?\s*"
    r"(?:your|the)\s+|do you (?:currently |regularly )?(?:have (?:any |an? )?)?|have you (?:ever )?(?:been |had )?"
    r"|are you (?:currently )?(?:an? )?|which\s+)",
    re.IGNORECASE,
)
_ASKED_EN = re.compile(r"\s(?:do|are|did|have|would|were) you\b.*$", re.IGNORECASE)
_CLAUSE = re.compile(r"[。、,;:\n|=→]+\s*")
_OF = re.compile(r"\s(?:of|for|used|in|on|to|from|when|where|which|that|as|if|with)\s.*$", re.IGNORECASE)
_KEYS = frozenset({"pk", "fk", "uk", "idx", "not null", "主キー", "外部キー", "必須", "任意", "new", "deprecated"})


def fold_width(name: str) -> str:
    """A name in its normal form (NFKC), without space around it."""
    return unicodedata.normalize("NFKC", name).strip()


def squash(name: str) -> str:
    """A name without case and separators."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", name).casefold())


def split_words(name: str) -> tuple[str, ...]:
    """The words of a name: ``BillingPostalCode`` and ``billing_postal_code`` alike; digits fall away."""
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    return tuple(word for word in _WORD.findall(spaced.casefold()) if not word.isdigit())


def split_path(name: str) -> tuple[str, ...]:
    """The parts of a path (``user.contact.email``, ``items[].name``, a header of two rows ``氏名/姓``)."""
    return tuple(part for part in _PATH.split(name) if part.strip())


def split_brackets(name: str) -> tuple[str, str]:
    """What stands outside of the brackets of a folded name, without a number at its end, and what inside."""
    outside = _TRAILING_NUMBER.sub("", _BRACKETS.sub("", name)) or name
    return outside, "".join(_INSIDE_BRACKETS.findall(name))


def drop_brackets(name: str) -> str:
    """A name without what stands in brackets."""
    return _BRACKETS.sub("", name)


def fold_romaji(word: str) -> str:
    """Lower-case romaji in one spelling: ``jusho``, ``juusyo`` and ``zyuusyo`` are the same."""
    for pattern, form in _ROMAJI:
        word = pattern.sub(form, word)
    return word


def skeleton_of(word: str) -> str:
    """A word without its vowels after the first letter and without doubled letters: ``religion`` is ``rlgn``."""
    bare = word[:1] + "".join(letter for letter in word[1:] if letter not in "aeiou")
    return "".join(letter for at, letter in enumerate(bare) if letter != bare[at - 1 : at])


def expand(words: Sequence[str], abbreviations: Mapping[str, str]) -> tuple[str, ...]:
    """The words with abbreviations written out: ``cust nm`` becomes ``customer name``."""
    return tuple(part for word in words for part in abbreviations.get(word, word).split("_"))


def romaji_of(name: str) -> str:
    """A name in kana (``セイベツ``, ``せいねんがっぴ``) in folded romaji; "" for anything else."""
    folded = squash(name)
    if not _KANA.fullmatch(folded):
        return ""
    word = folded.translate(_TO_HIRAGANA)
    for kana, latin in _SYLLABLES:
        word = word.replace(kana, latin)
    return fold_romaji(_LONG.sub(r"\1\1", _DOUBLED.sub(r"\1\1", word)))


def is_question(name: str) -> bool:
    """Whether a name is a numbered question of a questionnaire: ``Q4. ...``, ``Q7_text``, 問3."""
    return _QUESTION.match(unicodedata.normalize("NFKC", name)) is not None


def subject_of(note: str) -> str:
    """What a comment or a question is about: its first clause that is no remark on keys, without numbering and
    without "please tell us". A short name comes back as it is."""
    name = _NUMBERED.sub("", note.strip())
    clauses = [clause for clause in _CLAUSE.split(drop_brackets(fold_width(name))) if clause.strip()]
    first = next((clause for clause in clauses if clause.strip().casefold() not in _KEYS), "")
    if not first:
        return name
    if first.isascii():
        asked = _ASKED_EN.sub("", _REQUEST_EN.sub("", first.rstrip("?. ")))
        return _OF.sub("", asked) if " " in asked else asked
    return _REQUEST_JA.sub("", first).strip()
