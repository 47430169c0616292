"""The commands' names, for the catalogues: a translation is a name of Discord's, in small letters.

`/project list` may become `/projekt liste`, the option `project:` `projekt:`, and `period:week`, a
word that an option may have, `zeitraum:Woche` (what stands behind the colon is shown). What has a
space or a capital where none can be, or no translation, is called as in English there. A test tells
which names are missing.
"""

from domain.amounts import N_

NAMES = (
    N_("/start"),
    N_("/work"),
    N_("/tasks"),
    N_("/skip"),
    N_("/undo"),
    N_("/balance"),
    N_("/payout"),
    N_("/payout-destination"),
    N_("/payouts"),
    N_("/terms"),
    N_("/history"),
    N_("/me"),
    N_("/earnings"),
    N_("/statement"),
    N_("/goal"),
    N_("/leaderboard"),
    N_("/settings"),
    N_("/stop"),
    N_("/resume"),
    N_("/privacy"),
    N_("/delete me"),
    N_("/link"),
    N_("/unlink"),
    N_("/help"),
    N_("/review"),
    N_("/appeals"),
    N_("/project"),
    N_("/project list"),
    N_("/project progress"),
    N_("/project open"),
    N_("/project pause"),
    N_("/project resume"),
    N_("/project close"),
    N_("/project new"),
    N_("/project top-up"),
    N_("/project results"),
    N_("/project import"),
    N_("/reward"),
    N_("/reward grant"),
    N_("/reward new"),
    N_("/reward list"),
    N_("/rewards"),
    N_("/vouchers"),
    N_("/orders"),
    N_("/delete"),
    N_("/invite"),
    N_("/board"),
    N_("/check"),
    N_("/group"),
    N_("/group settings"),
    N_("/server"),
    N_("/server settings"),
    N_("/suspend"),
    N_("/unsuspend"),
)

OPTIONS = (
    N_("word:"),
    N_("period:"),
    N_("what:"),
    N_("value:"),
    N_("code:"),
    N_("project:"),
    N_("amount:"),
    N_("person:"),
    N_("reason:"),
    N_("file:"),
    N_("chat:"),
    N_("thread:"),
    N_("link:"),
    N_("account:"),
)

WORDS = (
    N_("period:week"),
    N_("period:month"),
    N_("period:all"),
    N_("thread:thread"),
    N_("what:language"),
    N_("what:timezone"),
    N_("what:quiet"),
    N_("what:push"),
    N_("what:moderators"),
    N_("what:jury"),
    N_("what:digest"),
    N_("what:welcome"),
    N_("value:here"),
    N_("value:off"),
)

# What a group of commands is about; a word alone is never seen but with one of its commands.
GROUPS = {
    "project": N_("projects: new ones, their rows, how far they are, their results"),
    "reward": N_("credits for somebody, out of your own"),
    "delete": N_("leave, and be removed"),
    "group": N_("what this group has from the bot"),
    "server": N_("what this server has from the bot"),
}
