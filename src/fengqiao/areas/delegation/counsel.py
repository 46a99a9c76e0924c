"""Lawyers who act by a power that their client gave on the platform: their time is theirs in every calendar."""

from __future__ import annotations

from collections.abc import Collection

from fengqiao.areas.delegation.models import Mandate
from fengqiao.areas.delegation.services import lasting
from fengqiao.core.powers import ACTS

LAWYERS = ("lawyer", "legal_worker")


def counsel(principals: Collection[int], dispute: int) -> dict[int, str]:
    """Who acts as a lawyer for some of these people in a dispute, by person (for core.registry)."""
    rows = Mandate.objects.filter(lasting(), principal__in=principals, kind__in=LAWYERS, scope__in=ACTS, delegate__isnull=False)
    return {m.delegate_id: m.name for m in rows.order_by("id") if m.delegate_id and (not m.disputes or dispute in m.disputes)}
