"""`/link` and `/unlink`: chats on two platforms that lead to one account."""


from domain.actions import Action
from domain.amounts import N_, Money, Span
from domain.errors import Refused
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.platforms import name_of
from domain.views import Block, Body, Choice, Fields, Say, Title, View
from handlers import start
from handlers.context import Context
from handlers.routes import Option, Route, Verb
from services import link_codes, merging, notices, people, unlinking
from services.link_codes import Issuer, Wait
from services.merging import Plan

YES = "yes"


def _link(context: Context, event: Command) -> View:
    """Give a code, or take one."""
    return _entered(context, event.words) if event.words.strip() else _code(context)


def _link_pressed(context: Context, event: Press | FormSubmitted) -> View:
    """The button under a code that was entered: it carries the code, which is looked at again."""
    code = event.action.choice
    if not code:
        return _code(context)
    found = _found(context, code)
    return found if isinstance(found, View) else _linked(context, found)


def _code(context: Context) -> View:
    """Give a code to be entered on the other platform."""
    if context.person.state == "new":
        return start.welcome(context)
    _refuse_while_paused(context)
    code = link_codes.issue(context.tx, context.person, context.now_ms)
    say, has = context.say, unlinking.chats(context.tx, context.person)
    blocks: list[Block] = [
        Title(say("Your code: {code}", code=code)),
        Body(
            say(
                "Send me /link {code} on the other platform within {span}. Both chats then lead "
                "to one account: one balance, one reputation, and no task twice.",
                code=code,
                span=Span(link_codes.LIFE_MS),
            )
        ),
        Body(say("It works once. Give it to nobody: who enters it shares your account.")),
    ]
    if len(has) > 1:
        blocks.append(Fields(((say("On your account"), _listed(context, has)),)))
    return View(
        blocks=tuple(blocks),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


def _listed(context: Context, has: list[unlinking.Chat]) -> str:
    return ", ".join(name_of(chat.platform) for chat in has)


def _entered(context: Context, code: str) -> View:
    """Say whose code it is and what linking brings, and ask."""
    found = _found(context, code)
    if isinstance(found, View):
        return found
    say, plan = context.say, _plan(context, found)
    issuer = plan.stays if plan.stays.account_id == found.account_id else plan.goes
    where = next(
        chat.platform
        for chat in unlinking.chats(context.tx, issuer)
        if chat.identity_id == found.identity_id
    )
    return View(
        blocks=(
            Title(say("One account with “{name}” on {place}?", name=issuer.name,
                      place=name_of(where))),
            Fields(_what_moves(context, plan)),
            Body(
                say(
                    "Go on only if you asked for this code there yourself: whoever has that chat "
                    "will have your credits, too."
                )
            ),
        ),
        choices=(
            (
                Choice(
                    say("Yes, both are mine"),
                    Action("link", choice=link_codes.plain(code)),
                    style="main",
                ),
                Choice(say("No"), Action("menu")),
            ),
        ),
    )


def _what_moves(context: Context, plan: Plan) -> tuple[tuple[str, str], ...]:
    say, currency = context.say, context.terms.money.currency
    brings = []
    if credits_minor := plan.credits_minor(currency):
        amount = Money(credits_minor, currency)
        brings.append(say("{amount} {currency}", amount=amount, currency=currency))
    if plan.points:
        brings.append(say.many("{n} point", "{n} points", plan.points))
    if plan.answers:
        brings.append(say.many("{n} answer", "{n} answers", plan.answers))
    here = plan.stays.account_id == context.person.account_id
    stays = say("this chat's") if here else say("the other chat's")
    return (
        (say("The settings that stay"), stays),
        (say("Brought by the other one"), ", ".join(brings) or say("nothing yet")),
    )


def _linked(context: Context, issuer: Issuer) -> View:
    """Make two accounts one, and tell the chat that the code came from."""
    plan, say = _plan(context, issuer), context.say
    merging.merge(context.tx, plan, context.now_ms, actor_id=context.person.account_id)
    link_codes.used(context.tx, issuer, context.person)
    notices.tell(
        context.tx,
        account_id=plan.stays.account_id,
        kind="linked",
        params={
            "platform": context.person.platform,
            "name": context.person.name,
            "identity_id": issuer.identity_id,
        },
        now_ms=context.now_ms,
    )
    context.session.clear()
    return View(
        blocks=(
            Say(say("✓ Linked: both chats lead to one account now."), "good"),
            Body(say("The other chat is told so. /unlink takes one of them off again.")),
        ),
        choices=(
            (
                Choice(say("Next task"), Action("work"), style="main"),
                Choice(say("Balance"), Action("balance")),
            ),
        ),
    )


def _plan(context: Context, issuer: Issuer) -> Plan:
    _refuse_while_paused(context)
    other = people.load(context.tx, issuer.account_id, lock=True)
    return merging.plan(context.tx, other, context.person)


def _found(context: Context, code: str) -> Issuer | View:
    """Give whose code it is, or say that it is nobody's.

    That is a view and no error: what was entered in vain is counted, and an error is rolled back.
    """
    say = context.say
    found = link_codes.find(context.tx, context.person, code, context.now_ms)
    match found:
        case Issuer():
            return found
        case Wait():
            text = say("Those were too many wrong codes. Try again in {span}.", span=Span(found.ms))
        case None:
            text = say(
                "That code is not valid. A code lives for {span} and works once; /link on the "
                "other platform gives a new one.",
                span=Span(link_codes.LIFE_MS),
            )
    return View(blocks=(Say(text, "warning"),), choices=(start.ways_on(context),))


def _refuse_while_paused(context: Context) -> None:
    if context.person.state == "suspended":
        raise Refused(
            N_(
                "Your account is paused: {reason}. Your credits stay yours; /balance shows them."
            ),
            reason=(context.person.state_reason or "").rstrip("."),
        )


def _chats(context: Context, event: Command | Press | FormSubmitted) -> View:
    """List the chats of an account, to take one off."""
    if isinstance(event, Press) and event.action.id:
        return _taken_off(context, event)
    say, has = context.say, unlinking.chats(context.tx, context.person)
    if len(has) == 1:
        unlinking.find(context.tx, context.person, has[0].identity_id)
    rows = tuple(
        (
            Choice(
                say("{place}: this chat", place=name_of(chat.platform))
                if chat.is_here
                else name_of(chat.platform),
                Action("unlink", chat.identity_id),
            ),
        )
        for chat in has
    )
    return View(
        blocks=(
            Title(say("Which chat shall leave your account?")),
            Body(
                say(
                    "It gets an account of its own and begins afresh. Credits, points, projects "
                    "and your role stay here. Tasks that were yours don't come again there."
                )
            ),
        ),
        choices=((Choice(say("None of them"), Action("menu"), style="main"),), *rows),
    )


def _taken_off(context: Context, event: Press) -> View:
    """Take a chat off, after having asked."""
    say, person = context.say, context.person
    chat = unlinking.find(context.tx, person, event.action.id)
    place = name_of(chat.platform)
    if event.action.choice != YES:
        keep = Choice(say("Keep it"), Action("menu"), style="main")
        off = Choice(say("Take it off"), Action("unlink", chat.identity_id, YES), style="danger")
        sentence = say("Take {place} off your account?", place=place)
        return View(blocks=(Title(sentence),), choices=((keep, off),))
    new_id = unlinking.unlink(
        context.tx, person, chat.identity_id, context.terms, context.now_ms
    )
    said = say("✓ Your chat on {place} has an account of its own now, and is told so.", place=place)
    if chat.is_here:
        context.person = person._replace(account_id=new_id, points=0)
        context.session.clear()
        said = say("✓ This chat has an account of its own now. It begins with nothing on it.")
    return View(
        blocks=(Say(said, "good"),),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


ROUTES = (
    Route(
        path="link",
        summary=N_("one account for your chats on two platforms"),
        permission=Permission.ANYONE,
        run=_link,
        options=(
            Option(name="code", summary=N_("the code from your other chat"), required=False),
        ),
    ),
    Route(
        path="unlink",
        summary=N_("take a chat off your account"),
        permission=Permission.WORK,
        run=_chats,
    ),
)
VERBS = (
    Verb(name="link", permission=Permission.ANYONE, run=_link_pressed),
    Verb(name="unlink", permission=Permission.WORK, run=_chats),
)
