"""Identifiers of devices and SIM cards that their own form can tell: IMEI, ICCID, push tokens, build fingerprints."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from detectors.checks import check_luhn, make_checked_hits
from detectors.hits import FieldView, Result, make_hits
from detectors.literals import declare_literals
from detectors.numbers import Shape, ShapeHits, find_runs, is_trivial, match_shape
from detectors.text import Bools, Cells, Runs

HARDWARE, SIM = "usage.device.hw_id", "usage.carrier.sim"
PUSH, MODEL, SYSTEM = "usage.device.push_token", "usage.device.model", "usage.os"

# Organisations that allocate the first digits of nearly all IMEIs in use (GSMA TS.06): 34 and 37 are American Express.
_ALLOCATED = (1, 35, 86, 98, 99)
_IMEI = tuple(Shape.parse(shape, separators) for shape, separators in (("15", ""), ("2-6-6-1", "- ")))
_ICCID = tuple(Shape.parse(shape, "") for shape in ("19", "20"))
# Telecommunications, Japan (ITU-T E.118).
_JAPANESE_SIM = 8981


def find_device_numbers(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Numbers of 15 digits that an IMEI may be, all put to the check digit, which decides together with the column;
    Japanese ICCIDs whose check digit passes count by themselves."""
    runs = find_runs(cells)
    if not len(runs):
        return
    yield from _find_checked(cells, runs, HARDWARE, _IMEI, sure=False)
    yield from _find_checked(cells, runs, SIM, _ICCID, sure=True)


def _find_checked(
    cells: Cells, runs: Runs, category: str, shapes: tuple[Shape, ...], *, sure: bool
) -> Iterator[Result]:
    spans: list[tuple[int, int, bool]] = []
    keys, tested = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.bool_)]
    for shape in shapes:
        for found in match_shape(cells, runs, shape):
            kept = found.select((_is_sim(found) if sure else _is_allocated(found)) & ~is_trivial(found.digits))
            if not len(kept):
                continue
            good = check_luhn(kept.digits)
            # Twenty digits are more than an integer holds: the first nineteen tell the cards apart.
            keys.append(ShapeHits(kept.start, kept.end, kept.digits[:, :19], "").keys())
            tested.append(good)
            passed = kept.select(good)
            spans.extend(
                (start, end, sure) for start, end in zip(passed.start.tolist(), passed.end.tolist(), strict=True)
            )
    if hits := make_checked_hits(category, spans, np.concatenate(keys), np.concatenate(tested), "luhn"):
        yield hits


def _is_allocated(found: ShapeHits) -> Bools:
    head = found.digits[:, 0].astype(np.int64) * 10 + found.digits[:, 1]
    return np.isin(head, _ALLOCATED)


def _is_sim(found: ShapeHits) -> Bools:
    head = found.digits[:, :4].astype(np.int64) @ np.array([1000, 100, 10, 1])
    return np.asarray(head == _JAPANESE_SIM, dtype=np.bool_)


_FCM, _EXPO = declare_literals([":APA91b", "ExponentPushToken["])
_FCM_TOKEN = re.compile(r"[\w-]{11,64}:APA91b[\w-]{100,300}+", re.ASCII)
_EXPO_TOKEN = re.compile(r"ExponentPushToken\[[\w-]{10,40}\]", re.ASCII)
# Android's ro.build.fingerprint: brand/product/device:release/id/incremental:type/tags.
_BUILD_ENDS = declare_literals(
    [
        ":user/release-keys",
        ":user/test-keys",
        ":user/dev-keys",
        ":userdebug/test-keys",
        ":userdebug/dev-keys",
        ":eng/test-keys",
    ]
)
_BUILD_RELEASE = re.compile(r":[\w.]{1,12}/[\w.-]{1,40}/[\w.-]{1,60}", re.ASCII)
_BUILD_DEVICE = re.compile(r"[\w.-]{1,40}/[\w.-]{1,60}/[\w.-]{1,60}", re.ASCII)
_LONGEST_RELEASE, _LONGEST_DEVICE, _LONGEST_MODEL = 115, 162, 20


def find_device_tokens(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Push tokens of Firebase and Expo, and Android build fingerprints, which name model and system."""
    tokens = []
    for at in cells.places_of(_FCM).tolist():
        if match := _FCM_TOKEN.match(cells.text, _walk_back(cells.text, at, at - 64, "-_")):
            tokens.append((*match.span(), True))
    for at in cells.places_of(_EXPO).tolist():
        if match := _EXPO_TOKEN.match(cells.text, at):
            tokens.append((*match.span(), True))
    if hits := make_hits(PUSH, tokens):
        yield hits
    builds = [(start, at + len(end), True) for end in _BUILD_ENDS for start, at in _find_builds(cells, end)]
    for category in (MODEL, SYSTEM):
        if hits := make_hits(category, builds):
            yield hits


def _walk_back(text: str, at: int, low: int, marks: str) -> int:
    """Where the ASCII letters, digits and ``marks`` before a position begin, no earlier than ``low``."""
    while at > max(low, 0) and text[at - 1].isascii() and (text[at - 1].isalnum() or text[at - 1] in marks):
        at -= 1
    return at


def _find_builds(cells: Cells, end: str) -> Iterator[tuple[int, int]]:
    text = cells.text
    for at in cells.places_of(end).tolist():
        middle = text.rfind(":", max(0, at - _LONGEST_RELEASE), at)
        if middle < 0 or not _BUILD_RELEASE.fullmatch(text, middle, at):
            continue
        start = _walk_back(text, middle, middle - _LONGEST_DEVICE, "-_./")
        if _BUILD_DEVICE.fullmatch(text, start, middle):
            yield start, at


_MODEL_STARTS = declare_literals(
    ["iPhone", "iPad", "iPod", "SM-", "Pixel ", "MacBookPro", "MacBookAir", "Macmini", "AppleTV"]
)
# Identifiers that the makers' systems give for a model: Apple's hw.machine, Samsung's and Google's names.
_MODEL = re.compile(
    r"(?:iPhone|iPad|iPod|MacBookPro|MacBookAir|Macmini|AppleTV)\d{1,2},\d{1,2}|SM-[A-Z]\d{3,4}[A-Z0-9]{1,3}"
    r"|Pixel (?:\d{1,2}a?|Fold)(?: Pro)?(?: XL| Fold)?"
)


def find_models(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that are the identifier of a model as a device tells it (``iPhone15,2``); catalogues of goods have the
    names that shops use instead."""
    spans = []
    for literal in _MODEL_STARTS:
        places = cells.places_of(literal)
        for cell in cells.cell_of(places).tolist() if len(places) else ():
            start, end = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
            if end - start <= _LONGEST_MODEL and _MODEL.fullmatch(cells.text, start, end):
                spans.append((start, end, True))
    if hits := make_hits(MODEL, sorted(set(spans))):
        yield hits
