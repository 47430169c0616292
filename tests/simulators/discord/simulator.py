"""A Discord of one's own: REST and gateway, and the people and servers around one bot."""

from tests.simulators.discord import permissions
from tests.simulators.discord.faults import Faults
from tests.simulators.discord.gateway import Gateway
from tests.simulators.discord.limits import Limits
from tests.simulators.discord.log import Called, Log
from tests.simulators.discord.people import Person
from tests.simulators.discord.server import BASE, Server
from tests.simulators.discord.servers import Place
from tests.simulators.discord.servers import Server as Guild
from tests.simulators.discord.world import World
from tests.simulators.running import Loopback

TOKEN = "a.token-of.the-simulator"


class Simulator(Loopback):
    """`async with Simulator() as sim: ann = sim.person("ann")`, and a bot at `sim.url`.

    At the end it fails where the bot sent what Discord never allows: a body that is invalid, a
    message that could ping somebody, a call that the official description does not know
    (`violations`); a test that does so on purpose clears the list.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        checking: bool = True,
        keeps_log: bool = True,
        limits: Limits | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.token = token
        self.limits = limits or Limits()
        self.faults = faults or Faults()
        self.world = World(self.faults)
        self.world.checking = checking
        self.log = Log(keeps=keeps_log)
        self.server: Server = Server(
            self.world, token, checking=checking, limits=self.limits, log=self.log
        )
        self._people: dict[str, Person] = {}

    @property
    def url(self) -> str:
        """The address to be set as `discord.api_base`."""
        return f"http://{self.host}:{self.port}{BASE}"

    @property
    def gateway_url(self) -> str:
        """The address to be set as `discord.gateway_url`; GET /gateway/bot names it too."""
        return self.gateway.url

    @property
    def gateway(self) -> Gateway:
        return self.server.gateway

    @property
    def violations(self) -> list[str]:
        return self.world.violations

    @property
    def calls(self) -> list[Called]:
        return self.log.calls

    def person(self, name: str, *, locale: str = "en-US", installed: bool = True) -> Person:
        """Give the person of this name, who is made at the first call; `installed`: has added the
        app for themself, to use it in direct messages and anywhere.
        """
        if name not in self._people:
            user = self.world.add_user(name, locale=locale, installed=installed)
            self._people[name] = Person(self.world, user)
        return self._people[name]

    def guild(
        self,
        name: str,
        *,
        members: tuple[Person, ...] = (),
        moderators: tuple[Person, ...] = (),
        owner: Person | None = None,
        bot: bool = True,
        allowed: int = permissions.BOTS,
    ) -> Guild:
        """Make a server with the bot in it (or not yet), its role at position 10 with `allowed`;
        moderators manage messages, time out and manage the server, at position 5.
        """
        made_by = (owner or self.person(f"{name}'s owner")).user
        server = Guild(self.world, self.world.add_guild(name, made_by))
        server.channel("general")
        for person in members:
            server.joins(person)
        if moderators:
            role = server.role(
                "moderators", "manage_messages", "moderate_members", "manage_guild", position=5
            )
            for person in moderators:
                server.joins(person, role)
        if bot:
            server.adds_the_bot(allowed)
        return server

    def direct(self, one: Person, other: Person) -> Place:
        """Give the direct messages of two people with each other, where an app that one of them
        has installed can be used and the bot is not.
        """
        channel = self.world.between(one.user, other.user)
        return Place(self.world, channel)

    def passes(self, seconds: float) -> None:
        """Let time pass at once: interactions and their tokens grow old."""
        self.world.ahead_seconds += seconds
