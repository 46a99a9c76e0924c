"""Who plays: actors with their posts, citizens with their accounts, who holds which post."""

from __future__ import annotations

from random import Random

from fengqiao.core.actor import Actor, actor_of
from fengqiao.core.models import Account, Court, Party, Posting
from fengqiao.core.people import account_for_phone, take_place

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

    def party(self, person: int, matter: int, chance: Random) -> Actor | None:
        """The party as an actor; whoever has not taken its place yet does so by the code in its letter.

        None for a party that nobody can act for: it has no phone.
        """
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

    def _known(self, person: int) -> Actor | None:
        return self._actors.get(person)

    def _remember(self, account: Account, channel: str = "web") -> Actor:
        actor = actor_of(account, channel)
        self._actors[account.person_id] = actor
        return actor
