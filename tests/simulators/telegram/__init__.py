"""A Telegram Bot API on loopback, with people in it, for the real libraries to talk to."""

from tests.simulators.telegram.faults import Faults
from tests.simulators.telegram.groups import Group
from tests.simulators.telegram.limits import Limits
from tests.simulators.telegram.people import Person
from tests.simulators.telegram.simulator import TOKEN, Simulator
from tests.simulators.telegram.state import Message, Query

__all__ = ["TOKEN", "Faults", "Group", "Limits", "Message", "Person", "Query", "Simulator"]
