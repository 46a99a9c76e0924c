"""Every kind of page of the staff, in both languages, at both sizes."""

from __future__ import annotations

import pytest
from scenes import Scene
from tour import Tour

pytestmark = pytest.mark.browser

STAFF: dict[str, tuple[str, str]] = {
    "desk-clerk": ("filing_clerk", "/desk/"),
    "desk-judge": ("trial_judge", "/desk/"),
    "desk-head": ("division_head", "/desk/"),
    "list": ("president", "/matters/"),
    "search": ("president", "/matters/?q=陈大明"),
    "filing": ("filing_clerk", "/m/{filing}/"),
    "correction": ("filing_clerk", "/m/{filing}/do/request_correction/"),
    "accept": ("filing_clerk", "/m/{filing}/do/accept/"),
    "green": ("filing_clerk", "/m/{filing}/green/"),
    "mediator": ("mediator", "/m/{mediating}/"),
    "agreement": ("mediator", "/m/{mediating}/do/record_agreement/"),
    "dossier-bench": ("trial_judge", "/m/{preparing}/dossier/?q=传票"),
    "trial-desk": ("trial_judge", "/m/{preparing}/"),
    "schedule": ("trial_judge", "/m/{preparing}/do/schedule/"),
    "relief-decision": ("division_head", "/m/{relief}/do/defer/"),
    "draft": ("judge", "/m/{judgment}/do/draft/"),
    "hearing-desk": ("clerk", "/m/{hearing}/"),
    "officer": ("officer", "/m/{enforcement}/"),
    "measure": ("officer", "/m/{enforcement}/do/take_measure/"),
    "calendar": ("president", "/calendar/?from=2026-05-28"),
    "figures": ("president", "/figures/"),
    "cross-region": ("president", "/figures/cross-region/"),
    "cashier": ("cashier", "/desk/"),
    "identity-desk": ("filing_clerk", "/identity/desk/"),
    "staff-account": ("filing_clerk", "/account/"),
    "handover": ("filing_clerk", "/handover/"),
    "handover-items": ("filing_clerk", "/handover/items/"),
    "handover-locker": ("filing_clerk", "/handover/locker/"),
    "handover-count": ("filing_clerk", "/handover/?drop={drop}"),
    "handover-boxed": ("filing_clerk", "/m/{boxed}/"),
    "hall-window": ("filing_clerk", "/hall/window/"),
    "hall-give": ("filing_clerk", "/hall/give/"),
    "hall-manage": ("president", "/hall/manage/"),
    "hall-tickets": ("president", "/hall/tickets/"),
    "hall-arrange": ("president", "/hall/windows/new/"),
}


def test_every_page_of_the_staff(tour: Tour, scene: Scene) -> None:
    for name, (who, path) in STAFF.items():
        tour.visit(name, scene.who[who], path.format(**scene.no))
    assert tour.found == []


def test_the_counter_its_signs_and_a_kiosk(tour: Tour, scene: Scene) -> None:
    """A window and a kiosk are set up by the president; the clerk sits down; the kiosk is used by anybody."""
    keeper = tour.actor(scene.who["president"])
    for kind in ("window", "kiosk", "village"):
        page = keeper.go("/counter/stations/")
        keeper.type(name=f"一号{kind}", kind=kind, place="一楼")
        keeper.press()
    tour.visit("stations", scene.who["president"], "/counter/stations/")
    sign = str(page.locator('main a[href$="/sign/"]').first.get_attribute("href"))
    tour.visit("sign", scene.who["president"], sign)
    clerk = tour.actor(scene.who["filing_clerk"])
    clerk.go("/counter/")
    clerk.follow('main button[name="station"]')
    tour.visit("counter", scene.who["filing_clerk"], "/counter/")
    tour.visit("station", "", sign.removesuffix("sign/").replace("/counter/stations/", "/s/"))
    page = keeper.go("/counter/stations/")
    with page.expect_navigation():
        page.locator('main form[action$="/kiosk/"] button').first.click()
    tour.now = keeper
    tour.seen("kiosk")
    assert tour.found == []
