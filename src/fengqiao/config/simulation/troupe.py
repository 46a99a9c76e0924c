"""Who plays: actors with their posts, citizens with their accounts, who holds which post."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from fengqiao.areas.identity import checks
from fengqiao.config.simulation import names
from fengqiao.core import clock, identity
from fengqiao.core.actor import Actor, actor_of
from fengqiao.core.models import Account, Court, IdentityCheck, Party, Posting
from fengqiao.core.people import account_for_phone
from fengqiao.core.places import take_place
from fengqiao.core.sealing import unseal

_CHANNELS = ("web", "web", "mobile", "mobile", "mobile", "counter")


class Troupe:
    """The players, looked up once. Posts do not change while a simulation runs."""

    def __init__(self, court: Court) -> None:
        self._actors: dict[int, Actor] = {}
        self._holders: dict[str, list[int]] = {}
        self._became: dict[int, int] = {}
        for person, role in Posting.objects.filter(court=court).order_by("id").values_list("person_id", "role"):
            self._holders.setdefault(role, []).append(person)

    def holder(self, role: str, chance: Random) -> int | None:
        """Somebody who holds the post, or None where nobody does."""
        people = self._holders.get(role)
        return chance.choice(people) if people else None

    def citizen(self, phone: str, name: str) -> Actor:
        """The citizen who signs in with this phone, met for the first time or again."""
        account = account_for_phone(phone, name)
        return self._remember(account)

    def staff(self, person: int) -> Actor:
        """A member of staff."""
        return self._known(person) or self._remember(Account.objects.select_related("person").get(person=person))

    def party(self, person: int, matter: int, chance: Random, *, surely: bool = False) -> Actor | None:
        """The party as an actor; whoever has not taken its place yet does so by the code in its letter.

        ``surely``: it has shown who it is. None for a party that nobody can act for: it has no phone.
        """
        actor = self._party(person, matter, chance)
        return self._identified(actor) if actor and surely else actor

    def _party(self, person: int, matter: int, chance: Random) -> Actor | None:
        known = self._known(self._became.get(person, person))
        if known:
            return known
        account = Account.objects.filter(person=person).select_related("person").first()
        if account is None:
            row = Party.objects.filter(person=person, dispute__matters=matter).select_related("person").first()
            if row is None or not row.person.phone:
                return None
            account = self._come(row)
            self._became[person] = account.person_id
            account = Account.objects.select_related("person").get(pk=account.pk)
        return self._remember(account, chance.choice(_CHANNELS))

    def take_place_of_teller(self, no: str) -> None:
        """A firm's own teller takes its place at once, with the code that stands in the receipt."""
        first = Party.objects.filter(dispute__matters__no=no, side="claimant").select_related("person").first()
        if first is not None and first.person.kind == "entity":
            self._became[first.person_id] = self._come(first).person_id

    def _come(self, party: Party) -> Account:
        """The party signs in with its phone and takes its place; for a firm comes its legal representative."""
        account = account_for_phone(party.person.phone, str(party.facts.get("legal_representative") or party.name))
        take_place(party.claim_code, account, party.name)
        return account

    def _identified(self, actor: Actor) -> Actor:
        """The party, known as surely as a signature asks: by its card at the counter, or by the register."""
        if actor.channel == "counter":
            return actor.with_card()
        account = Account.objects.select_related("person").get(person=actor.person)
        person = account.person
        newest = identity.known_of(person).newest
        lasts = timedelta(hours=identity.fresh_hours())
        if newest is None or newest.decided_at is None or newest.decided_at < clock.now() - lasts:
            number = unseal(person.id_sealed) if person.id_sealed else names.identity_number(Random(person.pk))  # noqa: S311
            self._check(account, checks.Document(person.name, "resident_id", number))
        return actor

    def _check(self, account: Account, document: checks.Document) -> None:
        """By the register; whoever does not pass asks the counter, which has compared by the next time."""
        asked = IdentityCheck.objects.filter(person=account.person, means="manual", status="open").first()
        clerks = self._holders.get("filing_clerk")
        if asked is not None and clerks:
            checks.confirm(asked, clerks[0], document.number, "video")
        elif checks.by_register(account, document).status != "passed":
            checks.ask_staff(account, document, "")

    def _known(self, person: int) -> Actor | None:
        return self._actors.get(person)

    def _remember(self, account: Account, channel: str = "web") -> Actor:
        actor = actor_of(account, channel)
        self._actors[account.person_id] = actor
        return actor
