"""A civil case at first instance from 2026 on: its claim may change, its fee follows, who speaks is known anew."""

from __future__ import annotations

from fengqiao.areas.trial import changes, endings, rules
from fengqiao.areas.trial.facts import Admission, ClaimChange, Defence, OfParty, Reason
from fengqiao.areas.trial.procedure import BEFORE_JUDGING, LIMIT, RUNNING, WITH_JUDGE, FirstInstance
from fengqiao.areas.trial.toppings import topped_up
from fengqiao.kernel.procedure import Move, Period
from fengqiao.law.instruments import CPL, CPLI, EVI, FEE


class FirstInstanceToppedUp(FirstInstance):
    """First-instance civil procedure whose fee follows procedure and claim (CPL 143; CPLI 199; FEE 21)."""

    code, version, in_force = "trial.first_instance", 2, "2026-01-01"

    answer = Period("R-HRG-04.answer", then="answer_over", per_party=True, begins=rules.child_served_on)

    # —— who submits evidence or signs before the court is verified again (R-FIL-11, OLR 7) ——
    submit_evidence = FirstInstance.submit_evidence.but(level="real_name", fresh=True)
    sign_mediation = FirstInstance.sign_mediation.but(level="real_name", fresh=True)

    # —— the claim is changed ——
    change_claim = Move(f"{BEFORE_JUDGING} -> =", who="claimant", cite=(CPL(54), CPL(143), CPLI(232)),
                        asks=ClaimChange, optional=True,
                        needs=(endings.all_claimants, changes.no_change_pending, changes.debate_not_over),
                        checks=(changes.something_changed,), records=changes.change_asked,
                        notifies="respondent judge clerk")
    admit_change = Move(f"{BEFORE_JUDGING} -> =", who="judge", cite=(CPL(143), CPLI(232), CPLI(278), FEE(21)),
                        asks=Admission, needs=(changes.change_pending, changes.debate_not_over),
                        checks=(changes.session_begun,), records=changes.change_admitted,
                        does="amend_claims open_change_fee serve_change", issues="claim_change_notice",
                        stops=LIMIT, starts=LIMIT, notifies="party clerk")
    reject_change = Move(f"{WITH_JUDGE} -> =", who="judge", cite=(CPL(143), CPLI(232)), asks=Reason,
                         needs=(changes.change_pending,), records=changes.change_rejected, notifies="party")
    change_reached = Move(f"{BEFORE_JUDGING} -> =", who="system", cite=(CPL(128), EVI(55)), joins="service.delivery",
                          needs=(changes.change_served,), stops="answer evidence", starts="answer evidence",
                          notifies="claimant judge")
    change_missed = Move(f"{BEFORE_JUDGING} -> =", who="system", cite=CPL(128), joins="service.delivery",
                         needs=(changes.change_not_served,), notifies="judge clerk")
    answer_change = Move(f"{BEFORE_JUDGING} -> =", who="respondent third_party", cite=CPL(128), asks=Defence,
                         optional=True, needs=(changes.change_to_answer,), records=changes.change_answered,
                         stops="answer", notifies="claimant judge clerk")
    answer_over = Move(f"{WITH_JUDGE} -> =", who="system", cite=CPL(128), asks=OfParty,
                       records=changes.answer_lapsed, notifies="judge clerk")
    schedule = FirstInstance.schedule.but(checks=(*FirstInstance.schedule.checks, changes.answer_time_over))

    # —— the fee follows ——
    convert = FirstInstance.convert.but(does="open_top_up")
    convert_for_notice = FirstInstance.convert_for_notice.but(does="serve_once_more open_top_up")
    top_up_settled = Move(f"{RUNNING} -> =", who="system", cite=(CPLI(199), FEE(21)), joins="fees.top_up",
                          needs=(rules.fee_paid_or_waived,), records=topped_up, notifies="judge clerk")
    top_up_default = Move(f"{RUNNING} -> deemed_withdrawn", who="system", cite=CPLI(199), joins="fees.top_up",
                          needs=(rules.fee_unpaid, changes.for_conversion), records=endings.fee_default,
                          does="end_children open_top_up_refund close_trial_dispute",
                          issues="deemed_withdrawal_ruling", notifies="party judge clerk")
    change_unpaid = Move(f"{RUNNING} -> =", who="system", cite=(FEE(21), FEE(22), CPLI(213)), joins="fees.top_up",
                         needs=(rules.fee_unpaid, changes.for_change), records=changes.change_undone,
                         does="restore_claims", notifies="party judge clerk")
