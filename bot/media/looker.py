"""Asks the process that looks at files (`bot.media.helper`), and begins a new one when it is gone.

A file that ends it twice can't be looked at: it is refused, and harms nothing here.
"""

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from bot.media.looking import UNCLEAR, Limits, check_size
from domain.errors import Refused
from domain.media import Facts


def _nothing() -> None:
    """No process was begun yet."""


_HOUSE = Path(__file__).resolve().parent.parent.parent


class Looker:
    """One process, one file at a time; any thread may ask."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._ending: Callable[[], object] = _nothing

    def look(self, path: Path, name: str = "", bytes_most: int | None = None) -> Facts:
        """Tell what a file is; raises Refused. Waits while another file is looked at."""
        most = min(bytes_most or self.limits.bytes_most, self.limits.bytes_most)
        check_size(path.stat().st_size, most)  # before anybody opens it
        asked = {
            "path": str(path.absolute()), "name": name, "bytes_most": most,
            "pixels_most": self.limits.pixels_most,
        }  # fmt: skip
        with self._lock:
            answer = self._ask(asked) or self._ask(asked)
        if answer is None:
            raise Refused(UNCLEAR)
        if "refused" in answer:
            raise Refused(answer["refused"], **answer["values"])
        return Facts(**answer["facts"])

    def close(self) -> None:
        """Let the process end."""
        with self._lock:
            self._end()

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        """Ask once; None where the process came to an end over it."""
        process = self._process or self._begin()
        assert process.stdin and process.stdout  # noqa: S101 - both are pipes
        try:
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            line = ""
        if not line.endswith("\n"):
            self._end()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _begin(self) -> "subprocess.Popen[str]":
        path = os.pathsep.join(filter(None, (str(_HOUSE), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bot.media.helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            text=True,
            start_new_session=True,  # a Ctrl-C is for us
        )
        self._ending = weakref.finalize(self, _ended, self._process)
        return self._process

    def _end(self) -> None:
        self._process = None
        self._ending()


def _ended(process: "subprocess.Popen[str]") -> None:
    """End the process, whoever has forgotten it."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.kill()
    process.wait()
