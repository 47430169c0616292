"""Looking at a picture of 10 MB: what it costs the bot's process, and how long it takes.

The asking process is a fresh one with what the bot has imported of media; its peak memory is read
before and after. The helper that decodes is a process of its own; its peak stands beside.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median

import orjson

from benchmarks.report import Result, at_most, beside

ROUNDS, ROUNDS_QUICK = 20, 3
MEMORY_MB_MOST = 2.0
MS_MOST = 400.0
_MAKE = """
import os, sys
from PIL import Image
image = Image.frombytes("RGB", (600, 400), os.urandom(600 * 400 * 3)).resize((4000, 3000))
noise = Image.frombytes("L", (4000, 3000), os.urandom(4000 * 3000)).convert("RGB")
Image.blend(image, noise, 0.45).save(sys.argv[1], "JPEG", quality=93)
"""
_ASK = """
import json, sys, time
from pathlib import Path
from bot.media import shelf
from bot.media.looker import Looker
from bot.media.looking import Limits
path, rounds = Path(sys.argv[1]), int(sys.argv[2])
looker = Looker(Limits(50_000_000, 50_000_000))
def peak(pid):  # of this program: what stood there before is not counted, as getrusage does
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
before, taken = peak("self"), []
for _ in range(rounds + 1):
    begun = time.perf_counter()
    facts = looker.look(path, "picture.jpg")
    taken.append((time.perf_counter() - begun) * 1000)
after, helper = peak("self"), peak(looker._process.pid)
looker.close()
assert facts.width == 4000 and facts.looks
print(json.dumps({
    "memory": after - before, "first": taken[0], "ms": taken[1:],
    "helper": helper,
}))
"""


def media(folder: Path, is_quick: bool) -> list[Result]:
    """Look at a picture of twelve million pixels and about 10 MB."""
    picture = folder / "picture.jpg"
    _run(_MAKE, str(picture))
    rounds = ROUNDS_QUICK if is_quick else ROUNDS
    found = orjson.loads(_run(_ASK, str(picture), str(rounds)))
    size = picture.stat().st_size / 1e6
    picture.unlink()
    name = f"looking at a picture of {size:.0f} MB"
    return [
        at_most(f"{name}: memory of the bot's process", found["memory"], MEMORY_MB_MOST, "MB"),
        at_most(name, median(found["ms"]), MS_MOST, "ms"),
        beside(f"{name}, the first, which begins the helper", found["first"], "ms"),
        beside(f"{name}: peak memory of the helper", found["helper"], "MB"),
    ]


def _run(code: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    return done.stdout
