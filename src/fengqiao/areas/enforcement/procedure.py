"""Enforcement (强制执行): filed, noticed, searched, measured, paid out, and closed by what really happened."""

from __future__ import annotations

from fengqiao.areas.enforcement import rules
from fengqiao.areas.enforcement.facts import (
    Approval,
    AssetReport,
    Confirmed,
    Incoming,
    Lifting,
    Measure,
    Notice,
    OfParty,
    Renewal,
    Restriction,
    RoundEnd,
    Settlement,
)
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import AST, CPL, CPLI, DIS, END16, ENI, ENW, HCO, PAY17, PRE, SEI, SET, TL00

OPEN = "measures staying"


class EnforcementCase(Procedure):
    """Enforcement of a judgment or another effective title on the creditor's application (申请执行)."""

    code, version, in_force = "enforcement.case", 1, "2024-01-01"
    states = "received filed measures staying performed* settled* ended_round*"
    way = "received filed measures performed"
    number_type = "执"

    filing_term = Period("R-ENF-02.file", then="remind")
    notice_term = Period("R-ENF-02.notice", then="remind", begins=rules.received_on)
    limit = Period("R-LIM-10.enforcement", then="remind")
    report_term = Period("R-ENF-09.report", then="note_no_report", per_party=True, begins=rules.day_of_service)
    renewal = Period("R-PRS-08.measure", then="warn_of_expiry", ends=rules.renewal_day)
    expiry = Period("R-PRS-08.measure", then="measure_ran_out", ends=rules.expiry_day)
    pay_out_term = Period("R-ENF-18.pay_out", then="remind", begins=rules.arrival)
    resumption = Period("R-ENF-16.resume", then="remind", begins=rules.settlement_day)

    apply = Move("-> received", who="system party", cite=(CPL(247), CPL(250), ENW(18)), does="take_over_title",
                 issues="enforcement_application", starts="filing_term", notifies="party")
    file = Move("received -> filed", who="filing_clerk enforcement_head", cite=(ENW(16), CPLI(481)),
                does="number_enforcement draw_officer", stops="filing_term", starts="notice_term limit",
                notifies="party enforcement_officer")
    send_notice = Move("filed -> measures", who="enforcement_officer", cite=(CPL(251), CPL(252), CPLI(480), AST(3)),
                       asks=Notice, records=rules.notified, stops="notice_term", does="serve_debtor",
                       issues="enforcement_notice asset_report_order", notifies="party")
    notice_arrived = Move(f"{OPEN} -> =", who="system", cite=(CPL(251), AST(3)), joins=rules.SERVICE,
                          needs=(rules.notice_served,), records=rules.note_service, starts="report_term")
    report_assets = Move(f"{OPEN} -> =", who="party", cite=(CPL(252), AST(5), AST(7)), asks=AssetReport,
                         needs=(rules.report_awaited,), records=rules.reported, stops="report_term",
                         notifies="enforcement_officer")
    note_no_report = Move(f"{OPEN} -> =", who="system", cite=(CPL(252), AST(9)), asks=OfParty,
                          checks=(rules.report_missing,), records=rules.note_no_report,
                          notifies="enforcement_officer party")
    take_measure = Move(f"{OPEN} -> =", who="enforcement_officer", cite=(CPL(253), CPL(255), CPLI(485), ENI(22)),
                        asks=Measure, optional=True,
                        checks=(rules.day_not_to_come, rules.term_allowed, rules.within_debt), records=rules.taken,
                        starts="renewal expiry", notifies="party")
    renew_measure = Move(f"{OPEN} -> =", who="enforcement_officer", cite=(CPLI(485), PRE(18)), asks=Renewal,
                         optional=True, needs=(rules.some_measure,),
                         checks=(rules.day_not_to_come, rules.measure_named, rules.renewal_allowed),
                         records=rules.renewed, starts="renewal expiry", notifies="party")
    lift_measure = Move(f"{OPEN} -> =", who="enforcement_officer", cite=SEI(28), asks=Lifting, optional=True,
                        needs=(rules.some_measure,), checks=(rules.measure_named,), records=rules.lifted,
                        notifies="party")
    warn_of_expiry = Move(f"{OPEN} -> =", who="system", cite=(CPLI(485), PRE(18)), needs=(rules.runs_out_soon,),
                          records=rules.warned, notifies="enforcement_officer party")
    measure_ran_out = Move(f"{OPEN} -> =", who="system", cite=(CPLI(485), SEI(27)), needs=(rules.has_run_out,),
                           records=rules.run_out, notifies="enforcement_officer party")
    propose_restriction = Move(f"{OPEN} -> =", who="enforcement_officer", cite=(HCO(1), HCO(3), DIS(1)),
                               asks=Restriction, optional=True, needs=(rules.time_has_run,),
                               checks=(rules.against_debtor, rules.not_a_minor), records=rules.proposed_restriction)
    order_restriction = Move(f"{OPEN} -> =", who="president", cite=(HCO(5), DIS(5)), needs=(rules.restriction_waits,),
                             records=rules.ordered_restriction, issues="consumption_order",
                             notifies="enforcement_officer party")
    receive_money = Move(f"{OPEN} -> =", who="cashier enforcement_officer", cite=PAY17(10), asks=Incoming,
                         optional=True, needs=(rules.orders_money,), checks=(rules.day_not_to_come,),
                         records=rules.came_in, does="keep_account", starts="pay_out_term", notifies="party")
    pay_out = Move(f"{OPEN} -> =", who="cashier", cite=PAY17(10), needs=(rules.money_held,), records=rules.paid_out,
                   does="keep_account", stops="pay_out_term", notifies="party enforcement_officer")
    settle = Move("filed measures -> staying", who="enforcement_officer", cite=(CPL(241), SET(1), SET(2)),
                  asks=Settlement, optional=True, checks=(rules.due_to_come,), records=rules.settled,
                  starts="resumption", notifies="party")
    resume = Move("staying -> measures", who="party enforcement_officer", cite=(CPL(241), SET(9)), asks=Confirmed,
                  needs=(rules.creditor_or_officer,), records=rules.broken, stops="resumption", notifies="party")
    settlement_performed = Move("staying -> settled", who="party enforcement_officer", cite=(CPL(241), SET(8)),
                                asks=Confirmed, needs=(rules.creditor_or_officer,), does="close_case",
                                issues="enforcement_closing", notifies="party")
    confirm_performed = Move("filed measures -> performed", who="party", cite=(CPL(264), ENW(64)), asks=Confirmed,
                             optional=True, needs=(rules.is_creditor,), does="close_case",
                             issues="enforcement_closing", notifies="party enforcement_officer")
    close = Move("measures -> performed", who="enforcement_officer", cite=ENW(64), needs=(rules.all_paid,),
                 does="close_case", issues="enforcement_closing", notifies="party")
    propose_end = Move("measures -> =", who="enforcement_officer", cite=(CPLI(517), END16(1), END16(3)),
                       asks=RoundEnd, optional=True,
                       needs=(rules.notice_has_reached, rules.three_months_over, rules.restricted,
                              rules.nothing_left_to_sell),
                       records=rules.round_end_proposed, notifies="party")
    agree_to_end = Move("measures -> ended_round", who="party", cite=CPLI(517), asks=Confirmed,
                        needs=(rules.is_creditor, rules.end_is_proposed, rules.nothing_left_to_sell),
                        does="keep_account", issues="round_end_ruling", notifies="party enforcement_officer")
    approve_end = Move("measures -> ended_round", who="president", cite=(CPLI(517), END16(1)), asks=Approval,
                       needs=(rules.end_is_proposed, rules.nothing_left_to_sell), does="keep_account",
                       issues="round_end_ruling", notifies="party enforcement_officer")
    remind = Move("received filed measures staying -> =", who="system", cite=(TL00(5), CPLI(480)), optional=True,
                  notifies="enforcement_officer")
