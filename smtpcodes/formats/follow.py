"""``lint --follow`` as text: each finding when it is known, each verdict when its session ends."""

from __future__ import annotations

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.text import Lint
from smtpcodes.report import Finding


class Follow(Lint):
    limit = 0

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.waiting.pop(finding.session, None):
            self._write(
                self._paint(
                    "bold", f"{terminal(finding.path)}:{finding.line}, session {finding.session}"
                )
            )
            self._finding(finding)
            self._write("")

    def close(self) -> None:
        """Nothing is left: a log that is followed has no end."""
