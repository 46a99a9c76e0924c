"""Who acts: a signed-in person with the posts held today, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fengqiao.core import clock
from fengqiao.core.models import Account, Person, Posting
from fengqiao.core.powers import Power
from fengqiao.core.roles import DUTIES


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting over a channel. ``posts`` are (court id, role) pairs held today.

    With a ``power`` somebody else acts in this person's place (``hand``), without posts, within its limits.
    ``card`` says that who acts stands before somebody of the court who has seen the identity card; only
    code of the court sets it (a counter), never anything that a request says.
    """

    person: int | None
    name: str
    posts: frozenset[tuple[int, str]] = frozenset()
    channel: str = "web"
    system: bool = False
    power: Power | None = None
    card: bool = False

    @property
    def hand(self) -> int | None:
        """Who really acts: the delegate where there is one, else the person."""
        return self.power.hand if self.power else self.person

    @property
    def hand_name(self) -> str:
        return self.power.hand_name if self.power else self.name

    @property
    def staff(self) -> bool:
        return bool(self.posts)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role for _, role in self.posts)

    @property
    def courts(self) -> frozenset[int]:
        return frozenset(court for court, _ in self.posts)

    def duties(self, court: int) -> frozenset[str]:
        """The duties that the actor's posts give in that court."""
        return frozenset(role for c, role in self.posts if c == court and role in DUTIES)

    def known_as(self, name: str) -> Actor:
        """The same actor, by the name just told."""
        return replace(self, name=name)

    def with_card(self) -> Actor:
        """The same actor, whose identity card somebody of the court has before him."""
        return replace(self, card=True)


SYSTEM_ACTOR = Actor(person=None, name="系统", channel="system", system=True)
NOBODY = Actor(person=None, name="")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the maker of a move gets back at once."""

    no: str
    seq: int
    hash: str
    repeated: bool = False
    opened: tuple[str, ...] = field(default=())


def actor_of(account: Account, channel: str = "web") -> Actor:
    """Return the actor behind an account, with the posts that are held today."""
    today = clock.today()
    posts = Posting.objects.filter(person_id=account.person_id, since__lte=today)
    held = frozenset((p.court_id, p.role) for p in posts if p.until is None or p.until >= today)
    return Actor(person=account.person_id, name=shown(account.person), posts=held, channel=channel)


def acting(power: Power, channel: str = "web") -> Actor:
    """The actor who stands in a principal's place by a power that holds now."""
    return Actor(person=power.principal, name=power.principal_name, channel=channel, power=power)


def shown(person: Person) -> str:
    """The name that others read beside a move; whoever has only proved a phone shows no more than its ends."""
    if person.name == person.phone:
        return f"{person.phone[:3]}****{person.phone[-4:]}"
    return person.name
