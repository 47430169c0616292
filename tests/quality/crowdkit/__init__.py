"""crowd-kit in an environment of its own (`make crowdkit`), to compare our estimates with.

    answers = {"task": [...], "worker": [...], "label": [...]}
    posterior, alpha = ask(Call("DawidSkene", answers, "fit_predict_proba", {"n_iter": 5}),
                           Call("alpha_krippendorff", answers))

starts one process for all calls (it takes some two seconds to begin). A frame comes back as a dict
of dicts {index: {column: value}}, a series as {index: value}, indices as text; a number as it is.
"""

import json
import os
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[3]
ENVIRONMENT = HOUSE / ".crowdkit"
PYTHON = ENVIRONMENT / "bin" / "python"
INSIDE = Path(__file__).with_name("inside.py")
SECONDS_MAX = 120
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}


@dataclass(frozen=True)
class Call:
    """A model of `crowdkit.aggregation` with its settings, the columns of the frame that it gets
    (or a .csv or .parquet file to read it from), and the method to call; `show` names an attribute
    to give back instead of the method's result. Where `model` is a function of
    `crowdkit.metrics.data` it is called with the frame.

    The settings `tokenizer` and `detokenizer` of ROVER are filled in: at spaces; and `distance` of
    ClosestToAverage: Euclid's.
    """

    model: str
    frame: dict[str, list[Any]] | str
    method: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    show: str = ""


def why_not() -> str | None:
    """Say what is missing here for crowd-kit; None where nothing is."""
    if (ENVIRONMENT / ".ready").exists():
        return None
    return "no crowd-kit: `make crowdkit` makes the environment for it (under a minute)"


def ask(*calls: Call) -> list[Any]:
    """Give what each call gave; the test is left out where there is no crowd-kit."""
    if reason := why_not():
        pytest.skip(reason)
    said = subprocess.run(
        [PYTHON, INSIDE],
        input=json.dumps([asdict(call) for call in calls]),
        capture_output=True, text=True, check=False, timeout=SECONDS_MAX, env=environment(),
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    found: list[Any] = json.loads(said.stdout)
    return found


def environment() -> dict[str, str]:
    """Give an environment in which numpy calculates in one thread, and finds nothing of ours."""
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": ""}
