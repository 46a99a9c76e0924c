"""The page on which a case is accepted says which procedure is proposed, and why, before anybody chooses it."""

from __future__ import annotations

from django.utils import translation

from fengqiao.areas.filing import panels
from fengqiao.core.casefile import CaseFile
from fengqiao.core.words import say, word
from fengqiao.web.forms import Field, Form
from fengqiao.web.layouts import AsAsked


class Proposed(AsAsked):
    """The layout of accepting (core.registry.Layout)."""

    def fields(self, file: CaseFile, form: Form) -> list[Field]:
        """As asked; the choice of what is proposed says what that is and by which rule."""
        answer, side = panels.proposal(file), 1 if translation.get_language() == "en" else 0
        name = word(f"filing.Acceptance.procedure.{answer.value}")
        fields = form.plain()
        for option in (o for f in fields if f["name"] == "procedure" for o in f["options"] if o["value"] == "as_proposed"):
            option["label"] = say("filing.as_proposed", {"procedure": name})
            option["help"] = " ".join((line.zh, line.en)[side] for line in answer.working)
        return fields
