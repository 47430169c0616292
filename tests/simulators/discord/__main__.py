"""A simulated Discord with a crowd, as a process of its own; its report is a line of JSON.

    python -m tests.simulators.discord --port 8282 --people 100 --seconds 20 --answers ham,spam

Lines on the standard output: {"event": "ready", "port": …, "token": …, "url": …, "gateway_url": …},
{"event": "begins"}, {"event": "ends"}, {"event": "report", …}. A bot can be started when it is
ready, and measured between `begins` and `ends`. Without people it serves until it is stopped.
"""

import asyncio

from tests.simulators.discord.limits import Limits
from tests.simulators.discord.load import Crowd
from tests.simulators.discord.simulator import TOKEN, Simulator
from tests.simulators.running import arguments, plan_of, serve


async def main() -> None:
    parser = arguments("tests.simulators.discord", __doc__, TOKEN)
    parser.add_argument("--limits", action="store_true", help="enforce Discord's rate limits")
    args = parser.parse_args()
    simulator = Simulator(
        token=args.token,
        checking=args.checks,
        keeps_log=False,
        limits=Limits(are_on=args.limits),
    )
    await serve(Crowd(simulator, plan_of(args)), args.port, "url", "gateway_url")


if __name__ == "__main__":
    asyncio.run(main())
