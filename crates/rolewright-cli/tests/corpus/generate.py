#!/usr/bin/env python3
"""Writes damages.jsonl, rewrites.jsonl and states.jsonl, which hold whole documents and are what the tests run.

Each case says what of the account differs from the correct one: see ../it/corpus.rs.
Run it after a change here: python3 crates/rolewright-cli/tests/corpus/generate.py
"""

import json
from pathlib import Path

import account
import layers
import permissions
from pieces import damages, rewrites
from states import states

for name, cases in {"damages": damages, "rewrites": rewrites, "states": states}.items():
    path = Path(__file__).parent / f"{name}.jsonl"
    for case in cases:
        case["id"] = case["id"].replace(":", "-").replace(" ", "-").lower()
    names = [case["id"] for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, twice
    lines = [json.dumps(case, separators=(",", ":")) + "\n" for case in cases]
    path.write_text("".join(lines))
    print(f"{path.name}: {len(cases)}")
