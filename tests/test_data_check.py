"""What curators are told: each error with its file and line, all at once; and that nothing they
write breaks the check."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smtpcodes import cli
from smtpcodes.knowledge.check import check
from smtpcodes.knowledge.stale import stale

ROOT = Path(__file__).parent.parent

FILES = {
    "replies/535.md": """\
# 535 Authentication credentials invalid

```toml
code     = 535
status   = "extension"
enhanced = ["5.7.8"]
answers  = ["AUTH"]
retry    = "after-change"
client_action = "ask-for-password"
cause    = "auth.credentials-invalid"
spec     = [{ rfc = 4954, section = "6" }]
see      = [530]
```

The credentials fail.

## When you see it

After AUTH. See [530](530.md).

```smtp
C: AUTH PLAIN [redacted]
S: 535 5.7.8 Authentication credentials invalid
```

## Causes

### The password is wrong

Cause: auth.credentials-invalid

Somebody changed it.

**Fix:** Use the right one.

## For server authors

Say no more than that.
""",
    "replies/530.md": """\
# 530 Authentication required

```toml
code     = 530
status   = "extension"
enhanced = ["5.7.0"]
answers  = ["MAIL"]
retry    = "after-change"
client_action = "ask-for-login"
spec     = [{ rfc = 4954, section = "6" }]
```

Log in first.

## When you see it

Before AUTH.

## Causes

### No log-in

Cause: auth.required

**Fix:** Log in.

## For server authors

Offer AUTH.
""",
    "enhanced/5.7.8.md": """\
# 5.7.8 Authentication credentials invalid

```toml
code    = "5.7.8"
classes = [5]
status  = "registered"
name    = "Authentication credentials invalid"
replies = [535]
retry   = "after-change"
client_action = "ask-for-password"
spec    = [{ rfc = 4954, section = "6" }]
```

The credentials fail.

## What to do

**Fix:** Use others.
""",
    "comparisons/530-vs-535.md": """\
# 530 or 535?

```toml
codes = [530, 535]
spec  = [{ rfc = 4954, section = "6" }]
```

One asks, one refuses.

## Key differences

| | 530 | 535 |
| --- | --- | --- |
| says | log in | wrong |

## When you see each

### 530

Before.

### 535

After.
""",
    "providers/acme.toml": """\
name  = "Acme"
marks = ["acmesmtp"]

[[text]]
id     = "acme/bad-password"
reply  = '535 5.7.8 The anvil does not fit {id}'
cause  = "auth.credentials-invalid"
means  = "Wrong."
fix    = "Use another."
source = "https://acme.example/"
seen   = 2026-11-23
examples = ['535 5.7.8 The anvil does not fit x17']

[[text]]
id     = "acme/no-rockets"
reply  = 'Rockets are not allowed here'
cause  = "policy.content"
means  = "No rockets."
fix    = "Send none."
source = "seen on the wire: Acme 1.2"
seen   = 2026-11-23
""",
    "causes.toml": "".join(
        f'[[cause]]\nid = "{name}"\ntitle = "T"\nsays = "s"\nretry = "after-change"\n'
        f'client_action = "{action}"\n'
        '[cause.messages]\nuser = "u"\ndeveloper = "d"\npostmaster = "p"\n\n'
        for name, action in (
            ("auth.credentials-invalid", "ask-for-password"),
            ("auth.required", "ask-for-login"),
            ("policy.content", "change-message"),
        )
    ),
    "commands.toml": (
        '[any]\nerrors = [{ code = 421 }]\n\n[[command]]\nverb = "AUTH"\n'
        'errors = [{ code = 535 }]\n\n[[command]]\nverb = "MAIL"\nerrors = [{ code = 530 }]\n'
    ),
    "situations.toml": (
        '[[situation]]\nid = "s"\ncommands = ["MAIL"]\nsays = "x"\ncode = 530\nenhanced = "5.7.0"\n'
    ),
    "registry/enhanced.toml": (
        '[[code]]\ncode = "X.7.8"\nname = "n"\n\n[[code]]\ncode = "X.7.0"\nname = "n"\n'
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    return tmp_path / "data"


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_data_in_order_gives_no_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(folder) == []
    assert cli.main(["data", "check", str(folder)]) == 0


R, E, C, P = (
    "replies/535.md",
    "enhanced/5.7.8.md",
    "comparisons/530-vs-535.md",
    "providers/acme.toml",
)
WRONG = [
    (R, '"after-change"', '"tomorrow"', 8, "retry: "),
    (R, "status   =", "staus    =", 5, "staus: no such key; did you mean 'status'?"),
    (R, "code     = 535", "code     = = 535", 4, "Invalid value"),
    (
        R,
        "code     = 535",
        "code     = 536",
        1,
        "the code is 536 in the facts, 535 in the title, 535 in the file's name",
    ),
    (R, "# 535 Auth", "# Auth", 1, "the title begins with the code"),
    (R, "[530](530.md)", "[531](531.md)", 19, "dead link: 531.md"),
    (R, "Somebody changed it.", "<b>Somebody</b> changed it.", 32, "raw HTML is refused"),
    (R, "Somebody changed it.", "![x](530.md)", 32, "images are refused"),
    (
        R,
        "Cause: auth.credentials-invalid\n",
        "It is wrong.\n",
        28,
        "its first paragraph is `Cause: <id>` alone",
    ),
    (
        R,
        "**Fix:** Use the right one.",
        "Use the right one.",
        28,
        "one paragraph begins with **Fix:**",
    ),
    (R, "## For server authors", "## For servers", 36, "no such section"),
    (R, "## When you see it", "## Causes of it", 17, "no such section"),
    (
        R,
        "\n## For server authors\n\nSay no more than that.\n",
        "",
        1,
        "the section is missing: ## For server authors",
    ),
    (R, "see      = [530]", "see      = [531]", 12, "see: no entry 531"),
    (R, '["AUTH"]', '["LOGIN"]', 7, "answers: no command LOGIN in commands.toml"),
    (R, '["AUTH"]', '["MAIL"]', 7, "answers: commands.toml does not list 535 for MAIL"),
    (R, '["5.7.8"]', '["5.7.99"]', 6, "enhanced: 5.7.99 is not in the registry"),
    (R, '["5.7.8"]', '["4.7.8"]', 6, "enhanced: the class of 4.7.8 is not that of 535"),
    (R, "C: AUTH PLAIN", "AUTH PLAIN", 22, "a line of an smtp fence begins with"),
    (R, "S: 535 5.7.8 Auth", "S: oops Auth", 23, "no reply line"),
    (
        R,
        "Cause: auth.credentials-invalid",
        "Cause: auth.nonsense",
        30,
        "cause: auth.nonsense stands not in causes.toml",
    ),
    (E, "classes = [5]", "classes = [7]", 5, "classes: "),
    (E, "**Fix:** Use others.", "Use others.", 16, "one paragraph begins with **Fix:**"),
    (E, '"registered"', '"vendor"', 6, "status: 5.7.8 is in the registry"),
    (C, "codes = [530, 535]", "codes = [530, 536]", 4, "codes: no entry 536"),
    (C, "### 535", "### 534", 16, "one ### for 535"),
    (C, "## Key differences", "## Differences", 10, "no such section"),
    (
        P,
        'source = "https://acme.example/"\n',
        "",
        4,
        "source: Field required",
    ),
    (
        P,
        'id     = "acme/bad-password"',
        'id     = "google/bad-password"',
        4,
        "id: begins with acme/",
    ),
    (P, "does not fit x17", "does not match x17", 5, "its template does not match its own example"),
    (
        P,
        "'Rockets are not allowed here'",
        "'The anvil does not fit {id}'",
        5,
        "its example is caught by acme/no-rockets as well",
    ),
    (P, '"acme/no-rockets"', '"acme/bad-password"', 5, "acme/bad-password stands twice"),
    (
        P,
        'cause  = "policy.content"',
        'cause  = "policy.nonsense"',
        17,
        "cause: policy.nonsense stands not in causes.toml",
    ),
    (P, "seen   = 2026-11-23", "seen   = 2026-13-23", 11, "Expected newline"),
    ("causes.toml", 'says = "s"\n', "", 1, "says: "),
    (
        "commands.toml",
        '[[command]]\nverb = "MAIL"',
        '[[comand]]\nverb = "MAIL"',
        8,
        "comand: no such key",
    ),
    ("situations.toml", '"5.7.0"', '"4.7.0"', 2, "s: the class of 4.7.0 is not that of 530"),
    ("situations.toml", '["MAIL"]', '["MAYL"]', 2, "s: no command MAYL in commands.toml"),
    ("situations.toml", "[[situation]]", "[situation]", 1, "an entry begins with [[situation]]"),
    (P, "https://acme.example/", "a friend told me", 10, "source: none of an address, `RFC 4954"),
    (P, "https://acme.example/", "https://acme.example/search?q=535", 10, "source: the address of"),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "what"),
    WRONG,
    ids=[f"{w[0].split('/')[-1]}-{w[4][:40]}" for w in WRONG],
)
def test_an_error_is_told_with_its_line(
    folder: Path, name: str, old: str, new: str, line: int, what: str
) -> None:
    change(folder, name, old, new)
    found = check(folder)
    assert any(p.path == f"data/{name}" and what in p.what for p in found), [str(p) for p in found]
    assert line in [p.line for p in found if what in p.what], [str(p) for p in found]


def test_all_errors_are_told_at_once_in_the_order_of_files_and_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, old, new, _, _ in (WRONG[0], WRONG[21], WRONG[27], WRONG[34]):
        change(folder, name, old, new)
    assert cli.main(["data", "check", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if re.match(r"data/[\w./-]+:\d+: ", line)]
    assert len(told) >= 4 and told == sorted(told) and lines[-1] == f"{len(told)} errors"


FIELD = [  # name, old, new: what is wrong with one field, and nothing else
    (R, '"after-change"', '"tomorrow"'),
    (R, "status   =", "staus    ="),
    (R, "code     = 535", "code     = = 535"),
    (E, "classes = [5]", "classes = [7]"),
    (E, "name    =", "nam     ="),
    (C, "codes = [530, 535]", "codes = [530, 535]\nlevel = 3"),
    (P, "seen   = 2026-11-23", "seen   = 2026-13-23"),
    (P, "cause  = ", "couse  = "),
    (P, "name  = ", "nmae  = "),
    ("causes.toml", 'says = "s"\n', ""),
    ("causes.toml", "[[cause]]", "[[cause]"),
    ("commands.toml", "errors = [{ code = 535 }]", "errors = [{ code = 535 }]\nextra = 1"),
    ("commands.toml", 'verb = "AUTH"\nerrors', 'verb = "AUTH"\nerors'),
    ("registry/enhanced.toml", 'name = "n"', "name = 1"),
]


@pytest.mark.parametrize(("name", "old", "new"), FIELD, ids=[f"{w[0]}-{w[2][:20]}" for w in FIELD])
def test_one_bad_field_gives_one_error(folder: Path, name: str, old: str, new: str) -> None:
    change(folder, name, old, new)
    assert len(check(folder)) == 1, [str(p) for p in check(folder)]


def test_a_bad_field_hides_no_other_error_of_its_entry(folder: Path) -> None:
    change(folder, R, '"after-change"', '"tomorrow"')
    change(folder, R, "see      = [530]", "see      = [531]")
    change(folder, R, '["AUTH"]', '["LOGIN"]')
    change(folder, R, "Cause: auth.credentials-invalid", "Cause: auth.nonsense")
    assert [p.what.split(":")[0] for p in check(folder)] == ["answers", "retry", "see", "cause"]


def test_the_errors_of_one_file_can_be_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, R, '"after-change"', '"tomorrow"')
    change(folder, E, "classes = [5]", "classes = [7]")
    assert cli.main(["data", "check", str(folder / R)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [f"data/{R}", "1 error"]
    assert cli.main(["data", "check", str(folder / C)]) == 0
    assert cli.main(["data", "check", str(folder / "enhanced")]) == 1
    assert cli.main(["data", "check", str(folder / "replies" / "999.md")]) == 2


def test_a_missing_file_and_a_missing_folder_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "causes.toml").unlink()
    assert ["data/causes.toml:1: the file is missing"] == [str(p) for p in check(folder)]
    assert cli.main(["data", "check", str(folder / "nothing")]) == 2
    assert "no such file or folder" in capsys.readouterr().err


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(sorted(FILES)),
    st.integers(0, 2000),
    st.integers(0, 40),
    st.one_of(
        st.text(max_size=20), st.sampled_from(["[", "]]", "```", "\n# ", "|", "= 1\n", '"', "'''"])
    ),
)
def test_no_file_breaks_the_check(folder: Path, name: str, at: int, cut: int, text: str) -> None:
    whole = FILES[name]
    at = min(at, len(whole))
    (folder / name).write_text(
        whole[:at] + text + whole[at + cut :], encoding="utf-8", errors="surrogatepass"
    )
    for problem in check(folder):
        assert re.match(r"data/[\w./-]+:\d+: .", str(problem)) and problem.line >= 1
    (folder / name).write_text(whole, encoding="utf-8")


def test_what_nobody_has_reviewed_for_a_while_is_listed_the_oldest_first(tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(ROOT / "data", root)
    days = {"530": "2026-11-01", "535": "2026-10-01", "534": "2026-11-29"}
    for code, day in days.items():
        page = root / f"replies/{code}.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"reviewed = \S+", f"reviewed = {day}", text), encoding="utf-8")
    found = [p.path for p in stale(root, 10, date(2026, 11, 30)) if "reviewed 2026" in p.what]
    assert found == ["data/replies/535.md", "data/replies/530.md"]
    page = root / "replies/530.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"reviewed = \S+.*\n", "", text), encoding="utf-8")
    never = [p.path for p in stale(root, 10, date(2026, 11, 30)) if p.what == "reviewed never"]
    assert never == ["data/replies/530.md"]  # the only one: every entry of the data has its day
