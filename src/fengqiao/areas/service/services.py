"""What service does beyond changing its state: whom it concerns, arrivals, the confirmed address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fengqiao.areas.service import rules
from fengqiao.areas.service.panels import paper_name
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.core.models import Notice, Party, Representative
from fengqiao.core.step import Step
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPLI
from fengqiao.law.store import load


def address_party(step: Step) -> dict[str, Any]:
    """Admit the one party to be served and its agents; the others see no address of his."""
    party = _party(step, step.matter.party_id)
    step.stand(party.person_id, party.person.name, party.side, party=party.pk)
    for agent in Representative.objects.filter(party=party, until=None).select_related("person"):
        step.stand(agent.person_id, agent.person.name, party.side, party=party.pk)
    return {"party": party.pk, "name": party.name, "attempts": []}


def _party(step: Step, pk: int | None) -> Party:
    found = next((p for p in step.file.rows if p.pk == pk), None)
    if found is None:
        raise LookupError(f"{step.matter.no}: service needs one party of the dispute, got {pk}")
    return found


def confirm_arrival(step: Step) -> dict[str, Any]:
    """Take the day of arrival from the carrier's proof of the message; nobody types it."""
    sent = Notice.objects.filter(matter=step.matter, channel="sms", status="sent").order_by("-sent_at").first()
    if sent is None or sent.sent_at is None:
        raise Refused([Refusal("service.not_arrived", CPLI(135))])
    return dict(rules.arrival(step.ctx, clock.local(sent.sent_at).date(), sent.proof))


def confirm_address(step: Step) -> dict[str, Any]:
    """Keep the confirmed address with the party, for this and every later procedure (R-SRV-23)."""
    data, party = step.data, _party(step, step.ctx.facts["party"])
    told = data.model_dump(mode="json", include={"address", "receiver", "secret"}, exclude_none=True)
    party.facts = {**party.facts, **told, "electronic_service": data.electronic, "address_confirmed": True}
    party.save(update_fields=["facts"])
    if data.phone:
        party.person.phone = data.phone
        party.person.save(update_fields=["phone"])
    step.file.parties_changed()
    return {"address_confirmed_on": step.now.date().isoformat()}


def receipt_facts(step: Step) -> Mapping[str, Any]:
    """What the proof of service prints."""
    facts = {**step.matter.facts, **step.changes}
    last = facts["attempts"][-1] if facts.get("attempts") else {}
    served = facts.get("served_on")
    signer = load("service.yaml")["receivers"].get(last.get("receiver", "recipient"), {}).get("zh", "")
    other = last.get("receiver", "recipient") != "recipient"
    remark = "；".join(str(part) for part in (facts.get("why"), last.get("note")) if part)
    return {
        "facts": {
            "person": facts.get("name", ""),
            "address": _printed_address(last),
            "method": load("service.yaml")["methods"].get(facts.get("method", ""), {}).get("zh", ""),
            "documents": [{"name": paper_name(kind, "zh-hans"), "copies": 1} for kind in facts.get("documents", ())],
            "served_at": date.fromisoformat(served) if served else None,
            "receiver": (last.get("name") or signer) if other else None,
            "relation": signer if other else None,
            "remark": remark,
        }
    }


def _printed_address(last: Mapping[str, Any]) -> str:
    if last.get("channel") in ("inbox", "acknowledged"):
        return "诉讼服务平台收件箱"
    return str(last.get("address", ""))


def address_facts(step: Step) -> Mapping[str, Any]:
    """What the address confirmation prints, from the party's record."""
    party = _party(step, step.ctx.facts["party"])
    standing = {"claimant": "原告", "respondent": "被告", "third_party": "第三人"}[party.side]
    return {
        "facts": {
            "person": party.name,
            "standing": standing,
            "address": party.facts.get("address", ""),
            "receiver": party.facts.get("receiver"),
            "phone": party.person.phone,
            "electronic": bool(party.facts.get("electronic_service")),
            "email": "诉讼服务平台收件箱及上列手机号码" if party.facts.get("electronic_service") else "",
            "secret": bool(party.facts.get("secret")),
        }
    }
