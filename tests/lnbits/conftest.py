"""A real LNbits for all tests of this process."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.lnbits.server import Lnbits, Wallet, running, why_not
from tests.simulators.lnbits.relay import Relay


@pytest.fixture(scope="session")
def lnbits() -> Iterator[Lnbits]:
    """A server that is killed and begun anew by tests."""
    if reason := why_not():
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def payer(lnbits: Lnbits) -> Wallet:
    """The wallet that pays."""
    return lnbits.wallet("payer", sats=1_000_000)


@pytest.fixture(scope="session")
def ann(lnbits: Lnbits) -> Wallet:
    """A worker's wallet."""
    return lnbits.wallet("ann")


@pytest.fixture
async def relay(lnbits: Lnbits) -> AsyncIterator[Relay]:
    """What stands between us and the server."""
    async with Relay(target=lnbits.url) as between:
        yield between
