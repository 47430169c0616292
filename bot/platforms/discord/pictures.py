"""Charts in Discord: a file that comes with the message, shown where its pictures are."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from bot import charts
from bot.platforms.discord.places import Files
from bot.platforms.discord.render import ATTACHED
from domain.views import Body, Picture, View


@asynccontextmanager
async def with_picture(view: View) -> AsyncIterator[tuple[View, Files]]:
    """Draw a view's chart, which becomes a picture; where that fails it stays as text."""
    chart = charts.first(view.blocks)
    async with AsyncExitStack() as stack:
        files: Files = ()
        if chart is not None:
            try:
                path = await stack.enter_async_context(charts.written(chart))
            except charts.NotDrawn:
                chart = None
            else:
                files = ((charts.NAME, path),)
        if chart is not None:
            picture = Picture(f"{ATTACHED}{charts.NAME}", chart.alt)
            caption = Body(chart.alt)  # what a picture says by itself is heard, not seen
            blocks = (*(caption if block is chart else block for block in view.blocks), picture)
            view = replace(view, blocks=blocks)
        yield view, files
