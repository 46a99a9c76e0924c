"""Citations from text, and today's number for an old article number.

Interpretations keep the article numbers of the law at their own date; a document made today must
carry today's number, so old numbers are turned by the table in ``data/conversion.yaml``.
"""

from __future__ import annotations

import re
from functools import cache

from fengqiao.kernel.citation import Citation
from fengqiao.law.instruments import BY_CODE, CPL
from fengqiao.law.store import load

_CITE = re.compile(r"([A-Z]+\d*) (\d+)(?:\((\d+)\))?")


def cite(text: str) -> Citation:
    """Read ``CPL 85`` or ``CPL 85(3)`` as a citation.

    Raises LookupError for an unknown instrument or form.
    """
    match = _CITE.fullmatch(text)
    if match is None or match[1] not in BY_CODE:
        raise LookupError(f"not a citation of a known instrument: {text!r}")
    return Citation(BY_CODE[match[1]], int(match[2]), int(match[3]) if match[3] else None)


@cache
def _tables() -> dict[str, dict[int, int]]:
    data = load("conversion.yaml")
    return {str(key): dict(table["articles"]) for key, table in data["numberings"].items()}


def current(numbering: str, article: int) -> Citation:
    """Return today's citation for an old article number of the Civil Procedure Law.

    ``numbering`` is the year of the text that carries the number: 1991 (cited by FEE), 2017
    (interpretations amended in 2020) or 2021 (CPLI). Raises LookupError where the comparison of
    texts does not settle the number.
    """
    table = _tables().get(numbering)
    if table is None:
        raise LookupError(f"no conversion from the numbering of {numbering}")
    if article in table:
        return CPL(table[article])
    if numbering == "2021" and 1 <= article <= 193:
        return CPL(article)
    if numbering == "2021" and 194 <= article <= 271:
        return CPL(article + 4)
    raise LookupError(f"art. {article} of the {numbering} numbering is not in the table")
