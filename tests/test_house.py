"""The walls of the house that no linter knows: names, sizes, clocks, hosts (design, section 2)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "vekha"
LINES_AT_MOST = 400
FUNCTION_LINES_AT_MOST = 40
DRAWERS = {
    "utils", "helpers", "common", "misc", "manager", "base", "core", "lib", "types", "services",
}  # fmt: skip
DOORS = {"cli", "web", "flows", "serve"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("pendulum", "now"),
}


def modules(folder: Path = SOURCE) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}


def test_no_module_is_a_drawer() -> None:
    assert [] == [path for path in modules() if path.stem in DRAWERS or path.parent.name in DRAWERS]


def test_no_file_holds_two_ideas() -> None:
    files = [*modules(), *modules(ROOT / "tests"), *modules(ROOT / "benchmarks")]
    long = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    assert {} == {name: lines for name, lines in long.items() if lines > LINES_AT_MOST}


def test_no_function_is_longer_than_a_screen(trees: dict[Path, ast.Module]) -> None:
    long = [
        f"{path.name}:{node.name}"
        for path, tree in trees.items()
        for node in functions(tree)
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES_AT_MOST
    ]

    assert [] == long


def test_only_doors_read_the_clock(trees: dict[Path, ast.Module]) -> None:
    def read_clock(tree: ast.Module) -> bool:
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        named = (f for f in calls if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name))
        return any((f.value.id, f.attr) in CLOCKS for f in named)

    inside = {path for path in trees if path.relative_to(SOURCE).parts[0] not in DOORS}

    assert [] == [path for path in inside if read_clock(trees[path])]


def test_functions_are_short_by_the_median(trees: dict[Path, ast.Module]) -> None:
    lengths = sorted((n.end_lineno or 0) - n.lineno + 1 for tree in trees.values() for n in functions(tree))

    assert lengths[len(lengths) // 2] <= 9
    assert lengths[len(lengths) * 9 // 10] < 30


def test_no_file_names_a_registry_host() -> None:
    host = re.compile(r"https?://[^\s\"']*(pypi\.org|pythonhosted|npmjs|debian\.org)")
    files = [
        path
        for pattern in ("*.lock", "*.toml", "Makefile", ".ci/*", "*.md", "*.json")
        for path in ROOT.glob(pattern)
    ]

    assert [] == [path.name for path in files if host.search(path.read_text(encoding="utf-8"))]


def test_init_files_re_export_nothing(trees: dict[Path, ast.Module]) -> None:
    packages = (path for path in trees if path.name == "__init__.py")

    assert [] == [
        p for p in packages if any(isinstance(n, ast.ImportFrom | ast.Import) for n in trees[p].body)
    ]
