"""Values of known validity, one in a cell of a column that says what it is, and user agents with their families."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import yaml
from ua_parser import parse

from bench.accuracy.metrics import Rate, wilson
from connectors.base import Field
from detectors.hits import FieldView, Hits
from detectors.inspection import DETECTORS
from detectors.text import join_cells

# python-stdnum's modules for which the catalogue has a category, and the name of a field that holds them.
_STDNUM = {
    "jp.cn": ("org.corporate_number", "法人番号"),
    "jp.in_": ("personal.id.my_number", "マイナンバー"),
    "iban": ("personal.financial.bank_account", "iban"),
    "imei": ("usage.device.hw_id", "imei"),
    "meid": ("usage.device.hw_id", "meid"),
    "mac": ("usage.device.hw_id", "mac_address"),
    "imsi": ("usage.carrier.sim", "imsi"),
}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How often a value was judged rightly."""

    name: str
    right: Rate
    note: str = ""


def check_validators(shared: Path) -> list[Verdicts]:
    """Every set of values that is there."""
    data = shared / "data"
    return [*_check_phones(data), *_check_stdnum(data), *_check_agents(data)]


def _accepts(values: Sequence[str], category: str, field: str) -> list[bool]:
    """Which cells a detector takes as a whole for the category, in a field of that name."""
    cells = join_cells(pa.array(values, pa.string()))
    view = FieldView(Field(field), "table", {category: 0.9})
    taken = [False] * len(values)
    for detect in DETECTORS:
        for hits in detect(cells, view):
            if isinstance(hits, Hits) and hits.category == category:
                for start, end in zip(hits.start.tolist(), hits.end.tolist(), strict=True):
                    cell = int(cells.cell_of(start))
                    taken[cell] |= (end - start) * 10 >= int(cells.lengths[cell]) * 8
    return taken


def _check_phones(data: Path) -> Iterator[Verdicts]:
    path = data / "validators_phone" / "libphonenumber_example_numbers.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, chosen, form in (
        ("phones of Japan, as written there", [row for row in rows if row["region"] == "JP"], "national"),
        ("phones of all countries, international", rows, "international"),
    ):
        taken = _accepts([row[form] for row in chosen], "personal.contact.phone", "電話番号")
        yield from _tell(f"validators_phone: {name}", [row["valid"] == "1" for row in chosen], taken)


def _check_stdnum(data: Path) -> Iterator[Verdicts]:
    path = data / "validators_stdnum" / "stdnum_cases.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["stdnum_module"] in _STDNUM]
    for module, (category, field) in _STDNUM.items():
        chosen = [row for row in rows if row["stdnum_module"] == module]
        taken = _accepts([row["value"] for row in chosen], category, field) if chosen else []
        yield from _tell(f"validators_stdnum: {module}", [row["valid"] == "1" for row in chosen], taken)


def _tell(name: str, valid: Sequence[bool], taken: Sequence[bool]) -> Iterator[Verdicts]:
    """Valid ones that were found and invalid ones that were not, apart: in a field called 電話番号 a number with a slip
    in it is still somebody's."""
    for kind, wanted in (("valid ones found", True), ("invalid ones passed over", False)):
        chosen = [one for one, is_valid in zip(taken, valid, strict=True) if is_valid == wanted]
        if chosen:
            yield Verdicts(f"{name}: {kind}", wilson(sum(one == wanted for one in chosen), len(chosen)))


def _check_agents(data: Path) -> Iterator[Verdicts]:
    for name, file in (("browser", "test_ua.yaml"), ("operating system", "test_os.yaml")):
        path = data / "ua_uap_core" / file
        if not path.is_file():
            continue
        cases = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["test_cases"]
        agents = [case["user_agent_string"] for case in cases]
        right = sum(_family(agent, name) == case["family"] for agent, case in zip(agents, cases, strict=True))
        yield Verdicts(f"ua_uap_core: {name} family", wilson(right, len(cases)), "by the ua-parser library")
        taken = _accepts(agents, "usage.browser", "user_agent")
        yield Verdicts(f"ua_uap_core: recognised in a field user_agent ({file})", wilson(sum(taken), len(taken)))


def _family(agent: str, name: str) -> str:
    result = parse(agent)
    part = result.user_agent if name == "browser" else result.os
    return part.family if part else "Other"
