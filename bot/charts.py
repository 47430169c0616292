"""Charts as pictures: drawn in a thread of their own, one after another, and remembered.

The library that draws adds some 30 MB to a process, which one that never draws a chart does not
pay. One thread alone draws: however many mornings begin at eight, what else goes on has the rest of
the machine, and a picture is made when its message is sent and not before.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from pathlib import Path

import structlog

from domain.views import Block, Chart

NAME = "chart.png"
REMEMBERED = 32

log = structlog.get_logger()


class NotDrawn(Exception):
    """A chart could not be drawn: its numbers have to do."""


async def picture(chart: Chart) -> bytes:
    """Draw a chart as PNG; the last ones are remembered."""
    return await asyncio.get_running_loop().run_in_executor(_hand(), draw, chart)


@asynccontextmanager
async def written(chart: Chart) -> AsyncIterator[Path]:
    """Draw a chart into a file that is there for as long as it is needed; raises NotDrawn."""
    try:
        drawn = await picture(chart)
    except Exception as error:
        log.warning("chart not drawn", error=type(error).__name__)
        raise NotDrawn from error
    with tempfile.TemporaryDirectory(prefix="bitework-") as folder:
        path = Path(folder) / NAME
        await asyncio.to_thread(path.write_bytes, drawn)
        yield path


def first(blocks: tuple[Block, ...]) -> Chart | None:
    """Give the chart of a message; None where it has none that shows anything."""
    return next((one for one in blocks if isinstance(one, Chart) and one.points), None)


@lru_cache(maxsize=REMEMBERED)
def draw(chart: Chart) -> bytes:
    """Draw a chart as PNG."""
    from bot import chart_drawing

    return chart_drawing.draw(chart)


@cache
def _hand() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
