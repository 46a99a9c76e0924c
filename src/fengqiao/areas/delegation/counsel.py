"""Who acts before the court for the parties of a matter by a power that was given on the platform."""

from __future__ import annotations

from fengqiao.areas.delegation.models import Mandate
from fengqiao.areas.delegation.services import lasting
from fengqiao.core.casefile import CaseFile
from fengqiao.core.powers import ACTS

LAWYERS = ("lawyer", "legal_worker")


def acting_in(file: CaseFile) -> list[Mandate]:
    """The powers by which somebody acts now for a party of this file, read once."""
    if "delegation" not in file.kept:
        principals = {row.person_id for row in file.rows}
        rows = Mandate.objects.filter(lasting(), principal__in=principals, scope__in=ACTS).select_related("delegate")
        file.kept["delegation"] = [m for m in rows.order_by("id") if not m.disputes or file.matter.dispute_id in m.disputes]
    held: list[Mandate] = file.kept["delegation"]
    return held


def counsel(file: CaseFile) -> dict[int, str]:
    """The lawyers among them, by person: their time is theirs in every calendar (for core.registry)."""
    return {m.delegate_id: m.name for m in acting_in(file) if m.delegate_id and m.kind in LAWYERS}
