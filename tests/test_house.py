"""The rules of the house: who may import whom, how long things may be, what never stands anywhere.

`make check` runs this file. docs/architecture.md says why the rules are what they are.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ("bot", "handlers", "services", "domain", "storage")
FILE_LINES_MOST = 400
FUNCTION_LINES_MOST = 70

MAY_IMPORT = {
    "domain": set(),
    "storage": {"domain"},
    "services": {"domain", "storage"},
    "handlers": {"domain", "services"},
    "bot": {"domain", "storage", "services", "handlers"},
}
ONLY_IN = {
    "telegram": "bot", "discord": "bot", "starlette": "bot", "uvicorn": "bot", "apscheduler": "bot",
    "typer": "bot", "rich": "bot", "structlog": "bot", "jinja2": "bot", "pydantic_settings": "bot",
    "sqlite3": "storage", "aiosqlite": "storage", "psycopg": "storage", "aiosql": "storage",
    "alembic": "storage", "sqlalchemy": "storage",
}  # fmt: skip
NO_INPUT_NOR_OUTPUT = {"os", "socket", "subprocess", "time", "random", "asyncio", "threading"}


def sources(*folders: str) -> list[Path]:
    """All Python files in these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """A file as Python reads it."""
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """The packages that a file imports, wherever in it, with the line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            yield (node.module or "").partition(".")[0], node.lineno


def tracked() -> list[Path]:
    """The files of the repository: those git knows, and new ones that it would not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("layer", HOUSE)
def test_a_layer_imports_only_what_stands_below_it(layer: str) -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {package}"
        for path in sources(layer)
        for package, line in imports(path)
        if package in HOUSE and package != layer and package not in MAY_IMPORT[layer]
    ]
    assert wrong == []


def test_libraries_are_imported_where_they_belong() -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {package}"
        for path in sources(*HOUSE)
        for package, line in imports(path)
        if package in ONLY_IN and path.relative_to(ROOT).parts[0] != ONLY_IN[package]
    ]
    assert wrong == []


def test_the_domain_does_no_input_or_output_and_has_no_clock() -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {package}"
        for path in sources("domain")
        for package, line in imports(path)
        if package in NO_INPUT_NOR_OUTPUT
    ]
    wrong += [
        f"{name_of(path)}:{node.lineno} asks for the time"
        for path in sources("domain")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
        if isinstance(node.value, ast.Name) and node.value.id in ("datetime", "date")
    ]
    assert wrong == []


def test_only_the_edge_awaits() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources("domain", "services", "handlers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncWith | ast.AsyncFor)
    ]
    assert wrong == []


def test_sql_stands_in_named_queries_alone() -> None:
    verb = re.compile(r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM)\s", re.S)
    allowed = ("storage/migrations/", "storage/schema.py")  # the version is read by a plain SELECT
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources(*HOUSE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if verb.match(node.value) and not name_of(path).startswith(allowed)
    ]
    assert wrong == []


def test_files_and_functions_stay_short() -> None:
    wrong = []
    for path in sources(*HOUSE, "tests", "benchmarks"):
        if name_of(path).startswith("storage/migrations/versions/"):
            continue  # a list of tables, written once and never changed
        text = path.read_text()
        if (lines := text.count("\n")) > FILE_LINES_MOST:
            wrong.append(f"{name_of(path)}: {lines} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES_MOST:
                    wrong.append(f"{name_of(path)}:{node.lineno} {node.name}: {length} lines")
    for path in tracked():
        is_page = path.suffix in (".js", ".css", ".sql", ".html")
        if is_page and (lines := path.read_text().count("\n")) > FILE_LINES_MOST:
            wrong.append(f"{name_of(path)}: {lines} lines")
    assert wrong == []


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
    wrong = [
        f"{name_of(path)}:{number}"
        for path in sources(*HOUSE, "tests", "benchmarks")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if mark.search(line)
    ]
    assert wrong == []


def test_no_file_names_a_package_index_or_somebodys_machine() -> None:
    """Locks carry hashes and no address; paths of one machine mean nothing on another."""
    hosts = r"py" r"pi\.org|python" r"hosted|npm" r"js\."
    options = r"index-" r"url|find-" r"links|trusted-" r"host"
    folders = r"home/[a-z]|ro" r"ot/|Users/[A-Za-z]|wo" r"rk/|opt/(?:wheels|py" r"pi)"
    allowed = {".ci/lock"}  # it names the options that keep addresses out
    found = re.compile(rf"{hosts}|{options}|(?<![\w./-])/(?:{folders})")
    wrong = []
    for path in tracked():
        if name_of(path) in allowed or b"\0" in (data := path.read_bytes())[:8000]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if found.search(line):
                wrong.append(f"{name_of(path)}:{number}: {line.strip()[:80]}")
    assert wrong == []


def test_links_between_documents_lead_somewhere() -> None:
    wrong = []
    for path in tracked():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
            if "://" not in target and not (path.parent / target).exists():
                wrong.append(f"{name_of(path)}: {target}")
    assert wrong == []


def test_every_document_can_be_found_from_the_readme() -> None:
    readme = ROOT / "README.md"
    reached, waiting = set(), [readme]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+(?:\.md|/))[^)]*\)", page.read_text())
        targets = [(page.parent / link).resolve() for link in links if "://" not in link]
        waiting += [path / "README.md" if path.is_dir() else path for path in targets]
    documents = {path for path in tracked() if path.suffix == ".md"}
    assert {name_of(path) for path in documents - reached} == set()


def pins(name: str) -> dict[str, tuple[str, list[str]]]:
    """The requirements of a lock: by name, the requirement and its hashes."""
    found = {}
    for block in (ROOT / name).read_text().replace("\\\n", " ").splitlines():
        if block.strip() and not block.strip().startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", block.strip())
            found[requirement.partition("==")[0]] = (requirement, hashes)
    return found


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "tests/lnbits/requirements.lock"]
)
def test_a_lock_pins_everything_by_version_and_hash(name: str) -> None:
    found = pins(name)
    assert len(found) > 30
    for requirement, hashes in found.values():
        assert re.fullmatch(
            r"[a-z0-9-]+==[0-9][\w.+!]*( ; python_version >= \"[0-9.]+\")?", requirement
        ), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement


def test_what_runs_is_what_was_tested() -> None:
    running, testing = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: pin[0] for name, pin in running.items()} == {
        name: testing[name][0] for name in running
    }


def test_the_locks_have_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=~;\s]", item)[0].replace(".", "-") for item in requirements}

    assert names(project["dependencies"]) <= set(pins("requirements.lock"))
    assert names(project["optional-dependencies"]["dev"]) <= set(pins("requirements-dev.lock"))


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_serves_every_python_from_3_11_on(name: str, python: str) -> None:
    """With --require-hashes pip refuses whatever is asked for and not pinned."""
    from importlib.metadata import PackageNotFoundError, requires

    from packaging.markers import default_environment
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found, missing = pins(name), []
    environment = {**default_environment(), "extra": "", "python_version": python}
    environment["python_full_version"] = f"{python}.1"
    for pinned in found:
        try:
            asked = [Requirement(text) for text in requires(pinned) or ()]
        except PackageNotFoundError:
            continue  # for another Python than this one
        missing += [
            f"{pinned} asks for {need.name}"
            for need in asked
            if canonicalize_name(need.name) not in found
            and (need.marker is None or need.marker.evaluate(environment))
        ]
    assert missing == []


def test_the_makefile_explains_itself() -> None:
    said = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("help", "run", "setup", "test", "soak", "check", "bench", "lock", "clean"):
        assert re.search(rf"^  make {target} +\S", said.stdout, re.MULTILINE), target


def test_help_comes_at_once_for_it_imports_nothing_heavy() -> None:
    script = "import sys; import bot.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = ("pydantic", "pydantic_settings", "structlog", "starlette", "sqlite3", "babel")
    assert set(heavy) & set(loaded) == set()
