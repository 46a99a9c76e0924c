"""Single sign-on of the staff over real HTTP with an issuer that can lie; each test names the attack that it stops."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from fengqiao.adapters.sandbox.issuer import FAULTS, SandboxIssuer
from fengqiao.adapters.sandbox.payment import serving
from fengqiao.core import testing
from fengqiao.core.models import Account, Court, Posting

SECRET = "a secret of the tests"


@pytest.fixture
def issuer(settings: Any) -> Iterator[SandboxIssuer]:
    made = SandboxIssuer("", "fengqiao", SECRET)
    with serving(made) as address:
        made.address = address
        settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = address, "fengqiao", SECRET
        yield made


@pytest.fixture
def clerk(court: Court) -> Account:
    return testing.staff("filing_clerk")


def begin(client: Client, where: str = "/inbox/") -> dict[str, str]:
    """Press the button; what the issuer is asked."""
    answer = client.get("/login/sso/", {"next": where})
    assert answer.status_code == 302, answer.content.decode()[:300]
    return {k: v[0] for k, v in parse_qs(urlsplit(answer["Location"]).query).items()}


def come_back(client: Client, address: str) -> Any:
    found = urlsplit(address)
    return client.get(f"{found.path}?{found.query}")


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_member_of_the_staff_comes_in(issuer: SandboxIssuer, clerk: Account) -> None:
    client = Client()
    asked = begin(client)
    assert asked["code_challenge_method"] == "S256" and asked["state"] and asked["nonce"]
    answer = come_back(client, issuer.grant(asked, clerk.username))
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/") and signed_in(client)


def test_nobody_else_comes_in_and_no_account_is_made(issuer: SandboxIssuer, clerk: Account) -> None:
    """Attack: an issuer's user without a post here, a citizen's number as user name, a former clerk."""
    citizen = testing.account()
    former = testing.staff("judge", name="卸任")
    Posting.objects.filter(person=former.person).update(until=date(2025, 1, 1))
    closed = testing.staff("cashier")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    before = Account.objects.count()
    for name in ("nobody.here", "", citizen.username, former.username, closed.username):
        client = Client()
        assert come_back(client, issuer.grant(begin(client), name)).status_code == 403
        assert not signed_in(client)
    assert Account.objects.count() == before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_that_is_not_right_is_refused(issuer: SandboxIssuer, clerk: Account, fault: str) -> None:
    """Attacks: forged signature, replayed nonce, a token for another house or of another, expired, alg none."""
    client = Client()
    address = issuer.grant(begin(client), clerk.username)
    issuer.faults = [fault]
    assert come_back(client, address).status_code == 403 and not signed_in(client)


def test_state_mismatch(issuer: SandboxIssuer, clerk: Account) -> None:
    """Attack: the victim's browser is sent back with the attacker's code (login CSRF), or the state is left out."""
    attacker, victim = Client(), Client()
    stolen = issuer.grant(begin(attacker), clerk.username)
    begin(victim)
    assert come_back(victim, stolen).status_code == 403 and not signed_in(victim)
    assert come_back(Client(), stolen).status_code == 403
    for changed in ({"state": "guess", "code": "x"}, {"code": "x"}, {"error": "access_denied"}, {}):
        assert victim.get(f"/login/sso/back/?{urlencode(changed)}").status_code == 403
    assert not signed_in(victim)


def test_code_replay(issuer: SandboxIssuer, clerk: Account) -> None:
    """Attack: the address with the code is read from a log and used again, here or in another browser."""
    client = Client()
    address = issuer.grant(begin(client), clerk.username)
    come_back(client, address)
    client.logout()
    assert come_back(client, address).status_code == 403 and not signed_in(client)


def test_a_code_of_another_flow_is_refused_by_its_verifier(issuer: SandboxIssuer, clerk: Account) -> None:
    """Attack: code injection; PKCE binds the code to the browser that began."""
    thief, victim = Client(), Client()
    asked = begin(thief)
    stolen = parse_qs(urlsplit(issuer.grant(begin(victim), clerk.username)).query)["code"][0]
    answer = thief.get(f"/login/sso/back/?{urlencode({'code': stolen, 'state': asked['state']})}")
    assert answer.status_code == 403 and not signed_in(thief)


def test_open_redirect(issuer: SandboxIssuer, clerk: Account) -> None:
    client = Client()
    answer = come_back(client, issuer.grant(begin(client, "https://evil.example/"), clerk.username))
    assert answer["Location"] == "/desk/"


def test_an_issuer_that_is_away_leaves_the_password(clerk: Account, settings: Any) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = Client().get("/login/sso/")
    assert answer.status_code == 503 and "/login/staff/" in answer.content.decode()


def test_without_an_issuer_there_is_no_such_page(court: Court, settings: Any) -> None:
    settings.OIDC_ISSUER = ""
    assert Client().get("/login/sso/").status_code == 404
    assert Client().get("/login/sso/back/").status_code == 404
    assert "/login/sso/" not in Client().get("/login/staff/").content.decode()


def test_an_unverified_address_names_nobody(issuer: SandboxIssuer, clerk: Account, settings: Any) -> None:
    settings.OIDC_CLAIM = "email"
    for verified, status in ((False, 403), (True, 302)):
        issuer.claims = {"email": clerk.username, "email_verified": verified}
        client = Client()
        assert come_back(client, issuer.grant(begin(client), "x")).status_code == status


def test_a_second_proof_is_asked_here_too(issuer: SandboxIssuer, clerk: Account, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ("filing_clerk",)
    client = Client()
    answer = come_back(client, issuer.grant(begin(client), clerk.username))
    assert answer["Location"] == "/login/second/setup/" and not signed_in(client)
