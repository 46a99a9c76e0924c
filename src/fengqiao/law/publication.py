"""Publication of judgments online (裁判文书上网): whether, when, and what instead.

Rules R-PUB-01 to R-PUB-03. Hiding names and numbers: see ``anonymise``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fengqiao.kernel.answer import Answer, Line
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.instruments import DOC
from fengqiao.law.periods import end_of
from fengqiao.law.store import load


@dataclass(frozen=True, slots=True)
class Publication:
    """Whether the text is published and by when; ``instead`` is what is published otherwise."""

    publish: bool
    publish_by: date | None
    instead: tuple[str, ...]
    why_zh: str
    why_en: str


def publication(
    document: str = "judgment",
    grounds: Sequence[str] = (),
    effective: date | None = None,
    *,
    appealed: bool = False,
    second_effective: date | None = None,
    public_interest: bool = False,
) -> Answer[Publication]:
    """Decide on the publication of a document.

    ``grounds`` are kinds of case in ``data/publication.yaml`` that keep the text off the web;
    ``effective`` is the day the document took effect, ``second_effective`` that of the
    second-instance document if the first was appealed. Raises FieldError.
    """
    data = load("publication.yaml")
    one_of("document", document, data["documents"])
    found = set(grounds) | {g for g in (_implied(document),) if g}
    for ground in found:
        one_of("grounds", ground, data["never"])
    barring = [g for g in data["never"] if g in found]
    if public_interest:
        barring = [g for g in barring if not data["never"][g].get("unless_public_interest")]
    start = second_effective if appealed else effective
    if appealed and second_effective is None:
        return _wait()
    by = end_of("R-PUB-03.publish", start) if start is not None else None
    timing = by.working if by else ()
    when = by.value if by else None
    if barring:
        zh = "、".join(data["never"][g]["zh"] for g in barring)
        en = ", ".join(data["never"][g]["en"] for g in barring)
        secret = any(data["never"][g].get("nothing_at_all") for g in barring)
        instead = () if secret else tuple(data["instead"])
        line = Line(
            f"{zh}，文书不公布"
            + ("，案号等信息可能泄露国家秘密的也不公布。" if secret else "，公布案号、法院、日期和不公开理由。"),
            f"Not published ({en}); " + ("nothing else either." if secret else "number, court, date and reason are."),
        )
        value = Publication(False, None if secret else when, instead, line.zh, line.en)
        return Answer(value, (DOC(4), DOC(6)), (line, *timing), by.provisional if by else False)
    line = Line("应当在互联网公布。", "To be published online.")
    value = Publication(True, when, (), line.zh, line.en)
    return Answer(value, (DOC(3), DOC(7)), (line, *timing), by.provisional if by else False)


def _implied(document: str) -> str | None:
    return {"mediation_document": "mediated", "confirmation": "confirmation"}.get(document)


def _wait() -> Answer[Publication]:
    line = Line(
        "第一审文书已被上诉，等第二审文书生效后七个工作日内公布。",
        "Appealed: wait for 7 working days after the second-instance document takes effect.",
    )
    return Answer(Publication(False, None, (), line.zh, line.en), (DOC(7),), (line,))


def hidden(case: str, role: str, *, minor: bool = False) -> Answer[bool]:
    """Say whether a person's name is hidden (R-PUB-04).

    ``case`` is family, criminal or other; minors and their agents are hidden always.
    """
    one_of("case", case, ("family", "criminal", "other"))
    if not isinstance(role, str):
        raise FieldError("role", "must be text")
    found = minor or role in load("publication.yaml")["hidden"].get(case, ())
    line = Line("应当隐名。" if found else "保留姓名。", "Hidden." if found else "The name is kept.")
    return Answer(found, (DOC(8), DOC(9)), (line,))
