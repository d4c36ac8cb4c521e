"""What an installer and an older Python say."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import rolewright

FOLDER = Path(__file__).parents[1]


def older():
    """An installed Python that is too old."""
    for minor in range(10, 5, -1):
        python = shutil.which(f"python3.{minor}")
        if python and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0:
            return python
    return None


def test_an_older_python_gets_a_message_with_the_required_version():
    python = older()
    if python is None:
        pytest.skip("no Python older than 3.11 is installed")
    path = str(Path(rolewright.__file__).parents[1])
    done = subprocess.run([python, "-c", "import rolewright"], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": path}, timeout=60)
    assert done.returncode == 1
    assert "ImportError: rolewright requires Python 3.11 or newer, but this is Python 3." in done.stderr


def test_the_required_version_is_the_same_everywhere():
    project = tomllib.loads((FOLDER / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    source = Path(rolewright.__file__).read_text("utf-8")
    assert "sys.version_info < (3, 11)" in source
    assert sys.version_info >= (3, 11)
    assert "Python 3.11 or newer" in (FOLDER / "README.md").read_text("utf-8")
