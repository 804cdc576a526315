"""The rules of the house, kept by reading the house."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("oms_ui", "components", "state", "models")
README = (ROOT / "README.md").read_text()
MODULE_CEILING = 300
FUNCTION_CEILING = 40
# Written apart, so that this file does not find itself.
REGISTRIES = ("registry" + ".npmjs", "files." + "pythonhosted", "pypi" + ".org", "npm" + "mirror")
PRIVATE_PATH = re.compile(r"(?<![\w./])/(?:root|home|Users|work|opt|mnt|tmp)/[\w.]")


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


DECISIONS = tracked("docs/decisions/[0-9]*.md")


def modules() -> Iterator[Path]:
    for path in tracked("*.py"):
        generated = "versions" in path.parts
        if path.relative_to(ROOT).parts[0] in {*PACKAGES, "tests"} and not generated:
            yield path


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_module_is_longer_than_its_ceiling() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text().splitlines()) for path in modules()}

    assert {path: lines for path, lines in lengths.items() if lines > MODULE_CEILING} == {}


def test_no_function_is_longer_than_its_ceiling() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": (function.end_lineno or 0)
        - function.lineno
        + 1
        for path in modules()
        for function in functions(path)
    }

    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_CEILING} == {}


def test_imports_keep_to_their_layers() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    result = subprocess.run([linter], cwd=ROOT, check=False, capture_output=True, text=True)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_ends_with_the_test_that_keeps_it(decision: Path) -> None:
    last = decision.read_text().strip().splitlines()[-1]

    named = re.fullmatch(r"Kept by `(tests/[\w/]+\.py)::(test_\w+)`", last)

    assert named, f"{last!r} names no test"
    assert f"def {named[2]}(" in (ROOT / named[1]).read_text()


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(decision.name[:4]) for decision in DECISIONS]

    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_the_readme_names_only_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = set(re.findall(r"(?:`|^ {4})make ([a-z]+)", README, re.MULTILINE))

    assert named - targets == set()


def test_every_setting_that_is_read_is_in_the_example() -> None:
    source = (ROOT / "oms_ui" / "settings.py").read_text()
    read = set(re.findall(r'"((?:OMS_|REFLEX_)[A-Z_]+|PORT)"', source))

    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert listed == read


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode(errors="ignore")
        named = [name for name in REGISTRIES if name in text]
        named += [match.group() for match in PRIVATE_PATH.finditer(text)]
        if named and path != Path(__file__).resolve():
            found.append((path.relative_to(ROOT), named))

    assert found == []


def test_every_dependency_is_locked_by_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]}
    lock = (ROOT / "requirements.lock").read_text()

    pins = re.findall(r"^([\w.-]+)==[^\\]*\\\n +--hash=sha256:", lock, re.MULTILINE)

    assert wanted - set(pins) == set()
    assert len(pins) == len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE))
