"""Who acts for others on the last day of a demonstration: powers that a citizen gave, a lawyer with a table of filings."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from fengqiao.areas.delegation import services as delegation
from fengqiao.areas.delegation.facts import Given
from fengqiao.areas.lawyers import filings
from fengqiao.config.simulation import names
from fengqiao.config.simulation.play import Play
from fengqiao.config.simulation.roster import citizens
from fengqiao.core import clock
from fengqiao.core.disputes import Agency
from fengqiao.core.models import Matter, Party, Person
from fengqiao.core.people import account_for_phone
from fengqiao.kernel.wording import plain_date
from fengqiao.web import uploads

LAWYER = ("14006810012", "许桥言")
FIRM = "枫溪律师事务所（演示）"
_LETTER = "授权委托书（演示）：委托许桥言为代理人，代为立案、应诉、领取法律文书。".encode()
_GIVEN = (
    (("14006810011", "章晓晚"), {"kind": "close_relative", "scope": "look"}, True),
    (("14006810013", "苏竹帮"), {"kind": "assistant", "scope": "prepare"}, False),
)
"""Invented people: to whom the first citizen of the demonstration gives a power, which one, and whether it was taken up."""

CLIENTS = 2
_BORROWERS = (("20000", True), ("36500", True), ("8000", False))
"""What each borrower of the lawyer's client owes, and whether the row is whole."""


def play(stage: Play, until: datetime) -> int:
    """Give the powers and send the table off; answer how many filings came of it."""
    with clock.at(until - timedelta(minutes=90)):
        _give_powers()
        _engage(stage)
    with clock.at(until - timedelta(minutes=60)):
        return _file_from_a_table(stage)


def _person(who: tuple[str, str]) -> Person:
    return account_for_phone(*who).person


def _give_powers() -> None:
    first = citizens()[0]
    principal = _person((first.phone, first.name))
    for who, power, taken_up in _GIVEN:
        told = Given.model_validate({"phone": who[0], "name": who[1], **power})
        made = delegation.give(principal, principal, told, ())
        if taken_up:
            delegation.accept(made, _person(who))


def _engage(stage: Play) -> None:
    """Two claimants whose hearings are set let the lawyer act in that dispute: his calendar has something in it."""
    lawyer = _person(LAWYER)
    hearings = Matter.objects.filter(procedure="hearings.hearing", state="scheduled", court=stage.court).order_by("id")
    parties = Party.objects.filter(dispute__in=hearings.values("dispute"), side="claimant", person__kind="person", bound_at__isnull=False)
    clients = {p.person_id: p for p in parties.exclude(person__phone__in=[c.phone for c in citizens()]).select_related("person")}
    for party in list(clients.values())[:CLIENTS]:
        letter = uploads.keep(BytesIO(_LETTER), name="授权委托书.txt", kind="text/plain", person=party.person_id)
        power = {"phone": LAWYER[0], "name": LAWYER[1], "kind": "lawyer", "scope": "agent", "power": [letter.key]}
        delegation.accept(delegation.give(party.person, party.person, Given.model_validate(power), [party.dispute_id]), lawyer)


def _file_from_a_table(stage: Play) -> int:
    lawyer, client = _person(LAWYER), {**names.party(stage.chance, "p"), "id_number": names.identity_number(stage.chance)}
    letter = uploads.keep(BytesIO(_LETTER), name="授权委托书.txt", kind="text/plain", person=lawyer.pk)
    rows = [(n, _row(stage, client, *one)) for n, one in enumerate(_BORROWERS, 2)]
    batch = filings.keep(lawyer.pk, stage.court, Agency("lawyer", FIRM), letter, "批量立案.xlsx", rows)
    filings.send(batch)
    return filings.file_waiting()


def _row(stage: Play, client: dict[str, Any], amount: str, whole: bool) -> dict[str, str]:
    borrower = names.party(stage.chance, "p")
    lent_on = clock.today() - timedelta(days=400)
    told = plain_date(lent_on)
    return {
        "claimant": client["name"],
        "claimant_id": client["id_number"],
        "claimant_phone": client["phone"],
        "claimant_address": client["address"],
        "respondent": borrower["name"],
        "respondent_phone": borrower["phone"],
        "respondent_address": borrower["address"],
        "cause": "民间借贷纠纷",
        "amount": amount if whole else f"{amount}左右",
        "claim": f"归还借款{amount}元",
        "happened_on": lent_on.isoformat(),
        "evidence": "借条；转账记录",
        "story": f"{told}，被告向原告借款{amount}元，约定一年内归还，到期后多次催要，至今没有归还。",
    }
