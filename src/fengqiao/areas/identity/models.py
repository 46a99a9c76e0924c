"""What an account signs in with besides code and password, where it is signed in, and a change of its phone."""

from __future__ import annotations

from django.db import models

from fengqiao.core.models import Account


class OneTimeKey(models.Model):
    """The secret of an app that shows a new code every thirty seconds (RFC 6238), sealed.

    ``last_step`` is the newest interval of which a code was taken: each code is good once.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="one_time_key")
    secret_sealed = models.TextField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code on paper for the day on which the app or the key is lost; only its hash is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "code_hash"], name="recovery_code")]


class Passkey(models.Model):
    """A public key of a device of the account (WebAuthn)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Visit(models.Model):
    """A session of an account: on which device, from where, since when."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="visits")
    session = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=45, blank=True)
    began_at = models.DateTimeField()


class PhoneChange(models.Model):
    """A change of the phone by real name alone, which waits so that the owner can stop it.

    ``status`` is waiting, done or stopped.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="phone_changes")
    old = models.CharField(max_length=20)
    new = models.CharField(max_length=20)
    status = models.CharField(max_length=10, default="waiting")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "due_at"], name="phone_change_due")]
