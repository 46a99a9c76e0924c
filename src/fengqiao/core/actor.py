"""Who acts: a signed-in person with the posts held today, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fengqiao.core import clock
from fengqiao.core.models import Account, Person, Posting
from fengqiao.core.roles import DUTIES


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting over a channel. ``posts`` are (court id, role) pairs held today."""

    person: int | None
    name: str
    posts: frozenset[tuple[int, str]] = frozenset()
    channel: str = "web"
    system: bool = False

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


def shown(person: Person) -> str:
    """The name that others read beside a move; whoever has only proved a phone shows no more than its ends."""
    if person.name == person.phone:
        return f"{person.phone[:3]}****{person.phone[-4:]}"
    return person.name
