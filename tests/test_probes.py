"""Logs of programs that watch servers, told from those of visitors."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest
from table_samples import Column, address_v4, agent, differences, moment, pick

from connectors.base import Field
from detectors.hits import Signals
from detectors.inspection import view_field
from detectors.probes import find_probes, load_probes
from detectors.text import join_cells


def probes(values: Sequence[str]) -> list[str]:
    cells = join_cells(pa.array(values, pa.string()))
    results = find_probes(cells, view_field(Field("user_agent"), "access-log"))
    return [values[cell] for one in results if isinstance(one, Signals) for cell in one.cells.tolist()]


@pytest.mark.parametrize("value", ["ELB-HealthChecker/2.0", "Prometheus/2.51.0", "kube-probe/1.29", "zabbix 6"])
def test_a_probe(value: str) -> None:
    assert probes(["x", value, ""]) == [value]


@pytest.mark.parametrize(
    "value", ["Mozilla/5.0 (Windows NT 10.0)", "curl/8.5", "my Prometheus/2.5", "a kube-probe/1.29", ""]
)
def test_no_probe(value: str) -> None:
    assert probes([value]) == []


def test_the_data_is_sound() -> None:
    assert len(set(load_probes())) == len(load_probes())
    assert all(len(word) >= 5 and word == word.strip() for word in load_probes())


WATCHED: Sequence[Column] = [
    ("client_ip", pick("10.8.1.2", "10.8.4.9", "127.0.0.1")), ("time", moment), ("request", pick("GET /healthz", "GET /metrics")),
    ("user_agent", pick("ELB-HealthChecker/2.0", "Prometheus/2.51.0")),
]  # fmt: skip
VISITED: Sequence[Column] = [
    ("client_ip", address_v4, "usage.device.ip"), ("time", moment, "usage.behavior.datetime"), ("request", pick("GET /a", "GET /b"), "usage.behavior.view"),
    ("user_agent", agent, "usage.browser"),
]  # fmt: skip


def test_a_log_of_probes_is_nobodys() -> None:
    assert differences("access.log", WATCHED, "access-log") == []


def test_a_log_of_visitors_is_somebodys() -> None:
    assert differences("access.log", VISITED, "access-log") == []
