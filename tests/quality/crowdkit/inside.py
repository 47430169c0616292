"""Run by the Python of `.crowdkit`: reads calls from stdin as JSON and writes what they gave."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from crowdkit import aggregation
from crowdkit.metrics import data


def called(call: dict[str, Any]) -> Any:
    """Make one call."""
    frame = read(call["frame"])
    if hasattr(data, call["model"]):
        return plain(getattr(data, call["model"])(frame))
    settings = call["settings"]
    if call["model"] == "ROVER":
        settings |= {"tokenizer": str.split, "detokenizer": " ".join, "silent": True}
    if call["model"] == "ClosestToAverage":
        frame["embedding"] = frame["embedding"].map(np.array)
        settings |= {"distance": lambda one, other: float(np.linalg.norm(one - other))}
    model = getattr(aggregation, call["model"])(**settings)
    given = getattr(model, call["method"])(frame)
    return plain(getattr(model, call["show"]) if call["show"] else given)


def read(source: Any) -> pd.DataFrame:
    """Make a frame of columns, or of a file."""
    if isinstance(source, dict):
        return pd.DataFrame(source)
    names = {"task": str, "worker": str, "label": str}
    if Path(source).suffix == ".parquet":
        return pd.read_parquet(source)
    return pd.read_csv(source, dtype=names, keep_default_na=False)


def plain(value: Any) -> Any:
    """Give what JSON can say."""
    if isinstance(value, pd.DataFrame):
        return json.loads(value.to_json(orient="index", double_precision=15))
    if isinstance(value, pd.Series):
        return json.loads(value.to_json(orient="index", double_precision=15))
    return float(value)


if __name__ == "__main__":
    json.dump([called(call) for call in json.load(sys.stdin)], sys.stdout)
