"""A small LNbits: wallets, invoices and payments in memory, its words and its status codes.

It also answers as the server behind Lightning addresses. Faults can be set for the calls that come.
"""

from tests.simulators.lnbits.faults import Fault
from tests.simulators.lnbits.server import LnbitsSimulator

__all__ = ("Fault", "LnbitsSimulator")
