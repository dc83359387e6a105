"""JSON lines: one JSON value a line."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import Batch, Skipped
from connectors.batches import sized_batches
from connectors.json_fields import DECODER, LARGEST_DOCUMENT, Row, RowColumns, RowMaker
from connectors.lines import piece_batch
from connectors.text_file import TextFile

_SAMPLE_LINES = 200


def looks_like_jsonlines(sample: str, *, hinted: bool) -> bool:
    """Whether the first lines are JSON objects, nearly all of them; ``hinted`` by a suffix, most suffice and
    arrays count too. A file of a single line is JSON lines only by its suffix."""
    lines = [line for line in sample.split("\n")[:_SAMPLE_LINES] if line.strip()]
    starts = ("{", "[") if hinted else ("{",)
    maker = RowMaker()
    good = sum(1 for line in lines if line.lstrip().startswith(starts) and _row(line, maker) is not None)
    return good >= 1 and good >= 0.5 * len(lines) if hinted else good >= 2 and good >= 0.8 * len(lines)


def read_jsonlines(file: TextFile) -> Iterator[Batch | Skipped]:
    """Every line as a row of fields; rows are line numbers. A line that is no JSON is one cell in the field
    without a name, so that it is still looked at, and is counted in a Skipped at the end; so is a line that is too
    large to be parsed."""
    first_row, broken, maker = 1, 0, RowMaker()
    gathered, text, taken = RowColumns(), 0, 0
    for block in file.blocks(LARGEST_DOCUMENT):
        taken += block.taken
        if block.piece:
            yield from sized_batches(file.location, *gathered.columns(), first_row, taken) if len(gathered) else ()
            first_row, gathered, text, taken = first_row + len(gathered), RowColumns(), 0, 0
            yield piece_batch(file.location, block, first_row)
            first_row, broken = first_row + (not block.open), broken + (not block.open)
            continue
        for line in block.data.removesuffix(b"\n").split(b"\n"):
            row = _row_or_none(line, maker)
            broken += row is None
            gathered.append({"": line.decode().removesuffix("\r")} if row is None else row)
            text += len(line)
            if gathered.is_full(text):
                yield from sized_batches(file.location, *gathered.columns(), first_row, taken)
                first_row += len(gathered)
                gathered, text, taken = RowColumns(), 0, 0
    if len(gathered):
        yield from sized_batches(file.location, *gathered.columns(), first_row, taken)
    if broken:
        lines = "1 line is" if broken == 1 else f"{broken} lines are"
        yield Skipped(
            file.location,
            "corrupt",
            f"{lines} not valid JSON; looked at as plain text, without fields",
            "Repair or remove these lines to have their fields told apart",
            partial=True,
        )


def _row_or_none(line: bytes, maker: RowMaker) -> Row | None:
    """The fields of a line; no fields for a blank one, None for one that is no JSON."""
    if not line or line.isspace():
        return {}
    return _row(line.decode(), maker)


def _row(line: str, maker: RowMaker) -> Row | None:
    try:
        return maker.row_of(DECODER.decode(line))
    except (ValueError, RecursionError):
        return None
