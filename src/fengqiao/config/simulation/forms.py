"""Plausible answers to any shape, so that a move which no policy knows can still be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time, timedelta
from typing import Any

from fengqiao.config.simulation.scene import Scene
from fengqiao.core.models import Posting, Room
from fengqiao.core.roles import DUTIES, STANDINGS
from fengqiao.kernel.asks import Asks, Question, questions
from fengqiao.law.calendar import calendar

_WORDS = "情况属实，已当面说明。"
_LONG = "双方到场说明了情况，材料齐全，按规定办理。"

Maker = Callable[[Question, Scene], Any]


def answers(shape: type[Asks], scene: Scene) -> dict[str, Any]:
    """Answer what a shape requires; what it does not require is left as it is."""
    return {q.name: answer(q, scene) for q in questions(shape) if q.required}


def answer(question: Question, scene: Scene) -> Any:
    """One plausible answer of the question's kind."""
    if question.shape is not None:
        inner = answers(question.shape, scene)
        return inner if question.kind == "section" else [inner]
    if question.choices:
        chosen = scene.chance.choice(question.choices)
        return [chosen] if question.kind == "choices" else chosen
    maker = _MAKERS.get(question.kind)
    if maker is not None:
        return maker(question, scene)
    if question.kind in STANDINGS | DUTIES:
        return _holder(question, scene)
    many = question.kind.removesuffix("s")
    return [_MAKERS[many](question, scene)] if many in _MAKERS else _WORDS


def next_working_day(scene: Scene, ahead: int) -> Any:
    """The first working day at least so many days ahead."""
    return calendar().working_day_from(scene.today + timedelta(days=ahead))


def _text(question: Question, _: Scene) -> str:
    return _WORDS[: question.max_length or 200]


def _money(_: Question, scene: Scene) -> str:
    return str(scene.amount or "100.00")


def _party(_: Question, scene: Scene) -> int:
    acting = [p.id for p in scene.ctx.acting]
    return acting[0] if acting else scene.chance.choice([p.id for p in scene.ctx.parties])


def _room(_: Question, scene: Scene) -> Any:
    rooms = Room.objects.filter(court=scene.matter.court).order_by("id").values_list("pk", flat=True)
    return scene.chance.choice(list(rooms))


def _holder(question: Question, scene: Scene) -> Any:
    posts = Posting.objects.filter(court=scene.matter.court, role=question.kind, until=None).order_by("id")
    return scene.chance.choice(list(posts.values_list("person_id", flat=True)))


def _person(question: Question, scene: Scene) -> Any:
    return scene.person or scene.chance.choice([p.person for p in scene.ctx.parties])


_MAKERS: Mapping[str, Maker] = {
    "text": _text,
    "textarea": lambda q, s: _LONG,
    "composition": lambda q, s: _LONG * 4,
    "phone": lambda q, s: "14000000001",
    "money": _money,
    "date": lambda q, s: next_working_day(s, 7),
    "time": lambda q, s: time(9, 30),
    "datetime": lambda q, s: s.now + timedelta(days=7),
    "number": lambda q, s: 5,
    "affirmed": lambda q, s: True,
    "checkbox": lambda q, s: True,
    "files": lambda q, s: [],
    "party": _party,
    "person": _person,
    "room": _room,
    "cause": lambda q, s: s.matter.dispute.cause,
    "told_field": lambda q, s: "story",
}
