"""Cut the committed fonts from Noto Serif CJK SC.

Run by hand when the set of characters changes: ``python subset.py FOLDER_WITH_NOTO_TTC``. The
same fontTools and the same Noto files give the same bytes. Needs fontTools.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

HERE = Path(__file__).parent
FAMILY = "Fengqiao Serif SC"
RANGES = (
    (0x0020, 0x007E), (0x00A0, 0x00FF), (0x2010, 0x2027), (0x2030, 0x205E), (0x2460, 0x257F),
    (0x3000, 0x303F), (0x3220, 0x3233), (0xFF01, 0xFF65),
)  # fmt: skip
MARKS = "〇○●□■√×÷±≤≥≠≈∞℃℉№℡™®©￥€£¢→←↑↓⇒▲△▼▽★☆◆◇〒〓﹏﹣㈱㎡㎏㎜㎝㎞㎎㏑㏒㏕"


def characters() -> set[int]:
    """GB 2312, punctuation, full-width forms, and rare characters of names."""
    chars = {ord(c) for c in MARKS + (HERE / "rare_characters.txt").read_text("utf-8")}
    for first, last in RANGES:
        chars.update(range(first, last + 1))
    for lead in range(0xA1, 0xF8):
        for trail in range(0xA1, 0xFF):
            chars.update(map(ord, bytes((lead, trail)).decode("gb2312", "ignore")))
    return chars - {0x0A}


def cut(source: Path, style: str) -> set[int]:
    """Write one font and return the characters that it has."""
    names = [font["name"].getDebugName(1) for font in TTCollection(source).fonts]
    index = next(i for i, name in enumerate(names) if name.startswith("Noto Serif CJK SC"))
    font = TTFont(source, fontNumber=index, recalcTimestamp=False)
    options = subset.Options(
        layout_features=["kern", "liga", "ccmp", "locl", "mark", "mkmk"],
        hinting=False, notdef_outline=True, glyph_names=False, name_IDs=["*"],
        name_languages=[0x409],
    )  # fmt: skip
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    compact = f"{FAMILY.replace(' ', '')}-{style}"
    full = f"{FAMILY} {style}"
    names_by_key = {1: FAMILY, 2: style, 3: full, 4: full, 6: compact, 16: FAMILY, 17: style}
    for key, value in names_by_key.items():
        font["name"].setName(value, key, 3, 1, 0x409)
    outlines = font["CFF "].cff
    outlines.fontNames = [compact]
    outlines[0].FullName, outlines[0].FamilyName = full, FAMILY
    font.save(HERE / f"{compact}.otf")
    return set(font.getBestCmap())


def main(folder: Path) -> None:
    """Write both fonts and ``coverage.txt``, the characters of both, as hexadecimal ranges."""
    covered = sorted(
        cut(folder / "NotoSerifCJK-Regular.ttc", "Regular") & cut(folder / "NotoSerifCJK-Bold.ttc", "Bold")
    )
    runs: list[list[int]] = []
    for code in covered:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    words = [f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in runs]
    lines = [" ".join(words[i : i + 10]) for i in range(0, len(words), 10)]
    (HERE / "coverage.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
