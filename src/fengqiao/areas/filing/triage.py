"""Which procedure is proposed at filing (繁简分流), with its reasons: R-SIM-01, R-SIM-02."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.context import Context
from fengqiao.law import causes, procedure_choice
from fengqiao.law.instruments import CPL
from fengqiao.law.settings import setting

NUMEROUS = 10
"""From ten persons on a side counts as numerous (CPLI 75)."""


def proposed(ctx: Context) -> Answer[str]:
    """Return the proposed procedure with its reasons; the judge may change it later."""
    amount = ctx.dispute.get("amount")
    exclusions = tuple(_exclusions(ctx))
    if amount is not None and setting("wage.base").value is None:
        found = procedure_choice.propose(procedure_choice.Case(None, exclusions=exclusions))
        note = Line(
            "本省上年度就业人员年平均工资尚未录入，不能判断是否应当适用小额诉讼程序，请人工核对。",
            "The province's yearly wage is not entered: whether small claims applies must be checked by hand.",
        )
        return Answer(found.value, found.cites, (*found.working, note), True)
    return procedure_choice.propose(procedure_choice.Case(amount, exclusions=exclusions))


def proposed_as_told(ctx: Context) -> Answer[str]:
    """The same, where nobody has said that a respondent is missing: an empty address alone does not say so.

    That the respondent may be missing is named, for the clerk to look at; the proposal is provisional.
    """
    amount, unreached = ctx.dispute.get("amount"), _unreached(ctx)
    exclusions = tuple(reason for reason in _exclusions(ctx) if reason != "missing_at_suit")
    unset = amount is not None and setting("wage.base").value is None
    found = procedure_choice.propose(procedure_choice.Case(None if unset else amount, exclusions=exclusions))
    notes: list[Line] = []
    if unset:
        notes.append(
            Line(
                "本省上年度就业人员年平均工资尚未录入，不能判断是否应当适用小额诉讼程序，请人工核对。",
                "The province's yearly wage is not entered: whether small claims applies must be checked by hand.",
            )
        )
    if unreached:
        notes.append(
            Line(
                "被告的住址和电话都没有填写，不等于下落不明，请向原告核实；确属起诉时下落不明的，应当适用普通程序。",
                "A respondent has neither address nor phone here. That does not mean missing: please ask the claimant; "
                "if missing at suit, the ordinary procedure applies.",
            )
        )
    return Answer(found.value, found.cites, (*found.working, *notes), found.provisional or bool(notes))


def _unreached(ctx: Context) -> bool:
    return any(not p.facts.get("address") and not p.phone for p in ctx.side("respondent"))


def _exclusions(ctx: Context) -> Iterator[str]:
    if any(not p.facts.get("address") and not p.phone for p in ctx.side("respondent")):
        yield "missing_at_suit"
    if any(len(ctx.side(side)) >= NUMEROUS for side in ("claimant", "respondent")):
        yield "numerous"
    claims = ctx.dispute.get("claims", [])
    if any(c.get("amount") is None for c in claims):
        yield "not_money"
    known = causes.everyday(str(ctx.dispute.get("cause") or "")) if ctx.dispute.get("cause") else None
    if known is not None and not known.small_claims:
        yield "status" if "status" in known.claims else "not_money"


def accepted(ctx: Context) -> Mapping[str, Any]:
    """The decision: the procedure, why, and the day of filing. A clerk's own choice carries its reason."""
    found = proposed(ctx)
    reasons = [[line.zh, line.en] for line in found.working]
    procedure, by_hand = found.value, ctx.data is not None and ctx.data.procedure != "as_proposed"
    if by_hand:
        procedure = ctx.data.procedure
        reasons.append([f"立案人员选定：{ctx.data.reason}", f"Chosen at filing: {ctx.data.reason}"])
    cites = found.cites or (CPL(160),)
    return {
        "procedure": procedure,
        "triage_reasons": reasons,
        "triage_cites": [[c.zh, c.en] for c in cites],
        "triage_proposed": found.value,
        "triage_provisional": found.provisional,
        "filed_on": ctx.today.isoformat(),
    }


def accepted_as_told(ctx: Context) -> Mapping[str, Any]:
    """The decision by the proposal that concludes nothing from an empty address."""
    return _decided(ctx, proposed_as_told(ctx))


def _decided(ctx: Context, found: Answer[str]) -> Mapping[str, Any]:
    reasons = [[line.zh, line.en] for line in found.working]
    procedure, by_hand = found.value, ctx.data is not None and ctx.data.procedure != "as_proposed"
    if by_hand:
        procedure = ctx.data.procedure
        reasons.append([f"立案人员选定：{ctx.data.reason}", f"Chosen at filing: {ctx.data.reason}"])
    return {
        "procedure": procedure,
        "triage_reasons": reasons,
        "triage_cites": [[c.zh, c.en] for c in found.cites or (CPL(160),)],
        "triage_proposed": found.value,
        "triage_provisional": found.provisional,
        "filed_on": ctx.today.isoformat(),
    }
