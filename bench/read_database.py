"""A yardstick: reads every row of every table of a SQLite file and throws it away.

python bench/read_database.py FILE
"""

from __future__ import annotations

import sqlite3
import sys
from collections import deque
from contextlib import closing


def read_database(path: str) -> None:
    """Read it all."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            quoted = table.replace('"', '""')
            deque(connection.execute(f'SELECT * FROM "{quoted}"'), maxlen=0)


if __name__ == "__main__":
    read_database(sys.argv[1])
