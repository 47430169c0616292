"""What a person sees and does in Chromium: `await ann.taps("spam")`, `await ann.sees("+0.02")`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

DESKTOP: dict[str, Any] = {
    "viewport": {"width": 1100, "height": 760},
    "reduced_motion": "reduce",
}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "has_touch": True,
    "is_mobile": True,
}
ROWS = {f"row-{n}": f"Message number {n}" for n in range(1, 9)}
SURVEY = """
title = "Your mornings"
kind = "survey"
reward = "0.25"
time_limit = "10m"
respondents = 5
budget = "1.25"

[[question]]
id = "first"
text = "What belongs to your first half hour?"
type = "choices"
options = ["Coffee", "Breakfast", "Silence"]

[[question]]
id = "hurry"
text = "How much of a hurry are you in?"
type = "scale"
least = 0
most = 4
labels = ["none", "always late"]

[[question]]
id = "wish"
text = "What would you do with twenty more minutes?"
type = "text"
"""


class Screen:
    """One tab, as the person before it sees it."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.troubles.append(message.text)

    @property
    def latest(self) -> "Locator":
        return self.page.locator(".message:not(.own)").last

    @property
    def buttons(self) -> "Locator":
        return self.latest.locator(".row .button")

    async def opens(self, address: str) -> None:
        await self.page.goto(address)

    async def sees(self, text: str) -> None:
        """Wait until the latest message has these words."""
        await self.latest.get_by_text(text).first.wait_for(timeout=5000)

    async def taps(self, label: str) -> None:
        await self.latest.get_by_role("button", name=label, exact=True).click()

    async def types(self, text: str) -> None:
        field = self.page.get_by_role("combobox")
        await field.fill(text)
        await field.press("Enter")

    async def presses(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def messages(self) -> int:
        return await self.page.locator(".message").count()

    async def focused(self) -> str:
        """The name of what has the focus."""
        name: str = await self.page.evaluate(
            "(document.activeElement.querySelector('.label') ?? document.activeElement).textContent"
        )
        return name.strip()

    async def comes_in(self, base: str) -> None:
        await self.opens(base)
        await self.sees("small paid tasks")
        await self.taps("Start earning")
        await self.sees("May I send you a task")
        await self.taps("No, just show me a task")


async def check_small_screen(screen: Screen) -> None:
    """Nothing is wider than the screen, buttons fit a thumb, the field is not covered."""
    wide = await screen.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    for button in await screen.buttons.all():
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
    field = screen.page.get_by_role("combobox")
    covers = await field.evaluate(
        "f => { const b = f.getBoundingClientRect();"
        " return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2) === f"
        " && b.bottom <= innerHeight }"
    )
    assert covers


async def check_contrast(screen: Screen) -> None:
    """Every text stands out from what is behind it as WCAG AA asks."""
    poor = await screen.page.evaluate(CONTRAST)
    assert poor == []


CONTRAST = """
() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    const isHidden = element.closest("script, .unseen, kbd, [aria-hidden=true]");
    const isSeen = element.checkVisibility() && !isHidden;
    if (!walk.currentNode.data.trim() || !isSeen) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort();
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${walk.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""
