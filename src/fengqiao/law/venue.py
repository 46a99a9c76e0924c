"""At which courts a suit may be brought, by its cause, the addresses told and the elements; and whether here.

It proposes, with the ground and the article of each place (R-JUR-01 to 06, law.jurisdiction); the court
examines and decides. An address that does not say where it lies is never taken to lie elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.law import causes, courts, divisions, jurisdiction
from fengqiao.law.claims import composed
from fengqiao.law.jurisdiction import Ground

_KIND_BY_NAME = (
    ("房屋租赁合同", "house_lease"),
    ("建设工程", "construction"),
    ("土地承包经营权", "land_contracting"),
    ("宅基地", "real_estate"),
    ("相邻", "real_estate"),
    ("交通事故", "traffic_accident"),
    ("继承", "inheritance"),
    ("赡养", "maintenance"),
    ("抚养费", "maintenance"),
    ("公司", "company"),
)
_KIND_BY_PART = (("合同", "contract"), ("侵权", "tort"), ("人格权", "tort"))


@dataclass(frozen=True, slots=True)
class Venue:
    """``standing`` is here, elsewhere or open; ``places`` are the divisions (six digits) that were recognised;
    ``hits`` the grounds whose place lies in this court's own county."""

    standing: str
    answer: Answer[Any]
    places: tuple[str, ...]
    hits: tuple[Ground, ...] = ()


def kind_of_case(cause: str) -> str:
    """The kind of case by which the law names its places (law.jurisdiction), from the cause."""
    path = causes.cause(cause).path
    for word, kind in _KIND_BY_NAME:
        if any(word in part for part in path[1:]):
            return kind
    return next((kind for word, kind in _KIND_BY_PART if word in path[0]), "general")


def lies_in(address: str, division: str) -> bool | None:
    """Whether an address lies in a county: True, False, or None where it does not say."""
    if not address or not division:
        return None
    way = divisions.path(division)
    name = way[-1].name
    if name in address or (len(name) > 2 and name[:-1] in address):
        return True
    province = way[0].name
    others = [d.name for d in divisions.children() if d.name != province]
    short = [name.rstrip("省市").removesuffix("自治区") for name in others]
    if any(address.startswith(p) for p in short):
        return False
    siblings = [d.name for d in divisions.children(way[-1].parent) if d.code != division] if len(way) > 1 else []
    return False if any(s in address for s in siblings) else None


def proposed(
    cause: str,
    respondents: Sequence[str],
    division: str,
    *,
    receiver: str = "",
    place: tuple[str, str] | None = None,
) -> Venue:
    """Return which places the law names, and how a court's own county stands to them.

    ``respondents`` are the addresses told; ``receiver`` that of the one who is to get money, where only
    money is in dispute (CPLI 18); ``place`` is a ground of law.jurisdiction with the place that the
    elements name for it (("property_place", "诸暨市枫桥镇…")).
    """
    facts: dict[str, Any] = {"cause": kind_of_case(cause), "defendants": list(respondents)}
    if receiver and facts["cause"] == "contract":
        facts.update(subject="money", receiver=receiver)
    if place:
        facts[place[0]] = place[1]
    answer = jurisdiction.territorial_jurisdiction(facts)
    lies = {g.place: lies_in(g.place, division) for g in answer.value if g.place}
    known = [lies[g.place] for g in answer.value if g.place]
    hits = tuple(g for g in answer.value if g.place and lies[g.place])
    if hits:
        return Venue("here", answer, (division,), hits)
    unknown = any(g.place is None or lies[g.place] is None for g in answer.value)
    if known and not unknown:
        return Venue("elsewhere", answer, tuple(dict.fromkeys(_found(answer.value))))
    return Venue("open", answer, ())


def _found(grounds: Sequence[Ground]) -> list[str]:
    """The divisions that the places of the grounds name, as far as they can be read."""
    return [code for g in grounds if g.place and (code := division_of(g.place))]


def division_of(address: str) -> str:
    """Return the deepest division that an address names from its beginning, or an empty string."""
    found, rest, children = "", address, divisions.children()
    while True:
        one = next((d for d in children if _begins(rest, d.name)), None)
        if one is None:
            below = [d for parent in children for d in divisions.children(parent.code)] if found else []
            one = next((d for d in below if d.name in rest), None)
            return one.code if one else found
        found, rest = one.code, rest[len(one.name) :] if rest.startswith(one.name) else rest
        children = divisions.children(one.code)
        if not children:
            return found


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) or (len(name) > 2 and text.startswith(name.rstrip("省市区县").removesuffix("自治")))


def of_told(told: Mapping[str, Any], division: str, today: date) -> Venue:
    """The same for what was told, as plain data of the form of core.told.Told."""
    elements = told.get("elements") or {}
    place = None
    if elements:
        try:
            place = composed(str(elements["form"]), elements["answers"], today).place
        except (LookupError, ValueError):
            place = None
    claims = told.get("claims") or ()
    money = bool(claims) and all(c.get("amount") is not None for c in claims)
    first: Mapping[str, Any] = next(iter(told.get("claimants") or ()), {})
    addresses = [p["address"] for p in told.get("respondents") or () if p.get("address")]
    receiver = str(first.get("address") or "") if money else ""
    return proposed(str(told["cause"]), addresses, division, receiver=receiver, place=place)


def right_courts(venue: Venue, limit: int = 3) -> list[str]:
    """The names of the basic courts of the places that were recognised."""
    found = [court.name for code in venue.places for court in courts.courts_of_division(code)[:1]]
    return list(dict.fromkeys(found))[:limit]
