"""The one table of types: adding a type is a room and a line here."""

from domain.questions.choosing import CHOICE, CHOICES, YES_OR_NO
from domain.questions.comparing import COMPARE, RANK
from domain.questions.marking import BOXES, POINTS, SPANS
from domain.questions.measuring import DATE, MONEY, NUMBER
from domain.questions.media import AUDIO, FILE, PHOTO, VIDEO
from domain.questions.places import PLACE
from domain.questions.room import Room
from domain.questions.scales import SCALE
from domain.questions.writing import CODE, LINK, TEXT

ROOMS: dict[str, Room] = {
    "choice": CHOICE, "choices": CHOICES, "yes_no": YES_OR_NO, "scale": SCALE, "compare": COMPARE,
    "rank": RANK, "text": TEXT, "number": NUMBER, "date": DATE, "money": MONEY, "link": LINK,
    "code": CODE, "photo": PHOTO, "audio": AUDIO, "video": VIDEO, "file": FILE, "place": PLACE,
    "boxes": BOXES, "points": POINTS, "spans": SPANS,
}  # fmt: skip
