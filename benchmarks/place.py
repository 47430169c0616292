"""Where the measured files lie: on a disk, and what that disk takes for an fsync."""

import os
import shutil
from pathlib import Path
from statistics import median
from time import perf_counter

FOLDER = Path(__file__).parent.parent / "build" / "bench"
BLOCK_BYTES = 4096
FSYNCS = 400


class NoDisk(Exception):
    """The files would lie in memory, where a commit costs nothing."""


def fresh(folder: Path = FOLDER) -> Path:
    """Give an empty folder on a disk; raises NoDisk."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kind = filesystem(folder)
    if kind in ("tmpfs", "ramfs"):
        raise NoDisk(
            f"{folder} is on {kind}, which is memory: a commit costs nothing there, so the figures "
            "would say nothing. Put the checkout on a disk."
        )
    return folder


def filesystem(path: Path) -> str:
    """Give the kind of file system that a folder is on, as the kernel names it."""
    device = path.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        left, _, right = line.partition(" - ")
        if left.split()[2] == number:
            return right.split()[0]
    return "unknown"


def fsync_ms(folder: Path) -> float:
    """Give the median time of writing one block behind the last and fsync, in milliseconds."""
    block = os.urandom(BLOCK_BYTES)
    times = []
    file = os.open(folder / "fsync", os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        for _ in range(FSYNCS):
            begun = perf_counter()
            os.write(file, block)
            os.fsync(file)
            times.append(perf_counter() - begun)
    finally:
        os.close(file)
        (folder / "fsync").unlink()
    return 1000 * median(times)
