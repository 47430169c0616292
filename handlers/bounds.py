"""The bounds of an answer that no button shows, said before anybody runs into them."""

from domain import questions
from domain.amounts import Span
from domain.questions import Question
from domain.questions.measuring import priced
from domain.questions.media import megabytes
from domain.questions.model import TEXT_LENGTH_MAX
from domain.questions.words import plain
from domain.questions.writing import PATTERN_TEXT_MAX, text_most
from handlers.voice import Voice


def bounds(say: Voice, question: Question) -> tuple[str, ...]:
    """Give them in a few words each; "" where there is none."""
    match question.type:
        case "scale" if question.style != "labels" and question.labels:
            return _legend(question)
        case "choices":
            return _how_many(say, question)
        case "text":
            return _text(say, question)
        case "number":
            return _number(say, question)
        case "date":
            return _date(say, question)
        case "money":
            return _money(say, question)
        case "photo" | "audio" | "video" | "file":
            return _media(say, question)
        case "place":
            return _place(say, question)
    return ()


def _legend(question: Question) -> tuple[str, ...]:
    """Name the steps of a scale whose buttons are numbers or stars."""
    steps = questions.ROOMS["scale"].buttons(question)
    named = (steps[0], steps[-1]) if len(question.labels) == 2 else steps
    return tuple(f"{step}: {word}" for step, word in zip(named, question.labels, strict=False))


def _how_many(say: Voice, question: Question) -> tuple[str, ...]:
    least, most = int(question.least or 0), int(question.most or 0)
    return (
        say("at least {n} of them", n=least) if least > 1 else "",
        say("at most {n} of them", n=most) if 0 < most < len(question.options) else "",
    )


def _text(say: Voice, question: Question) -> tuple[str, ...]:
    least, most = int(question.least or 1), text_most(question)
    usual = PATTERN_TEXT_MAX if question.pattern else TEXT_LENGTH_MAX
    return (
        say("in {language}", language=question.language) if question.language else "",
        say("at least {n} characters", n=least) if least > 1 else "",
        say("at most {n} characters", n=most) if most < usual else "",
    )


def _number(say: Voice, question: Question) -> tuple[str, ...]:
    return (
        say("in {unit}", unit=question.unit) if question.unit else "",
        say("at least {n}", n=plain(question.least)) if question.least is not None else "",
        say("at most {n}", n=plain(question.most)) if question.most is not None else "",
        say("in steps of {n}", n=plain(question.increment)) if question.increment else "",
        say("without decimals") if question.integer else "",
    )


def _date(say: Voice, question: Question) -> tuple[str, ...]:
    return (
        say("{day} at the earliest", day=question.earliest) if question.earliest else "",
        say("{day} at the latest", day=question.latest) if question.latest else "",
    )


def _money(say: Voice, question: Question) -> tuple[str, ...]:
    least, most = question.least, question.most
    return (
        say("in {unit}", unit=question.currency),
        say("at least {n}", n=priced(question, least)) if least is not None else "",
        say("at most {n}", n=priced(question, most)) if most is not None else "",
    )


def _media(say: Voice, question: Question) -> tuple[str, ...]:
    least, most = question.seconds_least, question.seconds_most
    within_m, within_ms = question.within_m, question.taken_within_ms
    return (
        say("one of {kinds}", kinds=", ".join(question.kinds)) if question.kinds else "",
        say("at least {n} seconds", n=least) if least else "",
        say("at most {n} seconds", n=most) if most else "",
        say("at most {size}", size=megabytes(question.bytes_most)) if question.bytes_most else "",
        say("taken at most {n} m from the place", n=within_m) if within_m else "",
        say("taken at most {span} ago", span=Span(within_ms)) if within_ms else "",
    )


def _place(say: Voice, question: Question) -> tuple[str, ...]:
    return (
        say("at most {n} m from the place", n=question.within_m) if question.within_m else "",
        say("accurate to {n} m", n=question.accuracy_m) if question.accuracy_m else "",
    )
