"""A check for CI: verifies within a deadline, writes the report for reviewers, and fails with the reason."""

import sys
import tempfile
from pathlib import Path

import rolewright


def check(provider: rolewright.Provider, folder: Path) -> int:
    """Returns the exit code."""
    try:
        report = rolewright.verify(["my-images"], provider=provider, deadline=60)
    except rolewright.DeadlineExceededError as error:
        print(error, file=sys.stderr)
        return 1
    (folder / "report.html").write_text(report.to_html(), "utf-8")
    (folder / "report.json").write_text(report.to_json(), "utf-8")
    try:
        report.raise_for_status()
    except rolewright.NotVerifiedError as error:
        print(error, error.help or "")
        for cause in report.causes:
            print("cause:", cause.text)
        return 2
    return 0


with tempfile.TemporaryDirectory() as folder:
    provider = rolewright.MemoryProvider()
    assert check(provider, Path(folder)) == 2
    rolewright.setup(["my-images"], provider=provider).raise_for_status()
    assert check(provider, Path(folder)) == 0
    print(sorted(path.name for path in Path(folder).iterdir()))
