"""The child process of the reader: one picture in, one line of JSON out. See adapters/reading/__init__.py.

Which way the page was held is found by trying: lines that lie on their side mean a quarter turn, words that
are read with little confidence mean that the page stands on its head.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import warnings
from typing import Any

import numpy
from PIL import Image, ImageOps
from rapidocr import RapidOCR

MEMORY = 4 * 1024**3
PIXELS = 120_000_000
LONG_SIDE = 1800
SURE = 0.9
"""Mean confidence above which no other way round is tried."""
LEAST = 0.5


def read(file: str) -> dict[str, Any]:
    """The words on the page as it stands upright, top to bottom; ``turn``: degrees counter-clockwise to make it so."""
    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(file, formats=("PNG", "JPEG", "GIF", "WEBP")) as opened:
        page = ImageOps.exif_transpose(opened).convert("RGB")
    page.thumbnail((LONG_SIDE, LONG_SIDE))
    engine = RapidOCR()
    first = _tried(engine, page, 0)
    if first["sideways"]:
        tried = [_tried(engine, page, 90)]
        if tried[0]["score"] < SURE:
            tried.append(_tried(engine, page, 270))
    else:
        tried = [first]
        if first["score"] < SURE:
            tried.append(_tried(engine, page, 180))
    best = max(tried, key=lambda t: t["score"])
    return {"turn": best["turn"], "lines": best["lines"]}


def _tried(engine: RapidOCR, page: Image.Image, turn: int) -> dict[str, Any]:
    turned = page.rotate(turn, expand=True)
    answer = engine(numpy.array(turned)[:, :, ::-1], use_cls=False)
    found: list[tuple[str, float, list[float]]] = []
    tall = 0
    for text, score, box in zip(answer.txts or (), answer.scores or (), _boxes(answer), strict=True):
        xs, ys = [float(p[0]) for p in box], [float(p[1]) for p in box]
        edges = [min(xs) / turned.width, min(ys) / turned.height, max(xs) / turned.width, max(ys) / turned.height]
        tall += (max(ys) - min(ys)) > 1.5 * (max(xs) - min(xs))
        found.append((str(text), float(score), edges))
    score = sum(s for _, s, _ in found) / len(found) if found else 0.0
    kept = [(t, e) for t, s, e in found if s >= LEAST]
    return {"turn": turn, "score": score, "sideways": tall * 2 > len(found), "lines": _ordered(kept)}


def _boxes(answer: Any) -> Any:
    return answer.boxes if answer.boxes is not None else ()


def _ordered(lines: list[tuple[str, list[float]]]) -> list[tuple[str, list[float]]]:
    """Lines top to bottom, and pieces of one line from left to right."""
    rows: list[list[tuple[str, list[float]]]] = []
    for line in sorted(lines, key=lambda each: each[1][1] + each[1][3]):
        middle = (line[1][1] + line[1][3]) / 2
        if rows and rows[-1][0][1][1] <= middle <= rows[-1][0][1][3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: each[1][0])]


def main() -> int:
    """Read one picture; what goes wrong is answered, not raised."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        answer = read(sys.argv[1])
    except Exception as fault:  # a picture made to break a library must become an answer
        answer = {"fault": f"{type(fault).__name__}: {fault}"[:300]}
    sys.stdout.write("\n" + json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
