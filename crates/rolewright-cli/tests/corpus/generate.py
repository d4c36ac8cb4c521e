#!/usr/bin/env python3
"""Writes damages.jsonl, rewrites.jsonl, states.jsonl, hostile.jsonl, shared.jsonl and planted.jsonl, which hold whole documents and are what the tests run.

Each case says what of the account differs from the correct one: see ../it/corpus.rs.
Run it after a change here: python3 crates/rolewright-cli/tests/corpus/generate.py
"""

import json
from pathlib import Path

import account
import layers
import permissions
from hostile import hostile, shared
from pieces import damages, rewrites
from planted import planted
from states import states

for name, cases in {"damages": damages, "rewrites": rewrites, "states": states, "hostile": hostile, "shared": shared, "planted": planted}.items():
    path = Path(__file__).parent / f"{name}.jsonl"
    for case in cases:
        case["id"] = case["id"].replace(":", "-").replace(" ", "-").lower()
    names = [case["id"] for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, twice
    lines = [json.dumps(case, separators=(",", ":")) + "\n" for case in cases]
    path.write_text("".join(lines))
    print(f"{path.name}: {len(cases)}")
