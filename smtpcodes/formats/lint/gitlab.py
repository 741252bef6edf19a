"""GitLab's code quality report. https://docs.gitlab.com/ci/testing/code_quality/"""

from __future__ import annotations

import hashlib

from smtpcodes.formats.dump import dump
from smtpcodes.formats.receiver import Gathering
from smtpcodes.formats.words import local, sure
from smtpcodes.report import Finding

_SEVERITY = {"error": "major", "warning": "minor", "note": "info"}


class Lint(Gathering):
    def close(self) -> None:
        if self.quiet:
            return
        self.found.sort(key=Finding.order)
        met: dict[tuple[str, str], int] = {}
        issues = []
        for f in self.found:
            path = local(f.path)
            again = met[(path, f.fingerprint)] = met.get((path, f.fingerprint), 0) + 1
            name = hashlib.sha256(
                f"{path}|{f.fingerprint}|{again}".encode("utf-8", "replace")
            ).hexdigest()[:32]  # one of its own each
            issues.append(
                {
                    "description": f"{f.message}{sure(f)} ({', '.join(f.spec)})",
                    "check_name": f.rule,
                    "severity": _SEVERITY[f.level],
                    "fingerprint": name,
                    "location": {"path": path, "lines": {"begin": f.line, "end": f.end_line}},
                }
            )
        self.stream.write(dump(issues) + "\n")
