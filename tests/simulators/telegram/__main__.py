"""A simulated Telegram with a crowd, as a process of its own; its report is a line of JSON.

    python -m tests.simulators.telegram --port 8181 --people 100 --seconds 20 --answers ham,spam

Lines on the standard output: {"event": "ready", "port": …, "token": …}, {"event": "begins"},
{"event": "ends"}, {"event": "report", …}. A bot can be started when it is ready, and measured
between `begins` and `ends`. Without people it serves until it is stopped.
"""

import asyncio

from tests.simulators.running import arguments, plan_of, serve
from tests.simulators.telegram.limits import Limits
from tests.simulators.telegram.load import Crowd
from tests.simulators.telegram.simulator import TOKEN, Simulator


async def main() -> None:
    parser = arguments("tests.simulators.telegram", __doc__, TOKEN)
    parser.add_argument("--limit", type=int, help="messages a second, above which 429 is said")
    parser.add_argument("--limit-chat", type=int, help="messages a chat in any 3 seconds")
    args = parser.parse_args()
    simulator = Simulator(
        token=args.token,
        checking=args.checks,
        keeps_log=False,
        limits=Limits(per_second=args.limit, per_chat=args.limit_chat),
    )
    await serve(Crowd(simulator, plan_of(args)), args.port)


if __name__ == "__main__":
    asyncio.run(main())
