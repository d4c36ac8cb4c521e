"""Distributes accounts over Dask processes, which exchange reports as pickles."""

import tempfile
from pathlib import Path

from dask.base import compute
from dask.delayed import delayed

import rolewright


def set_up(store: str, account: str, buckets: list[str]) -> rolewright.Report:
    """Runs in a worker process, which opens its own provider."""
    with rolewright.LocalProvider(store, account) as provider:
        return rolewright.setup(buckets, provider=provider, account=account)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tasks = [
            delayed(set_up)(str(Path(folder, f"{account}.db")), account, [f"images-{account}"])
            for account in ("1001", "1002", "1003", "1004")
        ]
        reports: tuple[rolewright.Report, ...] = compute(  # type: ignore[no-untyped-call]
            *tasks, scheduler="processes", num_workers=2
        )
    for report in reports:
        report.raise_for_status()
        print(report.account, report.outcome, f"{report.calls} calls")
    assert all(report.passed for report in reports)


if __name__ == "__main__":
    main()
