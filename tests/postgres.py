"""A real PostgreSQL for tests and benchmarks: made in a folder, thrown away with it."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg

USER = "bitework"
UNPRIVILEGED = "postgres"  # whom it runs as when we are root, which PostgreSQL refuses to be


def program(name: str) -> str | None:
    """Find one of PostgreSQL's programs: its server's are often beside the PATH, by version."""
    beside = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    return str(beside[-1]) if beside else shutil.which(name)


def why_not() -> str | None:
    """Say what is missing here for a PostgreSQL of our own; None where nothing is."""
    if program("initdb") is None or program("pg_ctl") is None:
        return "PostgreSQL's server programs (initdb, pg_ctl) are not installed"
    if os.geteuid() == 0 and not _exists(UNPRIVILEGED):
        return f"we are root, and there is no user {UNPRIVILEGED} to run PostgreSQL as"
    return None


class Server:
    """A running server on a free port of the loopback; `url(name)` is the address of a database."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str | None = None) -> str:
        """Make a database, empty or as a copy, and give its name."""
        name = f"t{token_hex(6)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running(folder: Path, *, fsync: bool = False) -> Iterator[Server]:
    """Start a server with its data in `folder`; without fsync it is fast, a crash costs data."""
    data, port = folder / "data", _free_port()
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        owner = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        _let_through(folder)
    _call("initdb", "-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": 60,
        "fsync": "on" if fsync else "off",
        "synchronous_commit": "on" if fsync else "off",
        "full_page_writes": "on" if fsync else "off",
    }
    given = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    _call("pg_ctl", "-D", data, "-w", "-t", "60", "-o", given, "-l", folder / "log", "start")
    try:
        yield Server(port)
    finally:
        _call("pg_ctl", "-D", data, "-m", "immediate", "stop")


def _call(name: str, *arguments: str | Path) -> None:
    command: Sequence[str] = [str(program(name)), *map(str, arguments)]
    as_whom = UNPRIVILEGED if os.geteuid() == 0 else None
    groups: list[int] | None = [] if as_whom else None
    done = subprocess.run(
        command,
        user=as_whom,
        group=as_whom,
        extra_groups=groups,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}")


def _let_through(folder: Path) -> None:
    """Let the unprivileged user reach a folder below ones that only we may enter."""
    for parent in folder.parents:
        if parent.owner() == "root" and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o001)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
