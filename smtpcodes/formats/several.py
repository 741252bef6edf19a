"""One format or several in one run: each gets what it would get alone, and no more of a kind than
it wants, over all inputs."""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.formats.receiver import Counting
from smtpcodes.linter import KINDS, Receiver
from smtpcodes.report import LEVELS, Finding, Input, Told, Transcript, Verdict


class Several(Counting):
    """Hands everything on to `receivers`.

    One that wants few of a kind gets a count past its limit.
    """

    def __init__(self, receivers: Iterable[Counting]) -> None:
        super().__init__()
        self.receivers = list(receivers)
        limits = [r.limit for r in self.receivers]
        self.limit = max(limits) if all(limits) else 0
        self.transcripts = any(r.transcripts for r in self.receivers)
        self.live = any(r.live for r in self.receivers)
        self._shown = {level for level in LEVELS if any(r.shown(level) for r in self.receivers)}
        self.kinds: dict[tuple[int, str], int] = {}

    def _counted(self, receiver: Receiver, kind: str) -> bool:
        """True if the receiver got enough of this kind."""
        if not receiver.limit:
            return False
        key = (id(receiver), kind)
        count = self.kinds.get(key, 0)
        if count >= receiver.limit:
            return True
        if len(self.kinds) < KINDS:
            self.kinds[key] = count + 1
        return False

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        for receiver in self.receivers:
            if self._counted(receiver, finding.fingerprint + finding.message):
                receiver.more(finding.level, finding.rule)
            else:
                receiver.finding(finding)

    def shown(self, level: str) -> bool:
        return level in self._shown

    def more(self, level: str, rule: str) -> None:
        super().more(level, rule)
        for receiver in self.receivers:
            receiver.more(level, rule)

    def verdict(self, verdict: Verdict) -> None:
        for receiver in self.receivers:
            if self._counted(receiver, verdict.shape):
                receiver.more_sessions(verdict.shape)
            else:
                receiver.verdict(verdict)

    def more_sessions(self, shape: object) -> None:
        for receiver in self.receivers:
            receiver.more_sessions(shape)

    def transcript(self, transcript: Transcript) -> None:
        for receiver in self.receivers:
            receiver.transcript(transcript)

    def ended(self, session: str) -> None:
        for receiver in self.receivers:
            receiver.ended(session)

    def input(self, found: Input) -> None:
        super().input(found)
        for receiver in self.receivers:
            receiver.input(found)

    def told(self, told: Told) -> None:
        for receiver in self.receivers:
            receiver.told(told)

    def close(self) -> None:
        for receiver in self.receivers:
            receiver.status = self.status
            receiver.close()
