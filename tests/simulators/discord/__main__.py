"""A simulated Discord with a crowd, as a process of its own; its report is a line of JSON.

    python -m tests.simulators.discord --port 8282 --people 100 --seconds 20 --answers ham,spam

Lines on the standard output: {"event": "ready", "port": …, "token": …, "url": …, "gateway_url": …},
{"event": "begins"}, {"event": "ends"}, {"event": "report", …}. A bot can be started when it is
ready, and measured between `begins` and `ends`. Without people it serves until it is stopped.
"""

import argparse
import asyncio
import signal
import sys
from typing import Any

import orjson

from tests.simulators.discord.limits import Limits
from tests.simulators.discord.load import Crowd, Plan
from tests.simulators.discord.simulator import TOKEN, Simulator


def say(event: str, **facts: Any) -> None:
    sys.stdout.write(orjson.dumps({"event": event, **facts}).decode() + "\n")
    sys.stdout.flush()


def words(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split(",") if word)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.simulators.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--people", type=int, default=0, help="who press")
    parser.add_argument("--idle", type=int, default=0, help="who started long ago and only read")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--warmup", type=float, default=2.0)
    parser.add_argument("--arrive", type=float, default=1.0, help="seconds in which they come")
    parser.add_argument("--rate", type=float, default=0.0, help="presses a second; 0: at once")
    parser.add_argument("--start", default="/start", help="what each sends first")
    parser.add_argument("--answers", type=words, default="", help="labels that are answers")
    parser.add_argument("--avoid", type=words, default="Skip,Instructions,Undo")
    parser.add_argument("--limits", action="store_true", help="enforce Discord's rate limits")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checks", action="store_true", help="check every call (slow)")
    return parser.parse_args()


async def main(args: argparse.Namespace) -> None:
    simulator = Simulator(
        token=args.token,
        checking=args.checks,
        keeps_log=False,
        limits=Limits(are_on=args.limits),
    )
    plan = Plan(
        people=args.people,
        idle=args.idle,
        warmup_seconds=args.warmup,
        seconds=args.seconds,
        rate=args.rate,
        answers=args.answers,
        avoid=args.avoid,
        start=args.start,
        arrive_seconds=args.arrive,
        seed=args.seed,
    )
    crowd = Crowd(simulator, plan)
    await simulator.start(args.port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    say(
        "ready",
        port=simulator.port,
        token=simulator.token,
        url=simulator.url,
        gateway_url=simulator.gateway_url,
    )
    stopping = asyncio.create_task(stop.wait())
    running = asyncio.create_task(crowd.run(say)) if args.people else None
    tasks = [stopping] if running is None else [stopping, running]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if running is not None and running.done():
        say("report", **running.result(), violations=simulator.violations[:10])
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await simulator.stop()


if __name__ == "__main__":
    asyncio.run(main(arguments()))
