"""Check digits and other hard tests on arrays of digits: (n x digits) in, n booleans out.

``CHECKS`` maps the name used in ``patterns.toml`` to the test and the share of random digits that passes it,
which is what a pass rate has to be compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detectors.hits import Hits
from detectors.text import Bools

Digits = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Check:
    """A test on digits; ``chance`` is the share of random numbers of the right length that pass it."""

    test: Callable[[Digits], Bools]
    chance: float


@dataclass(frozen=True, eq=False)
class CheckedHits(Hits):
    """Hits with every number that had the shape (``keys``, each once) and which of them passed the hard test:
    how many that are over several buffers cannot be told from the counts alone."""

    keys: npt.NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    good: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))


def make_checked_hits(
    category: str, spans: Iterable[tuple[int, int, bool]], keys: npt.NDArray[np.uint64], good: Bools, check: str
) -> CheckedHits | None:
    """Hits from (start, end, strong) triples and the numbers tried (repeats allowed); None when none was."""
    if not len(keys):
        return None
    each, places = np.unique(keys, return_index=True)
    table = np.array(list(spans), dtype=np.int64).reshape(-1, 3)
    passed = good[places]
    return CheckedHits(
        category,
        table[:, 0],
        table[:, 1],
        table[:, 2].astype(np.bool_),
        tried=len(each),
        passed=int(passed.sum()),
        check=check,
        keys=each,
        good=passed,
    )


def _weighted(digits: Digits, weights: tuple[int, ...]) -> npt.NDArray[np.int64]:
    return digits[:, : len(weights)].astype(np.int64) @ np.array(weights, dtype=np.int64)


def check_luhn(digits: Digits) -> Bools:
    """ISO/IEC 7812-1 annex B, the check digit of payment cards (and of IMEI and ICCID numbers)."""
    value = digits[:, ::-1].astype(np.int64)
    value[:, 1::2] *= 2
    value[:, 1::2] -= 9 * (value[:, 1::2] > 9)
    result: Bools = value.sum(axis=1) % 10 == 0
    return result


def check_my_number(digits: Digits) -> Bools:
    """個人番号, 12 digits: 平成26年総務省令第85号 article 5."""
    rest = _weighted(digits, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    expected = np.where(rest <= 1, 0, 11 - rest)
    result: Bools = digits[:, 11] == expected
    return result


def check_corporate_number(digits: Digits) -> Bools:
    """法人番号, 13 digits with the check digit in front: 法人番号の指定等に関する省令 article 2."""
    weights = np.array([2, 1] * 6, dtype=np.int64)
    rest = digits[:, 1:13].astype(np.int64) @ weights % 9
    result: Bools = digits[:, 0] == 9 - rest
    return result


_COMMISSIONS = frozenset(
    (0, 10, 11, 12, 13, 14, *range(20, 26), 30, *range(40, 56), *range(60, 66), *range(70, 75))
) | frozenset((*range(80, 84), *range(90, 98)))


def check_drivers_license(digits: Digits) -> Bools:
    """運転免許証番号, 12 digits: the commission of first issue and a check digit in the 11th place."""
    rest = _weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    known = np.isin(digits[:, 0].astype(np.int64) * 10 + digits[:, 1], sorted(_COMMISSIONS))
    result: Bools = known & (digits[:, 10] == (11 - rest) % 11 % 10)
    return result


def check_resident_record_code(digits: Digits) -> Bools:
    """住民票コード, 11 digits. The formula is published in a notice of 2002 that is not at hand; this is the one of
    My Number on ten digits, so that a pass may speak for a code and a failure says nothing."""
    rest = _weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    expected = np.where(rest <= 1, 0, 11 - rest)
    result: Bools = digits[:, 10] == expected
    return result


# 法別番号: what kind of insurance (in front of the insurer number of all but 国民健康保険).
_SCHEMES = (*range(1, 8), *range(31, 35), 39, 63, 67, *range(72, 76))


def check_insurer(digits: Digits) -> Bools:
    """保険者番号, 8 digits (scheme, prefecture, insurer, check digit) or 6 (without a scheme, 国民健康保険): the check
    digit is that of ISO/IEC 7812-1."""
    value = digits.astype(np.int64)
    known: Bools = np.ones(len(digits), dtype=np.bool_)
    if digits.shape[1] == 8:
        known &= np.isin(value[:, 0] * 10 + value[:, 1], _SCHEMES)
    prefecture = value[:, -6] * 10 + value[:, -5]
    return np.asarray(known & (prefecture >= 1) & (prefecture <= 47) & check_luhn(digits))


def check_card(digits: Digits) -> Bools:
    """A payment card: an issuer range in use with that length, and the Luhn digit (ISO/IEC 7812-1)."""
    count = digits.shape[1]
    value = digits.astype(np.int64)
    two, three, four = (value[:, :size] @ 10 ** np.arange(size - 1, -1, -1) for size in (2, 3, 4))
    known = np.zeros(len(digits), dtype=np.bool_)
    if count in (13, 16, 19):
        known |= value[:, 0] == 4
    if count == 15:
        known |= (two == 34) | (two == 37) | (four == 1800) | (four == 2131)
    if 12 <= count <= 19:
        known |= (two == 50) | ((two >= 56) & (two <= 58)) | ((two >= 63) & (two <= 63)) | (two == 67)
    if count == 14:
        known |= (two == 36) | (two == 38) | (two == 39) | ((three >= 300) & (three <= 305))
    if count == 16:
        known |= ((two >= 51) & (two <= 55)) | ((four >= 2221) & (four <= 2720))
        known |= (four == 6011) | (two == 65) | ((three >= 644) & (three <= 649))
    if 16 <= count <= 19:
        known |= ((four >= 3528) & (four <= 3589)) | (two == 62)
    return known & check_luhn(digits)


CHECKS: dict[str, Check] = {
    "my_number": Check(check_my_number, 0.0996),
    "corporate_number": Check(check_corporate_number, 0.0995),
    "drivers_license": Check(check_drivers_license, 0.051),
    "card": Check(check_card, 0.022),
    "insurer": Check(check_insurer, 0.047),
    "resident_record_code": Check(check_resident_record_code, 0.0996),
    "luhn": Check(check_luhn, 0.1),
}
