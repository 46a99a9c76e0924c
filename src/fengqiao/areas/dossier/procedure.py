"""The secret volume (副卷) of a case: seen by whoever sits in it, and by nobody else."""

from __future__ import annotations

from fengqiao.areas.dossier import rules
from fengqiao.areas.dossier.facts import SecretPaper
from fengqiao.kernel.procedure import Move, Procedure
from fengqiao.law.instruments import CPL

BENCH = "judge clerk"


class SecretVolume(Procedure):
    """What the bench writes for itself: notes, reports, deliberations. Deliberations are not public (CPL 45).

    A matter of its own below the case, sealed from its first moment: the rule of access that hides a sealed
    matter from everybody who does not sit in it is the only one needed. Who leaves the bench leaves it too.
    """

    code, version, in_force = "dossier.secret_volume", 1, "2024-01-01"
    states = "open closed*"
    stands = ""
    way = "open closed"

    begin = Move("-> open", who=BENCH, cite=CPL(45), does="seal_volume")
    add = Move("open -> open", who=BENCH, cite=CPL(45), asks=SecretPaper, optional=True, records=rules.filed,
               does="own_secret_files")
    follow = Move("open -> open", who="system", cite=CPL(45), does="seat_the_bench")
    close = Move("open -> closed", who=BENCH, cite=CPL(45), optional=True)
