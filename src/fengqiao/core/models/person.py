"""Persons (natural and legal), the accounts they sign in with, and the posts they hold."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from fengqiao.core.models.court import Court, Division


class Person(models.Model):
    """Somebody who can be a party, an agent, a mediator or a member of staff.

    The number of the identity document is stored sealed (``id_sealed``) and found by its keyed
    hash (``id_hash``); pages show ``id_masked`` only.
    """

    KINDS = [("person", "person"), ("entity", "entity")]

    kind = models.CharField(max_length=10, choices=KINDS, default="person")
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=20, blank=True, db_index=True)
    id_type = models.CharField(max_length=20, blank=True)
    id_hash = models.CharField(max_length=64, blank=True, db_index=True)
    id_sealed = models.TextField(blank=True)
    id_masked = models.CharField(max_length=40, blank=True)
    born = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=4, blank=True)
    address = models.CharField(max_length=200, blank=True)
    verified = models.CharField(max_length=20, default="none")

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; a citizen's has no password and signs in by a code sent to the phone."""

    def get_queryset(self) -> models.QuerySet[Account]:
        """Accounts come with their person: whoever needs the one needs the other."""
        return super().get_queryset().select_related("person")

    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What somebody signs in with. Rights come from posts and standings, never from a flag here."""

    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    language = models.CharField(max_length=10, default="zh-hans")
    large_type = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class Posting(models.Model):
    """A post that a person holds at a court: judge, filing_clerk, mediator, president ..."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    court = models.ForeignKey(Court, models.PROTECT, related_name="postings")
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=30)
    title = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    away_from = models.DateField(null=True, blank=True)
    away_to = models.DateField(null=True, blank=True)
    load_cap = models.PositiveIntegerField(default=400)
    causes = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["court", "role"], name="posting_court_role")]


class PhoneCode(models.Model):
    """A one-time code sent to a phone; only its hash is kept."""

    phone = models.CharField(max_length=20, db_index=True)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.BooleanField(default=False)


class ApiToken(models.Model):
    """A token of the API; only its hash is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
