"""The case fee from 2026 on: parts, review, an application withdrawn; and the top-up as a matter of its own."""

from __future__ import annotations

from fengqiao.areas.fees import later, rules
from fengqiao.areas.fees.facts import Reasons, Receipt
from fengqiao.areas.fees.procedure import CaseFee
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPLI, FEE


class CaseFeeInParts(CaseFee):
    """The case fee, payable in parts by transfer, with the president's review (FEE 43)."""

    code, version, in_force = "fees.case_fee", 2, "2026-01-01"

    review = Period("R-FEE-35.review")

    settle = CaseFee.settle.but(checks=(later.exact_rest,))
    take_part = Move("due -> due", who="system", cite=(FEE(20), FEE(52)), asks=Receipt, needs=(rules.no_relief_pending,),
                     checks=(later.part_of_rest,), records=later.part_received, does="make_rest_order",
                     notifies="claimant")
    apply_relief = CaseFee.apply_relief.but(needs=(rules.not_applied_yet, later.no_part_paid))
    withdraw_relief = Move("due -> due", who="claimant", cite=(FEE(22), FEE(48)), optional=True,
                           needs=(rules.relief_pending,), records=later.relief_withdrawn, starts="fee",
                           notifies="division_head claimant")
    ask_review = Move("due -> due", who="claimant", cite=FEE(43), asks=Reasons, optional=True,
                      needs=(rules.demanded_already, later.not_reviewed), records=later.review_asked, starts="review")
    uphold_amount = Move("due -> due", who="president", cite=FEE(43), asks=Reasons, needs=(later.review_pending,),
                         records=later.upheld, stops="review", notifies="claimant")
    correct_amount = Move("due -> due", who="president", cite=FEE(43), asks=Reasons,
                          needs=(later.review_pending, later.computed_otherwise), records=later.corrected,
                          does="close_order make_order", stops="review fee", starts="fee", issues="fee_notice",
                          notifies="claimant")
    lapse = CaseFee.lapse.but(does="let_order_lapse return_parts")


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
    demand = Move("due -> due", who="system", cite=(CPLI(199), FEE(22)), needs=(rules.not_demanded,),
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
    lapse = Move("due -> unpaid", who="system", cite=CPLI(199), records=rules.lapsed, does="let_order_lapse",
                 notifies="claimant")
    discontinue = Move("due -> ended", who="system", cite=CPLI(199), records=later.ended_with_case,
                       does="close_order", stops="fee")
