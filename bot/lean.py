"""structlog, without what would draw its tracebacks.

It draws them with rich where that is installed, and imports it for that. What we write to the log
is our own (`bot.logs`, which takes it from here), and a bot at rest is 4 MB smaller without; so it
is imported as if rich were not there.
"""

import sys

if "structlog" in sys.modules or "rich" in sys.modules:
    import structlog as structlog
else:
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        import structlog as structlog
    finally:
        del sys.modules["rich"]
