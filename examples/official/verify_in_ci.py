"""A check for CI: compares the account with the documents and fails with the reason."""

from _shared import client, problems, set_up


def check() -> int:
    """Returns the exit code."""
    ram = client()
    found = problems(ram)
    for problem in found:
        print("cause:", problem)
    return 2 if found else 0


assert check() == 2
set_up(client())
assert check() == 0
