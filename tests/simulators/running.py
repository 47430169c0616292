"""What runs every simulator: in a test for as long as it takes, or as a process of its own."""

import argparse
import asyncio
import signal
import sys
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Any, Protocol, Self

import orjson

from tests.simulators.load import Crowd, Plan


class Listening(Protocol):
    """A server of a simulated platform."""

    async def start(self, host: str, port: int) -> int: ...

    async def stop(self) -> None: ...


class Loopback(ABC):
    """`async with` a simulator: its server listens on loopback.

    At the end it fails where the bot did what its platform never allows (`violations`); a test that
    does so on purpose clears the list.
    """

    server: Listening
    host, port = "127.0.0.1", 0

    @property
    @abstractmethod
    def violations(self) -> list[str]:
        """What the bot should not have done, in words."""

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = await self.server.start(host, port)

    async def stop(self) -> None:
        await self.server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
        if error is None:
            assert not self.violations, "\n".join(self.violations)


def say(event: str, **facts: Any) -> None:
    """Write a line of JSON."""
    sys.stdout.write(orjson.dumps({"event": event, **facts}).decode() + "\n")
    sys.stdout.flush()


def words(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split(",") if word)


def arguments(prog: str, description: str | None, token: str) -> argparse.ArgumentParser:
    """What every simulator's process can be told; its platform adds the limits."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=token)
    parser.add_argument("--people", type=int, default=0, help="who press")
    parser.add_argument("--idle", type=int, default=0, help="who started long ago and only read")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--warmup", type=float, default=2.0)
    parser.add_argument("--arrive", type=float, default=1.0, help="seconds in which they come")
    parser.add_argument("--rate", type=float, default=0.0, help="presses a second; 0: at once")
    parser.add_argument("--start", default="/start", help="what each sends first")
    parser.add_argument("--answers", type=words, default="", help="labels that are answers")
    parser.add_argument("--avoid", type=words, default="Skip,Instructions,Undo")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checks", action="store_true", help="check every call (slow)")
    return parser


def plan_of(args: argparse.Namespace) -> Plan:
    return Plan(
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


async def serve(crowd: Crowd, port: int, *ready: str) -> None:
    """Serve until the crowd is done, or until SIGTERM; these facts are said when it is ready."""
    simulator = crowd.simulator
    await simulator.start(port)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    say("ready", **{name: getattr(simulator, name) for name in ("port", "token", *ready)})
    stopping = asyncio.create_task(stop.wait())
    running = asyncio.create_task(crowd.run(say)) if crowd.members else None
    tasks = [stopping] if running is None else [stopping, running]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if running is not None and running.done():
        say("report", **running.result(), violations=simulator.violations[:10])
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await simulator.stop()
