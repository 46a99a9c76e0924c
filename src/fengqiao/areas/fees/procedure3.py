"""The top-up from March 2026 on: relief may be asked for on it as on the case fee."""

from __future__ import annotations

from fengqiao.areas.fees import later, relief, rules
from fengqiao.areas.fees.facts import Application
from fengqiao.areas.fees.procedure2 import TopUp
from fengqiao.kernel.procedure import Move, Period
from fengqiao.law.instruments import CPL, CPLI, FEE


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
    apply_relief = Move("due -> due", who="claimant", cite=(CPL(121), FEE(44), FEE(48)), asks=Application,
                        optional=True, needs=(rules.demanded_already, rules.not_applied_yet),
                        checks=(relief.ground_open, relief.proofs_brought), records=relief.applied,
                        does="keep_proof open_relief", stops="fee")
    relief_exempted = Move("due -> waived", who="system", cite=(FEE(45), FEE(51)), joins="fees.relief",
                           needs=(relief.was_exempted,), records=relief.fee_exempted,
                           does="close_order open_closing")
    relief_reduced = Move("due -> due", who="system", cite=(FEE(46), FEE(51)), joins="fees.relief",
                          needs=(relief.was_reduced,), records=relief.fee_reduced,
                          does="close_order make_order open_closing", starts="fee", issues="fee_notice",
                          notifies="claimant")
    relief_deferred = Move("due -> waived", who="system", cite=FEE(47), joins="fees.relief",
                           needs=(relief.was_deferred,), records=relief.fee_deferred,
                           does="close_order open_closing")
    relief_refused = Move("due -> due", who="system", cite=(FEE(22), FEE(48), CPLI(199)), joins="fees.relief",
                          needs=(relief.was_refused,), records=relief.fee_refused, starts="fee", notifies="claimant")
    relief_withdrawn = Move("due -> due", who="system", cite=(FEE(22), FEE(48)), joins="fees.relief",
                            needs=(relief.was_withdrawn,), records=relief.fee_resumed, starts="fee",
                            notifies="claimant")
