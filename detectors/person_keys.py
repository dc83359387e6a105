"""Values that tell one person from others, written so that two forms of one are equal, and their keyed digests.

What is a key of which kind, and which characters are forms of one another, is data: ``data/person_keys.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from detectors.sketch import hash_cells
from detectors.text import SEPARATOR, join_cells

Digests = npt.NDArray[np.uint64]
_BLOCK = 32768


@dataclass(frozen=True, slots=True)
class PersonKey:
    """What a category is as a key of persons. Values of one ``kind`` are compared with one another; ``form`` says how
    they are written plainly. ``telling``: the same value in two places is hardly chance; ``stored``: its keyed digests
    may be kept; ``counted``: its different values count persons."""

    category: str
    kind: str
    form: str
    telling: bool = False
    stored: bool = True
    counted: bool = True


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files("detectors").joinpath("data", "person_keys.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _read_keys() -> dict[str, PersonKey]:
    keys = {}
    for block in _data()["key"]:
        for category in block["categories"]:
            keys[category] = PersonKey(
                category, **{name: value for name, value in block.items() if name != "categories"}
            )
    return keys


PERSON_KEYS: Mapping[str, PersonKey] = _read_keys()
"""The categories whose values are keys of persons."""


ASKED: Mapping[str, tuple[str, ...]] = {
    word: tuple(category for category, key in PERSON_KEYS.items() if key.form in forms)
    for word, forms in _data()["asked"].items()
}
"""What somebody looks for (``email``, ``phone``, ``name``, ``kana``, ``id``) -> the categories that may hold it."""


def normalise_person_key(category: str, texts: pa.Array) -> pa.Array:
    """The texts as plain keys of that category; null where a text is no such key. KeyError for a category that is none.

    * e-mail addresses: NFKC, trimmed, ``mailto:`` and a name before ``<...>`` left out, case-folded;
    * telephone numbers: digits of the national form (``09012345678``) for Japan, ``+`` and digits for other countries;
    * names: NFKC, without spaces and forms of address, variant forms of characters as one, hiragana as katakana where
      the name is kana alone, Latin names in small letters with their parts in the order of the alphabet;
    * login names: NFKC, trimmed, case-folded; numbers: letters (capital) and digits alone, without leading zeros.
    """
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return _FORMS[PERSON_KEYS[category].form](pc.utf8_normalize(pc.cast(whole, pa.string()), form="NFKC"))


def key_values(category: str, texts: pa.Array, secret: bytes) -> Digests:
    """Keyed 64-bit digests of those of the texts that are keys of that category, in their order.

    SipHash-2-4 (Aumasson and Bernstein, 2012), a pseudo-random function, over the 64-bit hash of each text. That hash
    is not secret and could be enumerated, but it never stands anywhere: without the 128-bit key, made from ``secret``
    and the kind of key, nobody can work out the digest of a candidate, however few candidates there are. Two
    different texts have the same digest with a chance of about 2**-60.
    """
    return digest_keys(category, normalise_person_key(category, texts).drop_null(), secret)


def digest_keys(category: str, keys: pa.Array, secret: bytes) -> Digests:
    """As :func:`key_values`, of texts that are plain keys already (without nulls)."""
    if not len(keys):
        return np.zeros(0, dtype=np.uint64)
    hashes, key = hash_cells(join_cells(keys)), _derive(PERSON_KEYS[category].kind, secret)
    # In blocks that stay in the cache of a core: twice as fast.
    return np.concatenate([_siphash(hashes[at : at + _BLOCK], key) for at in range(0, len(hashes), _BLOCK)])


@lru_cache(maxsize=256)
def _derive(kind: str, secret: bytes) -> bytes:
    """The 128-bit key for one kind of values: digests of two kinds have nothing to do with each other."""
    return blake2b(kind.encode(), digest_size=16, key=secret, person=b"daicho-persons").digest()


def _siphash(words: Digests, key: bytes) -> Digests:
    """SipHash-2-4 of each 64-bit word (as a message of eight bytes, little endian)."""
    low, high = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
    state = tuple(
        np.full(len(words), start ^ half, dtype=np.uint64)
        for start, half in zip(
            (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573),
            (low, high, low, high),
            strict=True,
        )
    )
    v0, v1, v2, v3 = state
    for block in (words, np.uint64(8 << 56)):
        v3 ^= block
        _mix(v0, v1, v2, v3, 2)
        v0 ^= block
    v2 ^= np.uint64(0xFF)
    _mix(v0, v1, v2, v3, 4)
    return np.asarray(v0 ^ v1 ^ v2 ^ v3)


def _mix(v0: Digests, v1: Digests, v2: Digests, v3: Digests, rounds: int) -> None:
    """Rounds of SipHash, in place."""
    for _ in range(rounds):
        v0 += v1
        v2 += v3
        _turn(v1, 13)
        _turn(v3, 16)
        v1 ^= v0
        v3 ^= v2
        _turn(v0, 32)
        v2 += v1
        v0 += v3
        _turn(v1, 17)
        _turn(v3, 21)
        v1 ^= v2
        v3 ^= v0
        _turn(v2, 32)


def _turn(words: Digests, bits: int) -> None:
    rest = words >> np.uint64(64 - bits)
    words <<= np.uint64(bits)
    words |= rest


# --- plain forms; each gets texts in NFKC ---


def _only(texts: pa.Array, pattern: str) -> pa.Array:
    """The texts that a pattern fits, null for the others."""
    return pc.if_else(pc.match_substring_regex(texts, pattern), texts, pa.scalar(None, pa.string()))


def _replace(texts: pa.Array, pattern: str, by: str = "") -> pa.Array:
    return pc.replace_substring_regex(texts, pattern, by)


def _plain_email(texts: pa.Array) -> pa.Array:
    if pc.any(pc.match_substring(texts, "<")).as_py():
        texts = _replace(texts, r"(?is)^[^<>]*<([^<>@]+@[^<>@]+)>\s*$", r"\1")
    texts = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    if pc.any(pc.starts_with(texts, "mailto:")).as_py():
        texts = _replace(texts, r"^mailto:\s*")
    return _only(texts, r"^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}$")


_EXTENSION = r"(?i)[\s;,(]*(?:内線|extension|ext|x|#)[\s.:=]*\d{1,6}\)?\s*$"
_BEFORE_NUMBER = r"(?i)^\s*(?:tel|fax|phone|mobile|電話(?:番号)?|携帯(?:電話)?|☎)?[\s:.]*"
_NATIONAL = r"^0[1-9]\d{8,9}$"


def _plain_phone(texts: pa.Array) -> pa.Array:
    """Japan is the country where none is said. Most numbers are plain ones of Japan, the others take longer."""
    plain = _only(pc.replace_substring(texts, "-", ""), _NATIONAL)
    if plain.null_count == texts.null_count:
        return plain
    others = pc.if_else(pc.is_null(plain), texts, pa.scalar(None, pa.string()))
    return pc.coalesce(plain, _plain_other_phone(others))


def _plain_other_phone(texts: pa.Array) -> pa.Array:
    """Exports write the code of Japan without the plus (``81-90-...``) or as one dials (``0081``, ``010-81``), and
    numbers in spreadsheets lose their first zero."""
    texts = _replace(_replace(texts, _EXTENSION), _BEFORE_NUMBER)
    texts = _replace(texts, r"^(\+?\d{1,3})[\s-]*\(0\)", r"\1")
    texts = _only(texts, r"^\+?[\d(][\d\s()\-./\x{2010}-\x{2015}\x{2212}\x{30FC}]*$")
    texts = _replace(texts, r"[^\d+]")
    for pattern, by in (
        (r"^(?:010|00)([1-9]\d{8,13})$", r"+\1"),
        (r"^\+?810?([1-9]\d{8,9})$", r"0\1"),
        # The North American plan, with its code or without it.
        (r"^\+?1([2-9]\d{2}[2-9]\d{6})$", r"\1"),
        (r"^([6-9]0[1-9]\d{7})$", r"0\1"),
    ):
        texts = _replace(texts, pattern, by)
    return _only(texts, r"^(?:0\d{9,10}|\+\d{7,15}|[1-9]\d{6,14})$")


# What stands between the parts of a name and is no part of it.
_BETWEEN = r"[\s・·,.､、'’\-\x{2010}-\x{2015}]"


def _plain_name(texts: pa.Array) -> pa.Array:
    words = _data()["name"]
    texts = pc.utf8_trim_whitespace(_translate(texts, _name_folds()))
    texts = _replace(texts, rf"^(.{{2,}}?)\s*(?:{'|'.join(words['behind'])})+$", r"\1")
    kana = pc.match_substring_regex(texts, rf"^(?:[\p{{Hiragana}}\p{{Katakana}}ー]|{_BETWEEN})+$")
    texts = pc.if_else(kana, _translate(texts, _kana_folds()), texts)
    latin = pc.match_substring_regex(texts, r"\p{Latin}")
    if pc.any(latin).as_py():
        texts = pc.if_else(latin, _sort_words(texts), texts)
    texts = _replace(texts, rf"{_BETWEEN}+")
    return _only(texts, r"^[^\d]*\p{L}[^\d]*$")


def _plain_login(texts: pa.Array) -> pa.Array:
    return _only(pc.utf8_lower(pc.utf8_trim_whitespace(texts)), r"^\S+(?: \S+){0,2}$")


def _plain_number(texts: pa.Array) -> pa.Array:
    texts = _replace(pc.utf8_upper(texts), r"[^\p{L}\d]+")
    texts = pc.if_else(pc.ascii_is_decimal(texts), pc.utf8_ltrim(texts, "0"), texts)
    return _only(texts, r"^(?:[^\d]*[1-9].*|.*\p{L}.*\d.*|.*\d.*\p{L}.*)$")


_FORMS: Mapping[str, Callable[[pa.Array], pa.Array]] = {
    "email": _plain_email,
    "phone": _plain_phone,
    "name": _plain_name,
    "login": _plain_login,
    "number": _plain_number,
}


def _sort_words(texts: pa.Array) -> pa.Array:
    """Latin names as they sort: YAMADA, Taro and Taro Yamada are one."""
    before = "|".join(word.replace(".", r"\.?") for word in _data()["name"]["before"])
    texts = _replace(pc.utf8_lower(texts), rf"^(?:{before})\s+")
    lists = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(_replace(texts, r"[\s,.・]+", " ")))
    words = pa.table({"name": pc.list_parent_indices(lists), "word": pc.list_flatten(lists)})
    ordered = words.sort_by([("name", "ascending"), ("word", "ascending")])["word"].combine_chunks()
    # Nulls have no words, so the lists keep their lengths in another order of words.
    return pc.binary_join(pa.ListArray.from_arrays(_offsets(lists), ordered, mask=lists.is_null()), " ")


def _offsets(lists: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return pa.array(np.concatenate(([0], np.cumsum(lengths))).astype(np.int32))


def _translate(texts: pa.Array, table: npt.NDArray[np.uint32]) -> pa.Array:
    """Each character as the table says (code point -> code point); nulls stay."""
    kept = texts.drop_null()
    if not len(kept):
        return texts
    raw = join_cells(kept).raw
    if raw.isascii():
        return texts
    codes = table[np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)]
    joined = codes.tobytes().decode("utf-32-le", "surrogatepass")
    changed = pc.list_flatten(pc.split_pattern(pa.array([joined], pa.large_string()), SEPARATOR)).cast(pa.string())
    if len(kept) == len(texts):
        return changed
    return pc.replace_with_mask(texts, pc.is_valid(texts), changed)


@cache
def _name_folds() -> npt.NDArray[np.uint32]:
    """Variant forms of a character -> the first of them; variation selectors -> space, which goes."""
    table = np.arange(0x110000, dtype=np.uint32)
    for group in _data()["name"]["variants"]:
        table[[ord(one) for one in group]] = ord(group[0])
    table[0xFE00:0xFE10] = table[0xE0100:0xE01F0] = ord(" ")
    return table


@cache
def _kana_folds() -> npt.NDArray[np.uint32]:
    """Hiragana -> katakana, small kana -> large."""
    table = np.arange(0x110000, dtype=np.uint32)
    table[0x3041:0x3097] += 0x60
    words = _data()["name"]
    large = np.array([ord(one) for one in words["large_kana"]], dtype=np.uint32)
    small = np.array([ord(one) for one in words["small_kana"]])
    table[small] = large
    table[small - 0x60] = large
    return table
