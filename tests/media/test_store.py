"""The folder: whole files or none, whatever happens."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.media import store as stores
from bot.media.store import NoRoom, Store
from domain.errors import Unusable


def kept(store: Store, content: bytes) -> str:
    with store.coming() as path:
        path.write_bytes(content)
        return store.keep(path)[0]


def test_a_file_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    store = Store(tmp_path / "media")
    sha = kept(store, b"one")
    assert kept(store, b"one") == sha != kept(store, b"two")
    assert store.has(sha)
    assert store.path(sha).read_bytes() == b"one"
    assert not list((tmp_path / "media" / "coming").iterdir())
    assert store.path(sha).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "", f"{'a' * 63}/"])
def test_no_name_leads_elsewhere(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no SHA-256"):
        Store(tmp_path).path(name)


def test_a_full_disk_is_said_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "media")
    before = kept(store, b"before")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stores.os, "fsync", full)
    with pytest.raises(NoRoom, match="There is no room left"):
        kept(store, b"after")
    monkeypatch.undo()
    assert store.path(before).read_bytes() == b"before"
    assert not list((tmp_path / "media" / "coming").iterdir())
    assert store.has(kept(store, b"after"))


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file")
    with pytest.raises(Unusable, match=r"media cannot be used"), Store(tmp_path / "media").coming():
        pass


def test_a_kill_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.media.store import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "with store.coming() as path:\n"
        "    file = path.open('wb'); file.write(bytes(5_000_000)); file.flush()\n"
        "    print('half', flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == b"half\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    (left,) = (tmp_path / "coming").iterdir()
    assert {path.name for path in tmp_path.iterdir()} == {"coming"}
    store = Store(tmp_path)
    assert store.clear() == 0  # it may still be on its way
    os.utime(left, (time.time() - 90_000,) * 2)
    assert store.clear() == 1


def test_only_what_is_old_is_removed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sha = kept(store, b"one")
    assert not store.remove(sha, time.time() - 100)
    assert store.old(sha[:2], time.time() - 100) == []
    assert store.old(sha[:2], time.time() + 100) == [sha]
    assert store.remove(sha, time.time() + 100)
    assert not store.remove(sha, time.time() + 100)
