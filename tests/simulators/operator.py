"""`bitework` as an operator starts it, with one chat platform configured, which is simulated."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]


async def bitework(sim: Any, platform: str, url: str, *words: str, **settings: str) -> Process:
    """Run a command; `settings` are the platform's own, beside its token and its address."""
    clean = {name: value for name, value in os.environ.items() if "BITEWORK" not in name}
    settings = {"token": sim.token, "api_base": sim.url, **settings}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=REPOSITORY,
        stdout=PIPE,
        stderr=PIPE,
        env={
            **clean,
            "BITEWORK_DATABASE__URL": url,
            "BITEWORK_WEB__PORT": "0",
            **{f"BITEWORK_{platform.upper()}__{name.upper()}": value
               for name, value in settings.items()},
        },
    )  # fmt: skip
