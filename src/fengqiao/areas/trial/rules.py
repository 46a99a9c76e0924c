"""The conditions of a trial up to its judgment, each with its article, and what its moves record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fengqiao.areas.trial import timing
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.context import ChildView, Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import periods, procedure_choice
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import COL, CPL, CPLI, REG

TRIAL, DELIVERY, HEARING = "trial.first_instance", "service.delivery", "hearings.hearing"
EVIDENCE = {"ordinary": "R-PER-14.evidence_ordinary", "simple": "R-PER-14.evidence_simple"}


def _child(ctx: Context) -> ChildView:
    if ctx.child is None:
        raise LookupError("this move joins a child")
    return ctx.child


# —— fee, triage, judge ——


def fee_paid_or_waived(ctx: Context) -> Refusal | None:
    return None if _child(ctx).state in ("paid", "waived") else Refusal("trial.fee_not_settled", REG(11))


def fee_unpaid(ctx: Context) -> Refusal | None:
    """Not paid after notice, no aid applied for or granted: treated as withdrawn (R-FIL-09)."""
    return None if _child(ctx).state == "unpaid" else Refusal("trial.fee_not_settled", REG(11))


def fee_ended(ctx: Context) -> Mapping[str, Any]:
    return {"fee": _child(ctx).state, "fee_settled_on": ctx.today.isoformat()}


def relation_declared(ctx: Context) -> Mapping[str, Any]:
    """A relation declared by anybody bars its holder from the draw (R-ORG-05)."""
    row = ctx.data.model_dump(mode="json", exclude={"person"})
    return {"recusals": {**ctx.facts.get("recusals", {}), str(ctx.data.person): row}}


def proposed(ctx: Context) -> str:
    """The procedure that was proposed at filing."""
    return timing.procedure(ctx)


def change_reasoned(ctx: Context) -> Refusal | None:
    """Another procedure than the one proposed needs its reason on record."""
    if ctx.data.procedure in ("as_proposed", proposed(ctx)) or ctx.data.reason:
        return None
    return Refusal("trial.change_needs_reason", CPL(160), field="reason")


def small_claims_open(ctx: Context) -> Refusal | None:
    """Small claims: money only, within the sums of CPL 165, above the half only if both agree (R-SIM-02)."""
    amount = ctx.dispute.get("amount")
    if ctx.data.procedure != "small_claims":
        return None
    if amount is None:
        return Refusal("trial.not_a_money_claim", CPL(165), field="procedure")
    try:
        found = procedure_choice.small_claims(amount)
    except FieldError:
        return Refusal("trial.wage_base_missing", CPL(165), field="procedure")
    if found.value == procedure_choice.MANDATORY or (found.value == procedure_choice.BY_AGREEMENT and ctx.data.agreed):
        return None
    reason = "trial.small_claims_by_agreement" if found.value == procedure_choice.BY_AGREEMENT else "trial.too_large"
    return Refusal(reason, found.cites[0], field="procedure", values={"why": found.working[0].zh})


def triaged(ctx: Context) -> Mapping[str, Any]:
    """The procedure is fixed, and who fixed it otherwise than proposed says why."""
    chosen = proposed(ctx) if ctx.data.procedure == "as_proposed" else ctx.data.procedure
    reasons = list(ctx.facts.get("triage_reasons", ()))
    if chosen != proposed(ctx):
        reasons = [[ctx.data.reason, ctx.data.reason]]
    return {"procedure": chosen, "triage_reasons": reasons, "triaged_on": ctx.today.isoformat()}


def is_triaged(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("triaged_on") else Refusal("trial.not_triaged", CPL(136))


def no_hearing_set(ctx: Context) -> Refusal | None:
    """The bench does not change under a hearing that is set: it is adjourned first."""
    if any(not c.ended for c in ctx.of(HEARING)):
        return Refusal("trial.hearing_is_set", CPL(149))
    return None


def designated_lawfully(ctx: Context) -> Refusal | None:
    """A judge is named instead of drawn only for a case related to one that he has (R-ORG-01)."""
    if ctx.data.to is None or ctx.data.ground == "related_case":
        return None
    return Refusal("trial.designation_not_open", COL(2), field="to")


def reassigned(ctx: Context) -> Mapping[str, Any]:
    row = {"ground": ctx.data.ground, "note": ctx.data.note, "from": list(ctx.staff.get("judge", ()))}
    return {"reassignments": [*ctx.facts.get("reassignments", ()), {**row, "on": ctx.today.isoformat()}]}


def recusal_pending(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("recusal") else Refusal("trial.no_recusal_asked", CPL(50))


def no_recusal_pending(ctx: Context) -> Refusal | None:
    return Refusal("trial.recusal_asked_already", CPL(50)) if ctx.facts.get("recusal") else None


def recusal_decided(ctx: Context) -> Refusal | None:
    """Until it is decided, the person asked to withdraw takes no further part (CPL 48)."""
    return Refusal("trial.recusal_undecided", CPL(48)) if ctx.facts.get("recusal") else None


def recusal_asked(ctx: Context) -> Mapping[str, Any]:
    row = ctx.data.model_dump(mode="json")
    by = ctx.acting[0].name if ctx.acting else "、".join(ctx.staff.get("judge", ()))
    return {"recusal": {**row, "by": by, "on": ctx.today.isoformat()}}


def _recusal_over(ctx: Context, upheld: bool) -> Mapping[str, Any]:
    row = {**ctx.facts["recusal"], "upheld": upheld, "reason": ctx.data.reason, "decided": ctx.today.isoformat()}
    return {"recusal": None, "recusals_decided": [*ctx.facts.get("recusals_decided", ()), row]}


def recusal_upheld(ctx: Context) -> Mapping[str, Any]:
    return _recusal_over(ctx, True)


def recusal_rejected(ctx: Context) -> Mapping[str, Any]:
    return _recusal_over(ctx, False)


# —— service of the complaint ——


def _about_complaint(ctx: Context) -> bool:
    return _child(ctx).facts.get("about") == "complaint"


def complaint_served(ctx: Context) -> Refusal | None:
    if _about_complaint(ctx) and _child(ctx).state == "served":
        return None
    return Refusal("trial.complaint_not_served", CPL(128))


def complaint_not_served(ctx: Context) -> Refusal | None:
    if _about_complaint(ctx) and _child(ctx).state == "failed" and not _child(ctx).facts.get("discontinued"):
        return None
    return Refusal("trial.service_not_failed", CPL(128))


def by_public_notice(ctx: Context) -> Refusal | None:
    return None if _child(ctx).facts.get("method") == "public_notice" else Refusal("trial.served_directly", CPL(95))


def child_served_on(ctx: Context) -> date:
    """The day on which this party was served: its own periods run from it (R-PER-11)."""
    return date.fromisoformat(_child(ctx).facts["served_on"])


def served(ctx: Context) -> Mapping[str, Any]:
    child = _child(ctx)
    day = {str(child.party): child.facts["served_on"]}
    left = [i for i in ctx.facts.get("unserved", ()) if i != child.party]
    return {"served": {**ctx.facts.get("served", {}), **day}, "unserved": left}


def served_by_notice(ctx: Context) -> Mapping[str, Any]:
    """The time of the notice does not count towards the limit."""
    published = next(a["published_on"] for a in _child(ctx).facts["attempts"] if a["method"] == "public_notice")
    first = date.fromisoformat(published) + timedelta(days=1)
    return {**served(ctx), **timing.excluded_notice(ctx, first, child_served_on(ctx))}


def everybody_served(ctx: Context) -> Refusal | None:
    if {str(p.id) for p in ctx.side("respondent")} <= set(ctx.facts.get("served", {})):
        return None
    return Refusal("trial.not_all_served", CPL(128))


def not_served(ctx: Context) -> Mapping[str, Any]:
    child = _child(ctx)
    why = {str(child.party): {"why": child.facts.get("why"), "attempts": child.facts.get("attempts", [])}}
    left = sorted({*ctx.facts.get("unserved", ()), child.party})
    return {"unserved": left, "service_failures": {**ctx.facts.get("service_failures", {}), **why}}


def somebody_unserved(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("unserved") else Refusal("trial.nobody_unserved", CPL(128))


def is_unserved(ctx: Context) -> Refusal | None:
    if ctx.data.party in ctx.facts.get("unserved", ()):
        return None
    return Refusal("trial.nobody_unserved", CPL(128), field="party")


def service_renewed(ctx: Context) -> Mapping[str, Any]:
    return {"service_notes": [*ctx.facts.get("service_notes", ()), {"party": ctx.data.party, "note": ctx.data.note}]}


def not_ordinary(ctx: Context) -> Refusal | None:
    return Refusal("trial.is_ordinary", CPLI(140)) if timing.procedure(ctx) == "ordinary" else None


# —— defence, evidence, objections ——


def defence_end(ctx: Context) -> Answer[date]:
    """Fifteen days from service; thirty for a respondent without a domicile in the PRC (R-PER-14)."""
    party = next((p for p in ctx.parties if p.id == _child(ctx).party), None)
    away = bool(party and party.facts.get("no_domicile_in_prc"))
    return periods.end_of("R-FIL-12.defence_foreign" if away else "R-FIL-12.defence", child_served_on(ctx))


def evidence_rule(ctx: Context) -> str:
    """The evidence period of the procedure (R-PER-14)."""
    return EVIDENCE.get(timing.procedure(ctx), "R-PER-14.evidence_small")


def evidence_end(ctx: Context) -> Answer[date]:
    return periods.end_of(evidence_rule(ctx), child_served_on(ctx))


def _mine(ctx: Context) -> list[str]:
    return [str(p.id) for p in ctx.acting]


def not_yet_defended(ctx: Context) -> Refusal | None:
    if ctx.acting and set(_mine(ctx)) <= set(ctx.facts.get("defences", {})):
        return Refusal("trial.defended_already", CPL(128))
    return None


def defended(ctx: Context) -> Mapping[str, Any]:
    """A defence after its time is taken too; that it is late is seen (CPL 128)."""
    due = [c.due for p in ctx.acting if (c := ctx.clock("defence", p.id))]
    late = bool(due) and ctx.today > max(due)
    row = {**ctx.data.model_dump(mode="json"), "on": ctx.today.isoformat(), "late": late}
    return {"defences": {**ctx.facts.get("defences", {}), **dict.fromkeys(_mine(ctx), row)}}


def defence_lapsed(ctx: Context) -> Mapping[str, Any]:
    if ctx.data is None:
        return {}
    return {"no_defence": [*ctx.facts.get("no_defence", ()), ctx.data.party]}


def evidence_late(ctx: Context) -> bool:
    due = [c.due for p in ctx.acting if (c := ctx.clock("evidence", p.id))]
    return bool(due) and ctx.today > max(due)


def late_needs_reason(ctx: Context) -> Refusal | None:
    """Evidence after its time is put in with the reason for the delay (CPLI 101)."""
    if evidence_late(ctx) and not ctx.data.late_reason:
        return Refusal("trial.late_evidence_reason", CPLI(101), field="late_reason")
    return None


def defence_running(ctx: Context) -> Refusal | None:
    """Jurisdiction is objected to within the time for the defence (CPL 130)."""
    due = [c.due for p in ctx.acting if (c := ctx.clock("defence", p.id))]
    if due and ctx.today > max(due):
        return Refusal("trial.objection_too_late", CPL(130), values={"last": max(due).isoformat()})
    return None


def not_yet_objected(ctx: Context) -> Refusal | None:
    return Refusal("trial.objected_already", CPL(130)) if ctx.facts.get("objection") else None


def objected(ctx: Context) -> Mapping[str, Any]:
    row = ctx.data.model_dump(mode="json")
    return {"objection": {**row, "by": [p.name for p in ctx.acting], "on": ctx.today.isoformat()}}


def _objection_open(ctx: Context) -> bool:
    return bool(ctx.facts.get("objection")) and "founded" not in ctx.facts["objection"]


def objection_pending(ctx: Context) -> Refusal | None:
    return None if _objection_open(ctx) else Refusal("trial.no_objection", CPL(130))


def objections_decided(ctx: Context) -> Refusal | None:
    """Nothing is heard before jurisdiction and the form of procedure are settled."""
    if _objection_open(ctx):
        return Refusal("trial.objection_open", CPL(130))
    return Refusal("trial.procedure_objection_open", CPLI(279)) if ctx.facts.get("procedure_objection") else None


def court_named(ctx: Context) -> Refusal | None:
    return None if ctx.data.court else Refusal("trial.name_the_court", CPL(130), field="court")


def objection_upheld(ctx: Context) -> Mapping[str, Any]:
    ruled = {"founded": True, "transfer_to": ctx.data.court, "reasons": ctx.data.reasons}
    return {"objection": {**ctx.facts["objection"], **ruled, "ruled_on": ctx.today.isoformat()}}


def is_small_claims(ctx: Context) -> Refusal | None:
    return None if timing.procedure(ctx) == "small_claims" else Refusal("trial.not_small_claims", CPLI(279))


def no_procedure_objection(ctx: Context) -> Refusal | None:
    return Refusal("trial.objected_already", CPLI(279)) if ctx.facts.get("procedure_objection") else None


def procedure_objection(ctx: Context) -> Refusal | None:
    return None if ctx.facts.get("procedure_objection") else Refusal("trial.no_objection", CPLI(279))


def procedure_objected(ctx: Context) -> Mapping[str, Any]:
    by = [p.name for p in ctx.acting]
    return {"procedure_objection": {"by": by, "reason": ctx.data.reason, "on": ctx.today.isoformat()}}


def procedure_kept(ctx: Context) -> Mapping[str, Any]:
    row = {**ctx.facts["procedure_objection"], "kept": ctx.data.reason}
    return {"procedure_objection": None, "procedure_objections": [*ctx.facts.get("procedure_objections", ()), row]}


# —— hearing ——


def defence_period_over(ctx: Context) -> Refusal | None:
    """No hearing within anybody's time for the defence, unless all agree (CPL 128; CPLI 224, 266)."""
    due = max((c.due for c in ctx.clocks if c.name == "defence"), default=None)
    if due is None or ctx.data.day > due or ctx.data.all_agree:
        return None
    return Refusal("trial.defence_period_runs", CPLI(224), field="day", values={"last": due.isoformat()})


def summons_in_time(ctx: Context) -> Refusal | None:
    """The summons goes out three days before the hearing in the ordinary procedure (R-HRG-01)."""
    if timing.procedure(ctx) != "ordinary":
        return None
    latest = periods.end_of("R-HRG-01.summons", ctx.data.day).value
    if latest >= ctx.today:
        return None
    return Refusal("trial.summons_too_late", CPL(139), field="day")


def hearing_is_signed(ctx: Context) -> Refusal | None:
    return None if _child(ctx).state == "signed" else Refusal("trial.hearing_not_signed", CPL(150))


def hearing_is_adjourned(ctx: Context) -> Refusal | None:
    if _child(ctx).state == "adjourned" and not _child(ctx).facts.get("discontinued"):
        return None
    return Refusal("trial.hearing_not_adjourned", CPL(149))


def hearing_put_off(ctx: Context) -> Mapping[str, Any]:
    """Count what counts (R-LIM-24), and keep until when the next session should be."""
    facts = _child(ctx).facts
    counted = int(ctx.facts.get("adjournments", 0)) + (1 if facts.get("counts") else 0)
    return {"adjournments": counted, "next_hearing_by": facts["next_by"]}


def next_hearing_by(ctx: Context) -> date:
    return date.fromisoformat(ctx.facts["next_hearing_by"])
