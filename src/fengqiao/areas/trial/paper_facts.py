"""What the papers of a trial print, from what the record already knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.areas.trial import rules
from fengqiao.core.models import DrawRecord
from fengqiao.core.papers import paper_kind
from fengqiao.core.step import Step
from fengqiao.kernel.draw import REASONS
from fengqiao.kernel.wording import plain_date
from fengqiao.law import periods

PRINTED = {"small_claims": "small"}
NAMES = {"ordinary": "普通程序", "simple": "简易程序", "small_claims": "小额诉讼程序"}
_REASSIGNED = {
    "left_post": "原承办法官调离",
    "long_leave": "原承办法官长期不能履职",
    "overload": "原承办法官在办案件过多",
    "related_case": "与关联案件由同一法官审理",
    "took_part": "原承办法官参与过本案其他程序",
    "other": "其他",
}


def _facts(step: Step) -> dict[str, Any]:
    return {**step.matter.facts, **step.changes}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def acceptance(step: Step) -> Mapping[str, Any]:
    """The notice of acceptance."""
    facts = _facts(step)
    return {"facts": {"received": _day(facts.get("received")), "procedure": _printed(facts)}}


def _printed(facts: Mapping[str, Any]) -> str:
    procedure = str(facts.get("procedure", "ordinary"))
    return PRINTED.get(procedure, procedure)


def assignment(step: Step) -> Mapping[str, Any]:
    """How the judge came to the case: pool, exclusions, seed and the number under which it is replayed."""
    facts = _facts(step)
    if not facts.get("draw"):
        last = facts["reassignments"][-1]
        return {"facts": {"reason": f"{_REASSIGNED[last['ground']]}。{last['note']}", "draw": None}}
    whole = DrawRecord.objects.get(no=facts["draw"]).record
    names = {one["id"]: one["name"] for one in whole["pool"]}
    gone = [{"name": names[one["id"]], "reason": REASONS[one["reason"]][0]} for one in whole["exclusions"]]
    return {"facts": {"draw": facts["draw"], "pool": list(names.values()), "excluded": gone, "seed": whole["seed"]}}


def panel(step: Step) -> Mapping[str, Any]:
    """The notice of the bench; after a change, why."""
    if step.move.name == "reassign":
        return {"facts": {"changed": f"{_REASSIGNED[step.data.ground]}。{step.data.note}"}}
    if step.move.name == "uphold_recusal":
        return {"facts": {"changed": f"回避申请成立。{step.data.reason}"}}
    return {}


def response(step: Step) -> Mapping[str, Any]:
    """The notice to respond."""
    titles = [{"name": paper_kind(kind).title_zh} for kind in ("complaint", "evidence_notice", "panel_notice")]
    return {"facts": {"procedure": _printed(_facts(step)), "papers": titles}}


def evidence(step: Step) -> Mapping[str, Any]:
    """The notice on evidence: how many days, by the procedure (R-PER-14)."""
    return {"facts": {"days": periods.rule(rules.evidence_rule(step.ctx)).length}}


def deemed_withdrawal(step: Step) -> Mapping[str, Any]:
    """The ruling that treats the suit as withdrawn."""
    facts = _facts(step)
    return {"facts": {"ground": facts["ground"], "reasons": facts.get("reasons")}}


def withdrawal(step: Step) -> Mapping[str, Any]:
    """The ruling that permits the withdrawal."""
    asked = _facts(step)["withdrawal"]
    return {"facts": {"asked": _day(asked["asked"]), "reasons": asked["reason"]}}


def mediated(step: Step) -> Mapping[str, Any]:
    """The mediation document."""
    facts, dispute = _facts(step), step.matter.dispute.facts
    agreed = facts["mediation"]
    return {
        "facts": {
            "claims": [claim["text"] for claim in dispute.get("claims", ())],
            "terms": [line for line in agreed["terms"].splitlines() if line.strip()],
            "procedure": _printed(facts),
        }
    }


def extension(step: Step) -> Mapping[str, Any]:
    """The decision on an extension."""
    facts = _facts(step)
    last = facts["extensions"][-1]
    return {
        "matter": {**_matter(step), "procedure": NAMES[str(facts.get("procedure", "ordinary"))]},
        "facts": {
            **{name: _day(last[name]) for name in ("applied", "limit", "until", "decided")},
            "reasons": last["reasons"],
            "approved": last["approved"],
            "opinion": last["opinion"],
            "approver": step.actor.name,
        },
    }


def _matter(step: Step) -> dict[str, Any]:
    return {
        "no": step.matter.no,
        "number": step.matter.number or "",
        "opened": _day(_facts(step).get("filed_on")) or step.ctx.opened,
    }


def conversion(step: Step) -> Mapping[str, Any]:
    """The ruling that puts the case into another procedure."""
    last = _facts(step)["conversions"][-1]
    names = {"old": NAMES[last["from"]], "new": NAMES[last["to"]]}
    return {"facts": {**names, "reasons": last["reason"], "by_notice": bool(_facts(step).get("by_notice"))}}


def jurisdiction(step: Step) -> Mapping[str, Any]:
    """The ruling on an objection to jurisdiction."""
    ruled = _facts(step)["objection"]
    return {
        "facts": {
            "objector": "、".join(ruled["by"]),
            "asked": plain_date(date.fromisoformat(ruled["on"])),
            "court": ruled["court"],
            "reason": ruled["reason"],
            "reasons": ruled["reasons"],
            "founded": ruled["founded"],
            "transfer_to": ruled.get("transfer_to"),
            "final": str(_facts(step).get("procedure")) == "small_claims",
        }
    }


def claim_change(step: Step) -> Mapping[str, Any]:
    """The notice of a changed claim: the claims from now on, and what becomes of the fee."""
    change = _facts(step)["claim_changes"][-1]
    money = {name: Decimal(amount) for name, amount in change["fee"].items()}
    claims = [{"text": c["text"], "amount": None if c["amount"] is None else Decimal(c["amount"])} for c in change["claims"]]
    days = periods.rule("R-HRG-04.answer", step.now.date()).length
    return {"facts": {"asked": _day(change["on"]), "claims": claims, "reasons": change["reasons"], "days": days, **money}}
