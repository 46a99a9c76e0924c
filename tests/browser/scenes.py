"""The court as the tour of its pages finds it: disputes in every stage, and the addresses of all kinds of pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LAST_DAY = "2026-06-03T10:00:00"
CLAIMANT, RESPONDENT = "13911110001", "13911110002"


@dataclass
class Scene:
    """Matters by a name, and everybody's account by role."""

    no: dict[str, str] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)


def told(court: Any, procedure: str, **changes: Any) -> str:
    """A dispute told by the claimant of the tour, joined by its respondent."""
    changes.setdefault(
        "respondents", [{"name": "李小红", "phone": RESPONDENT, "address": "浙江省诸暨市店口镇解放路2号"}]
    )
    no = court("tell", procedure, CLAIMANT, 1, **changes)[0]
    court("bind", no, RESPONDENT)
    return no


def matter(court: Any, first: str, procedure: str) -> str:
    return court("matters", first)[procedure]


def acknowledge(court: Any, first: str) -> None:
    """Everybody confirms receipt of what is on its way."""
    for delivery in court("open_matters", first, "service.delivery"):
        for phone in (CLAIMANT, RESPONDENT):
            court("attempt", delivery, "acknowledge", phone)


def filed(court: Any, roles: dict[str, list[str]]) -> str:
    """Filed; the fee is not paid yet."""
    first = told(court, "filing.first_instance")
    court("do", first, "accept", roles["filing_clerk"][0])
    return first


def drawn(court: Any, roles: dict[str, list[str]]) -> str:
    """The fee paid, a judge drawn, the complaint on its way."""
    first = filed(court, roles)
    fee = matter(court, first, "fees.case_fee")
    facts = court("state", fee)["facts"]
    paid = {
        "order": facts["order"],
        "transaction": f"T{fee}",
        "amount": facts["amount"],
        "paid_at": "2026-03-02T10:00:00+08:00",
    }
    court("do", fee, "settle", "system", **paid)
    court("do", matter(court, first, "trial.first_instance"), "confirm_triage", roles["division_head"][0])
    return first


def defended(court: Any, roles: dict[str, list[str]]) -> str:
    """Served and defended."""
    first = drawn(court, roles)
    acknowledge(court, first)
    court("do", matter(court, first, "trial.first_instance"), "defend", RESPONDENT, text="钱已经还了一部分。")
    acknowledge(court, first)
    return first


def scheduled(court: Any, roles: dict[str, list[str]], day: str, hour: str) -> str:
    """A hearing is on the calendar."""
    first = defended(court, roles)
    trial = matter(court, first, "trial.first_instance")
    slot = {"day": day, "time": hour, "minutes": 60, "room": court("rooms")[0], "all_agree": True}
    court("do", trial, "schedule", court("seated", trial, "judge"), **slot)
    acknowledge(court, first)
    return first


def recorded(court: Any, first: str) -> None:
    """The hearing was held, its transcript waits for the parties."""
    hearing = matter(court, first, "hearings.hearing")
    clerk = court("seated", hearing, "clerk")
    rows = [{"party": side["id"], "here": True} for side in court("parties", first).values()]
    court("do", hearing, "open_session", clerk, parties=rows, identities_verified=True)
    court("do", hearing, "record", clerk, text="审判员：现在开庭。\n原告：请求归还借款五万元。\n被告：已经还了一部分。")


def heard(court: Any, first: str) -> None:
    """Both have read and confirmed the transcript."""
    recorded(court, first)
    hearing = matter(court, first, "hearings.hearing")
    for phone in (CLAIMANT, RESPONDENT):
        court("do", hearing, "confirm_transcript", phone)


def judged(court: Any, first: str) -> None:
    """The judgment is pronounced and served."""
    judgment = matter(court, first, "judgments.judgment")
    judge = court("seated", judgment, "judge")
    loser, fee = court("parties", first)["respondent"]["id"], court("state", judgment)["facts"]["fee"]
    item = {"text": "被告李小红于本判决生效之日起十日内归还原告陈大明借款50000元", "amount": "50000", "days": 10}
    draft = {
        "outcome": "granted",
        "body": "经审理查明：借款属实。\n本院认为，应当归还。",
        "law": ["《中华人民共和国民法典》第六百七十五条"],
        "items": [item],
        "fee_shares": [{"party": loser, "amount": fee}],
    }
    court("do", judgment, "draft", judge, **draft)
    court("do", judgment, "pronounce", judge)
    acknowledge(court, first)


def play(court: Any, roles: dict[str, list[str]]) -> Scene:
    """Play disputes up to every stage of the way; the latest first in time."""
    scene = Scene()
    court("hold", "2026-03-02T09:00:00")
    old = scheduled(court, roles, "2026-03-25", "09:00")
    court("advance", "2026-03-25T09:00:00")
    heard(court, old)
    judged(court, old)
    court("advance", "2026-05-06")
    title = matter(court, old, "performance.title")
    court("do", title, "apply_enforcement", CLAIMANT, leads=["工商银行有账户"])
    case = matter(court, old, "enforcement.case")
    court("do", case, "file", roles["filing_clerk"][0])
    court("do", case, "send_notice", court("seated", case, "enforcement_officer"), days=5)
    scene.no |= {"title": title, "enforcement": case, "trial_closed": matter(court, old, "trial.first_instance")}
    draft = scheduled(court, roles, "2026-05-28", "09:00")
    record = scheduled(court, roles, "2026-06-03", "10:30")
    court("advance", "2026-05-28T09:00:00")
    heard(court, draft)
    scene.no |= {
        "judgment": matter(court, draft, "judgments.judgment"),
        "hearing": matter(court, record, "hearings.hearing"),
    }
    serving = drawn(court, roles)
    scene.no |= {
        "trial": matter(court, serving, "trial.first_instance"),
        "delivery": court("open_matters", serving, "service.delivery")[0],
    }
    preparing = defended(court, roles)
    scene.no["preparing"] = matter(court, preparing, "trial.first_instance")
    unpaid = filed(court, roles)
    scene.no |= {
        "fee": matter(court, unpaid, "fees.case_fee"),
        "registered": matter(court, unpaid, "trial.first_instance"),
    }
    aided = matter(court, filed(court, roles), "fees.case_fee")
    proof = {"proofs": ["hardship", "status"], "files": [court("bring", CLAIMANT)]}
    court("do", aided, "apply_relief", CLAIMANT, relief="defer", ground="legal_aid", statement="正在接受法律援助。", **proof)
    scene.no["relief"] = matter(court, aided, "fees.relief")
    scene.no["filing"] = told(court, "filing.first_instance")
    boxed = court("box", preparing, RESPONDENT, roles["filing_clerk"][0])
    choosing = told(court, "mediation.pre_litigation")
    court("do", choosing, "consent", RESPONDENT, agree=True)
    court("advance", LAST_DAY)
    recorded(court, record)
    scene.no |= {"boxed": boxed, "drop": court("drop", scene.no["filing"], CLAIMANT)}
    scene.no["drop_reserved"] = court("drop", scene.no["filing"], CLAIMANT, laid_in=False)
    mediator = court("seated", choosing, "mediator")
    court("do", choosing, "accept", mediator, impartial=True)
    scene.no["mediating"] = choosing
    scene.no["mediation"] = told(court, "mediation.pre_litigation")
    scene.who = {
        "claimant": CLAIMANT,
        "respondent": RESPONDENT,
        "mediator": mediator,
        "judge": court("seated", scene.no["judgment"], "judge"),
        "clerk": court("seated", scene.no["hearing"], "clerk"),
        "trial_judge": court("seated", scene.no["preparing"], "judge"),
        "officer": court("seated", case, "enforcement_officer"),
        "filing_clerk": roles["filing_clerk"][0],
        "division_head": roles["division_head"][0],
        "president": roles["president"][0],
        "cashier": roles["cashier"][0],
    }
    court("beat")
    return scene
