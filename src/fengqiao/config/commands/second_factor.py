"""``fengqiao second-factor reset USERNAME``: for somebody who has lost app, passkey and recovery codes."""

from __future__ import annotations

import argparse
import sys

from fengqiao.areas.identity import entrance, factors
from fengqiao.core.models import Account


def main(argv: list[str]) -> int:
    """Take all second proofs of an account away and end its sessions. Exit 1 where there is no such account.

    Whoever runs this has seen the person: it is for the court's own terminal, never for a page.
    """
    parser = argparse.ArgumentParser(prog="fengqiao second-factor")
    parser.add_argument("what", choices=["reset"])
    parser.add_argument("username")
    options = parser.parse_args(argv)
    account = Account.objects.filter(username=options.username).first()
    if account is None:
        sys.stderr.write(f"没有这个账号 / there is no account {options.username}\n")
        return 1
    factors.reset(account)
    ended = entrance.end_others(account, None)
    sys.stdout.write(
        f"{options.username}: 第二道验证已清除，{ended} 个登录已退出。 / second factors removed, {ended} sessions ended.\n"
    )
    return 0
