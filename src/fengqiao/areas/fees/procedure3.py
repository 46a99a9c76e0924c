"""The top-up from March 2026 on: relief may be asked for on it as on the case fee."""

from __future__ import annotations

from fengqiao.areas.fees import later, rules
from fengqiao.areas.fees.procedure2 import CaseFeeInParts, TopUp
from fengqiao.kernel.procedure import Period
from fengqiao.law.instruments import CPLI, FEE


class TopUpWithRelief(TopUp):
    """The same; who cannot pay what is topped up asks for exemption, reduction or deferral (FEE 44 to 51)."""

    version, in_force = 2, "2026-03-01"
    states = "due paid* waived* nothing* unpaid* ended*"

    fee = Period("R-FEE-13.top_up", then="lapse", ends=later.top_up_end)

    pay = TopUp.pay.but(needs=(rules.demanded_already, rules.no_relief_pending))
    take_at_counter = TopUp.take_at_counter.but(needs=(rules.no_relief_pending, rules.not_at_counter))
    excuse = TopUp.excuse.but(needs=(rules.demanded_already, later.not_excused, rules.no_relief_pending),
                              records=later.excused_anew)
    lapse = TopUp.lapse.but(needs=(rules.no_relief_pending,))
    apply_relief = CaseFeeInParts.apply_relief.but(needs=(rules.demanded_already, rules.not_applied_yet))
    relief_exempted = CaseFeeInParts.relief_exempted.but()
    relief_reduced = CaseFeeInParts.relief_reduced.but()
    relief_deferred = CaseFeeInParts.relief_deferred.but(cite=FEE(47))
    relief_refused = CaseFeeInParts.relief_refused.but(cite=(FEE(22), FEE(48), CPLI(199)))
    relief_withdrawn = CaseFeeInParts.relief_withdrawn.but()
