"""Judicial confirmation of a mediation agreement (司法确认): thirty days, one judge, no fee."""

from __future__ import annotations

from fengqiao.areas.confirmation import rules
from fengqiao.areas.confirmation.facts import (
    LongerTerm,
    NonAcceptance,
    Reason,
    Rejection,
    Supplement,
    Supplied,
    Verification,
)
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, PML, TL00

BOTH = "claimant respondent"


class JudicialConfirmation(Procedure):
    """The court reviews an agreement reached before a mediator and makes it enforceable (CPL 205, 206)."""

    code, version, in_force = "confirmation.judicial", 1, "2024-01-01"
    states = "received accepted assigned confirmed* rejected* withdrawn*"
    way = "received accepted assigned confirmed"
    number_type = "诉前调确"

    acceptance = Period("R-FIL-03.civil", then="accept_by_time")
    decision = Period("R-MED-13.confirmation_trial")
    longer = Period("R-MED-13.confirmation_trial", ends=rules.longer_end)
    supplement = Period("R-MED-13.supplement", ends=rules.supplement_end)

    apply = Move("-> received", who="system", cite=(CPL(205), CPLI(353), PML(33)), records=rules.applied_for,
                 starts="acceptance")
    accept = Move("received -> accepted", who="filing_clerk", cite=(CPLI(354), CPL(185)), records=rules.accepted,
                  does="number_confirmation", stops="acceptance", starts="decision", notifies="party",
                  then="assign")
    not_accept = Move("received -> rejected", who="filing_clerk", cite=CPLI(355), asks=NonAcceptance, optional=True,
                      records=rules.not_accepted, does="number_confirmation", issues="confirmation_nonacceptance",
                      notifies="party")
    accept_by_time = Move("received -> accepted", who="system", cite=CPL(126), records=rules.accepted_unreviewed,
                          does="number_confirmation", starts="decision", notifies="party")
    assign = Move("accepted -> assigned", who="system filing_clerk division_head", cite=(CPL(185), CPL(47)),
                  does="draw_confirming_judge", notifies="judge party")
    recuse = Move("assigned -> accepted", who="judge", cite=CPL(47), asks=Reason, optional=True,
                  does="release_confirming_judge", then="assign")
    ask_supplement = Move("assigned -> assigned", who="judge", cite=CPLI(356), asks=Supplement, optional=True,
                          checks=(rules.day_to_come,), records=rules.supplement_asked, stops="supplement",
                          starts="supplement", notifies="party")
    supply = Move("assigned -> assigned", who=BOTH, cite=CPLI(356), asks=Supplied,
                  needs=(rules.supplement_open, rules.not_yet_supplied), records=rules.supplied, notifies="judge")
    verify = Move("assigned -> assigned", who="judge", cite=CPLI(356), asks=Verification,
                  needs=(rules.not_yet_verified,), records=rules.verified, notifies="party")
    confirm = Move("assigned -> confirmed", who="judge", cite=(CPL(206), CPLI(358)),
                   needs=(rules.both_verified, rules.voluntary, rules.clear), does="open_confirmed_performance",
                   issues="confirmation_ruling", notifies="party")
    reject = Move("assigned -> rejected", who="judge", cite=(CPL(206), CPLI(358), CPLI(355)), asks=Rejection,
                  optional=True, records=rules.rejected, issues="confirmation_rejection", notifies="party")
    withdraw = Move("received accepted assigned -> withdrawn", who=BOTH, cite=CPLI(357), asks=Reason, optional=True,
                    records=rules.withdrawn, notifies="party judge")
    deem_withdrawn = Move("assigned -> withdrawn", who="judge", cite=CPLI(357), optional=True,
                          needs=(rules.supplement_missed,), records=rules.withdrawn, notifies="party")
    prolong = Move("accepted assigned -> =", who="president", cite=(CPL(187), TL00(2)), asks=LongerTerm,
                   optional=True, needs=(rules.clock_runs, rules.not_yet_longer), records=rules.longer,
                   stops="decision", starts="longer", notifies="party judge")


class JudicialConfirmation2(JudicialConfirmation):
    """The same, where a party that supplies or withdraws online is known by its real name (OLR 7)."""

    version, in_force = 2, "2026-01-01"

    supply = JudicialConfirmation.supply.but(level="real_name", fresh=True)
    withdraw = JudicialConfirmation.withdraw.but(level="real_name")
