"""How a database is addressed."""

from pathlib import Path

from domain.errors import Unusable

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


def sqlite_path(url: str) -> Path:
    """Give the file of `sqlite:///relative.db` or `sqlite:////absolute.db`."""
    if not url.startswith(SQLITE):
        raise unknown(url)
    path = Path(url.removeprefix(SQLITE)).expanduser()
    if path.is_dir():
        raise Unusable(
            "{path} is a folder, and the database url has to name a file. "
            "For example: sqlite:///bitework.db",
            path=path,
        )
    return path


def beside(url: str, name: str) -> Path:
    """Give the path of what stands beside a SQLite file; elsewhere in the folder we work in."""
    path = Path(name).expanduser()
    return sqlite_path(url).parent / path if url.startswith(SQLITE) else path


def is_missing_file(url: str) -> bool:
    """Tell whether the url names a SQLite file that is not there yet."""
    return url.startswith(SQLITE) and not sqlite_path(url).exists()


def unknown(url: str) -> Unusable:
    """Say which addresses there are, without repeating one that may hold a password."""
    return Unusable(
        "The database url has to begin with sqlite:/// or postgresql://, and this one begins with "
        "{scheme}. For example: sqlite:///bitework.db",
        scheme=repr(url.partition(":")[0][:20]),
    )
