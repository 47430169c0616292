"""The pictures of the example projects, drawn when somebody wants them: receipts, notes, drawings
and a table with apples. The same picture each time.
"""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

INK, PAPER, NOTE = (40, 40, 48), (252, 251, 246), (253, 243, 178)
RED, LEAF, WOOD = (196, 48, 40), (66, 124, 62), (178, 132, 84)
SKY, WATER, GOLD, RAY = (206, 230, 246), (70, 120, 170), (248, 204, 70), (224, 160, 30)
RAYS = ((80, 0), (57, 57), (0, 80), (-57, 57), (-80, 0), (-57, -57), (0, -80), (57, -57))

RECEIPTS = (
    ("Mill Street Bakery", "02.03.2026", (("2 rye", "7.80"), ("1 plum cake", "12.50")), "20.30"),
    ("Harbour Books", "14.03.2026", (("1 tide table", "6.90"), ("3 postcards", "3.60")), "10.50"),
    ("Green's Ironware", "21.03.2026", (("40 screws", "4.40"), ("1 hinge", "3.95")), "8.35"),
    ("Station Kiosk", "01.04.2026", (("1 paper", "2.70"), ("1 tea", "2.20")), "4.90"),
    ("Lindenhof Farm Shop", "11.04.2026", (("12 eggs", "4.20"), ("1 kg onions", "1.90")), "6.10"),
    ("Round the Corner", "17.04.2026", (("1 umbrella", "19.00"),), "19.00"),
)
NOTES = (
    "Please water the beans\nand shut the window,\nit will rain tonight.",
    "Milk is empty.\nOskar rang, he comes\non Friday at six.",
    "The key lies where\nit always lies.\nThe dog has eaten.",
    "Gone to the dentist.\nSoup is on the stove,\nonly warm it up!",
    "Thursday: bins.\nFriday: library books.\nSaturday: nothing at all.",
)
DRAWINGS = ("house", "tree", "boat", "sun", "house", "tree", "boat", "sun")
APPLES = (
    ((60, 80), (220, 60)),
    ((40, 150), (150, 70), (270, 140)),
    ((180, 110),),
    ((50, 60), (120, 160), (230, 150), (300, 50)),
    ((90, 130), (260, 90)),
)
APPLE_WIDE, APPLE_HIGH = 56, 52


def pictures(name: str) -> dict[str, bytes]:
    """Give an example's pictures by the names of their files; most examples have none."""
    make, prefix, count = _OF.get(name, (_receipt, "", 0))
    return {f"{prefix}-{n + 1}.png": _png(make(n)) for n in range(count)}


def _png(picture: "Image") -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _sheet(width: int, height: int, colour: tuple[int, int, int]) -> "tuple[Image, ImageDraw]":
    from PIL import Image, ImageDraw

    sheet = Image.new("RGB", (width, height), colour)
    return sheet, ImageDraw.Draw(sheet)


def _receipt(n: int) -> "Image":
    from PIL import ImageFont

    shop, day, lines, total = RECEIPTS[n]
    sheet, draw = _sheet(320, 250, PAPER)
    large, small = ImageFont.load_default(22), ImageFont.load_default(17)
    draw.text((160, 28), shop, INK, large, anchor="mm")
    draw.text((160, 58), day, INK, small, anchor="mm")
    draw.line((20, 78, 300, 78), INK)
    for place, (what, price) in enumerate((*lines, ("", ""), ("TOTAL EUR", total))):
        y = 102 + 28 * place
        draw.text((24, y), what, INK, small, anchor="lm")
        draw.text((296, y), price, INK, small, anchor="rm")
    return sheet


def _note(n: int) -> "Image":
    from PIL import Image, ImageFont

    sheet, draw = _sheet(360, 200, NOTE)
    draw.multiline_text((28, 34), NOTES[n], INK, ImageFont.load_default(26), spacing=14)
    return sheet.rotate((-4, 3, -2, 5, -3)[n], Image.Resampling.BICUBIC, fillcolor=WOOD)


def _drawing(n: int) -> "Image":
    sheet, draw = _sheet(240, 200, SKY)
    shift = 12 * (n // 4)  # the second of each stands elsewhere
    {"house": _house, "tree": _tree, "boat": _boat, "sun": _sun}[DRAWINGS[n]](draw, shift)
    return sheet


def _house(draw: "ImageDraw", x: int) -> None:
    draw.rectangle((60 + x, 90, 180 + x, 180), PAPER, INK, 3)
    draw.polygon(((48 + x, 90), (120 + x, 36), (192 + x, 90)), RED, INK, 3)
    draw.rectangle((105 + x, 130, 135 + x, 180), WOOD, INK, 3)


def _tree(draw: "ImageDraw", x: int) -> None:
    draw.rectangle((108 + x, 110, 132 + x, 186), WOOD, INK, 3)
    draw.ellipse((60 + x, 24, 180 + x, 130), LEAF, INK, 3)


def _boat(draw: "ImageDraw", x: int) -> None:
    draw.rectangle((0, 150, 240, 200), WATER)
    draw.polygon(((40 + x, 130), (200 + x, 130), (170 + x, 166), (70 + x, 166)), WOOD, INK, 3)
    draw.line((120 + x, 130, 120 + x, 30), INK, 4)
    draw.polygon(((124 + x, 34), (124 + x, 120), (184 + x, 120)), PAPER, INK, 3)


def _sun(draw: "ImageDraw", x: int) -> None:
    for dx, dy in RAYS:
        draw.line((120 + x, 100, 120 + x + dx, 100 + dy), RAY, 5)
    draw.ellipse((76 + x, 56, 164 + x, 144), GOLD, INK, 3)


def _table(n: int) -> "Image":
    sheet, draw = _sheet(360, 240, WOOD)
    draw.ellipse((128, 4, 196, 44), PAPER, INK, 2)  # a plate: no apple
    for left, top in APPLES[n]:
        draw.ellipse((left, top, left + APPLE_WIDE - 1, top + APPLE_HIGH - 1), RED)
        draw.line((left + 28, top + 8, left + 32, top - 4), LEAF, 4)
    return sheet


_OF: dict[str, tuple[Callable[[int], "Image"], str, int]] = {
    "data_entry": (_receipt, "receipt", len(RECEIPTS)),
    "transcription": (_note, "note", len(NOTES)),
    "image_labelling": (_drawing, "drawing", len(DRAWINGS)),
    "image_boxes": (_table, "table", len(APPLES)),
}
