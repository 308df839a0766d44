"""`python -m client.terminal`: the commands of the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from client.terminal.commands import (
    add_device,
    change_password,
    check_proof,
    compare,
    devices,
    join,
    log_out_others,
    proofs,
    recover,
    recovery_code,
    revoke,
)
from shared.errors import AutusError

COMMANDS = (
    add_device,
    change_password,
    check_proof,
    compare,
    devices,
    join,
    log_out_others,
    proofs,
    recover,
    recovery_code,
    revoke,
)


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0, or 1 after a refusal, whose code and sentence are written to stderr."""
    parser = argparse.ArgumentParser(prog="python -m client.terminal", description="The AUTUS terminal.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(subparsers)
    chosen = parser.parse_args(arguments)
    try:
        sys.stdout.write(chosen.run(chosen))
    except AutusError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
