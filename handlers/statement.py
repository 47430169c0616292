"""`/statement`: every amount that came in or went out, with what there was after it."""

from domain import months
from domain.actions import Action
from domain.amounts import N_, Moment
from domain.currencies import amount
from domain.errors import Invalid
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Table, Title, View
from handlers.context import Context
from handlers.routes import Option, Route, Verb, arguments
from services import statements
from services.statements import Cursor, Line

LINES = 10
KINDS = {
    "earned": N_("Answer"),
    "undone": N_("Answer taken back"),
    "bonus": N_("Bonus"),
    "topup": N_("Top-up to the pay floor"),
    "screened": N_("For answering first questions"),
    "streak": N_("Days in a row"),
    "referral": N_("Somebody you invited"),
    "appeal_review": N_("Appeal decided"),
    "deposit": N_("Brought in"),
    "grant": N_("Reward by an admin"),
    "hold": N_("Held for a project"),
    "hold_return": N_("Back from a project"),
    "payout_settled": N_("Paid out"),
    "payout_reversed": N_("Payout that came back"),
    "reward": N_("For a reward"),
    "reward_returned": N_("Reward that came back"),
    "expired": N_("Expired"),
    "forfeited": N_("Given up"),
}
OTHER = N_("Booked")


def _statement(context: Context, event: Command) -> View:
    words = arguments(STATEMENT, event.words)
    currency = context.terms.money.currency
    of, cursor = statements.of_account(
        context.tx, context.person.account_id, currency, credits=currency
    )
    if "period" not in words:
        return _view(context, of, cursor)
    try:
        _, last_ms = months.moments(words["period"], context.person.time_zone)
    except ValueError:
        raise Invalid(N_("Write a month or a year, such as /statement 2026-05")) from None
    return _view(context, of, statements.cursor_at(context.tx, of, cursor, last_ms))


def _older(context: Context, event: Press | FormSubmitted) -> View:
    """Go on where a page ended: the button carries the balance."""
    currency, action = context.terms.money.currency, event.action
    of, begin = statements.of_account(
        context.tx, context.person.account_id, currency, credits=currency
    )
    if not action.id and not action.choice:
        return _view(context, of, begin)
    if not action.choice.lstrip("-").isdecimal():
        raise Invalid(N_("This button is not one of mine."))
    before = (action.id or statements.ID_MOST, action.version or statements.ID_MOST)
    return _view(context, of, Cursor(*before, int(action.choice)), is_older=True)


def _view(
    context: Context, of: statements.Statement, cursor: Cursor | None, *, is_older: bool = False
) -> View:
    say = context.say
    lines, after = statements.page(context.tx, of, cursor, LINES) if cursor else ([], None)
    moves = []
    if after is not None:
        moves.append(Choice(say("Older"), _action(after)))
    if is_older:
        moves.append(Choice(say("Newest"), Action("statement")))
    blocks: tuple[Block, ...] = (Title(say("Your statement")),)
    if lines:
        header = (say("When"), say("What"), say("In or out"), say("Balance"))
        blocks += (Table(header, tuple(_row(context, of.currency, line) for line in lines)),)
        blocks += (Body(say("The balance is all you have: pending, available and on its way.")),)
    else:
        blocks += (Body(say("Nothing came in or went out until then.")),)
    return View(
        blocks=blocks,
        choices=(
            tuple(moves),
            (
                Choice(say("Next task"), Action("work"), style="main"),
                Choice(say("Balance"), Action("balance")),
            ),
        ),
    )


def _action(cursor: Cursor) -> Action:
    """Put a cursor into a button."""
    answer, transfer = (
        0 if id == statements.ID_MOST else id
        for id in (cursor.before_answer, cursor.before_transfer)
    )
    return Action("statement", answer, str(cursor.balance_minor), transfer)


def _row(context: Context, currency: str, line: Line) -> tuple[str, ...]:
    say, money = context.say, context.terms.money
    change = say.show(amount(line.change_minor, currency, money))
    return (
        say.show(Moment(line.at_ms)),
        line.title or say(KINDS.get(line.kind, OTHER)),
        change if line.change_minor < 0 else f"+{change}",
        say.show(amount(line.balance_minor, currency, money)),
    )


STATEMENT = Route(
    path="statement",
    summary=N_("every amount in and out"),
    permission=Permission.OWN_ACCOUNT,
    run=_statement,
    options=(Option(name="period", summary=N_("a month or a year: 2026-05"), required=False),),
    mode="read",
)
ROUTES = (STATEMENT,)
VERBS = (Verb(name="statement", permission=Permission.OWN_ACCOUNT, run=_older, mode="read"),)
