"""Discord's REST interface and gateway on loopback, with people in it, for the real discord.py."""

from tests.simulators.discord.faults import Faults
from tests.simulators.discord.files import Upload
from tests.simulators.discord.limits import Limits
from tests.simulators.discord.people import Person
from tests.simulators.discord.servers import Place
from tests.simulators.discord.servers import Server as Guild
from tests.simulators.discord.simulator import TOKEN, Simulator
from tests.simulators.discord.state import Interaction, Message

__all__ = [
    "TOKEN", "Faults", "Guild", "Interaction", "Limits", "Message", "Person", "Place", "Simulator",
    "Upload",
]  # fmt: skip
