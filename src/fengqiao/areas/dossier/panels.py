"""The way from a matter to its e-file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from fengqiao.areas.dossier.services import VOLUME
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile


def link(file: CaseFile, actor: Actor) -> Mapping[str, Any]:
    """The panel: where the catalogue is, and how one puts a paper into the secret volume."""
    matter = file.matter
    secret = matter.procedure == VOLUME
    above = matter.parent if secret and matter.parent is not None else matter
    add = reverse("move", args=[matter.no, "add"]) if secret and not matter.ended else ""
    return {"url": reverse("dossier", args=[above.no]), "secret": secret, "add_url": add}
