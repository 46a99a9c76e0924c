"""Sandboxes of the outside world: they behave like the other side, its failures included."""

from fengqiao.adapters.sandbox.sms import SandboxSms

__all__ = ["SandboxSms"]
