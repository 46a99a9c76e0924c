"""Every kind of page of a citizen, in both languages, at both sizes; and they are light."""

from __future__ import annotations

import pytest
from actors import CourtServer
from playwright.sync_api import Browser
from scenes import Scene
from test_public_pages import PUBLIC
from tour import Tour

pytestmark = pytest.mark.browser

LIGHT = 100_000
"""Bytes of a citizen's page on first load: page, styles and scripts, as they lie."""

CITIZEN: dict[str, tuple[str, str]] = {
    "desk": ("claimant", "/desk/"),
    "inbox": ("respondent", "/inbox/"),
    "matters": ("claimant", "/matters/"),
    "account": ("claimant", "/account/"),
    "join": ("claimant", "/join/"),
    "lawyer": ("claimant", "/lawyer/"),
    "batch-new": ("claimant", "/lawyer/batch/"),
    "delegation": ("claimant", "/delegation/"),
    "delegation-new": ("claimant", "/delegation/new/"),
    "company-new": ("claimant", "/company/new/"),
    "identity": ("claimant", "/identity/"),
    "security": ("claimant", "/account/security/"),
    "security-app": ("claimant", "/account/security/app/"),
    "security-passkey": ("claimant", "/account/security/passkey/"),
    "phone-change": ("claimant", "/account/phone/"),
    "identity-by-hand": ("claimant", "/identity/by-hand/"),
    "mediation": ("respondent", "/m/{mediation}/"),
    "consent": ("respondent", "/m/{mediation}/do/consent/"),
    "decline": ("respondent", "/m/{mediation}/do/decline/"),
    "mediating": ("claimant", "/m/{mediating}/"),
    "receipt": ("claimant", "/r/{mediation}/1/"),
    "trial": ("respondent", "/m/{trial}/"),
    "defend": ("respondent", "/m/{preparing}/do/submit_evidence/"),
    "change-claim": ("claimant", "/m/{preparing}/do/change_claim/"),
    "fee": ("claimant", "/m/{fee}/"),
    "ask-relief": ("claimant", "/m/{fee}/do/apply_relief/"),
    "relief": ("claimant", "/m/{relief}/"),
    "dossier": ("claimant", "/m/{preparing}/dossier/"),
    "locker-way": ("claimant", "/m/{filing}/"),
    "locker-drop": ("claimant", "/m/{filing}/locker/"),
    "locker-reserved": ("claimant", "/m/{drop_reserved}/"),
    "locker-filled": ("claimant", "/m/{drop}/"),
    "locker-boxed": ("respondent", "/m/{boxed}/"),
    "delivery": ("respondent", "/m/{delivery}/"),
    "hearing": ("claimant", "/m/{hearing}/"),
    "transcript": ("claimant", "/m/{hearing}/do/confirm_transcript/"),
    "title": ("claimant", "/m/{title}/"),
    "enforcement": ("claimant", "/m/{enforcement}/"),
    "paper": ("claimant", "/papers/{paper}.html"),
}


def test_every_page_of_a_citizen(tour: Tour, scene: Scene) -> None:
    numbers = {**scene.no, "paper": tour.court("papers", scene.no["trial_closed"])[0]}
    for name, (who, path) in CITIZEN.items():
        tour.visit(name, scene.who[who], path.format(**numbers))
    pay = tour.actor(scene.who["claimant"]).go(f"/m/{scene.no['fee']}/").locator('main a[href^="/pay/"]').first
    tour.visit("pay", scene.who["claimant"], str(pay.get_attribute("href")))
    assert tour.found == []


@pytest.mark.parametrize(
    "name",
    ["home", "login", "enquire", "tell-story", "join", "desk", "mediation", "consent", "receipt", "trial", "pay"],
)
def test_pages_of_citizens_weigh_less_than_100_kb(
    toured: CourtServer, browser: Browser, scene: Scene, name: str
) -> None:
    tour = Tour(toured, browser, "zh-hans")
    who, path = CITIZEN.get(name, ("", PUBLIC.get(name, "")))
    actor = tour.actor(scene.who.get(who, ""))
    if name == "pay":
        link = tour.actor(scene.who["claimant"]).go(f"/m/{scene.no['fee']}/").locator('main a[href^="/pay/"]').first
        actor, path = tour.actor(scene.who["claimant"]), str(link.get_attribute("href"))
    loads: list[int] = []
    actor.page.on("response", lambda r: loads.append(len(r.body())) if r.status == 200 else None)
    actor.go(path.format(**scene.no))
    actor.page.wait_for_load_state("networkidle")
    tour.close()
    assert loads and sum(loads) < LIGHT, sum(loads)
