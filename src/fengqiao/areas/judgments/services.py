"""What a judgment does beyond changing its state: service, appeal fees, effect, the title to be performed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from fengqiao.areas.judgments import rules
from fengqiao.areas.judgments.drafting import FORMS
from fengqiao.core.models import Matter
from fengqiao.core.step import Step
from fengqiao.law import causes, fees, periods

FEE_CHILD, TOP_UP = "fees.case_fee", "fees.top_up"
HEARING = "hearings.hearing"
HELD = ("start", "public", "present", "absent", "absences")


def gather_for_judgment(step: Step) -> dict[str, Any]:
    """Bring over what the case already knows: the form of procedure, the fee, the hearing."""
    trial = step.matter.parent
    if trial is None:
        return {}
    found = {m.procedure: m for m in Matter.objects.filter(parent=trial, ended=True).order_by("id")}
    fee, hearing = found.get(FEE_CHILD), found.get(HEARING)
    form = str(trial.facts.get("procedure") or "ordinary")
    return {
        "form": FORMS.get(form, form),
        "trial_number": trial.number or "",
        "fee": _fee_to_bear(trial, fee),
        "hearing": {name: hearing.facts.get(name) for name in HELD} if hearing else {},
    }


def _fee_to_bear(trial: Matter, fee: Matter | None) -> str | None:
    """The whole case fee in yuan: relief frees its holder, not the other side (FEE 50); with what changed since."""
    if fee is None or fee.facts.get("amount") is None:
        return None
    whole = Decimal(str(fee.facts.get("full_amount") or fee.facts["amount"]))
    more = Matter.objects.filter(parent=trial, procedure=TOP_UP).exclude(state__in=["unpaid", "ended"])
    whole += sum((Decimal(str(m.facts.get("full_amount") or 0)) for m in more), Decimal())
    changes = [c for c in trial.facts.get("claim_changes", ()) if not c.get("undone_on")]
    return f"{whole - sum((Decimal(c['fee']['refund']) for c in changes), Decimal()):.2f}"


def _serve(step: Step, parties: Iterable[int], about: str, paper: str) -> None:
    for party in parties:
        step.open("service.delivery", party=party, facts={"about": about, "documents": [paper]})


def serve_judgment(step: Step) -> None:
    """Serve the judgment on every party (CPL 151)."""
    _serve(step, (p.id for p in step.ctx.parties), "judgment", "judgment")


def serve_judgment_again(step: Step) -> dict[str, Any]:
    """Begin service anew for those whom it has not reached."""
    _serve(step, step.ctx.facts["unserved"], "judgment", "judgment")
    return {"unserved": []}


def serve_correction(step: Step) -> dict[str, Any]:
    """Serve the correcting ruling on every party; it starts no period of its own."""
    _serve(step, (p.id for p in step.ctx.parties), "correction", "correction_ruling")
    made = {"wrong": step.data.wrong, "right": step.data.right, "on": step.now.date().isoformat()}
    return {"corrections": [*step.ctx.facts.get("corrections", ()), made]}


def reckon_appeal_fee(step: Step) -> dict[str, Any]:
    """Say to which court the appeal goes and what its fee is; it is paid within the appeal period (R-FEE-32)."""
    dispute = step.matter.dispute
    kind = causes.fee_kind(dispute.cause) if dispute.cause else "property"
    named = step.data.amount if step.data.amount is not None else dispute.amount
    amount = named if kind == "property" and named is not None else None
    answer = fees.case_fee(kind if amount or kind != "property" else "other", amount, stage="appeal")
    court = step.matter.court.appeal_court_name
    for party in step.ctx.parties:
        if str(party.id) in rules.mine(step.ctx) and party.person:
            values = {"fee": f"{answer.value:.2f}", "appeal_court": court}
            step.tell(party.person, "notice.judgments.judgment.appeal_fee", values)
    known = step.ctx.facts.get("appeal_fees", {})
    working = [[line.zh, line.en] for line in answer.working]
    entry = {"amount": f"{answer.value:.2f}", "working": working}
    return {"appeal_fees": {**known, **dict.fromkeys(rules.mine(step.ctx), entry)}}


def name_appeal_court(step: Step) -> dict[str, str]:
    """The court to which the file goes."""
    return {"appeal_court": step.matter.court.appeal_court_name}


def certify_effect(step: Step) -> dict[str, Any]:
    """What the certificate of legal effect says: since when, why, and when each party was served."""
    names = {str(p.id): p.name for p in step.ctx.parties}
    served = step.ctx.facts.get("served_on", {})
    why = "小额诉讼程序的判决为终审判决" if rules.small(step.ctx) else "各方当事人上诉期均已届满，没有人上诉"
    return {
        "title_kind": "judgment",
        "title_no": step.ctx.facts.get("trial_number", ""),
        "document": "民事判决书",
        "effective": step.changes["effective_on"],
        "served": [{"name": names[party], "date": day} for party, day in served.items() if party in names],
        "reason": why,
        "effect_reason": why,
    }


def due_of(item: Mapping[str, Any], effective: date) -> date:
    """The last day of an operative item's performance period, counted from the judgment's effect."""
    if item["due"]:
        return date.fromisoformat(item["due"])
    return periods.end(effective, "day", int(item["days"])).value


def open_title(step: Step) -> None:
    """Open what is to be performed, one for each side that has to; a judgment that orders nothing ends the dispute."""
    effective = date.fromisoformat(step.changes["effective_on"])
    items = [i for i in step.ctx.facts["draft"]["items"] if i["payer"] != "nobody"]
    if not items:
        step.close_dispute()
        return
    for payer, group in groupby(sorted(items, key=lambda i: str(i["payer"])), key=lambda i: str(i["payer"])):
        known = {name: step.changes[name] for name in ("title_kind", "title_no", "served", "effect_reason")}
        step.open("performance.title", facts={**title_facts(payer, list(group), effective), **known})


def title_facts(payer: str, items: list[Mapping[str, Any]], effective: date) -> dict[str, Any]:
    """The operative items of one side as ``performance.title`` takes them."""
    days = [due_of(item, effective) for item in items]
    paid = sorted((day, Decimal(i["amount"])) for day, i in zip(days, items, strict=True) if i["amount"])
    return {
        "payer": payer,
        "instalments": [{"amount": f"{amount:.2f}", "due": day.isoformat()} for day, amount in paid],
        "total": f"{sum((amount for _, amount in paid), Decimal()):.2f}",
        "due": max(days).isoformat(),
        "terms": "\n".join(str(i["text"]) for i in items),
        "effective_on": effective.isoformat(),
        "enforceable": True,
    }
