"""Service of papers: by inbox where the party agreed, else by express, by hand, by notice."""

from __future__ import annotations

from typing import Any

from fengqiao.config.simulation.habits import Habit
from fengqiao.config.simulation.scene import Scene


def _mailing(scene: Scene) -> dict[str, Any]:
    return {"tracking": f"EX{scene.chance.randint(10**9, 10**10 - 1)}CN"}


def _mail_result(scene: Scene) -> dict[str, Any]:
    outcome = scene.chance.choices(("signed", "returned", "refused"), (80, 16, 4))[0]
    receiver = scene.chance.choices(("recipient", "adult_family"), (75, 25))[0]
    told: dict[str, Any] = {"outcome": outcome, "on": scene.today}
    return {**told, "receiver": receiver} if outcome == "signed" else {**told, "note": "收件人联系不上，退回。"}


def _visit(scene: Scene) -> dict[str, Any]:
    result = scene.chance.choices(("signed", "refused", "absent"), (66, 12, 22))[0]
    return {"result": result, "on": scene.today, "method": "direct", "place": "domicile"}


def _leaving(scene: Scene) -> dict[str, Any]:
    return {"on": scene.today, "witnesses": "村民委员会工作人员在场见证，并拍照记录。"}


def _notice(scene: Scene) -> dict[str, Any]:
    return {
        "ground": "other_ways_failed",
        "published_on": scene.today,
        "place": "本院公告栏、受送达人住所地",
        "reason": "经邮寄和上门均未能送达。",
    }


def _refused(scene: Scene) -> bool:
    return any(a.get("result") == "refused" for a in scene.facts.get("attempts", ()))


def _tried_in_vain(scene: Scene) -> bool:
    made = scene.facts.get("attempts", ())
    return bool(made) and not any(a.get("status") in ("under_way", "running", "sending") for a in made)


_BY_DESK = (
    Habit("send_electronically", "service_desk", 1.0, (0.05, 1)),
    Habit("mail", "service_desk", 0.8, (0.2, 2), _mailing),
    Habit("deliver_in_person", "service_desk", 0.2, (0.3, 3), _visit),
    *(Habit(m, "clerk", 0.0) for m in ("send_electronically", "mail", "deliver_in_person", "record_mail")),
)

HABITS = {
    "service.delivery": {
        "pending": (*_BY_DESK, Habit("acknowledge", "party", 0.3, (0.1, 3), aside=True)),
        "sent": (
            Habit("record_mail", "service_desk", 1.0, (1.5, 5), _mail_result),
            Habit("confirm_arrival", "service_desk", 1.0, (0.6, 1.6)),
            Habit("leave", "service_desk", 1.0, (0.1, 2), _leaving, only=_refused),
            Habit("publish", "service_desk", 0.25, (0.5, 4), _notice, only=_tried_in_vain),
            Habit("give_up", "service_desk", 0.15, (1, 5), lambda s: {"reason": "原址无人，电话停机，暂时无法送达。"}, only=_tried_in_vain),
            Habit("deliver_in_person", "service_desk", 0.7, (0.5, 4), _visit),
            Habit("mail", "service_desk", 0.3, (0.5, 3), _mailing),
            *(Habit(m, "clerk", 0.0) for m in ("send_electronically", "mail", "deliver_in_person", "record_mail")),
            Habit("acknowledge", "party", 0.25, (0.1, 3), aside=True),
        ),
    },
}


