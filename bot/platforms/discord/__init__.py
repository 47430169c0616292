"""Discord: interactions as events, views as messages and forms, within Discord's limits.

    gateway ─► Conversation ─► adapter ─► dispatcher ─► render ─► responses ─► Api
                                          delivery ─► sender ─┘

discord.py carries the gateway (`gateway`) and all calls but the answers to interactions, with its
exceptions (`errors`). Interactions are read as they come, as plain dicts, and answered with one
call each: its objects are not built on the way of an answer.
"""
