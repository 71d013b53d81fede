"""The house keeps its floor plan."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cte_portal.community.workflow import TABLES
from cte_portal.settings import Profile

PORTAL = Path(__file__).parent.parent / "cte_portal"
FLOORS = [  # from the ground up; a room may use its own floor's room and every floor below
    {"named"},
    {"clock", "priority", "roles", "letters", "wording", "catalogue", "hostile"},
    {"windows"},
    {"settings", "extensions", "charts"},
    {"log"},
    {"transactions", "audit", "storage", "jobs", "links", "mail", "finding"},
    {"measures", "transfer"},
    {"backup"},
    {"web"},
    {"accounts"},
    {"notices"},
    {"long_work"},
    {"uploads"},
    {"registration"},
    {"community", "articles", "mistakes"},
    {"document"},
    {"review", "statistics", "exchange"},
    {"handover", "recognition", "annual"},
    {"performance"},
    {"guide", "workbench"},
    {"public", "admin", "demo", "styleguide"},
    {"privacy", "moving", "upgrading"},
    {"menu", "cli"},
    {"__init__"},
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
PURE = (
    "named.py",
    "catalogue/",
    "windows.py",
    "community/rules.py",
    "community/workflow.py",
    "community/journey.py",
    "community/readiness.py",
    "community/check_code.py",
)
PURE += ("backup/manifest.py", "accounts/own/rules.py", "privacy/rules.py")
PURE += ("review/first_look/rules.py", "charts/", "statistics/rules.py", "statistics/figures.py")
PURE += ("community/comments.py", "review/comments/rules.py", "review/checklist/rules.py", "review/private_notes/rules.py")
PURE += ("review/overview/rules.py", "review/batches/rules.py", "review/batches/contents.py", "review/batches/summary_table.py")
PURE += ("review/experts/rules.py", "review/experts/reading.py")
PURE += ("exchange/following/workflow.py", "exchange/following/figures.py")
PURE += tuple(f"exchange/meeting/{room}.py" for room in ("rules", "terms", "professions", "interests"))
PURE += tuple(f"exchange/{room}.py" for room in ("rules", "checking", "entries", "personal_data"))
PURE += ("exchange/living/rules.py", "finding/rules.py", "community/finding/rules.py")
PURE += ("articles/rules.py", "articles/markdown.py", "registration/rules.py")
PURE += (
    "letters.py",
    "wording.py",
    "community/co_editing/rules.py",
    "community/opening/rules.py",
    "community/unit_confirmation/rules.py",
)
PURE += tuple(f"community/exchange/{room}.py" for room in ("cells", "likeness", "matching", "plan", "sheet_parser", "sheets"))
PURE += tuple(f"handover/{room}.py" for room in ("archive", "checking", "keys", "papers", "paths", "reading", "rules"))
PURE += tuple(f"recognition/{room}.py" for room in ("rules", "working_days", "result_sheet"))
PURE += (
    "performance/rules.py",
    "performance/sampling/rules.py",
    "performance/scoring/rules.py",
    "performance/parts/rules.py",
    "performance/parts/sheet.py",
    *(f"performance/figures/{room}.py" for room in ("rules", "drawn", "open_data")),
)
PURE += ("annual/rules.py", "annual/icalendar.py", "annual/yearly_forms/rules.py", "community/targets.py")
PURE += ("styleguide/tokens.py",)
PURE += ("demo/supplies.py", "demo/names.py", "demo/prose.py", "demo/tables.py", "demo/trades.py")
PURE += ("accounts/rules.py", "uploads/rules.py", "demo/dossier.py", "document/line_breaking.py", "document/sections.py")
WRITERS = re.compile(r"(service(/\w+)?|audit|models|transactions)\.py$")


def files() -> list[Path]:
    return sorted(PORTAL.rglob("*.py"))


def imports(file: Path) -> Iterator[tuple[str, str]]:
    """(module inside the portal or outside, the name written) of everything the file imports."""
    package = ["cte_portal", *file.relative_to(PORTAL).parts[:-1]]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, name.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for name in node.names:
                yield f"{module}.{name.name}", module


def room_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] != "cte_portal":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in FLOOR else "__init__"


def name(file: Path) -> str:
    return file.relative_to(PORTAL).as_posix()


@pytest.mark.parametrize("file", files(), ids=name)
def test_imports_run_down_only(file: Path) -> None:
    parts = file.relative_to(PORTAL).parts
    own = parts[0].removesuffix(".py")
    for module, _ in imports(file):
        room = room_of(module)
        if room and room != own:
            assert FLOOR[room] < FLOOR[own], f"{name(file)} reaches up to {module}"


def module_of(file: Path) -> str:
    return ".".join(["cte_portal", *file.relative_to(PORTAL).with_suffix("").parts]).removesuffix(".__init__")


def test_no_module_imports_itself_by_way_of_others() -> None:
    modules = {module_of(file): file for file in files()}
    needs: dict[str, set[str]] = {}
    for module, file in modules.items():
        used = {written if written in modules else base for written, base in imports(file)}
        # a blueprint's folder names its views and they name the blueprint: that circle is one room
        needs[module] = {other for other in used & modules.keys() if not module.startswith(other)}
    while free := {module for module, used in needs.items() if not used & needs.keys()}:
        for module in free:
            del needs[module]
    assert not needs, f"these import each other: {sorted(needs)}"


@pytest.mark.parametrize("file", [f for f in files() if name(f).startswith(PURE)], ids=name)
def test_rules_are_pure(file: Path) -> None:
    for module, _ in imports(file):
        assert module.split(".")[0] not in ("flask", "sqlalchemy", "flask_login", "flask_sqlalchemy"), f"{name(file)} imports {module}"
        assert module not in ("cte_portal.extensions.db", "cte_portal.clock.now"), f"{name(file)} imports {module}"


@pytest.mark.parametrize("file", [f for f in files() if not WRITERS.search(name(f))], ids=name)
def test_only_services_write(file: Path) -> None:
    source = file.read_text()
    for writing in ("db.session.add", "db.session.delete", "db.session.commit", "audit.record"):
        assert writing not in source, f"{name(file)} writes: {writing}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("execute", "scalar", "scalars"):
            statements = {call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
            assert not statements & {"update", "insert", "delete"}, f"{name(file)} writes: line {node.lineno}"


@pytest.mark.parametrize("file", files(), ids=name)
def test_files_and_functions_stay_readable(file: Path) -> None:
    source = file.read_text()
    assert source.count("\n") <= 400, f"{name(file)} asks to become two rooms"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{name(file)}: {node.name} is long"


@pytest.mark.parametrize("folder", ["cte_portal", "templates", "static", "tests", "docs", "migrations", "benchmarks"])
def test_no_file_holds_the_marks_of_a_merge(folder: str) -> None:
    texts = (file for file in (PORTAL.parent / folder).rglob("*") if file.suffix in (".py", ".html", ".txt", ".toml", ".tsv", ".md", ".css", ".js"))
    marked = [file.name for file in texts if re.search("^(<{7} |>{7} |={7}$)", file.read_text(), re.MULTILINE)]
    assert marked == []


def test_every_room_is_on_the_floor_plan_and_what_is_on_it_is_there() -> None:
    plan = re.findall(r"^\| `(cte_portal/[\w/.]+)` \|", (PORTAL.parent / "docs" / "architecture.md").read_text(), re.MULTILINE)
    folders = {folder.parent for folder in PORTAL.rglob("__init__.py")} - {PORTAL}
    rooms = {f"cte_portal/{name(folder)}/" for folder in folders if folder.name not in ("views", "service")}
    modules = {f"cte_portal/{name(file)}" for file in PORTAL.glob("*.py") if file.stem != "__init__"}
    assert sorted(plan) == sorted(rooms | modules)


def test_every_decision_stands_in_the_index() -> None:
    folder = PORTAL.parent / "docs" / "decisions"
    indexed = re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text())
    assert set(indexed) == {file.name for file in folder.glob("*.md")} - {"README.md"}


def test_the_documented_workflow_is_the_one_in_the_code() -> None:
    text = (PORTAL.parent / "docs" / "architecture.md").read_text()
    documented = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and cells[0] in TABLES[Profile.NATIONAL]:
            documented[cells[0]] = cells[1:]
    expected = {}
    for action, step in TABLES[Profile.NATIONAL].items():
        provincial = TABLES[Profile.PROVINCIAL][action]
        expected[action] = [
            step.label,
            ", ".join(status.value for status in type(next(iter(step.sources))) if status in step.sources),
            step.target.value if step.target else "–",
            ", ".join(sorted(step.who)),
            ", ".join(sorted(provincial.who)),
            ", ".join(guard.__name__ for guard in step.guards) or "–",
        ]
    assert {a: [c if i != 1 else set(c.split(", ")) for i, c in enumerate(v)] for a, v in documented.items()} == {
        a: [c if i != 1 else set(c.split(", ")) for i, c in enumerate(v)] for a, v in expected.items()
    }


def test_tables_are_brought_up_to_date_in_one_way() -> None:
    """Alembic knows the database only after `cte_portal.upgrading` has told it."""
    folders = ("benchmarks", "cte_portal", "scripts", "tests")
    files = (file for folder in folders for file in (PORTAL.parent / folder).rglob("*.py"))
    assert [file for file in files if re.search(r"^\s*(from|import) flask_migrate", file.read_text(), re.M)] == [PORTAL / "upgrading.py"]
