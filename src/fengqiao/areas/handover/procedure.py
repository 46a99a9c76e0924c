"""A thing handed in (材料收转): from the window from hand to hand, each hand acknowledged, to the archive or back."""

from __future__ import annotations

from fengqiao.areas.handover import rules
from fengqiao.areas.handover.facts import Filed, Forward, GivenBack, NotCome, Received, Taken
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, OLR, TL00

HANDS = "service_desk filing_clerk clerk judge enforcement_officer"


class HandedItem(Procedure):
    """One paper, object or letter; ``holder`` names in whose hands it is, ``to`` to whom it was sent."""

    code, version, in_force = "handover.item", 1, "2024-01-01"
    states = "held forwarded taken archived* returned*"
    way = "held forwarded taken archived"
    stands = ""

    forward_by = Period("R-HAN-01.forward", then="remind", inner=True)
    acknowledge_by = Period("R-HAN-01.acknowledge", then="remind", inner=True)

    receive = Move("-> held", who="service_desk filing_clerk", cite=(CPL(69), OLR(12)), asks=Received,
                   records=rules.received, does="admit_giver", starts="forward_by", notifies="party")
    forward = Move("held taken -> forwarded", who=HANDS, cite=(CPL(69), TL00(7)), asks=Forward,
                   needs=(rules.in_own_hands,), checks=(rules.to_another, rules.somebody_there),
                   records=rules.forwarded, stops="forward_by", starts="acknowledge_by",
                   notifies="clerk judge enforcement_officer")
    acknowledge = Move("forwarded -> taken", who=HANDS, cite=CPL(69), asks=Taken, needs=(rules.for_the_receiver,),
                       checks=(rules.difference_said,), records=rules.taken, stops="acknowledge_by")
    report_missing = Move("forwarded -> held", who=HANDS, cite=CPL(69), asks=NotCome, optional=True,
                          needs=(rules.for_the_receiver,), records=rules.not_come, stops="acknowledge_by",
                          starts="forward_by")
    remind = Move("held forwarded -> =", who="system", cite=(CPL(69), TL00(7)), notifies="clerk judge enforcement_officer")
    archive = Move("held taken -> archived", who=HANDS, cite=(CPL(69), OLR(35)), asks=Filed, optional=True,
                   needs=(rules.in_own_hands,), records=rules.filed, stops="forward_by")
    give_back = Move("held taken -> returned", who=HANDS, cite=(CPL(69), OLR(12)), asks=GivenBack, optional=True,
                     needs=(rules.in_own_hands,), records=rules.given_back, stops="forward_by", notifies="party")
