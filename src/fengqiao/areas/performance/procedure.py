"""Performance of an effective title or agreement (履行): due, paid and confirmed, or enforced."""

from __future__ import annotations

from fengqiao.areas.performance import rules
from fengqiao.areas.performance.facts import Confirmed, Demand, EnforcementApplication, Payment, Reason, Receipt
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CC, CPL, CPLI, OMR, TMR


class Performance(Procedure):
    """A judgment, a confirmed agreement or a plain agreement is performed, or enforced (CPL 247, 250, 264)."""

    code, version, in_force = "performance.title", 1, "2024-01-01"
    states = "due overdue expired enforcing performed* closed*"
    way = "due performed"

    performance = Period("R-ENF-01.performance", then="fall_overdue", ends=rules.due_day)
    window = Period("R-ENF-01.apply", then="expire", begins=rules.window_first)
    renewed = Period("R-ENF-01.apply", then="expire", begins=rules.window_start)

    begin = Move("-> due", who="system", cite=(CPL(247), OMR(19)), records=rules.opened, does="note_title",
                 starts="performance window", notifies="party")
    fall_overdue = Move("due -> overdue", who="system", cite=(CPL(250), CPL(264)), notifies="party")
    report_payment = Move("due overdue expired -> =", who="party", cite=(CPL(247), CC(195)), asks=Payment,
                          needs=(rules.is_payer, rules.money_owed),
                          checks=(rules.day_not_to_come, rules.not_more_than_owed),
                          records=rules.payment_reported, stops="window renewed", starts="renewed", notifies="party")
    confirm_payment = Move("due overdue expired -> =", who="party", cite=CPL(247), asks=Confirmed,
                           needs=(rules.is_creditor, rules.something_pending), records=rules.payment_confirmed,
                           notifies="party", then="finish")
    deny_payment = Move("due overdue expired -> =", who="party", cite=CPL(247), asks=Reason,
                        needs=(rules.is_creditor, rules.something_pending), records=rules.payment_denied,
                        notifies="party")
    report_receipt = Move("due overdue expired -> =", who="party", cite=(CPL(247), CC(195)), asks=Receipt,
                          optional=True, needs=(rules.is_creditor, rules.money_owed),
                          checks=(rules.day_not_to_come, rules.receipt_not_more_than_owed),
                          records=rules.payment_received, stops="window renewed", starts="renewed", notifies="party",
                          then="finish")
    finish = Move("due overdue expired -> performed", who="system", cite=(CPL(247), CC(557)), needs=(rules.all_paid,),
                  does="close_performed_dispute", notifies="party")
    declare_performed = Move("due overdue expired -> performed", who="party", cite=(CPL(247), CC(557)),
                             asks=Confirmed, optional=True, needs=(rules.is_creditor,), records=rules.declared,
                             does="close_performed_dispute", notifies="party")
    demand = Move("overdue expired -> =", who="party", cite=(CPL(250), CC(195)), asks=Demand, optional=True,
                  needs=(rules.is_creditor,), records=rules.demanded, stops="window renewed", starts="renewed",
                  notifies="party")
    expire = Move("overdue expired -> expired", who="system", cite=(CPL(250), CPLI(481)), records=rules.lapsed,
                  notifies="party")
    certify = Move("due overdue expired -> =", who="party", cite=CPL(158), optional=True,
                   needs=(rules.is_creditor, rules.enforceable), issues="effect_certificate")
    apply_enforcement = Move("due overdue expired -> enforcing", who="party", cite=(CPL(247), CPL(250), CPLI(481)),
                             asks=EnforcementApplication, optional=True,
                             needs=(rules.is_creditor, rules.enforceable, rules.fallen_due),
                             records=rules.application, does="open_enforcement",
                             stops="performance window renewed", notifies="party")
    sue = Move("due overdue expired -> closed", who="party", cite=(TMR(25), CPL(206)), optional=True,
               needs=(rules.is_creditor, rules.not_enforceable, rules.fallen_due), opens="filing.first_instance",
               notifies="party")
    enforced = Move("enforcing -> performed", who="system", cite=CC(557), joins="enforcement.case",
                    needs=(rules.child_succeeded,), records=rules.enforced, does="close_performed_dispute",
                    notifies="party")
    part_enforced = Move("enforcing -> due", who="system", cite=CPL(250), joins="enforcement.case",
                         needs=(rules.child_brought_part,), records=rules.enforced, does="reopen_dispute",
                         starts="performance window", notifies="party")
    round_ended = Move("enforcing -> closed", who="system", cite=CPLI(517), joins="enforcement.case",
                       needs=(rules.child_ended_otherwise,), notifies="party")
