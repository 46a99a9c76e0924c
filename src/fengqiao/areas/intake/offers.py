"""The causes that are offered to the one who tells: from the story, or by name."""

from __future__ import annotations

from fengqiao.areas.intake import steps
from fengqiao.areas.intake.steps import Draft
from fengqiao.law import causes
from fengqiao.law.causes import Cause, Everyday


class Offered:
    """A cause offered to the teller: its official name, its plain name, and why it is offered."""

    def __init__(self, cause: Cause, reason_zh: str = "", reason_en: str = "") -> None:
        known: Everyday | None = causes.everyday(cause.code)
        exact = known if known and known.code == cause.code else None
        above = " › ".join(cause.path[:-1])
        self.code, self.name = cause.code, cause.name
        self.plain_zh, self.plain_en = (exact.plain_zh, exact.plain_en) if exact else (cause.name, cause.name)
        self.about_zh, self.about_en = (exact.about_zh, exact.about_en) if exact else (above, above)
        self.reason_zh, self.reason_en = reason_zh, reason_en


def as_offered(code: str) -> Offered:
    """A cause by its code, as it is offered."""
    return Offered(causes.cause(code))


def offered_causes(draft: Draft, limit: int = 5) -> list[Offered]:
    """The causes that the story points to, the likeliest first, each with the words that point to it."""
    story = str(steps.raw_answer(draft, "story").get("story") or "")
    return [Offered(s.cause, s.reason_zh, s.reason_en) for s in causes.suggest(story, limit)]


def searched_causes(text: str, limit: int = 20) -> list[Offered]:
    """The civil causes that can be chosen, by a part of their name or their plain name."""
    wanted = causes.plain(text)
    if not wanted:
        return []
    plain = [e.code for e in causes.everyday_causes() if wanted in causes.plain(e.plain_zh + e.plain_en)]
    named = [c.code for c in causes.search(text, limit=limit * 2, kind="civil")]
    found = [causes.cause(code) for code in dict.fromkeys([*plain, *named])]
    return [Offered(c) for c in found if c.level > 2 and c.kind == "civil"][:limit]
