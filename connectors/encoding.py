"""Which character encoding a file is in, judged from its first bytes.

Strict trial decides wherever it can (byte order mark, escape sequences, UTF-8). Between the Japanese double-byte
encodings, which accept much of each other, the reading that looks like Japanese wins: kana and the kanji of
JIS level 1 speak for it; lone half-width kana, private-use and level-2 kanji between Latin letters against.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# ISO 2022: "ESC $ B", "ESC $ @", "ESC $ ( D" and "ESC ( I" announce Japanese sets (RFC 1468, JIS X 0202).
_ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\(I)")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_HALF_KANA_RUN = re.compile("[\uff61-\uff9f]+")
_HALF_KANA_WORD = re.compile("(?:[\uff66-\uff9d\uff70](?:(?<=[\uff73\uff76-\uff84\uff8a-\uff8e])[\uff9e\uff9f])?)+")
_LONE = re.compile("(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])")
_NON_ASCII = re.compile("[^\x00-\x7f]")
_WIDE = re.compile("[\u3001-\u30ff\u4e00-\u9fff\uff01-\uffe6]")
_PLAIN = re.compile(
    "[\t\n\r\x20-\x7e\u00a0-\u024f\u2010-\u2027\u2030-\u205e\u2100-\u266f\u3000-\u30ff\u4e00-\u9fff\uff01-\uffe6]"
)
# A UTF-8 file may hold some damaged bytes: this many good multi-byte characters stand against one bad byte.
_GOOD_PER_BAD = 4
_VOTERS = 100  # lines that are judged one by one


def detect_encoding(sample: bytes) -> str:
    """The Python codec name for a text that begins with ``sample``, which may end inside a character.

    Never fails: what nothing else explains is ``cp1252``, or ``latin-1`` where cp1252 has no such byte. A file
    that mixes encodings is in that of most of its Japanese lines.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if sample.isascii():
        if _ISO_2022.search(sample):
            return "iso2022_jp" if _decodes(sample, "iso2022_jp") else "iso2022_jp_ext"
        return (_utf16_without_mark(sample) if b"\x00" in sample else "") or "utf-8"
    return (
        (_utf16_without_mark(sample) if b"\x00" in sample else "")
        or ("utf-8" if _is_utf8(sample) else "")
        or _japanese(sample)
        or _by_lines(sample)
        or ("cp1252" if _decodes(sample, "cp1252") else "latin-1")
    )


def _decode_start(sample: bytes, encoding: str) -> str | None:
    """The sample as strict text, without the character that its end may cut; None if it is not this encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return None


def _decodes(sample: bytes, encoding: str) -> bool:
    return _decode_start(sample, encoding) is not None


def _is_utf8(sample: bytes) -> bool:
    start = _decode_start(sample, "utf-8")
    if start is not None:
        return not start.isascii()  # ASCII and half a character at the very end prove nothing
    text = sample.decode("utf-8", "replace")
    # A U+FFFD that was in the file already is three good bytes; both counts stay small, so that is no matter.
    bad = text.count("\ufffd")
    good = len(_NON_ASCII.findall(text)) - bad
    return good >= _GOOD_PER_BAD * bad


def _by_lines(sample: bytes) -> str:
    """The Japanese encoding of most lines of a sample that no single encoding fits; empty if there is none."""
    lines = [line for line in re.split(rb"[\r\n]+", sample) if not line.isascii()]
    others = [line for line in lines if (text := _decode_start(line, "utf-8")) is None or not holds_japanese(text)]
    utf8 = len(lines) - len(others)
    if len(lines) < 2:
        return ""
    votes = Counter(_japanese(line) for line in others[:_VOTERS])
    votes["utf-8"] += round(utf8 * min(1.0, _VOTERS / max(len(others), 1)))
    votes.pop("", None)
    best, count = max(votes.items(), key=lambda item: item[1])
    return best if count * 20 >= min(len(lines), _VOTERS) else ""


def holds_japanese(text: str) -> bool:
    """Whether a text has kana, kanji, or the punctuation and full-width signs that go with them."""
    return bool(_WIDE.search(text))


def _utf16_without_mark(sample: bytes) -> str:
    """``utf-16-le``/``-be`` where zero bytes stand (nearly) only in one half of the byte pairs and the
    reading is plain text: ASCII gives a zero in every pair, Japanese at least at spaces and line ends."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    encoding, zeros, others = ("utf-16-le", odd, even) if odd > even else ("utf-16-be", even, odd)
    if others * 20 > zeros:
        return ""
    text = _decode_start(sample, encoding)
    if not text:
        return ""
    plain = len(_PLAIN.findall(text)) / len(text)
    if plain >= 0.9 and (zeros / len(text) >= 0.3 or len(_KANA.findall(text)) / len(text) >= 0.15):
        return encoding
    return ""


def _japanese(sample: bytes) -> str:
    """cp932 or an EUC, whichever reads as Japanese; empty where neither does."""
    readings = {name: text for name in ("cp932", "euc_jp") if (text := _decode_start(sample, name)) is not None}
    if "euc_jp" not in readings and (text := _decode_start(sample, "euc_jis_2004")) is not None:
        readings["euc_jis_2004"] = text
    if "cp932" in readings and len(readings) > 1 and _is_half_width_kana(readings["cp932"]):
        return "cp932"
    scores = {name: plausibility(text) for name, text in readings.items()}
    best = max(scores, key=scores.__getitem__, default="")
    if best and scores[best] > 0:
        return best
    return _damaged(sample)


def _damaged(sample: bytes) -> str:
    """A Japanese encoding that explains nearly all of a sample which has some bad bytes in it."""
    best, best_score = "", 0.6
    for encoding in ("cp932", "euc_jp"):
        text = sample.decode(encoding, "replace")
        foreign = len(_NON_ASCII.findall(text)) or 1
        good = plausibility(text.replace("\ufffd", " "))
        score = good - 5 * text.count("\ufffd") / foreign
        if score > best_score:
            best, best_score = encoding, score
    return best


def _is_half_width_kana(text: str) -> bool:
    """Bank files (全銀) hold nothing but half-width kana beside ASCII, which EUC reads as pairs, that is as
    kanji. Ten of them that obey the rules for the sound marks, with hardly any punctuation, are no accident."""
    foreign = _NON_ASCII.findall(text)
    in_words = sum(len(word) for word in _HALF_KANA_WORD.findall(text))
    return len(foreign) >= 10 and in_words >= 0.9 * len(foreign)


def plausibility(text: str) -> float:
    """How Japanese a text looks: from about -2 (not at all) to 2 (kana throughout), per non-ASCII character."""
    foreign = _NON_ASCII.findall(text)
    if not foreign:
        return 0.0
    score = 2.0 * len(_KANA.findall(text)) + sum(_run_weight(len(run)) for run in _HALF_KANA_RUN.findall(text))
    score += sum(_weight(character) for character in set(foreign) for _ in range(min(text.count(character), 50)))
    score -= 3.0 * len(_LONE.findall(text))
    return score / len(foreign)


def _run_weight(length: int) -> float:
    """Half-width kana come in words; alone they are accented letters or signs of a western encoding."""
    return 0.3 * length if length > 1 else -1.0


def _weight(character: str) -> float:
    """What one character beside kana says: common kanji and Japanese punctuation for, private use against."""
    for test, weight in _WEIGHTS:
        if test(character):
            return weight
    return 0.0


def _is_level_1(character: str) -> bool:
    """JIS X 0208 level 1 (rows 16 to 47): the kanji in common use, 0x88 to 0x97 as lead bytes in cp932."""
    encoded = character.encode("cp932", "ignore")
    return len(encoded) == 2 and 0x88 <= encoded[0] <= 0x97 and "\u4e00" <= character <= "\u9fff"


def _is_japanese_sign(character: str) -> bool:
    return "\u3000" <= character <= "\u3020" or "\uff01" <= character <= "\uff5e" or "\u2460" <= character <= "\u2473"


def _is_unlikely(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff" or "\x80" <= character <= "\x9f"


_WEIGHTS: tuple[tuple[Callable[[str], bool], float], ...] = (
    (_is_level_1, 1.0),
    (_is_japanese_sign, 1.0),
    (_is_unlikely, -3.0),
)
