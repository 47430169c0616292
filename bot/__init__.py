"""The edge: command line, configuration, wiring, platforms, delivery, schedule, web pages.

structlog draws tracebacks with rich where it is installed, and imports it for that. What we write
to the log is our own (`bot.logs`), and a bot at rest is 4 MB smaller without; so structlog is
imported here as if rich were not there.
"""

import sys

if "structlog" not in sys.modules and "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        import structlog as structlog
    finally:
        del sys.modules["rich"]
