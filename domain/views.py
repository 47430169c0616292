"""What a person sees next: a closed set of blocks, buttons, and where it goes.

Handlers make views, renderers (`bot/platforms/*/render.py`) turn them into a platform's message by
an exhaustive `match` on `Block`. All texts are in the person's language already and are plain: a
renderer escapes them. Everything can be answered by typing as well: a button's label or number.

Of buttons there are many in each view, so they are named tuples: making one takes a third of a
frozen dataclass's time.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple

from domain.actions import Action
from domain.marks import Mark

MediaKind = Literal["photo", "audio", "video", "file"]


class Placement(Enum):
    """Where a view goes."""

    REPLACE = "replace"  # this message is edited
    NEW = "new"  # a new message
    ONLY_YOU = "only_you"  # a new message that nobody else sees
    CHANNEL = "channel"  # a message for everybody in the chat


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; `aside` holds short facts that stand beside it (`0.02`, `about 6 s`)."""

    text: str
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A paragraph of ours, or what a requester asks; with `marks` that is how it is written."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """What comes from a requester's row: shown as theirs, line breaks kept."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A step that has just been finished, above the line: `✓ spam · +0.02 · today 14 tasks`."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Names with values."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of the same length."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Media by a reference (`domain.media`), with words for those who don't see or hear it, and
    those that stand there `instead` where it can't be had.
    """

    url: str
    alt: str
    kind: MediaKind = "photo"
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A small bar chart: labels with values >= 0, and its meaning in words.

    `title` says what is counted, where the words beside it don't; `goal` is a line across it, 0:
    none.
    """

    points: tuple[tuple[str, float], ...]
    alt: str
    title: str = ""
    goal: float = 0.0
    goal_label: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A bar: `done` of `total`, and the sentence that says so."""

    done: int
    total: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address with its words."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Report:
    """A file that is made after the commit from long reads: an export of a project (decided anew by
    `method`), or what a person earned from one local day to another.
    """

    project_id: int
    what: Literal["results", "answers", "workers", "earnings"]
    format: Literal["csv", "jsonl", "html"]
    file_name: str
    account_id: int = 0
    first: str = ""
    last: str = ""
    method: Literal["", "majority", "dawid-skene", "bitework"] = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A small file that is in the view itself, such as the rows that could not be used."""

    file_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file to be brought in after the commit: the edge fetches it and imports its rows.

    `file_id` is the platform's. With `skip_bad` the rows that can't be used are left out.
    """

    file_id: str
    file_name: str
    project_id: int
    skip_bad: bool = False


@dataclass(frozen=True, slots=True)
class Receive:
    """A file that answers a question: the edge fetches it, looks at it and keeps it.

    `file_id` is the platform's, `kind` what the question asks for, `event_id` that of the event it
    came with: what becomes of it is told by `MediaStored`, whose id follows from it. `seconds` is
    its length as the platform says, 0 where it doesn't.
    """

    file_id: str
    file_name: str
    kind: MediaKind
    assignment_id: int
    position: int
    event_id: str
    bytes_most: int
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Say:
    """Something that should be noticed: how it went, or why not."""

    text: str
    tone: Literal["good", "neutral", "warning"] = "neutral"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form; `options` (value, label) for the kinds that choose. A `file` has no
    value before it is sent.
    """

    name: str
    label: str
    kind: Literal["short", "long", "number", "choice", "choices", "file"]
    required: bool = True
    value: str = ""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Fields that are filled in together; where a platform has no forms, one after another."""

    title: str
    action: Action
    fields: tuple[FormField, ...]
    submit: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that is an answer once its page has answered: the edge looks (`bot.visiting`)."""

    url: str
    assignment_id: int
    position: int


Block = (
    Title
    | Body
    | Quote
    | Done
    | Fields
    | Table
    | Picture
    | Chart
    | Progress
    | Link
    | Report
    | Attached
    | Say
)


class Choice(NamedTuple):
    """A button. `selected` for lists in which several can be chosen; the first leads on.

    With `url` it leads there, where a platform has such buttons; elsewhere `action` does the same.
    A page of our own (`is_page`) opens in place where a platform has that.
    """

    label: str
    action: Action
    selected: bool | None = None
    style: Literal["plain", "main", "danger"] = "plain"
    url: str = ""
    is_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A message: blocks in order, rows of buttons below, perhaps a form.

    `toast` is a few words shown beside the message for a moment. `typing` is the hint of the field
    in which an answer can be typed. `about` names the assignment that the view asks about (0:
    none), so that a platform can tell what is on the screen.

    `fetch` asks the edge for a file, whose progress and result then take this view's place
    (`bot.uploads`), `receive` for one that is an answer (`bot.media.receiving`), `visit` whether a
    link answers (`bot.visiting`). `accepts` is what a file input takes while the view asks for a
    file: endings and media types as HTML has them. `asks` names what a browser has a field or a
    sensor for, `share` says so on a button that shares a location. `live` is the button whose view
    this is: while it changes, the edge edits the message (`bot.live`).
    """

    blocks: tuple[Block, ...]
    choices: tuple[tuple[Choice, ...], ...] = ()
    form: Form | None = None
    placement: Placement = Placement.REPLACE
    toast: str = ""
    typing: str = ""
    about: int = 0
    fetch: Fetch | None = None
    receive: Receive | None = None
    visit: Visit | None = None
    accepts: str = ""
    asks: Literal["", "date", "place"] = ""
    share: str = ""
    live: Action | None = None
