"""Looks at one batch: every field becomes one buffer, every detector sees it, the result is a tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, CollectionKind, Field, Location
from detectors.additions import Sifted, current_additions
from detectors.addresses import find_japanese_addresses, find_western_addresses
from detectors.ages import find_ages
from detectors.attributes import find_attributes, find_blood_types
from detectors.bank import find_bank_accounts
from detectors.birth_dates import find_birth_dates
from detectors.columns import PROBE, Column, count_category, prepare_column
from detectors.columns import PositionSink as PositionSink
from detectors.contact import find_emails, find_postal_codes
from detectors.cookies import find_cookies
from detectors.crashes import find_crashes
from detectors.dates import find_dates
from detectors.devices import find_device_numbers, find_device_tokens, find_models
from detectors.dummies import find_dummies
from detectors.field_names import match_field_name
from detectors.field_names_topics import match_in_collection
from detectors.geography import find_coordinates
from detectors.hits import Detect, FieldView, Hits, Signals
from detectors.key_tally import collect_keys
from detectors.keyed import find_keyed, find_residence_cards
from detectors.labelled import find_labelled
from detectors.links import find_link_values
from detectors.mailboxes import find_desks
from detectors.mrz import find_mrz
from detectors.names import find_name_cells
from detectors.names_in_kana import find_kana_names
from detectors.names_in_text import find_names_in_text
from detectors.network import find_hidden_addresses, find_ipv4, find_ipv6, find_macs
from detectors.patterns import find_numbers, find_texts
from detectors.phones import find_phones
from detectors.plates import find_plates
from detectors.probes import find_probes
from detectors.record_times import count_record_times, tells_record_time
from detectors.regions import find_regions
from detectors.series import find_series
from detectors.sketch import Sketch
from detectors.special_care import find_special_care_hints
from detectors.tally import FieldTally
from detectors.text import Cells, Ints
from detectors.third_parties import find_services
from detectors.vocabulary import find_vocabulary
from detectors.web import find_client_hints, find_languages, find_user_agents

_BEFORE_OTHERS = 0.02  # how much more the topic of a table says of a name than the name by itself

DETECTORS: tuple[Detect, ...] = (
    find_emails,
    find_phones,
    find_postal_codes,
    find_numbers,
    find_texts,
    find_keyed,
    find_residence_cards,
    find_mrz,
    find_bank_accounts,
    find_plates,
    find_ages,
    find_ipv4,
    find_ipv6,
    find_hidden_addresses,
    find_macs,
    find_device_numbers,
    find_device_tokens,
    find_models,
    find_user_agents,
    find_client_hints,
    find_languages,
    find_cookies,
    find_services,
    find_link_values,
    find_labelled,
    find_crashes,
    find_coordinates,
    find_dates,
    find_birth_dates,
    find_japanese_addresses,
    find_western_addresses,
    find_regions,
    find_name_cells,
    find_names_in_text,
    find_kana_names,
    find_vocabulary,
    find_attributes,
    find_blood_types,
    find_special_care_hints,
    find_series,
    find_desks,
    find_probes,
    find_dummies,
)


def view_field(field: Field, kind: CollectionKind, place: Location | None = None) -> FieldView:
    """A field with what its name (and its comment, for less) suggests. What stands at a path inside a column is a
    named value like that of a record, whatever the collection; the column says whose it is. ``place`` is the
    collection: names that a configuration adds may hold in some only."""
    hints: dict[str, float] = {}
    name = f"{field.name}.{field.path}" if field.path else field.name
    for match in match_field_name(name):
        hints[match.category] = max(hints.get(match.category, 0.0), match.strength)
    for match in match_field_name(field.comment) if field.comment else ():
        hints[match.category] = max(hints.get(match.category, 0.0), match.strength * 0.8)
    topical = match_in_collection(name, place.collection) if place else ()
    for match in topical:
        most = max(hints.values(), default=0.0) + _BEFORE_OTHERS if match.how == "exact" else 0.0
        hints[match.category] = max(hints.get(match.category, 0.0), match.strength, most)
    if (named := current_additions().name_hints) is not None:
        hints.update({one: max(hints.get(one, 0.0), strength) for one, strength in named(field, place).items()})
    parts = frozenset(match.category for match in (*match_field_name(name), *topical) if match.how == "part")
    return FieldView(field, "records" if field.path else kind, hints, parts, place)


def inspect_batch(
    batch: Batch, kind: CollectionKind, sink: PositionSink | None = None
) -> Iterator[tuple[Field, FieldTally]]:
    """One tally for each field of a batch."""
    for field, values in zip(batch.fields, batch.columns, strict=True):
        if field.type == "binary":
            yield field, FieldTally(rows=batch.rows)
            continue
        view = view_field(field, kind, batch.location)
        tally = inspect_column(values, view, batch.first_row, batch.row_step, sink)
        if tells_record_time(field, kind):
            tally = replace(tally, signals=tally.signals + count_record_times(values))
        yield field, tally


def inspect_column(
    values: pa.Array,
    view: FieldView,
    first_row: int = 1,
    row_step: int = 1,
    sink: PositionSink | None = None,
) -> FieldTally:
    """The tally of one column; ``first_row`` is the number of its first row, ``row_step`` the distance to the
    next."""
    column = prepare_column(values, first_row, row_step)
    cells = column.cells
    if not len(cells):
        return FieldTally(rows=len(values))
    found, signals = _detect(cells, view)
    if (sift := current_additions().sift) is not None:
        sifted = sift(found, cells, view)
        if sifted.whole:
            return _inspect_rest(values, column, sifted, view, (first_row, row_step), sink)
        found = sifted.found
        signals += _weigh(sifted.inside, cells)
    steps, unit_steps = _count_steps(values, view)
    weights, lengths = cells.weights, cells.lengths
    return FieldTally(
        rows=len(values),
        read=len(column.rows),
        characters=int((weights * lengths).sum()),
        squares=int((weights * lengths * lengths).sum()),
        longest=int(lengths.max()),
        steps=steps,
        unit_steps=unit_steps,
        distinct=Sketch.of(cells),
        signals=signals,
        categories={
            category: count_category(category, hits, column, view.field, sink) for category, hits in found.items()
        },
        keys=collect_keys(found, cells, view),
    )


def _detect(cells: Cells, view: FieldView) -> tuple[dict[str, list[Hits]], Counter[str]]:
    """What all detectors say of a buffer: sightings by category, and counts of cells by signal."""
    found: dict[str, list[Hits]] = {}
    signals: Counter[str] = Counter()
    for detect in (*DETECTORS, *current_additions().detectors):
        for result in detect(cells, view):
            if isinstance(result, Signals):
                signals[result.name] += int(cells.weights[result.cells].sum())
                signals.update({f"{result.name}:{name}": count for name, count in result.extra.items()})
            else:
                found.setdefault(result.category, []).append(result)
    return found, signals


def _inspect_rest(
    values: pa.Array,
    column: Column,
    sifted: Sifted,
    view: FieldView,
    numbers: tuple[int, int],
    sink: PositionSink | None,
) -> FieldTally:
    """The tally of a column as if cells that are allowed as a whole were empty, with a count of them."""
    allowed = np.zeros(len(column.cells), dtype=np.bool_)
    allowed[np.concatenate(list(sifted.whole.values()))] = True
    empty = np.zeros(len(values), dtype=np.bool_)
    empty[(column.rows[allowed[column.cell_of_row]] - numbers[0]) // numbers[1]] = True
    rest = pc.if_else(pa.array(empty), pa.scalar(None, values.type), values)
    tally = inspect_column(rest, view, *numbers, sink)
    return replace(tally, signals=tally.signals + _weigh(sifted.whole, column.cells))


def _weigh(signals: Mapping[str, Ints], cells: Cells) -> Counter[str]:
    """Counts of rows from numbers of cells."""
    return Counter({name: int(cells.weights[numbers].sum()) for name, numbers in signals.items()})


def _count_steps(values: pa.Array, view: FieldView) -> tuple[int, int]:
    """Neighbouring whole numbers, and how many of them differ by one: a serial number counts up."""
    if view.field.type not in ("integer", "text") or len(values) < 3:
        return 0, 0
    head = values[:PROBE].drop_null()
    # Most texts show with the first few that they are no numbers.
    for some in (head[:10], head) if view.field.type == "text" else ():
        if not pc.all(pc.match_substring_regex(some, r"^\d{1,15}$")).as_py():
            return 0, 0
    try:
        numbers = pc.cast(head, pa.int64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return 0, 0
    steps = np.abs(np.diff(numbers))
    return len(steps), int((steps == 1).sum())
