"""QR codes as pictures that stand in a page."""

from __future__ import annotations

from io import BytesIO

import segno

INK = "#0f2437"


def svg(text: str, scale: int = 4) -> str:
    """The code of a text as SVG markup, drawn by us alone: it is printed as it stands."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", scale=scale, border=2, xmldecl=False, svgns=True, dark=INK)
    return drawn.getvalue().decode()
