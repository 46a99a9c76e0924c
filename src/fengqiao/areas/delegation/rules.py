"""Who may be given what (R-FIL-06): an agent ad litem is one of those whom the law names, with a power in writing.

Reading along and preparing what the principal himself sends are not acts before the court: anybody
may be asked to do them. Handing in papers, acting generally and acting with special authority are
acts of an agent (CPL 61, 62; CPLI 85 to 89).
"""

from __future__ import annotations

from collections.abc import Iterable

from fengqiao.core.powers import ACTS, AGENT, PAPERS

AGENTS = ("close_relative", "lawyer", "legal_worker", "employee", "recommended")
"""Whom CPL 61 admits as an agent: lawyers and legal-service workers; close relatives and the party's own staff;
those recommended by the community, the unit or a social body."""
MOST_AGENTS = 2
"""One or two agents for a party (CPL 61)."""

NEEDS = {
    "confirmation.judicial.supply": PAPERS,
    "enforcement.case.report_assets": AGENT,
    "fees.case_fee.apply_relief": AGENT,
    "fees.top_up.apply_relief": AGENT,
    "filing.first_instance.correct": AGENT,
    "filing.first_instance.insist": AGENT,
    "hearings.hearing.confirm_transcript": AGENT,
    "hearings.hearing.ask_correction": AGENT,
    "mediation.pre_litigation.consent": AGENT,
    "mediation.pre_litigation.decline": AGENT,
    "mediation.pre_litigation.give_up": AGENT,
    "mediation.pre_litigation.choose": AGENT,
    "mediation.pre_litigation.keep_mediator": AGENT,
    "mediation.pre_litigation.replace_mediator": AGENT,
    "mediation.pre_litigation.agree_extension": AGENT,
    "performance.title.report_payment": PAPERS,
    "performance.title.report_receipt": PAPERS,
    "performance.title.deny_payment": AGENT,
    "performance.title.certify": AGENT,
    "performance.title.demand": AGENT,
    "performance.title.apply_enforcement": AGENT,
    "service.delivery.acknowledge": AGENT,
    "service.delivery.confirm_address": AGENT,
    "trial.first_instance.answer_change": AGENT,
    "trial.first_instance.ask_recusal": AGENT,
    "trial.first_instance.defend": AGENT,
    "trial.first_instance.submit_evidence": PAPERS,
    "trial.first_instance.object_jurisdiction": AGENT,
    "trial.first_instance.object_small_claims": AGENT,
}
"""The moves that a power without special authority covers. All others need it (CPL 62): to admit, to waive, to settle,
to withdraw, to counterclaim, to appeal, to say that a debt is paid."""


def fault_of(kind: str, scope: str, *, papers: bool) -> str:
    """The code of what is wrong with a power, or nothing."""
    if scope not in ACTS:
        return ""
    if kind not in AGENTS:
        return "delegation.not_an_agent"
    return "" if papers else "delegation.power_missing"


def overlaps(one: Iterable[int], two: Iterable[int]) -> bool:
    """Whether two lists of disputes have one in common; an empty list is all."""
    first, second = set(one), set(two)
    return not first or not second or bool(first & second)


def too_many(new: Iterable[int], others: Iterable[Iterable[int]]) -> bool:
    """Whether a new agent would be the third in some dispute (CPL 61)."""
    return sum(overlaps(new, each) for each in others) >= MOST_AGENTS
