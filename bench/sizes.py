"""How much the benchmark measures, by name."""

from __future__ import annotations

from dataclasses import dataclass

LOG = "access.log"
CUSTOMERS = "customers.db"
SHOP = "shop.db"
"""The files that ``bench.data`` writes."""

CUSTOMER_COLUMNS = 11


@dataclass(frozen=True, slots=True)
class Size:
    """How large the files are and how long a measurement may take.

    ``log_bytes`` is the length of the log, and ``log_copies`` how many of it make the long one of the memory
    measurement. ``presidio_rows`` rows of the customers are given to Presidio; ``findings`` of a stored run are mapped.
    ``rounds`` is how often each pair is measured; no further round begins after ``patience`` seconds.
    """

    log_bytes: int
    log_copies: int
    rows: int
    presidio_rows: int
    tables: int
    shop_rows: int
    findings: int
    rounds: int
    patience: float


SIZES = {
    "tiny": Size(100_000, 3, 200, 5, 6, 60, 200, 1, 1.0),
    "small": Size(2_000_000, 5, 4_000, 50, 20, 2_000, 5_000, 3, 4.0),
    "full": Size(200_000_000, 10, 200_000, 500, 20, 10_000, 100_000, 5, 120.0),
}
"""``tiny`` only shows that the benchmark itself works; ``small`` is dominated by start-up; ``full`` counts."""
