"""argon2id in a process of its own: `python -m kernel.hashing` answers each line of its input with a line.

It ends with its input, so that it never outlives the service that asks, and loads nothing but what it needs.
"""

import json
import os
import sys

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

NICENESS = 10
# OWASP's second recommended setting: 19 MiB, two passes, one lane; about 30 ms of one core.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def answer(question: dict[str, str]) -> str | bool:
    """The hash of a `password` in hexadecimal signs; with a `hash`, whether it belongs to that."""
    password = bytes.fromhex(question["password"])
    if "hash" not in question:
        return HASHER.hash(password)
    try:
        return HASHER.verify(question["hash"], password)
    except (VerificationError, InvalidHashError):
        return False


def main() -> None:
    """Answer each question in its turn."""
    os.nice(NICENESS)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(answer(json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
