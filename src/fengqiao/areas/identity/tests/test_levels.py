"""R-FIL-11 (OLR 7): real name, and verified again at mediation and hearing; the door holds it over every channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fengqiao.core import clock, identity, testing, tokens
from fengqiao.core.actor import Actor, actor_of
from fengqiao.core.engine import perform
from fengqiao.core.models import Account, Event, IdentityCheck, Matter
from fengqiao.core.registry import Area, registry
from fengqiao.kernel.fingerprint import content, fingerprint
from fengqiao.kernel.procedure import Move, Procedure, ProcedureError
from fengqiao.law import settings as law_settings
from fengqiao.law.instruments import CPL

pytestmark = pytest.mark.django_db


class Signing(Procedure):
    """A thing that is signed by whoever is known well enough."""

    code, version, in_force = "testing.signing", 1, "2000-01-01"
    states = "open done*"

    begin = Move("-> open", who="system", cite=CPL(1))
    look = Move("open -> =", who="party", cite=CPL(1), level="phone", optional=True)
    name = Move("open -> =", who="party", cite=CPL(1), level="real_name", optional=True)
    sign = Move("open -> =", who="party judge", cite=CPL(1), level="real_name", fresh=True)
    show = Move("open -> =", who="party", cite=CPL(1), level="face", optional=True)
    end = Move("open -> done", who="system", cite=CPL(1))


@pytest.fixture
def signing(db: None) -> Any:
    with testing.registry_of(Area("testing_signing", procedures=(Signing,)), add=True):
        yield testing.open_about("testing.signing")


def by_web(who: Account) -> Actor:
    """Somebody on the web, of whom the court knows only what the account says."""
    return actor_of(who)


def sign(matter: Matter, who: Actor, move: str = "sign") -> dict[str, Any]:
    receipt = perform(matter.no, move, actor=who)
    return dict(Event.objects.get(matter=matter, seq=receipt.seq).changes)


def test_R_FIL_11_a_phone_alone_does_not_sign(signing: Matter) -> None:
    who = by_web(testing.account())
    with testing.refused("core.identity_real_name") as found:
        perform(signing.no, "sign", actor=who)
    assert found.error.refusals[0].cite.key.startswith("OLR")  # type: ignore[union-attr]
    assert sign(signing, who, "look")["identity"]["level"] == "phone"


def test_R_FIL_11_real_name_checked_just_now_signs_and_the_event_says_how(signing: Matter) -> None:
    who = testing.verified(testing.account())
    held = sign(signing, by_web(who))["identity"]
    check = IdentityCheck.objects.get()
    assert held == {"level": "real_name", "means": "real_name", "check": check.no, "at": clock.now().isoformat()}
    assert "identity" not in testing.matter(signing.no).facts


def test_R_FIL_11_verified_again_within_the_hours_of_the_setting(signing: Matter) -> None:
    hours = law_settings.setting("identity.fresh_hours").value
    long_ago = clock.now() - timedelta(hours=hours, seconds=1)
    who = testing.verified(testing.account(), at=long_ago)
    with testing.refused("core.identity_again"):
        perform(signing.no, "sign", actor=by_web(who))
    assert sign(signing, by_web(who), "name")["identity"]["level"] == "real_name"
    testing.verified(who)
    assert sign(signing, by_web(who))["identity"]["level"] == "real_name"


def test_face_is_more_than_real_name(signing: Matter) -> None:
    who = testing.verified(testing.account())
    with testing.refused("core.identity_face"):
        perform(signing.no, "show", actor=by_web(who))
    testing.verified(who, "face")
    assert sign(signing, by_web(who), "show")["identity"]["level"] == "face"


def test_a_card_before_the_staff_counts_and_is_recorded(signing: Matter) -> None:
    at_counter = actor_of(testing.account(), "counter").with_card()
    assert sign(signing, at_counter)["identity"] == {"level": "face", "means": "card"}


def test_staff_who_acts_by_its_post_is_known_by_it(signing: Matter) -> None:
    judge = testing.staff("judge")
    testing.seat(signing, "judge", judge)
    assert sign(signing, by_web(judge))["identity"] == {"level": "staff", "means": "post"}


def test_whoever_opened_anothers_letter_cannot_sign_in_his_name(signing: Matter) -> None:
    """Attack: the code of the letter is used by somebody of another name, who is verified as himself."""
    who = testing.account()
    assert testing.Party.objects.filter(dispute=signing.dispute, person=who.person, name="陈大明").exists()
    who.person.name = "李四"
    testing.verified(who)
    with testing.refused("core.identity_other"):
        perform(signing.no, "sign", actor=by_web(who))


def test_the_API_refuses_with_the_same_reason(signing: Matter) -> None:
    token = tokens.issue(testing.account(), "test")
    answer = Client().post(
        f"/api/matters/{signing.no}/moves/sign",
        {"data": {}, "seen": signing.revision},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 409
    assert [r["code"] for r in answer.json()["reasons"]] == ["core.identity_real_name"]


def test_names_are_compared_as_people_write_them() -> None:
    assert identity.same_name("阿依古丽·买买提", "阿依古丽•买买提")
    assert identity.same_name("John  Smith", "JOHN SMITH")
    assert identity.same_name("ＡＢ", "ab")
    assert not identity.same_name("陈大明", "陈大民")


def test_a_level_is_declared_right_and_does_not_touch_frozen_versions() -> None:
    with pytest.raises(ProcedureError):
        type("Wrong", (Signing,), {"version": 2, "sign": Signing.sign.but(level="blood")})
    with pytest.raises(ProcedureError):
        type("Wrong", (Signing,), {"version": 2, "look": Signing.look.but(fresh=True)})
    plain = Signing.sign.but(level="", fresh=False)
    assert "level" not in content(type("Plain", (Signing,), {"version": 2, "sign": plain}))["moves"]["sign"]
    assert content(Signing)["moves"]["sign"]["level"] == "real_name"
    assert fingerprint(Signing) != fingerprint(type("Other", (Signing,), {"sign": plain}))


def test_what_is_signed_in_mediation_confirmation_and_hearing_is_signed_by_who_is_known() -> None:
    on = clock.today()
    asked = {
        (p.code, m.name): (m.level, m.fresh)
        for p in (registry.in_force(code, on) for code in registry.codes())
        for m in p.moves.values()
        if m.level
    }
    for key in (
        ("mediation.pre_litigation", "sign"),
        ("mediation.pre_litigation", "apply_confirmation"),
        ("hearings.hearing", "confirm_transcript"),
        ("confirmation.judicial", "supply"),
    ):
        assert asked[key] == ("real_name", True), key
