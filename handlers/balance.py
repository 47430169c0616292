"""Credits: what is pending, available, on its way and paid out; and the answers they came from."""

from domain import questions
from domain.actions import Action
from domain.amounts import N_, Day, Moment, Money
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Fields, Table, Title, View
from handlers import appeals, honesty
from handlers.context import Context
from handlers.routes import Route, Verb
from handlers.terms_page import next_run
from services import extras, ledger, stats
from services.appeals import can_appeal
from services.stats import Past

ON_TOP = {
    "bonus": N_("quality of the day"),
    "topup": N_("up to the least that an hour pays"),
    "streak": N_("days in a row"),
    "referral": N_("somebody you invited stayed"),
}
ANSWER_LENGTH_MAX = 40


def _balance(context: Context, event: Command | Press | FormSubmitted) -> View:
    say, currency = context.say, context.terms.money.currency
    has = ledger.balances(context.tx, context.person.account_id, currency)
    blocks: tuple[Block, ...] = (
        Title(say("Your {currency}", currency=currency)),
        Fields(
            (
                (say("Pending"), say.show(Money(has.pending_minor, currency))),
                (say("Available"), say.show(Money(has.available_minor, currency))),
                (say("On its way"), say.show(Money(has.in_flight_minor, currency))),
                (say("Paid out"), say.show(Money(has.paid_minor, currency))),
            )
        ),
        Body(honesty.held(context) or next_run(context)),
    )
    return View(
        blocks=blocks,
        choices=(
            (
                Choice(say("Next task"), Action("work"), style="main"),
                Choice(say("History"), Action("history")),
                Choice(say("Pay out"), Action("payout")),
                Choice(say("Rewards"), Action("rewards")),
            ),
        ),
    )


def _history(context: Context, event: Command | Press | FormSubmitted) -> View:
    say = context.say
    before_id = 0 if isinstance(event, Command) else event.action.id
    page = stats.history(context.tx, context.person.account_id, before_id)
    choices = [Choice(say("Next task"), Action("work"), style="main")]
    if page.older_id:
        choices.append(Choice(say("Older"), Action("history", page.older_id)))
    if before_id:
        choices.append(Choice(say("Newest"), Action("history")))
    if not page.answers:
        said = say("There is nothing here yet: your answers appear with what they earned.")
        return View(blocks=(Title(say("Your answers")), Body(said)), choices=(tuple(choices),))
    header = (say("When"), say("Task"), say("Answer"), say("Earned"))
    rows = tuple(_row(context, past) for past in page.answers)
    blocks: tuple[Block, ...] = (Title(say("Your answers")), Table(header, rows))
    on_top = () if before_id else _on_top(context)
    rows_below = tuple((choice,) for choice in _appeals(context, page.answers))
    return View(blocks=(*blocks, *on_top), choices=(tuple(choices), *rows_below))


def _appeals(context: Context, answers: tuple[Past, ...]) -> list[Choice]:
    """Offer an appeal for each rejected answer that can still have one: its message may be lost."""
    say, tx, person, now_ms = context.say, context.tx, context.person, context.now_ms
    return [
        Choice(
            say("Appeal: {title}, {answer}", title=past.project.title, answer=_answer(past))[:80],
            Action(appeals.APPEAL, past.submission_id),
        )
        for past in answers
        if past.state == "rejected" and can_appeal(tx, person, past.submission_id, now_ms)
    ]


def _on_top(context: Context) -> tuple[Block, ...]:
    """Show what came on top of rewards last."""
    say = context.say
    rows = tuple(
        (
            say.show(Day(each.date)),
            each.title or "Bitework",
            say(ON_TOP[each.kind]),
            say.show(Money(each.amount_minor, each.currency)),
        )
        for each in extras.recent(context.tx, context.person.account_id)
    )
    header = (say("Day"), say("Task"), say("What for"), say("Earned"))
    return (Body(say("On top of that")), Table(header, rows)) if rows else ()


def _answer(past: Past) -> str:
    shown = ", ".join(
        questions.shown(question, past.answers[question.id])
        for question in past.project.questions
        if question.id in past.answers
    )
    if len(shown) > ANSWER_LENGTH_MAX:
        shown = shown[: ANSWER_LENGTH_MAX - 1] + "…"
    return shown


def _row(context: Context, past: Past) -> tuple[str, ...]:
    when = context.say.show(Moment(past.created_ms))
    return (when, past.project.title, _answer(past), _earned(context, past))


def _earned(context: Context, past: Past) -> str:
    say = context.say
    match past.state:
        case "accepted":
            return say.show(Money(past.reward_minor, past.project.currency))
        case "pending":
            return say("being checked")
        case "rejected":
            return say("not accepted: {reason}", reason=say(past.reason) if past.reason else "")
    if past.reason:
        return say("sent back: {reason}", reason=say(past.reason))
    return say("taken back")


ROUTES = (
    Route(
        path="balance",
        summary=N_("your credits: pending, available, paid out"),
        permission=Permission.OWN_ACCOUNT,
        run=_balance,
        mode="read",
    ),
    Route(
        path="history",
        summary=N_("your answers and what they earned"),
        permission=Permission.OWN_ACCOUNT,
        run=_history,
        mode="read",
    ),
)
VERBS = (
    Verb(name="balance", permission=Permission.OWN_ACCOUNT, run=_balance, mode="read"),
    Verb(name="history", permission=Permission.OWN_ACCOUNT, run=_history, mode="read"),
)
