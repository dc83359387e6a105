"""Small drawings for the HTML report, made of attributes only: its content policy allows no inline style."""

from __future__ import annotations

from markupsafe import Markup

REACH = 6.0
"""Log-odds at which a bar is full: odds of about 400 to 1."""

HALF = 40
"""Half the width of a bar in pixels."""


def draw_weight(weight: float) -> Markup:
    """A bar that grows to the right for evidence in favour and to the left for evidence against.

    Decoration only: the number stands beside it in the text.
    """
    length = round(min(abs(weight) / REACH, 1.0) * HALF, 1)
    start = HALF if weight >= 0 else HALF - length
    kind = "for" if weight >= 0 else "against"
    return Markup(
        '<svg class="bar" width="{}" height="10" aria-hidden="true" focusable="false">'
        '<rect class="{}" x="{}" y="1" width="{}" height="8"/>'
        '<line class="zero" x1="{}" y1="0" x2="{}" y2="10"/></svg>'
    ).format(HALF * 2, kind, start, length, HALF, HALF)
