"""The one table of routes: every command, button and prompt of the conversation."""

from difflib import get_close_matches

from domain.permissions import allows
from handlers import (
    appeals,
    balance,
    boards,
    brakes,
    canvas_answers,
    catalogue,
    destinations,
    earnings,
    fill,
    forms,
    goal,
    help,
    invitations,
    jury,
    leaderboard,
    leaving,
    linking,
    me,
    moderation,
    new_project,
    payout,
    payout_automatic,
    payouts_admin,
    people_admin,
    projects,
    results,
    review,
    rewards_admin,
    servers,
    settings,
    spending,
    start,
    statement,
    terms_page,
    typed,
    typed_answers,
    upload,
    upload_form,
    vouchers,
    work,
)
from handlers.routes import Prompt, Route, Verb

ROUTES: tuple[Route, ...] = (
    *start.ROUTES,
    *work.ROUTES,
    *balance.ROUTES,
    *payout.ROUTES,
    *destinations.ROUTES,
    *terms_page.ROUTES,
    *catalogue.ROUTES,
    *vouchers.ROUTES,
    *me.ROUTES,
    *earnings.ROUTES,
    *statement.ROUTES,
    *goal.ROUTES,
    *leaderboard.ROUTES,
    *settings.ROUTES,
    *leaving.ROUTES,
    *linking.ROUTES,
    help.route(lambda: ROUTES),
    *review.ROUTES,
    *appeals.ROUTES,
    *projects.ROUTES,
    *new_project.ROUTES,
    *spending.ROUTES,
    *results.ROUTES,
    *upload.ROUTES,
    *invitations.ROUTES,
    *boards.ROUTES,
    *jury.ROUTES,
    *servers.ROUTES,
    *people_admin.ROUTES,
    *payouts_admin.ROUTES,
    *rewards_admin.ROUTES,
)
_VERBS: tuple[Verb, ...] = (
    *start.VERBS,
    *work.VERBS,
    *typed_answers.VERBS,
    *fill.VERBS,
    *canvas_answers.VERBS,
    *typed.VERBS,
    *balance.VERBS,
    *payout.VERBS,
    *payout_automatic.VERBS,
    *destinations.VERBS,
    *terms_page.VERBS,
    *payouts_admin.VERBS,
    *catalogue.VERBS,
    *vouchers.VERBS,
    *me.VERBS,
    *earnings.VERBS,
    *statement.VERBS,
    *goal.VERBS,
    *leaderboard.VERBS,
    *settings.VERBS,
    *leaving.VERBS,
    *linking.VERBS,
    *review.VERBS,
    *appeals.VERBS,
    *brakes.VERBS,
    *projects.VERBS,
    *new_project.VERBS,
    *spending.VERBS,
    *results.VERBS,
    *jury.VERBS,
    *moderation.VERBS,
    *servers.VERBS,
    *upload.VERBS,
    *upload_form.VERBS,
    forms.verb(lambda: VERBS),
    *people_admin.VERBS,
    *rewards_admin.VERBS,
)
_PROMPTS: tuple[Prompt, ...] = (
    *settings.PROMPTS,
    *goal.PROMPTS,
    *review.PROMPTS,
    *spending.PROMPTS,
    *rewards_admin.PROMPTS,
    forms.prompt(lambda: VERBS),
)

COMMANDS: dict[str, Route] = {
    name: route for route in ROUTES for name in (route.name, *route.aliases)
}
VERBS: dict[str, Verb] = {verb.name: verb for verb in _VERBS}
PROMPTS: dict[str, Prompt] = {prompt.name: prompt for prompt in _PROMPTS}


def nearest(name: str, role: str) -> str | None:
    """Give the command of a role that looks most like what somebody typed."""
    open_to = [name for name, route in COMMANDS.items() if allows(role, route.permission)]
    close = get_close_matches(name, open_to, n=1, cutoff=0.6)
    return close[0] if close else None
