"""The process that looks at files: one question a line, one answer a line, as JSON.

It has limits on memory and, for each file, on time; it ends by itself when nobody asks for a
minute, or when who asks is gone. What ends it ends one look at one file.
"""

import json
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.media.looking import Limits, look
from domain.errors import Refused

MEMORY_BYTES_MOST = 1 << 30
LOOK_SECONDS_MOST = 20
IDLE_SECONDS = 60


def main() -> None:
    """Answer until nobody asks any more."""
    with suppress(ImportError, OSError, ValueError):  # where there are no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MOST, MEMORY_BYTES_MOST))
    while True:
        signal.alarm(IDLE_SECONDS)
        line = sys.stdin.readline()
        if not line:
            return
        signal.alarm(LOOK_SECONDS_MOST)
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Look at one file: what it is, or the sentence that refuses it."""
    limits = Limits(asked["bytes_most"], asked["pixels_most"])
    try:
        return {"facts": asdict(look(Path(asked["path"]), asked["name"], limits))}
    except Refused as error:
        return {"refused": error.template, "values": error.values}


if __name__ == "__main__":
    main()
