"""What somebody earned, as files that are for themselves alone."""

import httpx

from tests.web.conftest import Site, posts


async def test_earnings_are_ones_own(site: Site, client: httpx.AsyncClient) -> None:
    wanted = "/report?what=earnings&first=2026-01-01&last=2026-12-31"
    async with site.client() as stranger:
        refused = await stranger.get(f"{wanted}&format=csv")
        assert refused.status_code == 403
    for step in ("agree", "pushes::no"):
        await posts(client, kind="press", action=step)
    days = await client.get(f"{wanted}&format=csv")
    assert days.text == "date,tasks,minutes,earned,extras,paid_out,currency\r\n"
    page = await client.get(f"{wanted}&format=html")
    assert page.headers["content-disposition"] == "attachment", "it is not shown as a page"
    assert "Earnings in 2026" in page.text
    assert (await client.get(f"{wanted}&format=exe")).status_code == 400
    assert (await client.get("/report?what=earnings&first=x")).status_code == 400
