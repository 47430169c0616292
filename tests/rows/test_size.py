"""Large files: 200,000 rows go in and out in bounded memory, and in seconds."""

import subprocess
import sys
from pathlib import Path

import orjson

from storage.database import open_database
from tests.money.world import World
from tests.rows.conftest import Write
from tests.rows.test_importing import MODERATION

ROWS = 200_000
RUN = """
import io, json, re, sys, time
from pathlib import Path
from bot.exporting import export_now
from bot.importing import import_file
from storage.database import open_database

class Counter(io.RawIOBase):
    lines = 0
    def write(self, data):
        self.lines += bytes(data).count(b"\\n")
        return len(data)

def peak_kb():  # of this program alone: getrusage also counts what the parent had
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])

url, project_id, path = sys.argv[1:]
database = open_database(url)
start = time.monotonic()
result = import_file(database, int(project_id), Path(path), now_ms=1)
seconds = time.monotonic() - start
imported_kb = peak_kb()
out = Counter()
export_now(database, int(project_id), "results", "csv", out)
database.close_now()
exported_kb = peak_kb()
print(json.dumps([result.imported, out.lines, seconds, imported_kb, exported_kb]))
"""


def test_200_000_rows_go_in_and_out_in_bounded_memory(sqlite_url: str, write: Write) -> None:
    database = open_database(sqlite_url)
    world = World(database)
    project_id = world.project(world.owner(), MODERATION)
    database.close_now()
    text = "A message of about the usual length, with a comma and some more words behind it"
    path = write(
        "rows.csv", "id,message\n" + "".join(f'm{row},"{text} {row}"\n' for row in range(ROWS))
    )
    ended = subprocess.run(
        [sys.executable, "-c", RUN, sqlite_url, str(project_id), str(path)],
        check=True, timeout=120, capture_output=True, cwd=Path(__file__).parents[2],
    )
    imported, lines, seconds, imported_kb, exported_kb = orjson.loads(ended.stdout)
    assert (imported, lines) == (ROWS, ROWS + 1)
    assert seconds < 40  # about 1.3 s; a slow machine has other work as well
    assert imported_kb < 130 * 1024
    assert exported_kb < 130 * 1024
