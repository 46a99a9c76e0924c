"""Internet courts (互联网法院): whether a first-instance case goes to one, and to which (R-JUR-11).

They hear the listed cases of the basic-court level of their city; that the city is a right place at
all is the answer of ``territorial_jurisdiction``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.law import courts
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.jurisdiction import BASIC, level_jurisdiction
from fengqiao.law.store import load

OTHER = "other"


@dataclass(frozen=True, slots=True)
class InternetCourt:
    """Whether the case goes to an internet court; its name and case-number code if so."""

    competent: bool
    court: str | None
    code: str | None


def matters() -> dict[str, tuple[str, str]]:
    """The kinds of case that internet courts hear, each in Chinese and English."""
    return {name: (one["zh"], one["en"]) for name, one in load("jurisdiction.yaml")["internet"]["matters"].items()}


def court_of_city(city: str) -> str | None:
    """The case-number code of the city's internet court, None where it has none."""
    plain = city.strip()
    held = load("jurisdiction.yaml")["internet"]["courts"]
    return next((code for name, code in held.items() if name in plain), None)


def internet_court(
    matter: str, city: str, filed: date | None = None, amount: Decimal | int | str | None = None
) -> Answer[InternetCourt]:
    """Return whether a case goes to the internet court of a city that has territorial jurisdiction.

    ``matter`` is one of ``matters()`` or ``other``; ``filed`` the day of filing (the list holds
    from 2025-11-01); ``amount`` in yuan shows whether a basic court would hear it. Raises FieldError.
    """
    known = matters()
    one_of("matter", matter, (*known, OTHER))
    if not city.strip():
        raise FieldError("city", "is needed")
    data = load("jurisdiction.yaml")["internet"]
    if filed is not None and filed < data["in_force"]:
        raise FieldError("filed", f"the list is held from {data['in_force']} on")
    lines, code, provisional = [_about(matter), _seat(city)], court_of_city(city), matter == OTHER
    cites = [cite(text) for text in data["cites"]]
    competent = matter != OTHER and code is not None
    if competent and amount is not None:
        level = level_jurisdiction({"amount": amount}, filed)
        lines.extend(level.working)
        cites.extend(level.cites)
        competent = level.value == BASIC
    elif competent:
        lines.append(
            Line(
                "限于应当由基层人民法院受理的案件；标的额达到中级人民法院标准的，由中级人民法院管辖。",
                "Only cases of basic-court level; above the threshold the intermediate court hears them.",
            )
        )
    found = courts.by_number_code(code) if competent and code else None
    name = found.name if found else None
    lines.append(
        Line(f"由{name}管辖第一审。", f"First instance: {name}.")
        if name
        else Line(
            "不由互联网法院集中管辖，按一般规定确定法院。", "Not for an internet court; the general rules decide."
        )
    )
    value = InternetCourt(name is not None, name, code if name else None)
    return Answer(value, tuple(dict.fromkeys(cites)), tuple(lines), provisional)


def _about(matter: str) -> Line:
    if matter == OTHER:
        return Line(
            "不在已列出的案件范围内；清单为摘录，接近的请核对原文。",
            "Not among the cases listed; the list is shortened, so check the text where it is close.",
        )
    zh, en = matters()[matter]
    return Line(f"属于{zh}，自2025年11月1日起由互联网法院集中管辖。", f"Listed since 2025-11-01: {en}.")


def _seat(city: str) -> Line:
    if court_of_city(city) is None:
        return Line(
            f"{city}没有互联网法院；互联网法院设在北京、杭州、广州，只管辖所在市辖区内的案件。",
            f"{city} has no internet court; they sit in Beijing, Hangzhou and Guangzhou, each for its own city.",
        )
    return Line(
        f"{city}依照地域管辖的规定有管辖权，该市设有互联网法院。",
        f"{city} is a right place by the territorial rules and has an internet court.",
    )
