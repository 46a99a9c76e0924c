"""The case fee from 2026 on: parts, review, relief decided in its own matter; and the top-up as a matter of its own."""

from __future__ import annotations

from fengqiao.areas.fees import later, relief, rules
from fengqiao.areas.fees.facts import Application, Reasons, Receipt
from fengqiao.areas.fees.procedure import CaseFee
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, FEE, REG


class CaseFeeInParts(CaseFee):
    """The case fee, payable in parts by transfer, with the president's review (FEE 43)."""

    code, version, in_force = "fees.case_fee", 2, "2026-01-01"

    states = "due paid* waived* unpaid* ended*"

    fee = Period("R-FEE-31.pay", then="lapse", ends=relief.fee_end)
    review = Period("R-FEE-35.review")

    # Relief is decided in a matter of its own; the moves of version 1 by which it was decided here are gone.
    exempt = reduce = defer = refuse_relief = withdraw_relief = None  # type: ignore[assignment]

    settle = CaseFee.settle.but(checks=(later.exact_rest,))
    take_part = Move("due -> due", who="system", cite=(FEE(20), FEE(52)), asks=Receipt, needs=(rules.no_relief_pending,),
                     checks=(later.part_of_rest,), records=later.part_received, does="make_rest_order",
                     notifies="claimant")
    apply_relief = Move("due -> due", who="claimant", cite=(CPL(121), FEE(44), FEE(48)), asks=Application,
                        optional=True, needs=(rules.not_applied_yet, later.no_part_paid),
                        checks=(relief.ground_open, relief.proofs_brought), records=relief.applied,
                        does="keep_proof open_relief", stops="fee")
    relief_exempted = Move("due -> waived", who="system", cite=(FEE(45), FEE(51)), joins="fees.relief",
                           needs=(relief.was_exempted,), records=relief.fee_exempted,
                           does="close_order open_closing")
    relief_reduced = Move("due -> due", who="system", cite=(FEE(46), FEE(51)), joins="fees.relief",
                          needs=(relief.was_reduced,), records=relief.fee_reduced,
                          does="close_order make_order open_closing", starts="fee", issues="fee_notice",
                          notifies="claimant")
    relief_deferred = Move("due -> waived", who="system", cite=(FEE(47), FEE(49)), joins="fees.relief",
                           needs=(relief.was_deferred,), records=relief.fee_deferred,
                           does="close_order open_closing")
    relief_refused = Move("due -> due", who="system", cite=(FEE(22), FEE(48), REG(11)), joins="fees.relief",
                          needs=(relief.was_refused,), records=relief.fee_refused, starts="fee", notifies="claimant")
    relief_withdrawn = Move("due -> due", who="system", cite=(FEE(22), FEE(48)), joins="fees.relief",
                            needs=(relief.was_withdrawn,), records=relief.fee_resumed, starts="fee",
                            notifies="claimant")
    ask_review = Move("due -> due", who="claimant", cite=FEE(43), asks=Reasons, optional=True,
                      needs=(rules.demanded_already, later.not_reviewed), records=later.review_asked, starts="review")
    uphold_amount = Move("due -> due", who="president", cite=FEE(43), asks=Reasons, needs=(later.review_pending,),
                         records=later.upheld, stops="review", notifies="claimant")
    correct_amount = Move("due -> due", who="president", cite=FEE(43), asks=Reasons,
                          needs=(later.review_pending, rules.no_relief_pending, later.computed_otherwise), records=later.corrected,
                          does="close_order make_order", stops="review fee", starts="fee", issues="fee_notice",
                          notifies="claimant")
    lapse = CaseFee.lapse.but(does="let_order_lapse return_parts")
    discontinue = Move("due -> ended", who="system", cite=(CPL(148), FEE(22)), records=relief.ended_with_case,
                       does="close_order return_parts", stops="fee review")


class TopUp(Procedure):
    """Topping up the case fee when a simple case becomes ordinary, or the claim grows (补交案件受理费)."""

    code, version, in_force = "fees.top_up", 1, "2024-01-01"
    states = "due paid* nothing* unpaid* ended*"
    way = "due paid"
    stands = "claimant"

    fee = Period("R-FEE-13.top_up", then="lapse")

    assess = Move("-> due", who="system", cite=(CPLI(199), FEE(21)), records=later.topped_up,
                  then="end_without demand")
    end_without = Move("due -> nothing", who="system", cite=CPLI(199), needs=(rules.nothing_due,))
    demand = Move("due -> due", who="system", cite=(CPLI(199), FEE(21), FEE(22)), needs=(rules.not_demanded,),
                  records=rules.demanded, does="make_order", starts="fee", issues="fee_notice", notifies="claimant")
    pay = Move("due -> due", who="claimant", cite=(CPLI(199), FEE(22)), needs=(rules.demanded_already,))
    settle = Move("due -> paid", who="system", cite=(FEE(20), FEE(52)), asks=Receipt, checks=(rules.exact_amount,),
                  records=rules.received, stops="fee", issues="fee_receipt", notifies="claimant")
    take_at_counter = Move("due -> due", who="cashier", cite=FEE(52), optional=True, needs=(rules.not_at_counter,),
                           records=rules.brought_to_counter, does="bring_to_counter")
    excuse = Move("due -> due", who="division_head", cite=CPLI(199), asks=Reasons, optional=True,
                  needs=(rules.demanded_already, later.not_excused), records=later.excused,
                  stops="fee", starts="fee",
                  notifies="claimant")
    lapse = Move("due -> unpaid", who="system", cite=(CPLI(199), FEE(22)), records=rules.lapsed, does="let_order_lapse",
                 notifies="claimant")
    discontinue = Move("due -> ended", who="system", cite=(CPLI(199), FEE(21)), records=later.ended_with_case,
                       does="close_order", stops="fee")
