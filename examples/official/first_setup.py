"""Plans, applies and verifies a set-up, with the official client."""

from _shared import client, problems, set_up

ram = client()
for problem in problems(ram):
    print("to do:", problem)

# Assumes an account that has none of the objects: with a part of them, it fails in the middle.
set_up(ram)
assert not problems(ram)
