"""The wheel needs no checkout, the sdist builds the same wheel, and an import reads no file."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from smtpcodes.knowledge import store
from tests.once import once

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel from the checkout, and the one from the sdist."""

    def build(folder: Path) -> None:
        for args in (
            [
                "--wheel",
                "-o",
                str(folder / "direct"),
            ],  # with what build-system.requires names alone
            ["--no-isolation", "-o", str(folder / "sdist")],
        ):
            done = subprocess.run(
                [sys.executable, "-m", "build", *args, str(ROOT)],
                capture_output=True,
                text=True,
                timeout=600,
            )
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    folder = once(tmp_path_factory, "dist", build)
    return next((folder / "direct").glob("*.whl")), next((folder / "sdist").glob("*.whl"))


# Runs before a command: `made` holds the patterns that it has compiled.
COUNTED = """
import re, sys
compiled, made = re._compile, set()
def counted(pattern, flags):
    made.add((pattern, flags))
    return compiled(pattern, flags)
re._compile = counted
from smtpcodes.cli import main
"""


def test_the_sdist_builds_the_same_wheel(wheels: tuple[Path, Path]) -> None:
    one, two = (
        {
            i.filename: i.CRC
            for i in zipfile.ZipFile(w).infolist()
            if not i.filename.endswith("RECORD")
        }
        for w in wheels
    )
    assert one == two


def test_the_wheel_holds_the_compiled_data_and_works_alone(
    wheels: tuple[Path, Path], tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(tmp_path)
    assert (tmp_path / "smtpcodes/knowledge/_compiled/replies.json").exists() and (
        tmp_path / "smtpcodes/py.typed"
    ).exists()
    code = (
        "import smtpcodes, sys\n"
        "e = smtpcodes.explain('535 5.7.139 Authentication unsuccessful, basic authentication is "
        "disabled.')\n"
        "assert e.cause == 'auth.disabled-by-policy', e\n"
        "assert smtpcodes.__file__.startswith(sys.argv[1])\n"
        "assert not {'pydantic', 'markdown_it'} & set(sys.modules), 'explain imports no pydantic'\n"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{code}",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr


def test_the_wheel_holds_the_manual_page(wheels: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(wheels[0]) as wheel:
        (page,) = [name for name in wheel.namelist() if name.endswith("share/man/man1/smtpcodes.1")]
        assert wheel.read(page).startswith(b".TH SMTPCODES 1")


def test_importing_reads_no_file_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, builtins\n"
        "opened = []\n"
        "real = builtins.open\n"
        "builtins.open = lambda *a, **k: (opened.append(a[0]), real(*a, **k))[1]\n"
        "import smtpcodes\n"
        "assert not opened, opened\n"
        "assert not {'pydantic', 'markdown_it', 'argparse', 'dataclasses'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_lint_loads_no_pydantic() -> None:
    code = (
        "import sys, smtpcodes; smtpcodes.lint('C: MAIL FROM:<a@x>\\nS: 535 5.7.8 no\\n"
        "'); assert not {'pydantic', 'markdown_it'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", "import smtpcodes; smtpcodes.explain(535)"], check=True, cwd=ROOT
    )  # compiles data/, if it has changed
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_every_public_name_is_there() -> None:
    import smtpcodes

    for name in smtpcodes.__all__:
        assert getattr(smtpcodes, name) is not None, name


def test_a_log_without_faults_is_linted_with_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    store.written("replies")  # compiles data/, if it has changed
    log = tmp_path / "session.txt"
    log.write_text(
        "S: 220 mx.example ESMTP\nC: EHLO client.example\nS: 250 mx.example\nC: QUIT\n"
        "S: 221 2.0.0 Bye\n"
    )
    heavy = {
        "inspect",
        "typing",
        "pkgutil",
        "urllib.parse",
        "html",
        "tomllib",
        "bz2",
        "lzma",
        "smtpcodes.knowledge.explain",
        "smtpcodes.runs.parallel",
        "pydantic",
    }
    code = (
        "import sys\n"
        "from smtpcodes.cli import main\n"
        f"assert main(['lint', '--no-config', {str(log)!r}]) == 0\n"
        f"loaded = sorted({heavy!r} & set(sys.modules))\n"
        "assert not loaded, f'{loaded}: import them where they are used'\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_short_log_is_linted_with_few_modules_and_patterns(tmp_path: Path) -> None:
    """What every start costs: a pattern is compiled when it is first used (``grammar.late``), a
    reader imported if one of its marks is there. A new rule, reader or wrapping changes none of
    these counts."""
    store.written("replies")  # compiles data/, if it has changed
    log = tmp_path / "session.log"
    log.write_text(
        "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250-mx.example.net\n"
        "S: 250 SIZE 1000\n"
        "C: MAIL FROM:<a@example.com>\nS: 250 2.1.0 Ok\nC: RSET\nS: 250 2.0.0 Ok\nC: QUIT\n"
        "S: 221 Bye\n"
    )
    code = (
        COUNTED + f"main(['lint', '--no-config', {str(log)!r}])\n"
        "own = {name for name in sys.modules if name.startswith('smtpcodes')}\n"
        "kinds = {'readers', 'rules', 'wrapping'}\n"
        "parts = {name: set(name.split('.')[1:-1]) for name in own}\n"
        "asked = [name for name in own if 'readers' in parts[name] and name.split('.')[-1][0] != "
        "'_']\n"
        "others = [name for name in own if not parts[name] & kinds]\n"
        "print(len(made), len(asked), len(others), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    patterns, asked, modules = map(int, done.stderr.split())
    assert patterns <= 125, f"{patterns} patterns are compiled: late() for those that few logs need"
    assert asked <= 4, f"{asked} readers are imported: their marks stand in every log"
    assert modules <= 135, f"{modules} modules are imported: import where they are used"


def test_a_plain_reply_is_explained_with_few_modules_and_patterns() -> None:
    """What a start of ``explain`` costs: neither the looks for credentials nor the texts of all
    providers are needed for it."""
    store.written("replies")  # compiles data/, if it has changed
    code = (
        COUNTED + "main(['explain', '535 5.7.8 Error: authentication failed'])\n"
        "own = [name for name in sys.modules if name.startswith('smtpcodes')]\n"
        "heavy = {'typing', 'locale', 'textwrap', 'unicodedata', 'pydantic', 'dataclasses'}\n"
        "print(len(made), len(own), *(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    patterns, modules, *heavy = done.stderr.split()
    assert int(patterns) <= 24 and int(modules) <= 50, (patterns, modules)
    assert not heavy, f"{heavy}: import them where they are used"
