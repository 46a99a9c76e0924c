"""Matters: what is done about a dispute, who stands in it, and whose turn it is."""

from __future__ import annotations

from typing import Any

from django.db import models

from fengqiao.core.models.court import Court
from fengqiao.core.models.dispute import Dispute, Party
from fengqiao.core.models.person import Person


class Matter(models.Model):
    """A matter (事项), pinned to the version of the procedure that was in force when it opened.

    Only core.engine writes ``state``, ``revision`` and ``chain_head``.
    """

    no = models.CharField(max_length=20, unique=True)
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="matters")
    court = models.ForeignKey(Court, models.PROTECT, related_name="matters")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    procedure = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(default=0)
    ended = models.BooleanField(default=False)
    number = models.CharField(max_length=60, null=True, blank=True, unique=True)
    facts = models.JSONField(default=dict)
    sealed = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    looked_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    chain_head = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["court", "procedure", "ended", "-opened_at"], name="matter_list"),
            models.Index(fields=["court", "-opened_at", "-id"], name="matter_newest_first"),
            models.Index(fields=["procedure", "id"], name="matter_open", condition=models.Q(ended=False)),
        ]

    def __str__(self) -> str:
        return self.number or self.no


class Standing(models.Model):
    """In what role a person stands in a matter: a party, its agent, the judge, the mediator ...

    The only source of a personal right to see or to act. Ended standings stay, with their end.
    ``opened_at`` is the matter's: lists of what somebody stands in walk an index in its order.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="standings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="standings")
    role = models.CharField(max_length=30)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=100)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "-opened_at", "-matter"], name="standing_newest", condition=models.Q(until=None)
            ),
            models.Index(fields=["matter", "role"], name="standing_matter"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, with the day of its matter."""
        self.opened_at = self.opened_at or self.matter.opened_at
        super().save(*args, **kwargs)


class Task(models.Model):
    """Whose turn it is: kept by the engine, read by the desk. ``person`` is empty for a post's worklist.

    ``due_at`` is the first legal clock. ``turn_at`` is the place in the worklist: the same, or the court's own
    earlier clock where the dispute is in a green channel (``green`` names the ground, R-GRN-02).
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="tasks")
    court = models.ForeignKey(Court, models.PROTECT)
    role = models.CharField(max_length=30)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True)
    procedure = models.CharField(max_length=60)
    moves = models.CharField(max_length=400)
    due_at = models.DateTimeField(null=True, blank=True)
    turn_at = models.DateTimeField(null=True, blank=True)
    green = models.CharField(max_length=30, blank=True, default="")
    since = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "turn_at"], name="task_person_turn"),
            models.Index(fields=["court", "role", "person", "turn_at"], name="task_post_turn"),
        ]
