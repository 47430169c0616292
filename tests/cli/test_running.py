"""`bitework run` and `bitework demo` as processes: they start, answer, and stop when told."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.test_documented import sections, shape

ROOT = Path(__file__).parents[2]
START_SECONDS_MOST = 20
STOP_SECONDS_MOST = 10


class Running(NamedTuple):
    """A started process and the object that it printed when it was ready."""

    process: subprocess.Popen[str]
    said: Any

    def stop(self, number: signal.Signals = signal.SIGTERM) -> str:
        """Stop it as a supervisor does, and give what it had to say on stderr."""
        begun = time.monotonic()
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=STOP_SECONDS_MOST)
        assert self.process.returncode == 0, err
        assert time.monotonic() - begun < STOP_SECONDS_MOST
        return err


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BITEWORK_")}
    return {**kept, "PYTHONPATH": str(ROOT), "BITEWORK_LOG__FORMAT": "json", **more}


def start(folder: Path, *words: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "bot", *words],
        cwd=folder, env=environment(**more), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@contextmanager
def running(folder: Path, *words: str, **more: str) -> Iterator[Running]:
    """Start the bot and wait until it says that it is ready."""
    process = start(folder, *words, "--json", **more)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            pytest.fail(f"it did not start: {process.communicate(timeout=5)}")
        yield Running(process, json.loads(line))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=STOP_SECONDS_MOST)


def get(url: str, jar: CookieJar | None = None) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(url, timeout=5) as answer:
        return answer.status, answer.read().decode()


def test_run_makes_its_file_answers_and_stops_with_zero(tmp_path: Path) -> None:
    with running(tmp_path, "run", BITEWORK_WEB__PORT="0") as bot:
        assert shape(bot.said) == shape(sections()["run"])
        assert get(f"{bot.said['web']}/healthz") == (200, '{"status":"ok"}')
        assert get(bot.said["web"])[0] == 200
        err = bot.stop()
    entries = [json.loads(line) for line in err.splitlines()]
    assert [entry["event"] for entry in entries] == ["ready", "stopping"]
    assert (tmp_path / "bitework.db").exists()


def test_it_starts_at_once_with_a_database_and_ctrl_c_stops_it(
    tmp_path: Path, sqlite_url: str
) -> None:
    environ = {"BITEWORK_WEB__PORT": "0", "BITEWORK_DATABASE__URL": sqlite_url}
    begun = time.monotonic()
    with running(tmp_path, "run", **environ) as bot:
        get(bot.said["web"])
        assert time.monotonic() - begun < START_SECONDS_MOST  # the bench has the bar: 1.5 s
        assert resident_kb(bot.process.pid) < 80_000
        bot.stop(signal.SIGINT)


def resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def test_it_stops_in_time_with_pages_open(tmp_path: Path, sqlite_url: str) -> None:
    environ = {"BITEWORK_WEB__PORT": "0", "BITEWORK_DATABASE__URL": sqlite_url}
    with running(tmp_path, "run", **environ) as bot:
        jar = CookieJar()
        get(bot.said["web"], jar)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with opener.open(f"{bot.said['web']}/stream", timeout=5) as stream:
            assert stream.readline() == b"event: hello\n"
            bot.stop()
            assert b"event: message" not in stream.read()


def test_it_runs_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    environ = {"BITEWORK_WEB__PORT": "0", "BITEWORK_DATABASE__URL": postgres_url}
    with running(tmp_path, "run", **environ) as bot:
        assert get(f"{bot.said['web']}/healthz")[0] == 200
        bot.stop()


def test_an_old_or_foreign_database_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "bitework.db").touch()
    process = start(tmp_path, "run", BITEWORK_WEB__PORT="0")
    out, err = process.communicate(timeout=START_SECONDS_MOST)
    assert (process.returncode, out) == (3, "")
    assert "has no tables of Bitework yet. `bitework migrate` makes them." in err


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = start(tmp_path, "demo", "--port", port)
        out, err = process.communicate(timeout=START_SECONDS_MOST)
    assert (process.returncode, out) == (3, "")
    assert f"127.0.0.1 port {port}: something else listens there already" in err
    assert "--port" in err
    assert not (tmp_path / "demo-data" / "bitework.db").exists()


def test_without_the_chat_only_the_supervisor_is_answered(tmp_path: Path, sqlite_url: str) -> None:
    environ = {
        "BITEWORK_WEB__PORT": "0", "BITEWORK_DATABASE__URL": sqlite_url, "BITEWORK_WEB__CHAT": "no",
    }  # fmt: skip
    with running(tmp_path, "run", **environ) as bot:
        assert get(f"{bot.said['web']}/healthz")[0] == 200
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(bot.said["web"])
        bot.stop()


def test_the_demo_is_seeded_once_and_found_again(tmp_path: Path) -> None:
    with running(tmp_path, "demo", "--port", "0") as bot:
        assert shape(bot.said) == shape(sections()["demo"])
        first = bot.said["admin"].partition("?key=")[2]
        jar = CookieJar()
        assert get(bot.said["admin"], jar)[0] == 200
        assert get(bot.said["worker"])[0] == 200
        bot.stop()
    key = tmp_path / "demo-data" / "admin.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with running(tmp_path, "demo", "--port", "0") as bot:
        assert bot.said["admin"].partition("?key=")[2] == first
        listed = subprocess.run(
            [sys.executable, "-m", "bot", "project", "list", "--json", "--config",
             "demo-data/config.toml"],
            cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        projects = json.loads(listed.stdout)["projects"]
        bot.stop()
    assert sorted(project["kind"] for project in projects) == [
        "categorisation", "moderation", "survey",
    ]  # fmt: skip
    assert all(project["state"] == "open" for project in projects)
    assert all(project["rows"] >= 40 for project in projects if project["kind"] != "survey")


def test_no_secret_and_no_link_gets_into_the_log(tmp_path: Path, sqlite_url: str) -> None:
    secret = "hush-hush-1234567890"
    environ = {
        "BITEWORK_WEB__PORT": "0", "BITEWORK_DATABASE__URL": sqlite_url,
        "BITEWORK_WEB__ACCESS_TOKEN": secret, "BITEWORK_LOG__LEVEL": "debug",
        "BITEWORK_TELEGRAM__TOKEN": f"123:{secret}",
    }  # fmt: skip
    with running(tmp_path, "run", **environ) as bot:
        assert secret not in json.dumps(bot.said)
        jar = CookieJar()
        get(f"{bot.said['web']}/enter?token={secret}", jar)
        assert get(bot.said["web"], jar)[0] == 200
        err = bot.stop()
    assert secret not in err
    assert all(json.loads(line)["event"] for line in err.splitlines())
