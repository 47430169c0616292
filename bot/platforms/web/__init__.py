"""The web chat: a page, its events, and what comes without asking.

`create_app` makes the Starlette application, `serve` runs it, `WebChat.send` delivers to who is
connected. `visitors` knows how a browser is recognised.
"""
