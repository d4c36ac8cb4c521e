"""The examples with the official client, each beside one of the same name for the package."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"
PROGRAMS = sorted(path.name for path in (EXAMPLES / "official").glob("[!_]*.py"))


def test_each_program_has_a_twin():
    assert len(PROGRAMS) >= 10
    assert [name for name in PROGRAMS if not (EXAMPLES / "python" / name).exists()] == []


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_passes(name, emulator):
    environment = {
        **os.environ,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.key[0],
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.key[1],
        "RAM_ENDPOINT": emulator.host,
        "STS_ENDPOINT": emulator.host,
    }
    program = [sys.executable, str(EXAMPLES / "official" / name)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
