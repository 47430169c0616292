"""What the page for marking says by itself; `{…}` stands for what the page fills in."""

from domain.amounts import N_

WORDS = {
    "opening": N_("One moment…"),
    "back": N_("Back to the chat"),
    "send": N_("Send"),
    "sending": N_("Sending…"),
    "sent": N_("Sent"),
    "sent_how": N_("Your answer is in the chat, and what is next stands there too."),
    "not_there": N_("If nothing new is there, write /work."),
    "close": N_("You can close this page."),
    "lost": N_("That page can't be opened"),
    "offline": N_("No connection. What you marked is kept here; I go on trying."),
    "picture_lost": N_("The picture could not be loaded. Go back to the chat and press Skip."),
    "left": N_("{span} left"),
    "minutes": N_("{n} min"),
    "seconds": N_("{n} s"),
    "over": N_("The time is up"),
    "instructions": N_("Instructions"),
    "labels": N_("What it is"),
    "tools": N_("Tools"),
    "draw": N_("Draw"),
    "move": N_("Move the picture"),
    "undo": N_("Undo"),
    "redo": N_("Redo"),
    "closer": N_("Closer"),
    "farther": N_("Farther"),
    "whole": N_("The whole picture"),
    "remove": N_("Remove"),
    "keys": N_("Keys"),
    "least_most": N_("{n} marked · {least} to {most}"),
    "least": N_("{n} marked · at least {least}"),
    "most": N_("{n} marked · at most {most}"),
    "count": N_("{n} marked"),
    "exactly": N_("{n} marked · {least} wanted"),
    "too_few": N_("Mark at least {least}. So far there are {n}."),
    "too_many": N_("At most {most} can be marked. Remove one first."),
    "stage_boxes": N_("Picture of the task. Arrow keys move the cross, Enter begins a box."),
    "stage_points": N_("Picture of the task. Arrow keys move the cross, Enter sets a point."),
    "stage_spans": N_(
        "Text of the task. Arrow keys go from word to word, with Shift they choose more, Enter "
        "marks."
    ),
    "how_boxes": N_("Draw a box around each. Pinch or scroll to zoom."),
    "how_points": N_("Tap each place. Pinch or scroll to zoom."),
    "how_spans": N_("Tap a word, or choose several; drag the ends to mend it."),
    "box": N_("Box {n}"),
    "point": N_("Point {n}"),
    "span": N_("Mark {n}"),
    "box_at": N_("left {x}, top {y}, {width} wide, {height} high"),
    "point_at": N_("{x} from the left, {y} from the top"),
    "cross_at": N_("Cross: {x} from the left, {y} from the top"),
    "added": N_("Added: {mark}"),
    "removed": N_("Removed: {mark}"),
    "undone": N_("Undone. {count}"),
    "redone": N_("Done again. {count}"),
    "begin": N_("Beginning of the mark"),
    "end": N_("End of the mark"),
    "marked": N_("What is marked"),
    "nothing": N_("Nothing is marked yet."),
    "keys_picture": N_(
        "Arrows move, Shift+arrows resize, Tab goes from mark to mark, Delete removes, Enter "
        "finishes. 1–9 choose what it is, + − 0 zoom, Ctrl+Z undoes, Ctrl+Enter sends."
    ),
    "keys_spans": N_(
        "Arrows go from word to word, Shift+arrows choose more, Enter marks. On a mark arrows move "
        "its beginning, Shift+arrows its end, Delete removes. 1–9 choose what it is, Ctrl+Z "
        "undoes, Ctrl+Enter sends."
    ),
}
