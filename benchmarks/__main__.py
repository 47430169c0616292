"""Measure everything and say what holds: `python -m benchmarks [--only NAME] [--quick]`."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    agreement,
    central,
    discord,
    honesty,
    imports,
    kinds,
    media,
    money,
    next_task,
    place,
    postgres,
    quality,
    report,
    side_by_side,
    startup,
    telegram,
    telegram_push,
)
from benchmarks.report import Result
from bot import logs, memory

Group = Callable[[Path, bool], list[Result]]

GROUPS: dict[str, Group] = {
    "central": central.transactions,
    "events": central.events,
    "postgres": postgres.events,
    "next": next_task.next_task,
    "import": imports.imports,
    "beside": side_by_side.side_by_side,
    "money": money.money,
    "start": startup.startup,
    "telegram": telegram.telegram,
    "push": telegram_push.push,
    "crowd": telegram_push.crowd_of_many,
    "discord": discord.discord,
    "quality": quality.quality,
    "agreement": agreement.agree,
    "kinds": kinds.kinds,
    "media": media.media,
    "honesty": honesty.honest,
}


def main() -> int:
    """Run the groups and print the table; only a full run writes the results down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="NAME", choices=GROUPS, help=", ".join(GROUPS))
    parser.add_argument(
        "--quick", action="store_true", help="smaller, to try something out: proves nothing"
    )
    asked = parser.parse_args()
    try:
        folder = place.fresh()
    except place.NoDisk as error:
        print(error, file=sys.stderr)
        return 1
    results = []
    log = (folder / "log").open("w", encoding="utf-8")
    logs.configure("info", "json", log)  # as the bot has it: a line for every event
    memory.settle()
    for name in [asked.only] if asked.only else GROUPS:
        print(f"{name} …", file=sys.stderr, flush=True)
        fsync_ms = place.fsync_ms(folder)
        results += GROUPS[name](place.fresh(folder / name), asked.quick)
        report.show(results, f"an fsync took {fsync_ms:.2f} ms here")
    if not asked.only and not asked.quick:
        report.write(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
