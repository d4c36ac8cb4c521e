"""The command line: `python -m rolewright`, and the script `rolewright`."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> int:
    """Runs the command with this process's arguments and returns its exit code."""
    # Python's handler would only set a flag until Rust returns; the default one ends the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.command_line(["rolewright", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
