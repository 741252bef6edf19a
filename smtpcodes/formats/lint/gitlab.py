"""GitLab's code quality report: a session that failed is of the severity info, where no finding
stands at its line. https://docs.gitlab.com/ci/testing/code_quality/"""

from __future__ import annotations

import hashlib

from smtpcodes.formats.dump import dump
from smtpcodes.formats.receiver import Gathering
from smtpcodes.formats.words import case, fingerprint, local, sure
from smtpcodes.report import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SEVERITY = {"error": "major", "warning": "minor", "note": "info"}


class Lint(Gathering):
    def close(self) -> None:
        if self.quiet:
            return
        self.found.sort(key=Finding.order)
        self.met: dict[tuple[str, str], int] = {}
        issues = [
            {
                "description": f"{f.message}{sure(f)} ({', '.join(f.spec)})",
                "check_name": f.rule,
                "severity": _SEVERITY[f.level],
                **self._place(f.path, f.fingerprint, f.line, f.end_line),
            }
            for f in self.found
        ]
        issues += [
            {
                "description": v.summary,
                "check_name": case(v),
                "severity": _SEVERITY["note"],
                **self._place(v.path, fingerprint(v), v.line, v.line),
            }
            for v in self.untold()
        ]
        self.stream.write(dump(issues) + "\n")

    def _place(self, path: str, kind: str, line: int, end: int) -> dict[str, Any]:
        """Where an issue stands, and a name of its own. kind: what is the same in the next run."""
        path = local(path)
        again = self.met[(path, kind)] = self.met.get((path, kind), 0) + 1
        name = hashlib.sha256(f"{path}|{kind}|{again}".encode("utf-8", "replace")).hexdigest()
        return {
            "fingerprint": name[:32],
            "location": {"path": path, "lines": {"begin": line, "end": end}},
        }
