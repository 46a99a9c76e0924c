"""Mediation before filing (诉前调解): an offer, a mediator, thirty days, an agreement or a filing."""

from __future__ import annotations

from fengqiao.areas.mediation import rules
from fengqiao.areas.mediation.facts import Agreement, Choice, Consent, Extension, Outcome, Reason
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, OMR, TMR


class PreLitigationMediation(Procedure):
    """Referral of a suitable dispute to an invited mediator before registration (诉前委派调解)."""

    code, version, in_force = "mediation.pre_litigation", 1, "2024-01-01"
    states = "offered choosing assigned mediating signing agreed confirming unconfirmed settled* failed* declined*"
    way = "offered choosing assigned mediating signing agreed confirming"
    number_type = "诉前调"

    answer = Period("R-MED-06.ask_other_side", then="no_answer")
    choice = Period("R-MED-03.joint_choice", then="appoint")
    acceptance = Period("R-MED-05.accept", then="reassign")
    term = Period("R-MED-04.before_filing", then="time_out")
    longer = Period("R-MED-04.before_filing", then="time_out", ends=rules.extended_end)
    confirmation = Period("R-MED-10.confirmation", then="let_lapse")

    offer = Move("-> offered", who="claimant filing_clerk", cite=CPL(125), records=rules.offered_by,
                 starts="answer", does="number_mediation", issues="receipt", notifies="respondent", then="refer")
    consent = Move("offered -> offered", who="respondent", cite=CPL(125), asks=Consent,
                   needs=(rules.not_yet_consented,), records=rules.consented, notifies="claimant", then="refer")
    refer = Move("offered -> choosing", who="system", cite=(CPL(125), TMR(11)), needs=(rules.all_consent,),
                 stops="answer", starts="choice", issues="referral_letter", notifies="party")
    decline = Move("offered choosing -> declined", who="party", cite=(CPL(125), OMR(15)), asks=Reason, optional=True,
                   opens="filing.first_instance", notifies="party")
    no_answer = Move("offered -> declined", who="system mediation_desk", cite=OMR(15), optional=True,
                     opens="filing.first_instance", notifies="party")
    choose = Move("choosing -> choosing", who="party", cite=(TMR(12), OMR(10)), asks=Choice,
                  needs=(rules.not_yet_chosen,), records=rules.chosen, then="seat_chosen")
    seat_chosen = Move("choosing -> assigned", who="system", cite=TMR(12), needs=(rules.one_choice,),
                       does="seat_chosen_mediator", stops="choice", starts="acceptance", notifies="mediator party")
    appoint = Move("choosing -> assigned", who="system mediation_desk", cite=(OMR(10), TMR(12)),
                   needs=(rules.no_joint_choice_left,), does="draw_mediator", stops="choice", starts="acceptance",
                   notifies="mediator party")
    accept = Move("assigned -> mediating", who="mediator", cite=(OMR(12), OMR(13)), stops="acceptance",
                  starts="term", notifies="party")
    pass_on = Move("assigned -> choosing", who="mediator", cite=(OMR(13), TMR(15)), asks=Reason, optional=True,
                   does="unseat_mediator", stops="acceptance", starts="choice", notifies="party")
    reassign = Move("assigned -> choosing", who="system mediation_desk", cite=OMR(12), optional=True,
                    does="unseat_mediator", stops="acceptance", starts="choice", then="appoint")
    extend = Move("mediating -> mediating", who="mediator", cite=(TMR(27), OMR(24)), asks=Extension, optional=True,
                  records=rules.extended, stops="term longer", starts="longer", notifies="party")
    record_agreement = Move("mediating signing -> signing", who="mediator", cite=(TMR(22), OMR(19)), asks=Agreement,
                            checks=(rules.in_future,), records=rules.agreement, issues="mediation_agreement",
                            notifies="party")
    sign = Move("signing -> signing", who="party", cite=(TMR(24), OMR(19)), needs=(rules.not_yet_signed,),
                asks=Consent, records=rules.signed, then="conclude")
    conclude = Move("signing -> agreed", who="system", cite=(TMR(24), OMR(19)), needs=(rules.all_signed,),
                    records=rules.effective, stops="term longer", starts="confirmation", notifies="party mediator")
    give_up = Move("assigned mediating signing -> failed", who="mediator party", cite=(TMR(26), OMR(25)), asks=Outcome,
                   records=rules.outcome, optional=True, opens="filing.first_instance", notifies="party mediator")
    time_out = Move("mediating signing -> failed", who="system", cite=(TMR(27), OMR(24)), records=rules.outcome,
                    opens="filing.first_instance", notifies="party mediator")
    apply_confirmation = Move("agreed -> agreed", who="party", cite=CPL(205), asks=Consent, optional=True,
                              needs=(rules.not_yet_applied, rules.confirmable), records=rules.applied,
                              notifies="party", then="forward")
    forward = Move("agreed -> confirming", who="system", cite=CPL(205), needs=(rules.all_applied,),
                   stops="confirmation", issues="confirmation_application", opens="confirmation.judicial",
                   notifies="party")
    confirmed = Move("confirming -> settled", who="system", cite=CPL(206), joins="confirmation.judicial",
                     needs=(rules.child_confirmed,), notifies="party mediator")
    not_confirmed = Move("confirming -> unconfirmed", who="system", cite=CPL(206), joins="confirmation.judicial",
                         needs=(rules.child_not_confirmed,), notifies="party mediator")
    agree_anew = Move("unconfirmed -> mediating", who="mediator", cite=CPL(206), starts="term", notifies="party")
    sue = Move("unconfirmed -> failed", who="party", cite=CPL(206), opens="filing.first_instance", notifies="party")
    perform_now = Move("agreed -> settled", who="claimant", cite=TMR(24), optional=True, asks=Consent,
                       does="close_settled", notifies="party")
    let_lapse = Move("agreed -> settled", who="system", cite=CPL(205), opens="performance.title", notifies="party")
