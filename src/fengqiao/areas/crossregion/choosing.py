"""Choosing the court to which the papers go: the proposed one where it can be reached, and else what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.areas.crossregion import rules
from fengqiao.core import clock, ports
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Court
from fengqiao.core.words import say, word
from fengqiao.web.forms import Field, Form
from fengqiao.web.layouts import AsAsked


def connected(file: CaseFile) -> set[str]:
    """The courts to which papers can be sent from here: those of this installation, and those of the exchange."""
    here = Court.objects.exclude(pk=file.matter.court_id).values_list("code", flat=True)
    return {*here, *ports.exchange().courts()}


def proposed_court(file: CaseFile) -> Mapping[str, Any]:
    """The form begins with the court that the other has named, or else with the first that has jurisdiction here."""
    ctx, there = file.context(frozenset(), now=clock.now()), connected(file)
    codes = [file.matter.facts.get("right_court", ""), *(v.court for v in rules.proposal(ctx).value)]
    return {"court": next((c for c in codes if c in there), "")}


class Choice(AsAsked):
    """The layout of the form that sends the papers on (core.registry.Layout): it says whether a court is filled in."""

    def fields(self, file: CaseFile, form: Form) -> list[Field]:
        """The fields as they are asked, the court with what is true of the proposal."""
        fields, help_text = form.plain(), _help(file)
        for field in fields:
            if field["name"] == "court" and help_text:
                field["help"] = help_text
        return fields


def _help(file: CaseFile) -> str:
    """What stands at the court where none could be filled in; empty where one is."""
    if proposed_court(file)["court"]:
        return ""
    found = rules.proposal(file.context(frozenset(), now=clock.now())).value
    away = [v.name for v in found if v.court != file.matter.court.code]
    if not away:
        return word("crossregion.HandOver.court.help_open")
    return say("crossregion.HandOver.court.help_away", {"courts": "、".join(away)})
