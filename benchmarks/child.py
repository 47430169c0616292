"""Bitework in a process of its own: the command line, and how much memory a process had."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

HOUSE = Path(__file__).parent.parent
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended well: how long it took as a whole, and its peak of memory."""

    seconds: float
    peak_mb: float


def environment(url: str, **more: str) -> dict[str, str]:
    """Give the environment of a Bitework that is configured by it alone, and that keeps what it
    compiles, as one that is installed does.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("BITEWORK_")}
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own | {"PYTHONPATH": str(HOUSE), "BITEWORK_DATABASE__URL": url, **more}


def bitework(*words: str) -> list[str]:
    """Give the command line of a command of ours."""
    return [sys.executable, "-m", "bot", *words]


def run(command: list[str], url: str, folder: Path) -> Ran:
    """Run a command to its end, looking at its memory; raises RuntimeError where it fails."""
    begun = perf_counter()
    with (folder / "said").open("wb") as said:
        child = subprocess.Popen(
            command, cwd=folder, env=environment(url), stdout=said, stderr=subprocess.STDOUT
        )
        peak_mb = 0.0
        while child.poll() is None:
            peak_mb = max(peak_mb, memory_mb(child.pid, "VmHWM"))
            sleep(LOOK_SECONDS)
    if child.returncode:
        raise RuntimeError(f"{command} said: {(folder / 'said').read_text(encoding='utf-8')}")
    return Ran(perf_counter() - begun, peak_mb)


def memory_mb(pid: int, what: str) -> float:
    """Give a process's memory: `VmRSS` now, `VmHWM` at its peak; 0 where it has ended.

    The peak of `getrusage` would not do: a child begins with that of its parent.
    """
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    for line in text.splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
