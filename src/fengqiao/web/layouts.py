"""A move's page as its shape asks it; an area that changes one thing of it overrides that alone (core.registry.Layout)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fengqiao.core.casefile import CaseFile
from fengqiao.web.forms import Field, Form


class AsAsked:
    """Everything as the generic page has it."""

    def held(self, file: CaseFile, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was typed before."""
        return data

    def lead(self, file: CaseFile) -> str:
        """The move's own help."""
        return ""

    def fields(self, file: CaseFile, form: Form) -> list[Field]:
        """The fields one after the other."""
        return form.plain()

    def kept(self, file: CaseFile) -> Sequence[tuple[str, str]]:
        """Nothing else stands here."""
        return ()
