"""Photos, sounds, films and files as answers: what is known at once, then what was found in them.

Somebody sends one: what the platform says of it is checked, and the view asks the edge to fetch it
(`View.receive`). The edge looks at it, keeps it and comes back with MediaStored, which answers.
"""

from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from domain import media as files
from domain import platforms, questions
from domain.amounts import N_, Span
from domain.errors import BiteworkError, Invalid
from domain.events import Media, MediaStored
from domain.media import ENDINGS, Facts, ending, kind_of_name
from domain.permissions import Permission, allows
from domain.questions import Question, Value
from domain.rows import FILE_FORMATS
from domain.views import Placement, Receive, Say, View
from handlers import here, work
from handlers.context import Context
from services import answers, media
from services.answers import Late
from services.work import InHand
from services.work import current as in_hand_of

NAME_LENGTH_MAX = 100
CLOCK_AHEAD_MS = 600_000  # of a camera, before we believe that it is wrong
LOOKING = N_("One moment: I look at it.")
SVG = N_("That picture is an SVG, which not everybody can see. Send it as JPEG or PNG.")
ALIKE = N_("There is a picture like that one here already. Send another one.")
WHEN = N_(
    "I can't tell when that was taken: messengers take it out of photos. Send it as a file, as the "
    "camera made it; or, where a place is asked for, within half an hour of having shared it."
)
WHERE = N_(
    "I can't tell where that was taken: messengers take it out of photos. Share your location "
    "here, where your app can, and send it once more within half an hour; or send it as a file, as "
    "the camera made it."
)
OLD = N_("That was taken too long ago: at most {span} may have passed since.")
AHEAD = N_("That says that it was taken in the future. Set the camera's clock and take it again.")
_SAME = {"jpeg": "jpg", "tif": "tiff", "oga": "ogg", "htm": "html"}


def received(context: Context, event: Media, about: int = 0) -> View | None:
    """Take a file as the answer to the open question, of the task `about` where it came by that
    one's form; None where it can't be meant so.
    """
    hand = in_hand_of(context.tx, context.person.account_id)
    if hand is None or not questions.media_kinds(hand.question):
        return None
    if about and hand.assignment_id != about:
        return None
    question = hand.question
    is_fit = _may_be(question, event)
    if not is_fit and _are_rows(context, event):
        return None
    try:
        if not is_fit:
            questions.read(question, event.file_name or event.kind)  # says what is wanted
        _check_at_once(context, question, event)
    except Invalid as error:
        return work.once_more(context, hand, error)
    name = event.file_name
    if not name or (event.kind == "audio" and kind_of_name(name) != "audio"):
        name = event.kind  # a container of film that the platform knows to hold sound
    receive = Receive(
        file_id=event.file_id,
        file_name=name[-NAME_LENGTH_MAX:],
        kind=question.type,  # type: ignore[arg-type]
        assignment_id=hand.assignment_id,
        position=hand.position,
        event_id=event.id,
        bytes_most=min(question.bytes_most or _most(context), _most(context)),
        seconds=event.seconds,
    )
    said = Say(context.say(LOOKING))
    return View(blocks=(said,), placement=Placement.NEW, receive=receive)


def stored(context: Context, event: MediaStored) -> View:
    """Answer with a file that is kept now; or say what is wanted instead."""
    facts = event.facts
    media.keep(context.tx, [facts], context.now_ms)
    answered: list[tuple[InHand, Question]] = []

    def meant(hand: InHand, question: Question) -> Value:
        value = _value(context, hand, question, facts)
        answered.append((hand, question))
        return value

    try:
        step = answers.answer(
            context.tx, context.person, event.assignment_id, event.position, meant,
            context.now_ms, context.terms,
        )  # fmt: skip
    except Invalid as error:
        return _refused(context, event.assignment_id, error)
    if answered and not isinstance(step, Late):
        hand, question = answered[0]
        media.answer(
            context.tx, facts, assignment_id=hand.assignment_id, question=question.id,
            project_id=hand.project_id, now_ms=context.now_ms,
        )  # fmt: skip
    return work.after(context, step)


def refused(context: Context, receive: Receive, error: BiteworkError) -> View:
    """Say why a file could not be taken, above the task that waits for one."""
    try:
        return _refused(context, receive.assignment_id, error)
    except BiteworkError:  # that task is in other hands by now
        return View(blocks=(Say(context.say(error.template, **error.values), "warning"),))


def _refused(context: Context, assignment_id: int, error: BiteworkError) -> View:
    hand = in_hand_of(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != assignment_id:
        raise error
    return work.once_more(context, hand, error)


# --- What is known at once ------------------------------------------------------


def _may_be(question: Question, event: Media) -> bool:
    """Tell whether a file can be what is asked for, by what the platform and its name say."""
    if question.type == "file" or event.kind == question.type:
        return True
    named = kind_of_name(event.file_name)
    if event.kind != "file":
        return named == question.type
    return named == question.type or (named == "file" and not ending(event.file_name))


def _are_rows(context: Context, event: Media) -> bool:
    """Tell whether somebody who has projects may mean rows."""
    is_table = PurePath(event.file_name).suffix.casefold() in (*FILE_FORMATS, ".zip")
    return is_table and allows(context.person.role, Permission.OWN_PROJECTS)


def _check_at_once(context: Context, question: Question, event: Media) -> None:
    """Check size, length and ending by the question's own rules; the hash is not known yet."""
    most = _most(context)
    if event.size_bytes > most:
        raise Invalid(
            N_("That file has {size} MB, and I can take {most} MB at most."),
            size=-(-event.size_bytes // platforms.MB),
            most=most // platforms.MB,
        )
    known: dict[str, Any] = {"media": "0" * files.SHA_LENGTH, "kind": question.type}
    if event.size_bytes:
        known["bytes"] = event.size_bytes
    if event.seconds:
        known["seconds"] = event.seconds
    name = event.file_name or (f"{event.kind}.jpg" if event.kind == "photo" else "")
    if question.kinds and name:
        known["name"] = name
    elif question.kinds:
        return  # it has no name: what it is will be seen
    questions.check(question, known)


def _most(context: Context) -> int:
    at_hand = platforms.file_bytes_max(context.person.platform)
    return min(context.terms.media.bytes_most, at_hand)


# --- What was found in it -------------------------------------------------------


def _value(context: Context, hand: InHand, question: Question, facts: Facts) -> Value:
    """Make the canonical answer; raises Invalid with what is wanted."""
    _check_kind(question, facts)
    taken_ms = _taken_ms(context, facts)
    is_there = here.is_there(context, hand, question)
    if here.needs_place(question) and facts.latitude is None and not is_there:
        raise Invalid(WHERE)
    if question.taken_within_ms is not None and (taken_ms is not None or not is_there):
        _check_moment(context, taken_ms, question.taken_within_ms)
    if question.unique and media.is_alike(
        context.tx, facts, project_id=hand.project_id, assignment_id=hand.assignment_id,
        question=question.id,
    ):  # fmt: skip
        raise Invalid(ALIKE)
    known = {
        "width": facts.width,
        "height": facts.height,
        "seconds": facts.seconds,
        "taken_ms": taken_ms,
        "latitude": facts.latitude,
        "longitude": facts.longitude,
    }
    return {
        "media": facts.sha256,
        "kind": question.type,
        "type": facts.type,
        "bytes": facts.bytes,
        "name": _name(question, facts),
        **{key: value for key, value in known.items() if value is not None},
    }


def _check_kind(question: Question, facts: Facts) -> None:
    """Check what a file is in fact; its name has no say."""
    if question.type == "file":
        real = ENDINGS.get(facts.type)
        if question.kinds and real and real not in {_SAME.get(k, k) for k in question.kinds}:
            questions.read(question, facts.name or "?")
        return
    if question.type == "photo" and facts.type == "image/svg+xml":
        raise Invalid(SVG)
    if facts.kind != question.type:
        questions.read(question, facts.name or "?")


def _name(question: Question, facts: Facts) -> str:
    if ending(facts.name):
        return facts.name
    return f"{question.type}.{ENDINGS.get(facts.type, 'bin')}"


def _taken_ms(context: Context, facts: Facts) -> int | None:
    """Give when it was taken; a camera that names no zone is where its owner is."""
    if not facts.taken:
        return None
    moment = datetime.fromisoformat(facts.taken)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(context.person.time_zone or "UTC"))
    return round(moment.astimezone(UTC).timestamp() * 1000)


def _check_moment(context: Context, taken_ms: int | None, within_ms: int) -> None:
    if taken_ms is None:
        raise Invalid(WHEN)
    if taken_ms > context.now_ms + CLOCK_AHEAD_MS:
        raise Invalid(AHEAD)
    if context.now_ms - taken_ms > within_ms:
        raise Invalid(OLD, span=Span(within_ms))
