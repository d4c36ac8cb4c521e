"""Fixtures for tests without a cloud account; pytest loads them automatically."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import AlibabaProvider, Emulator


@pytest.fixture
def rolewright_emulator() -> Iterator[Emulator]:
    """An HTTP emulator with an empty account, for one test; `seed` fills it."""
    from . import Emulator

    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def rolewright_provider(rolewright_emulator: Emulator) -> AlibabaProvider:
    """A provider for the test's emulator."""
    return rolewright_emulator.provider()
