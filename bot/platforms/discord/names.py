"""The commands' names, for the catalogues: a translation is a name of Discord's, in small letters.

`/project list` may become `/projekt liste`; what has a space or a capital where none can be, or no
translation, is called as in English there. A test tells which names are missing.
"""

from domain.amounts import N_

NAMES = (
    N_("/start"),
    N_("/work"),
    N_("/tasks"),
    N_("/skip"),
    N_("/undo"),
    N_("/balance"),
    N_("/history"),
    N_("/me"),
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
