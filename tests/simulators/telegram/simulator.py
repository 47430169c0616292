"""A Telegram of one's own: the server, and the people and groups around one bot."""

from tests.simulators.running import Loopback
from tests.simulators.telegram.faults import Faults
from tests.simulators.telegram.groups import Group
from tests.simulators.telegram.limits import Limits
from tests.simulators.telegram.log import Call, Log
from tests.simulators.telegram.params import Upload
from tests.simulators.telegram.people import Person
from tests.simulators.telegram.server import Server
from tests.simulators.telegram.world import World

TOKEN = "4242:a-token-of-the-simulator"


class Simulator(Loopback):
    """`async with Simulator() as sim: ann = sim.person("ann")`, and a bot at `sim.url`.

    At the end it fails where the bot made a call that no description of the Bot API allows
    (`violations`); a test that makes such calls on purpose clears the list.
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
        self.world = World(self.limits, self.faults)
        self.log = Log(keeps=keeps_log)
        self.server: Server = Server(self.world, token, checking=checking, log=self.log)
        self._people: dict[str, Person] = {}

    @property
    def url(self) -> str:
        """The address to be set as `telegram.api_base`."""
        return f"http://{self.host}:{self.port}"

    @property
    def violations(self) -> list[str]:
        return self.server.violations

    @property
    def calls(self) -> list[Call]:
        return self.log.calls

    def person(self, name: str, *, language: str = "en", username: str = "") -> Person:
        """Give the person of this name, who is made at the first call."""
        if name not in self._people:
            chat = self.world.add_user(name, language=language, username=username)
            self._people[name] = Person(self.world, chat, name)
        return self._people[name]

    def group(
        self,
        title: str,
        *,
        members: tuple[Person, ...] = (),
        admins: tuple[Person, ...] = (),
        basic: bool = False,
        username: str = "",
    ) -> Group:
        """Make a (super)group; the bot is not in it yet."""
        chat = self.world.add_chat("group" if basic else "supergroup", title, username)
        chat.members = {person.user.id: "member" for person in members}
        chat.members |= {person.user.id: "administrator" for person in admins}
        return Group(self.world, chat)

    def channel(self, title: str, *, admins: tuple[Person, ...] = (), username: str = "") -> Group:
        """Make a channel; the bot is not in it yet."""
        chat = self.world.add_chat("channel", title, username)
        chat.members = {person.user.id: "administrator" for person in admins}
        return Group(self.world, chat)

    def web(self, url: str, data: bytes, mime: str) -> None:
        """Put something at an address, for sending by URL."""
        self.world.files.web[url] = Upload(url.rpartition("/")[2], mime, data)

    def passes(self, seconds: float) -> None:
        """Let time pass at once: presses grow old, windows of limits move on."""
        self.world.ahead_seconds += seconds
