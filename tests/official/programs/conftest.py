"""Emulators and commands for the programs that `cargo xtask official` was given."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROLEWRIGHT = os.environ["ROLEWRIGHT"]
BUCKET = "my-images"
# Terraform waits for minutes between its calls.
LIMIT = 900


def run(*words, environment, folder, codes=(0,)) -> str:
    """Runs a command and returns its standard output; fails with both outputs otherwise."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    shown = f"{words} exited with {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.returncode in codes, shown
    return done.stdout


class Emulator:
    """An emulator of one test."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            [ROLEWRIGHT, "emulator", "--enforce", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            text=True,
        )
        ready = json.loads(self.process.stdout.readline())
        self.endpoint: str = ready["endpoint"]
        self.host: str = ready["host"]
        self.port = self.host.rsplit(":", 1)[1]
        self.account: str = ready["account_id"]
        self.key = (ready["access_key_id"], ready["access_key_secret"])
        self.home = home

    def rolewright(self, *words: str, codes=(0,)) -> str:
        """Runs `rolewright` for the bucket against this emulator."""
        key = dict(zip(["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"], self.key))
        words = (ROLEWRIGHT, *words, "--bucket", BUCKET, "--endpoint", self.endpoint)
        environment = self.environment | key
        return run(*words, environment=environment, folder=self.home, codes=codes)


@pytest.fixture
def start(tmp_path):
    """Starts emulators, which end with the test."""
    started = []

    def start(*arguments: str) -> Emulator:
        started.append(Emulator(tmp_path, *arguments))
        return started[-1]

    yield start
    for emulator in started:
        emulator.process.terminate()
        emulator.process.wait(timeout=10)


def exported(emulator: Emulator, form: str, *more: str) -> str:
    """The set-up of the bucket for another tool."""
    words = (ROLEWRIGHT, "export", "--format", form, "--bucket", BUCKET, *more)
    return run(*words, environment=emulator.environment, folder=emulator.home)
