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
from tempfile import TemporaryDirectory

import psycopg

USER = "bitework"
INITDB = ("--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "''",
    "max_connections": "60",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Most tables are empty already, and one look at all of them costs a tenth of emptying each.
EMPTY = """
DO $$ DECLARE name text; looks text; BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;  -- no foreign keys, no append-only triggers
    SELECT string_agg(format('SELECT %L WHERE EXISTS (SELECT 1 FROM %I)', tablename, tablename),
                      ' UNION ALL ') INTO looks
      FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version';
    FOR name IN EXECUTE looks LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I', sequencename), 1, false) FROM pg_sequences
      WHERE last_value IS NOT NULL;
END $$
"""
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
        self._kept: dict[str, psycopg.Connection] = {}

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self) -> str:
        """Make a database without tables and give its name."""
        name = f"t{token_hex(6)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def close(self) -> None:
        """Let go of what it kept open."""
        for connection in self._kept.values():
            connection.close()

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def empty(self, name: str) -> None:
        """Make a database as new, its schema kept: 20 times as fast as a copy of a template."""
        try:
            self._connection(name).execute(EMPTY)
        except psycopg.OperationalError:  # a test has ended all connections, ours too
            self._kept.pop(name).close()
            self._connection(name).execute(EMPTY)

    def _connection(self, name: str) -> psycopg.Connection:
        """One that stays: a new one has to read the catalogue anew, which takes longer than all."""
        if name not in self._kept:
            self._kept[name] = psycopg.connect(self.url(name), autocommit=True)
        return self._kept[name]

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running(*, fsync: bool = False, parent: Path | None = None) -> Iterator[Server]:
    """Start a server in a new folder below `parent`, or wherever temporary files go.

    Without fsync it is fast, and a crash costs data. The folder isn't one of pytest's: those are
    closed to everybody but us, and we may be root.
    """
    with TemporaryDirectory(prefix="bitework-postgres-", dir=parent) as name:
        folder, port = Path(name), _free_port()
        data = folder / "data"
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _call("initdb", "-D", data, "-U", USER, *INITDB)
        settings = SETTINGS | {"port": str(port)} | ({} if fsync else FAST)
        options = " ".join(f"-c {key}={value}" for key, value in settings.items())
        _call("pg_ctl", "-D", data, "-w", "-t", "60", "-o", options, "-l", folder / "log", "start")
        try:
            server = Server(port)
            try:
                yield server
            finally:
                server.close()
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
