"""The neighbouring court of the demonstration, and a few cross-region filings between the two, by real moves.

They are played on the last day only, after the court's own play: that reads and plans for one court.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fengqiao.config.simulation import stories
from fengqiao.config.simulation.play import Play
from fengqiao.config.simulation.roster import PASSWORD
from fengqiao.core import clock
from fengqiao.core.actor import Actor, actor_of
from fengqiao.core.disputes import open_dispute
from fengqiao.core.engine import perform
from fengqiao.core.models import Account, Court, Matter, Person, Posting
from fengqiao.core.told import Told
from fengqiao.law import courts

CODE = "浙0683"
STAFF = (("neighbour.ruan", "阮石桥", "filing_clerk", "立案法官"), ("neighbour.mao", "茅剡溪", "division_head", "立案庭庭长"))
"""Invented people, as those of the roster."""

ADDRESS = "浙江省嵊州市三江街道官河路{n}号"
_ANSWERS = (
    ("take_over", None),
    ("take_over", None),
    ("ask_completion", {"points": [{"what": "转账记录", "how": "请提供银行盖章的流水或者手机截图。"}]}),
    ("", None),
)
"""What the neighbour does with each filing in its turn; the last is left on its desk."""


def establish() -> Court:
    """Make the neighbouring court and its staff where they are missing."""
    known = courts.court(CODE)
    above = courts.appeal_court(known)
    values = {
        "name": known.name,
        "number_code": known.number_code,
        "level": known.level,
        "appeal_court_name": above.name if above else "",
        "division_code": known.division,
        "hotline": "12368",
    }
    court, _ = Court.objects.get_or_create(code=CODE, defaults=values)
    for username, name, role, title in STAFF:
        if not Account.objects.filter(username=username).exists():
            person = Person.objects.create(name=name, verified="staff")
            Account.objects.create(username=username, person=person, password=make_password(PASSWORD))
            Posting.objects.create(person=person, court=court, role=role, title=title, since=date(2020, 1, 1))
    return court


def play(stage: Play, until: datetime) -> int:
    """Play a few filings taken in here for the neighbour; answer how many moves were made."""
    there, made = establish(), 0
    midnight = datetime.combine(until.date(), time(), clock.ZONE)
    with transaction.atomic():
        for n, (answer, data) in enumerate(_ANSWERS):
            at = max(midnight, until - timedelta(minutes=25 * (len(_ANSWERS) - n)))
            made += _one(stage, there, n, at, min(at + timedelta(minutes=6 + 5 * n), until), answer, data)
    return made


def _one(stage: Play, there: Court, n: int, at: datetime, later: datetime, answer: str, data: Any) -> int:
    told = stories.tell(stage.chance, at.date())
    told["respondents"] = [{**r, "address": ADDRESS.format(n=18 + 7 * n)} for r in told["respondents"]]
    first = told["claimants"][0]
    with clock.at(at):
        citizen = stage.troupe.citizen(first["phone"], first.get("legal_representative") or first["name"])
        receipt = open_dispute(Told.model_validate(told), "crossregion.assist", court=stage.court, actor=citizen)
        holder = stage.troupe.holder("filing_clerk", stage.chance)
        if holder is None:
            return 1
        why = {"reason": "被告住所地在嵊州市，由该院管辖。"}
        handing = {"court": there.code, "checked": True, **why}
        perform(receipt.no, "hand_over", actor=stage.troupe.staff(holder), data=handing)
    if not answer:
        return 2
    asked = Matter.objects.get(parent__no=receipt.no, procedure="crossregion.request")
    with clock.at(later):
        perform(asked.no, answer, actor=_clerk(), data=data)
    return 3


def _clerk() -> Actor:
    return actor_of(Account.objects.get(username=STAFF[0][0]))
