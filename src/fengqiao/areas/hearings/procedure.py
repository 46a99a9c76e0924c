"""A hearing (开庭): booked without a clash, summoned, opened, recorded, read and signed, or adjourned."""

from __future__ import annotations

from fengqiao.areas.hearings import rules
from fengqiao.areas.hearings.facts import (
    Absence,
    Adjournment,
    Correction,
    CorrectionAnswer,
    Session,
    SignatureRefusal,
    Transcript,
)
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, OLR, TL19

BENCH = "judge clerk"


class Hearing(Procedure):
    """One session of a case; the trial schedules it and goes on when its transcript is signed."""

    code, version, in_force = "hearings.hearing", 1, "2024-01-01"
    states = "scheduled opened recorded signed* adjourned*"
    way = "scheduled opened recorded signed"

    summons = Period("R-HRG-01.summons", ends=rules.summons_day)
    session = Period("R-HRG-01.summons", ends=rules.starts_at)
    reading = Period("R-HRG-05.transcript", then="reading_over")

    schedule = Move("-> scheduled", who="system", cite=(CPL(139), CPLI(227)), does="book_hearing summon_parties",
                    starts="summons session", issues="summons", notifies="party judge clerk")
    summons_served = Move("scheduled opened recorded -> =", who="system", cite=CPL(139), joins="service.delivery",
                          needs=(rules.summons_arrived,), records=rules.summoned)
    summons_failed = Move("scheduled opened recorded -> =", who="system", cite=CPL(139), joins="service.delivery",
                          needs=(rules.summons_not_arrived,), records=rules.not_summoned, notifies="judge clerk")
    open_session = Move("scheduled -> opened", who=BENCH, cite=(CPL(140), OLR(7)), asks=Session,
                        needs=(rules.on_the_day, rules.objections_decided), checks=(rules.known_present,), records=rules.session,
                        stops="summons session")
    record_absence = Move("opened -> =", who=BENCH, cite=(CPL(146), CPL(147), CPLI(261)), asks=Absence, optional=True,
                          checks=(rules.absent_party, rules.summons_proven), records=rules.absence)
    record = Move("opened recorded -> recorded", who=BENCH, cite=CPL(150), asks=Transcript, records=rules.transcript,
                  stops="reading", starts="reading", issues="transcript", notifies="party", then="sign_off")
    confirm_transcript = Move("recorded -> =", who="party", cite=CPL(150),
                              needs=(rules.was_present, rules.not_yet_confirmed), records=rules.confirmed,
                              then="sign_off")
    ask_correction = Move("recorded -> =", who="party", cite=CPL(150), asks=Correction, optional=True,
                          needs=(rules.was_present, rules.not_yet_confirmed), records=rules.correction_asked,
                          notifies=BENCH)
    answer_correction = Move("recorded -> =", who=BENCH, cite=CPL(150), asks=CorrectionAnswer,
                             needs=(rules.correction_open,), records=rules.correction_answered, issues="transcript",
                             notifies="party", then="sign_off")
    note_refusal = Move("recorded -> =", who=BENCH, cite=CPL(150), asks=SignatureRefusal, optional=True,
                        checks=(rules.still_to_sign,), records=rules.refusal_noted, then="sign_off")
    reading_over = Move("recorded -> =", who="system", cite=CPL(150), records=rules.silence_noted, notifies=BENCH,
                        then="sign_off")
    sign_off = Move("recorded -> signed", who="system", cite=CPL(150),
                    needs=(rules.all_read, rules.no_correction_open), notifies="party judge clerk")
    adjourn = Move("scheduled opened recorded -> adjourned", who="judge president",
                   cite=(CPL(149), TL19(2), TL19(3), TL19(6)), asks=Adjournment, optional=True,
                   checks=(rules.president_for_other, rules.adjournments_left), records=rules.adjourned,
                   does="free_hearing", notifies="party clerk")
    discontinue = Move("scheduled opened recorded -> adjourned", who="system", cite=CPL(139),
                       records=rules.discontinued, does="free_hearing", notifies="party judge clerk")


class Hearing2(Hearing):
    """The same, where a party that signs the transcript online is known by its real name, checked anew (OLR 7)."""

    version, in_force = 2, "2026-01-01"

    confirm_transcript = Hearing.confirm_transcript.but(level="real_name", fresh=True)
    ask_correction = Hearing.ask_correction.but(level="real_name", fresh=True)
