"""To whom a thing can be passed on from here: only to somebody who is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.areas.handover.rules import WINDOW
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import word
from fengqiao.web.forms import Field, Form
from fengqiao.web.layouts import AsAsked


class Hands(AsAsked):
    """The layout of passing on (core.registry.Layout); the door refuses the same (rules.somebody_there, to_another)."""

    def held(self, file: CaseFile, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was typed before; where one receiver is left, that one."""
        there = _there(file)
        return {"to": there[0], **data} if len(there) == 1 else data

    def lead(self, file: CaseFile) -> str:
        """That nobody has the matter yet, where that is so."""
        return "" if _there(file) else word("handover.nobody_yet")

    def fields(self, file: CaseFile, form: Form) -> list[Field]:
        """As asked, without the receivers that this matter does not have."""
        there, fields = _there(file), form.plain()
        for field in fields:
            if field["name"] == "to":
                field["options"] = [o for o in field["options"] if o["value"] in there]
        return fields


def _there(file: CaseFile) -> list[str]:
    held = file.matter.facts.get("holder", WINDOW)
    return [role for role in ("clerk", "judge", "enforcement_officer", WINDOW) if role != held and (role == WINDOW or file.staff().get(role))]
