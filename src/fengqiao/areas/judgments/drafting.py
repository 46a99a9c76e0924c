"""The text of a judgment: what the file already knows, put into the form that the judge goes on writing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fengqiao.core import clock, papers
from fengqiao.core.casefile import CaseFile
from fengqiao.core.effects.documents import paper_context
from fengqiao.core.models import Matter
from fengqiao.core.step import Step
from fengqiao.kernel.paper import Line, parse, plain
from fengqiao.law import causes

FORMS = {"small_claims": "small"}
FEES = ("fees.case_fee", "fees.top_up")
_CLOSING = "综上所述"


def initial(file: CaseFile) -> Mapping[str, Any]:
    """The draft as the judge finds it: the one kept, or one composed from the file."""
    draft = file.matter.facts.get("draft")
    if draft:
        return dict(draft)
    fee = file.matter.facts.get("fee")
    shares = [{"party": p.id, "amount": fee} for p in file.parties if p.side == "respondent"] if fee else []
    claims = [claim for claim in file.matter.dispute.facts.get("claims", ()) if claim.get("amount")]
    items = [{"text": "", "payer": "respondent", "amount": c["amount"], "days": 10} for c in claims]
    hearing = file.matter.facts.get("hearing") or {}
    by_default = any(a.get("consequence") == "default_judgment" for a in hearing.get("absences") or ())
    found = {"body": body_of(file.matter, file), "items": items or [{}], "fee_shares": shares[:1]}
    return {**found, "by_default": by_default}


def body_of(matter: Matter, file: CaseFile) -> str:
    """Everything from the introduction to the reasons, with a blank where the judge has to write."""
    paper = parse(papers.compose("judgment", _context(matter, file, {})))
    lines = [b.full for b in paper.blocks if isinstance(b, Line) and b.kind == "paragraph"]
    end = next((n for n, text in enumerate(lines) if text.startswith(_CLOSING)), len(lines))
    return "\n".join(lines[:end])


def draft_text(matter: Matter) -> str:
    """The whole judgment as it would be issued now, as plain text; the empty string before any draft."""
    draft = matter.facts.get("draft")
    if not draft:
        return ""
    file = CaseFile(matter)
    return plain(parse(papers.compose("judgment", _context(matter, file, draft))))


def judgment_context(step: Step) -> dict[str, Any]:
    """What the judgment prints when it is pronounced."""
    draft = step.ctx.facts["draft"]
    return _with_judgment(paper_context(step), step.matter, step.file, draft)


def correction_context(step: Step) -> dict[str, Any]:
    """What the correcting ruling prints."""
    facts = {"wrong": step.data.wrong, "right": step.data.right}
    return {"facts": {**facts, "pronounced_on": _day(step.ctx.facts.get("pronounced_on"))}}


def _context(matter: Matter, file: CaseFile, draft: Mapping[str, Any]) -> dict[str, Any]:
    staff = file.staff()
    plain_facts = {
        "court": {"name": matter.court.name, "superior": matter.court.appeal_court_name},
        "today": clock.today(),
        "cause": causes.cause(matter.dispute.cause).name if matter.dispute.cause else "",
        "judge": "、".join(staff.get("judge", ())),
        "clerk": "、".join(staff.get("clerk", ())),
        "presiding": "",
        **{f"{side}s" if side != "third_party" else "third_parties": _names(file, side) for side in _SIDES},
    }
    return _with_judgment(plain_facts, matter, file, draft)


_SIDES = ("claimant", "respondent", "third_party")


def _names(file: CaseFile, side: str) -> list[dict[str, str]]:
    return [{"name": p.name, "kind": p.kind} for p in file.parties if p.side == side]


def _with_judgment(
    context: Mapping[str, Any], matter: Matter, file: CaseFile, draft: Mapping[str, Any]
) -> dict[str, Any]:
    trial, told = matter.parent, matter.dispute.facts
    facts = matter.facts
    fee = facts.get("fee")
    names = {p.id: p.name for p in file.parties}
    hearing = facts.get("hearing") or {}
    opened = clock.local((trial or matter).opened_at).date()
    return {
        **context,
        "matter": {"no": matter.no, "number": facts.get("trial_number", ""), "opened": opened},
        **({"fee": {"amount": Decimal(fee)}} if fee is not None else {}),
        "facts": {
            "procedure": facts.get("form", "ordinary"),
            "claims": [c["text"] for c in told.get("claims", ())],
            "claimant_case": told.get("story", ""),
            "defence": _defence(trial, names),
            "hearing_date": _day(hearing.get("start")),
            "openness": "不公开" if hearing.get("public") is False else "公开",
            "present": "、".join(names[i] for i in hearing.get("present") or () if i in names),
            "absent": [names[i] for i in hearing.get("absent") or () if i in names],
            "body": draft.get("body", ""),
            "by_default": bool(draft.get("by_default")),
            "law": draft.get("law", []),
            "items": [item["text"] for item in draft.get("items", ())],
            "pays_money": any(item["amount"] for item in draft.get("items", ())),
            "fee_burden": [
                {"name": names.get(s["party"], ""), "amount": Decimal(s["amount"])}
                for s in draft.get("fee_shares", ())
                if Decimal(s["amount"])
            ],
            "fee_relief": relief_of(trial),
            "appeal_days": 15,
        },
    }


def relief_of(trial: Matter | None) -> list[dict[str, Any]]:
    """The relief that was granted on the fees of a case, as its record stands today; the judgment states it (FEE 51)."""
    asked = Matter.objects.filter(parent=trial, procedure__in=FEES).exclude(state__in=("unpaid", "ended"))
    fees = [(m, m.facts.get("relief") or {}) for m in asked.order_by("id")] if trial else []
    return [
        {
            "name": "、".join(relief.get("by", ())),
            "topped_up": m.procedure == FEES[1],
            "outcome": relief["outcome"],
            "full": Decimal(m.facts["full_amount"]),
            "left": Decimal(m.facts["amount"]),
            "percent": m.facts.get("percent"),
            "until": _day(relief.get("until")),
        }
        for m, relief in fees
        if relief.get("status") == "decided" and relief.get("outcome") in ("exempt", "reduce", "defer")
    ]


def _defence(trial: Matter | None, names: Mapping[int, str]) -> str:
    """What the respondents have answered, each in a paragraph under its name where there are several."""
    rows = (trial.facts.get("defences") if trial else None) or {}
    texts = [(names.get(int(party), ""), str(row.get("text") or "")) for party, row in rows.items()]
    said = [(name, text) for name, text in texts if text]
    return said[0][1] if len(said) == 1 else "\n".join(f"{name}：{text}" for name, text in said)


def _day(value: Any) -> date | None:
    if not value:
        return None
    return datetime.fromisoformat(str(value)).date()
