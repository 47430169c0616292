"""The files of claims (`Database.claim`) beside a SQLite file; PostgreSQL has none."""

import glob

from storage.urls import SQLITE, sqlite_path


def left(url: str) -> list[str]:
    """Give the names of claims that have a file: somebody holds them, or was killed with them."""
    if not url.startswith(SQLITE):
        return []
    path = sqlite_path(url)
    start = f"{path.name}-claim-"
    files = path.parent.glob(f"{glob.escape(start)}*")
    return sorted(file.name.removeprefix(start) for file in files)
