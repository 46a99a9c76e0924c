"""Drawing up the papers that a move issues, from what the record already knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.core import clock, papers
from fengqiao.core.models import Document, Matter, Party
from fengqiao.core.registry import registry
from fengqiao.core.step import Step
from fengqiao.core.words import say
from fengqiao.kernel.chain import sm3
from fengqiao.law import causes


def compose_papers(step: Step) -> list[Document]:
    """Compose every paper of the move; each text's hash goes under the event's chain."""
    made = []
    context = paper_context(step) if step.move.issues else {}
    for kind in step.move.issues:
        own = registry.paper_context.get(kind)
        based = {**context, "matter": {**context["matter"], **case_of(step.matter, kind)}}
        text = papers.compose(kind, _merged(based, own(step)) if own else based)
        digest = sm3(text.encode())
        step.papers.append({"kind": kind, "hash": digest})
        made.append(
            Document(
                matter=step.matter,
                seq=step.seq,
                kind=kind,
                title=papers.paper_kind(kind).title_zh,
                text=text,
                text_hash=digest,
                issued_at=step.now,
            )
        )
    return made


def case_of(matter: Matter, kind: str) -> dict[str, Any]:
    """The number that a paper of this kind carries, and the day on which that case was opened.

    A fee, a service or a judgment has no number of its own: its papers carry that of the case above.
    """
    wanted = papers.paper_kind(kind).number_type
    above: Matter | None = matter
    while wanted and above is not None:
        if wanted in (above.number or ""):
            return {"number": above.number, "opened": clock.local(above.opened_at).date()}
        above = above.parent
    return {}


def _merged(context: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """An area's own context for a paper; its ``facts`` come on top of the matter's."""
    return {**context, **own, "facts": {**context["facts"], **own.get("facts", {})}}


def paper_context(step: Step) -> dict[str, Any]:
    """What every paper may use: court, matter, cause, parties, facts, staff, clocks, day."""
    matter, staff = step.matter, step.file.staff()
    return {
        "court": {"code": matter.court.code, "name": matter.court.name, "superior": matter.court.appeal_court_name},
        "matter": {
            "no": matter.no,
            "number": matter.number or "",
            "procedure": matter.procedure,
            "opened": clock.local(matter.opened_at).date(),
        },
        "dispute": matter.dispute.facts,
        "amount": matter.dispute.amount,
        "cause": causes.cause(matter.dispute.cause).name if matter.dispute.cause else "",
        "claimants": parties(step, "claimant"),
        "respondents": parties(step, "respondent"),
        "third_parties": parties(step, "third_party"),
        "facts": {**matter.facts, **step.changes},
        "data": step.data.model_dump() if step.data is not None else {},
        "today": step.now.date(),
        "judge": "、".join(staff.get("judge", ())),
        "clerk": "、".join(staff.get("clerk", ())),
        "mediator": "、".join(staff.get("mediator", ())),
        "officer": "、".join(staff.get("enforcement_officer", ())),
        "presiding": "",
        "deadline": {c.name: c.due for c in step.ctx.clocks if c.running},
    }


def parties(step: Step, side: str) -> list[Mapping[str, Any]]:
    """The parties of one side as a paper prints them."""
    return [_party(row) for row in step.file.rows if row.side == side]


def _party(row: Party) -> Mapping[str, Any]:
    person = row.person
    return {
        "name": row.name,
        "kind": person.kind,
        "sex": person.sex,
        "birth": person.born,
        "ethnicity": row.facts.get("ethnicity", ""),
        "id_type": person.id_type,
        "id_number": person.id_masked,
        "address": row.address,
        "phone": person.phone,
        "occupation": row.facts.get("occupation", ""),
        "legal_representative": _head(row.facts),
        "agents": row.facts.get("agents") or [_agent(told) for told in row.facts.get("representatives", ())],
    }


def _head(facts: Mapping[str, Any]) -> Any:
    """The legal representative, with the post where it was told."""
    name, post = facts.get("legal_representative", ""), facts.get("legal_representative_post")
    return {"name": name, "post": post} if name and post else name


def _agent(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """An agent as a paper prints it: the scope of the power with the items that it names (CPLI 89)."""
    items = "、".join(say(f"core.power.{item}", {}, "zh-hans") for item in told.get("powers", ()))
    power = f"特别授权：{items}" if items else "一般授权"
    kind = say(f"core.agent.{told['kind']}", {}, "zh-hans")
    return {"name": told["name"], "firm": told.get("firm") or kind, "power": power}
