"""Where in this program an error arose, told without its text, which could quote data."""

from __future__ import annotations

import errno
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors of a place that takes no more, standard output among them: no fault of Daicho."""


def describe_mistake(error: BaseException) -> str:
    """``internal error (RuntimeError at sql.py:12)``: the class of an error and its innermost place."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"internal error ({type(error).__name__}{place})"
