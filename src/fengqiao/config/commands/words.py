"""``fengqiao words``: make the catalogues of both languages from the word lists."""

import sys

from fengqiao.config.words import compile_words


def main(argv: list[str]) -> int:
    """Compile and say how many entries there are."""
    sys.stdout.write(f"{compile_words()} entries\n")
    return 0
