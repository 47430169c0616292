"""Qualifications in chat: how one stands, the training with its explanations, the test."""


from domain import localtime, questions
from domain.actions import UNKNOWN, Action
from domain.amounts import N_, Day, Moment, Share, Span
from domain.errors import Invalid, Refused
from domain.events import Command, FormSubmitted, Press, Text
from domain.ids import internal
from domain.permissions import Permission
from domain.presets import find
from domain.projects import Project
from domain.questions import Value
from domain.views import Block, Body, Choice, Done, Fields, Say, Title, View
from handlers import widgets, within_reach
from handlers.context import Context
from handlers.routes import Option, Prompt, Route, Verb, arguments
from handlers.shown_blocks import asked_blocks, row_blocks
from services import qualifications
from services.qualifications import Asked, Ended, Explained, Standing
from services.work import InHand

PROMPT, NAME = "prompt", "quiz"  # the session's key, and the prompt's name
_VERBS = {"ans": "quiz", "tick": "quiz_tick", widgets.ORDER: "quiz_tick"}
TITLE_LENGTH_MAX = 40


# --- How one stands ------------------------------------------------------------


def _list(context: Context, event: Command | Press | FormSubmitted) -> View:
    """All that somebody has, or had; one of them where it is named."""
    if isinstance(event, Command):
        named = arguments(LIST, event.words).get("qualification", "")
        if named:
            return _shown(context, internal(named))
    say = context.say
    numbers = [one.qualification_id for one in qualifications.held_by(context.tx, context.person)]
    reachable = within_reach.tests(context)
    numbers += [number for number in reachable if number not in numbers]
    has = [_standing(context, number) for number in numbers]
    if not has:
        none = Body(say("You have none yet. /tasks shows which tests would open more work."))
        return View(blocks=(Title(say("Your qualifications")), none), choices=(_work(context),))
    pairs = tuple((one.kept.of.title, _state(context, one)) for one in has)
    rows = tuple(
        (Choice(one.kept.of.title[:TITLE_LENGTH_MAX], Action("qual", one.kept.id)),) for one in has
    )
    return View(
        blocks=(Title(say("Your qualifications")), Fields(pairs)), choices=(*rows, _work(context))
    )


def _one(context: Context, event: Press | FormSubmitted) -> View:
    return _shown(context, event.action.id)


def _shown(context: Context, number: int) -> View:
    """One qualification: what it asks, how one stands, and the next step."""
    say, has = context.say, _standing(context, number)
    of = has.kept.of
    facts = [(say("You"), _state(context, has))]
    if of.training:
        facts.append((say("Training"), say.many("{n} question", "{n} questions", len(of.training))))
    facts += [
        (say("Test"), say.many("{n} question", "{n} questions", len(of.test))),
        (say("Passed with"), say("{n} of {count} right", n=of.needed, count=len(of.test))),
        (say("Takes about"), say.show(Span(qualifications.takes_ms(of)))),
        (say("Counts for"), say.show(Span(of.valid_ms))),
    ]
    about = (Body(of.about),) if of.about else ()
    if of.skill:
        preset = find(of.skill)
        kind = say(preset.title) if preset else of.skill
        facts.append((say("Opens"), say("all work that asks for this skill: {kind}", kind=kind)))
    first: tuple[Block, ...] = ()
    rows: tuple[tuple[Choice, ...], ...] = ()
    if has.is_begun:
        rows = ((Choice(say("Go on"), Action("quiz_go", number, "test"), style="main"),),)
    elif has.is_open:
        rows = (tuple(_ways_in(context, has)),)
    elif has.comes_first:
        words = " ".join(within_reach.lacks(context, one) for one in has.comes_first)
        first = (Body(say("Before this test: {words}", words=words)),)
        rows = within_reach.steps(context, has.comes_first)
    return View(
        blocks=(Title(of.title), *about, Fields(tuple(facts)), *first),
        choices=(*rows, _work(context)),
    )


def _ways_in(context: Context, has: Standing) -> list[Choice]:
    say, number = context.say, has.kept.id
    test = Choice(say("Take the test"), Action("quiz_go", number, "test"))
    if not has.kept.of.training:
        return [test._replace(style="main")]
    train = Action("quiz_go", number, "train")
    return [Choice(say("Start with the training"), train, style="main"), test]


def _standing(context: Context, number: int) -> Standing:
    return qualifications.standing(context.tx, context.person, number, context.now_ms)


def _state(context: Context, has: Standing) -> str:
    """Say in a few words how somebody stands with a qualification."""
    say, held = context.say, has.held
    if held is not None and held.state == "revoked":
        return say("taken back by its requester")
    if held is not None and has.is_held:
        until = _day(context, held.until_ms)
        if held.score is None:
            return say("granted, counts until {day}", day=until)
        score = Share(held.score / 100)
        return say("passed with {score}, counts until {day}", score=score, day=until)
    if has.is_begun:
        return say("begun")
    if not has.left:
        return say("no attempts left; its requester can still grant it")
    if has.again_ms:
        return say("not passed; again from {moment} on", moment=Moment(has.again_ms))
    if has.comes_first:
        return say("not open yet: something comes first")
    if held is not None:
        return say("ended on {day}; the test renews it", day=_day(context, held.until_ms))
    return say.many("open to you, {n} attempt", "open to you, {n} attempts", has.left)


def _day(context: Context, at_ms: int) -> Day:
    return Day(localtime.date_of(at_ms, context.person.time_zone))


def _work(context: Context) -> tuple[Choice, ...]:
    return (Choice(context.say("Next task"), Action("work")),)


# --- Training and test -----------------------------------------------------------


def _go(context: Context, event: Press | FormSubmitted) -> View:
    """Begin, or go on where one left off; say what comes first where something does."""
    if _standing(context, event.action.id).comes_first:
        return _shown(context, event.action.id)
    asked = qualifications.begin(
        context.tx,
        context.person,
        event.action.id,
        context.now_ms,
        training=event.action.choice == "train",
    )
    return _ask(context, asked)


def _ask(context: Context, asked: Asked, above: tuple[Block, ...] = ()) -> View:
    """Ask one question of a training or a test."""
    say, question, number = context.say, asked.question, asked.attempt.position
    hand = _hand(asked)
    context.session[PROMPT] = NAME
    shown = [*row_blocks(say, asked.item.show, {}), *asked_blocks(say, question)]
    place, count = asked.place
    head = say("Training") if asked.is_training else say("Test")
    where = say("{position} of {count}", position=place, count=count)
    answers = tuple(
        one._replace(action=one.action._replace(verb=_VERBS[one.action.verb]))
        for one in widgets.answers(say, hand, question, number, context.now_ms)
    )
    rest = (
        Choice(say("Not now"), Action("qual", asked.kept.id)),
        Choice(say("Next task"), Action("work")),
    )
    return View(
        blocks=(
            *above,
            Title(asked.kept.of.title, (head, where)),
            *shown,
            Body(question.text),
            *widgets.hints(say, hand, question, context.person.platform),
        ),
        choices=tuple(row for row in (answers, rest) if row),
        typing=widgets.typing(say, hand, question, context.person.platform),
    )


def _hand(asked: Asked) -> InHand:
    """Give the question as the widgets take it: as the only one of a task."""
    alone = Project(
        title=asked.kept.of.title, kind="custom", reward_minor=0, currency="", answers_least=1,
        answers_most=1, budget_minor=0, questions=(asked.question,),
    )  # fmt: skip
    return InHand(
        assignment_id=asked.attempt.id, project_id=0, project=alone, data={}, pace_ms=0,
        deadline_ms=0, draft={}, ticked=asked.attempt.ticked,
    )  # fmt: skip


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    choice = event.action.choice

    def meant(asked: Asked) -> Value:
        if choice == "done":
            return list(asked.attempt.ticked)
        if choice.startswith(widgets.TYPED):
            return questions.read(asked.question, choice.removeprefix(widgets.TYPED))
        if not choice.isdecimal():
            raise Invalid(UNKNOWN)
        return questions.from_choice(asked.question, int(choice))

    asked = qualifications.of_attempt(context.tx, context.person, event.action.id)
    try:
        told, following = qualifications.answer(
            context.tx, context.person, event.action.id, event.action.version, meant, context.now_ms
        )
    except Invalid as error:  # nothing was written yet
        said = Say(context.say(error.template, **error.values), "warning")
        return _ask(context, asked, (said,))
    return _after(context, told, following)


def _tick(context: Context, event: Press | FormSubmitted) -> View:
    action = event.action
    if not action.choice.isdecimal():
        raise Invalid(UNKNOWN)
    asked = qualifications.tick(
        context.tx, context.person, action.id, action.version, int(action.choice)
    )
    return _ask(context, asked)


def _typed(context: Context, event: Text) -> View:
    """A typed answer to the question that is open."""
    asked = qualifications.current(context.tx, context.person)
    if asked is None:
        raise Refused(N_("That test is over. /qualifications shows how you stand."))
    try:
        value = questions.read(asked.question, event.text)
    except Invalid as error:
        said = Say(context.say(error.template, **error.values), "warning")
        return _ask(context, asked, (said,))
    told, following = qualifications.answer(
        context.tx,
        context.person,
        asked.attempt.id,
        asked.attempt.position,
        lambda _: value,
        context.now_ms,
    )
    return _after(context, told, following)


def _after(context: Context, told: Explained | None, following: Asked | Ended) -> View:
    """Explain an answer of the training, and go on; say how the test went where it is over."""
    above: tuple[Block, ...] = () if told is None else (_explained(context, told),)
    if isinstance(following, Ended):
        return _ended(context, following)
    if told is not None and not following.is_training:
        said = context.say("That was the training. Now the test: its end tells the score alone.")
        above = (*above, Say(said))
    return _ask(context, following, above)


def _explained(context: Context, told: Explained) -> Block:
    say = context.say
    why = f" {told.why}" if told.why else ""
    if told.right:
        return Done(say("✓ Right: {known}.", known=told.known) + why)
    return Say(say("Not quite: right is “{known}”.", known=told.known) + why)


def _ended(context: Context, ended: Ended) -> View:
    say, of = context.say, ended.kept.of
    context.session.pop(PROMPT, None)
    score = say("{n} of {count} right", n=ended.right, count=len(of.test))
    if ended.passed:
        until = say("It counts until {day}.", day=_day(context, ended.until_ms))
        open_now = Choice(say("Show what is open"), Action("tasks"), style="main")
        return View(
            blocks=(Done(f"✓ {of.title}: {score}"), Body(say("You have passed.") + f" {until}")),
            choices=((open_now, *_work(context)),),
        )
    said = [say("{score}; {n} are needed.", score=score, n=of.needed)]
    if ended.left:
        again = Moment(ended.again_ms)
        said.append(say.many("You have {n} more attempt, from {moment} on.",
                             "You have {n} more attempts, from {moment} on.",
                             ended.left, moment=again))  # fmt: skip
    else:
        said.append(say("That was the last attempt. Its requester can still grant it to you."))
    said.append(say("Other work isn't touched by it."))
    return View(blocks=(Title(of.title), Body(" ".join(said))), choices=(_work(context),))


_OWN = Permission.WORK
LIST = Route(
    path="qualifications",
    summary=N_("tests that open more work, and those you have passed"),
    permission=_OWN,
    run=_list,
    options=(Option(name="qualification", summary=N_("its id"), required=False),),
)
ROUTES = (LIST,)
VERBS = (
    Verb(name="quals", permission=_OWN, run=_list),
    Verb(name="qual", permission=_OWN, run=_one),
    Verb(name="quiz_go", permission=_OWN, run=_go),
    Verb(name="quiz", permission=_OWN, run=_pressed),
    Verb(name="quiz_tick", permission=_OWN, run=_tick),
)
PROMPTS = (Prompt(name=NAME, permission=_OWN, run=_typed, takes_numbers=True),)
