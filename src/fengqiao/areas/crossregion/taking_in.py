"""What a court elsewhere hands in for this one: opened once through the one door, answered from the matter itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fengqiao.areas.crossregion import files_in
from fengqiao.areas.crossregion.files_in import Turned
from fengqiao.areas.crossregion.services import FILING, REQUEST
from fengqiao.core import clock
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.disputes import open_dispute
from fengqiao.core.engine import scoped
from fengqiao.core.exchange import body_of
from fengqiao.core.models import Court, Deadline, Event, Matter
from fengqiao.core.told import Told
from fengqiao.core.validation import validated
from fengqiao.kernel.chain import sm3
from fengqiao.law import competent, courts

EXCHANGE = replace(SYSTEM_ACTOR, channel="exchange")
"""Papers of another installation are entered by the system: whoever sent them is no account of ours."""
_REFERENCE = re.compile(r"[A-Za-z0-9._:-]{1,60}")
_SIDES = {"claimants": "claimant", "respondents": "respondent", "third_parties": "third_party"}
_LONG = 2000


def take(member: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Take papers in and answer the receipt; the same reference is the same handover. Raises Turned or ValueError."""
    reference, court, papers = _reference(asked), _court(asked), dict(asked["papers"])
    fingerprint = sm3(body_of(papers))
    found = _found(member, reference) or _opened(member, reference, court, papers, fingerprint)
    held = found.facts["handed_in"]
    if (held["hash"], found.court_id) != (fingerprint, court.pk):
        raise Turned(409, "differs")
    due = Deadline.objects.filter(matter=found, name="answer").order_by("id").first()
    return {
        "number": found.no,
        "hash": held["hash"],
        "at": clock.local(found.opened_at).isoformat(),
        "due": clock.local(due.due_at).isoformat() if due else None,
        "files": held["files"],
    }


def query(member: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer what has become of a handover of this member's; another's is unknown to it."""
    found, court = _found(member, _reference(asked)), _court(asked)
    if found is None or found.court_id != court.pk:
        raise Turned(404, "reference_unknown")
    if not found.ended:
        return {"outcome": "waiting"}
    facts, at = found.facts, clock.local(found.ended_at or found.changed_at).isoformat()
    told: dict[str, Any] = {"outcome": found.state, "at": at, "minutes": facts["minutes"]}
    if found.state == "incomplete":
        return {**told, "points": facts["points"]}
    if found.state == "not_competent":
        return {**told, "court": facts["right_court"], "reason": facts["why"]}
    return {**told, **_filed(found)}


def files(member: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Take a piece of a file of a handover that is still to come."""
    reference = _reference(asked)
    _court(asked)
    found = _found(member, reference)
    if found is None:
        return files_in.piece(member, reference, asked)
    if asked["hash"] not in found.facts["handed_in"]["files"]:
        raise Turned(409, "differs")
    return {"received": int(asked["size"]), "whole": True}


def _filed(found: Matter) -> dict[str, Any]:
    """How the filing stands that the answer has opened, by its case number as soon as it has one."""
    filing = Matter.objects.filter(parent=found, procedure=FILING).order_by("id")[0]
    case = Matter.objects.filter(parent=filing).exclude(number=None).order_by("id").first()
    return {"number": str(case or filing), "stage": filing.state}


def _reference(asked: Mapping[str, Any]) -> str:
    reference = str(asked["reference"])
    if not _REFERENCE.fullmatch(reference):
        raise ValueError("no reference")
    return reference


def _court(asked: Mapping[str, Any]) -> Court:
    found = Court.objects.filter(code=str(asked["court"])).first()
    if found is None:
        raise Turned(404, "court_unknown")
    return found


def _key(member: str, reference: str) -> str:
    return f"handed:{sm3(body_of({'member': member, 'reference': reference}))}"


def _found(member: str, reference: str) -> Matter | None:
    key = scoped(EXCHANGE, _key(member, reference))
    event = Event.objects.filter(key=key).select_related("matter__court").first()
    return event.matter if event else None


def _opened(member: str, reference: str, court: Court, papers: Mapping[str, Any], fingerprint: str) -> Matter:
    """Open the question to this court, as one from a court of the same installation would be.

    Where another call has opened it meanwhile, that one's is answered.
    """
    told, named = _told(member, reference, papers), [dict(f) for f in papers.get("files") or ()]
    origin = {
        "member": member,
        "reference": reference,
        "hash": fingerprint,
        "files": sorted({str(f["hash"]) for f in named}),
        "left_out": [{"name": str(f["name"])[:200], "code": str(f["code"])[:40]} for f in papers.get("left_out") or ()],
    }
    facts = {**_facts(told, papers, court), "handed_in": origin}
    key = _key(member, reference)
    receipt = open_dispute(told, REQUEST, court=court, actor=EXCHANGE, facts=facts, key=key)
    return Matter.objects.select_related("court").get(no=receipt.no)


def _told(member: str, reference: str, papers: Mapping[str, Any]) -> Told:
    """What was told, checked like what anybody tells. Raises ValueError, Invalid or Turned."""
    evidence = [{"name": e["name"], "purpose": e.get("purpose")} for e in papers["evidence"]]
    for n, keys in files_in.named(member, reference, papers.get("files") or (), len(evidence)).items():
        evidence[n]["files"] = keys
    plain: dict[str, Any] = {
        "story": papers["story"],
        "cause": papers["cause"],
        "claims": [{"text": c["text"], "amount": c.get("amount")} for c in papers["claims"]],
        "evidence": evidence,
    }
    for name, side in _SIDES.items():
        plain[name] = [_party(p) for p in papers["parties"] if p["side"] == side]
    told = validated(Told, plain)
    assert isinstance(told, Told)
    return told


def _party(told: Mapping[str, Any]) -> dict[str, Any]:
    optional = ("phone", "address", "born", "guardian", "legal_representative")
    return {"name": told["name"], "kind": told["kind"], **{name: told.get(name) or None for name in optional}}


def _facts(told: Told, papers: Mapping[str, Any], court: Court) -> dict[str, Any]:
    """The facts with which a court of the same installation would ask (``services.ask_competent``)."""
    received, assisting = date.fromisoformat(papers["received"]), courts.court(str(papers["assisting"]))
    if received > clock.today() or assisting.code == court.code:
        raise ValueError("a day to come, or papers from this court itself")
    ground, completed = str(papers["ground"])[:_LONG], str(papers.get("completed") or "")[:_LONG]
    asides = {side: [p.address or "" for p in getattr(told, side)] for side in ("respondents", "claimants")}
    proposed = competent.proposed(told.cause, asides["respondents"], asides["claimants"]).value
    named = {assisting.code: assisting.name, **{v.court: v.name for v in proposed}}
    facts = {
        "assisting": assisting.name,
        "assisting_code": assisting.code,
        "received": received.isoformat(),
        "ground": [ground, ground],
        "ground_cites": [],
        "courts_named": [[code, name] for code, name in named.items() if code != court.code],
    }
    return {**facts, "completed": {"text": completed, "files": []}} if completed else facts
