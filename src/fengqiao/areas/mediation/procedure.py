"""Mediation before filing (诉前调解): an offer, a mediator, thirty days, an agreement or a filing."""

from __future__ import annotations

from fengqiao.areas.mediation import rules
from fengqiao.areas.mediation.facts import (
    Acceptance,
    Agreement,
    Choice,
    Consent,
    Disclosure,
    Extension,
    Outcome,
    Reason,
    Session,
    Undisputed,
)
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, OMR, TMR

BOTH = "claimant respondent"


class PreLitigationMediation(Procedure):
    """Referral of a suitable dispute to an invited mediator before registration (诉前委派调解)."""

    code, version, in_force = "mediation.pre_litigation", 1, "2024-01-01"
    states = ("offered choosing assigned mediating signing agreed confirming unconfirmed"
              " settled* failed* declined* withdrawn*")
    way = "offered choosing assigned mediating signing agreed confirming"
    number_type = "诉前调"
    hidden_from = "judge"

    answer = Period("R-MED-06.ask_other_side", then="no_answer")
    choice = Period("R-MED-03.joint_choice", then="appoint")
    at_once = Period("R-MED-03.court_names", then="appoint", ends=rules.end_of_today)
    naming = Period("R-MED-03.court_names", then="no_mediator")
    acceptance = Period("R-MED-05.accept", then="reassign")
    term = Period("R-MED-04.before_filing", then="time_out")
    longer = Period("R-MED-04.before_filing", then="time_out", ends=rules.extended_end)
    confirmation = Period("R-MED-10.confirmation", then="let_lapse", begins=rules.effective_day)

    offer = Move("-> offered", who="claimant filing_clerk", cite=CPL(125), starts="answer",
                 does="number_mediation keep_offer", issues="receipt", notifies="party", then="refer")
    consent = Move("offered -> offered", who="respondent", cite=CPL(125), asks=Consent,
                   needs=(rules.not_yet_consented,), checks=(rules.guardian_acts,), does="keep_consent",
                   notifies="claimant", then="refer")
    refer = Move("offered -> choosing", who="system", cite=(CPL(125), TMR(11)), needs=(rules.all_consent,),
                 stops="answer", starts="choice naming", notifies="party")
    decline = Move("offered choosing -> declined", who=BOTH, cite=(CPL(125), OMR(15)), asks=Reason, optional=True,
                   opens="filing.first_instance", notifies="party")
    no_answer = Move("offered -> declined", who="system mediation_desk", cite=OMR(15), optional=True,
                     records=rules.unanswered, opens="filing.first_instance", notifies="party")
    choose = Move("choosing -> choosing", who=BOTH, cite=(TMR(12), OMR(10)), asks=Choice,
                  needs=(rules.may_still_choose,), records=rules.chosen, does="check_listed", then="seat_chosen")
    seat_chosen = Move("choosing -> assigned", who="system", cite=TMR(12), needs=(rules.one_choice,),
                       does="seat_chosen_mediator", stops="choice at_once naming", starts="acceptance",
                       issues="referral_letter", notifies="mediator party")
    appoint = Move("choosing -> assigned", who="system mediation_desk", cite=(OMR(10), TMR(12)),
                   needs=(rules.no_joint_choice_left,), does="draw_mediator", stops="choice at_once naming",
                   starts="acceptance", issues="referral_letter", notifies="mediator party")
    no_mediator = Move("choosing -> failed", who="system", cite=(OMR(10), CPL(126)), records=rules.unnamed,
                       opens="filing.first_instance", notifies="party")
    disclose = Move("assigned mediating signing -> =", who="mediator", cite=(OMR(13), TMR(15)), asks=Disclosure,
                    optional=True, records=rules.disclosed, notifies="party")
    keep_mediator = Move("assigned mediating signing -> =", who=BOTH, cite=(OMR(13), TMR(15)), asks=Consent,
                         needs=(rules.something_disclosed, rules.not_yet_kept), checks=(rules.guardian_acts,),
                         does="keep_approval", notifies="mediator")
    accept = Move("assigned -> mediating", who="mediator", cite=(OMR(12), OMR(13)), asks=Acceptance,
                  needs=(rules.disclosure_settled,), stops="acceptance", starts="term", notifies="party")
    pass_on = Move("assigned mediating -> choosing", who="mediator", cite=(OMR(12), OMR(13), TMR(15)), asks=Reason,
                   optional=True, does="unseat_mediator", stops="acceptance term longer", starts="choice naming",
                   notifies="party")
    replace_mediator = Move("assigned mediating -> choosing", who=BOTH, cite=(OMR(14), TMR(15)), asks=Reason,
                            optional=True, needs=(rules.not_yet_replaced,), records=rules.replaced,
                            does="unseat_mediator", stops="acceptance term longer", starts="choice naming",
                            notifies="party mediator")
    reassign = Move("assigned -> choosing", who="system mediation_desk", cite=OMR(12), optional=True,
                    does="unseat_mediator", stops="acceptance", starts="at_once naming", notifies="party")
    record_session = Move("mediating signing -> =", who="mediator", cite=(OMR(22), TMR(22)), asks=Session,
                          optional=True)
    record_facts = Move("mediating signing -> =", who="mediator", cite=(OMR(18), OMR(22)), asks=Undisputed,
                        optional=True, records=rules.undisputed, notifies="party")
    confirm_facts = Move("mediating signing -> =", who=BOTH, cite=(OMR(18), OMR(22)), asks=Consent, optional=True,
                         needs=(rules.facts_recorded, rules.not_yet_confirmed_facts), checks=(rules.guardian_acts,),
                         does="keep_confirmed_facts", notifies="mediator")
    ask_extension = Move("mediating signing -> =", who="mediator", cite=(TMR(27), OMR(24)), asks=Extension,
                         optional=True, checks=(rules.within_cap,), records=rules.longer_asked, notifies="party")
    agree_extension = Move("mediating signing -> =", who=BOTH, cite=(TMR(27), OMR(24)), asks=Consent,
                           needs=(rules.longer_proposed, rules.not_yet_agreed_to_longer),
                           checks=(rules.guardian_acts,), does="keep_longer", notifies="mediator", then="extend")
    extend = Move("mediating signing -> =", who="system", cite=(TMR(27), OMR(24)),
                  needs=(rules.longer_proposed, rules.all_agree_to_longer), records=rules.extended,
                  stops="term longer", starts="longer", notifies="party mediator")
    record_agreement = Move("mediating signing -> signing", who="mediator", cite=(TMR(23), TMR(24), OMR(19)),
                            asks=Agreement, needs=(rules.disclosure_settled,), checks=(rules.in_future,),
                            records=rules.agreement, issues="mediation_agreement", notifies="party")
    sign = Move("signing -> signing", who=BOTH, cite=(TMR(24), OMR(19), CPL(62)), asks=Consent,
                needs=(rules.not_yet_signed,), checks=(rules.guardian_acts,), does="keep_signature", then="conclude")
    conclude = Move("signing -> agreed", who="system", cite=(TMR(24), OMR(19)), needs=(rules.all_signed,),
                    records=rules.effective, stops="term longer", starts="confirmation", notifies="party mediator")
    give_up = Move("assigned mediating signing -> failed", who=("mediator", "claimant", "respondent"),
                   cite=(TMR(26), OMR(25)), asks=Outcome, records=rules.outcome, optional=True,
                   opens="filing.first_instance", notifies="party mediator")
    withdraw = Move("offered choosing assigned mediating signing -> withdrawn", who="claimant",
                    cite=(OMR(25), TMR(26)), asks=Reason, optional=True, does="end_mediated_dispute",
                    notifies="party mediator")
    time_out = Move("mediating signing unconfirmed -> failed", who="system", cite=(TMR(27), OMR(25)),
                    records=rules.outcome, opens="filing.first_instance", notifies="party mediator")
    apply_confirmation = Move("agreed -> agreed", who=BOTH, cite=(CPL(205), CPLI(353)), asks=Consent, optional=True,
                              needs=(rules.not_yet_applied, rules.confirmable), checks=(rules.guardian_acts,),
                              does="keep_application", notifies="party", then="forward")
    forward = Move("agreed -> confirming", who="system", cite=CPL(205), needs=(rules.all_applied,),
                   stops="confirmation", issues="confirmation_application", opens="confirmation.judicial",
                   notifies="party")
    confirmed = Move("confirming -> settled", who="system", cite=CPL(206), joins="confirmation.judicial",
                     needs=(rules.child_is("confirmed"),), notifies="mediator")
    application_withdrawn = Move("confirming -> agreed", who="system", cite=CPLI(357), starts="confirmation",
                                 joins="confirmation.judicial", needs=(rules.child_is("withdrawn"),),
                                 records=rules.not_confirmed, notifies="party")
    rejected = Move("confirming -> unconfirmed", who="system", cite=CPL(206), joins="confirmation.judicial",
                    needs=(rules.child_is("rejected"),), records=rules.not_confirmed, starts="term",
                    notifies="party mediator")
    agree_anew = Move("unconfirmed -> mediating", who="mediator", cite=CPL(206), optional=True, stops="term",
                      starts="term", records=rules.mediated_anew, notifies="party")
    sue = Move("unconfirmed -> failed", who=BOTH, cite=CPL(206), opens="filing.first_instance", notifies="party")
    perform_now = Move("agreed -> settled", who=BOTH, cite=(OMR(19), OMR(20)), optional=True, asks=Consent,
                       needs=(rules.is_creditor,), does="end_mediated_dispute", notifies="party")
    let_lapse = Move("agreed -> settled", who="system", cite=(CPL(205), OMR(20)), does="open_unconfirmed_performance",
                     notifies="party")


class PreLitigationMediation2(PreLitigationMediation):
    """The same, where whoever signs or applies is known by his real name, checked anew that day (OLR 7)."""

    version, in_force = 2, "2026-01-01"

    sign = PreLitigationMediation.sign.but(level="real_name", fresh=True)
    apply_confirmation = PreLitigationMediation.apply_confirmation.but(level="real_name", fresh=True)
