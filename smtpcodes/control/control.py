"""Which findings are told: ignores with a reason, comments in transcripts, the baseline, an earlier
report.

Sees each finding before it is told, and the verdict of its session after it. Knows no rule's
meaning, no format. What it counts of one input depends on nothing in another, so that inputs may be
read apart and the counts merged.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from smtpcodes.control.baseline import Entry
from smtpcodes.control.comments import Comment, Comments
from smtpcodes.control.config import Ignore
from smtpcodes.control.globs import relative, text_matches
from smtpcodes.control.remarks import (
    PAGES,
    Expired,
    NoReason,
    NotHonoured,
    UnknownRule,
    Unused,
    remark,
)
from smtpcodes.record import NamedTuple
from smtpcodes.report import LEVELS, NOTE, Finding, Gone, Told
from smtpcodes.rules.base import Rule
from smtpcodes.rules.names import nearest

HAND_WRITTEN = frozenset(("labelled", "markdown"))  # the readers in whose files a comment counts
REFUSED = 100  # comments that do not count and are told, of one input


class Options(NamedTuple):
    """What is asked for. root: the configuration's folder; base_root: the baseline's. ids: the
    rules that there are.

    least: weaker findings are no matter of a baseline or an earlier report. collect: for a new
    baseline.
    """

    root: str = ""
    ignores: tuple[Ignore, ...] = ()
    baseline: Counter[Entry] | None = None
    base_root: str = ""
    old: dict[str, Gone] | None = None
    least: str = NOTE
    collect: bool = False
    trusted: bool = False
    ids: tuple[str, ...] = ()
    today: datetime.date = datetime.date.min


class Counts:
    """What was met. All of it can be added up."""

    def __init__(self) -> None:
        self.used: set[int] = set()  # ignores that hid something, by their place in the list
        self.expired: set[int] = set()
        self.hidden: Counter[str] = Counter()
        self.entries: Counter[Entry] = Counter()
        self.messages: dict[Entry, str] = {}
        self.kinds: Counter[str] = Counter()
        self.active: set[str] = set()
        self.read: set[str] = set()

    def add(self, other: Counts) -> None:
        self.used |= other.used
        self.expired |= other.expired
        self.hidden += other.hidden
        self.entries += other.entries
        for entry, message in other.messages.items():
            self.messages[entry] = min(message, self.messages.get(entry, message))
        self.kinds += other.kinds
        self.active |= other.active
        self.read |= other.read


class Control:
    """Decides, finding by finding.

    One input after the other: ``begin``, ``keep`` for each finding, ``end``.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.counts = Counts()
        self.least = LEVELS.index(options.least)
        self.comments: Comments | None = None
        self.used: set[Comment] = set()
        self.path = ""
        self.active: frozenset[str] = frozenset()

    @property
    def needed(self) -> bool:
        """Is there anything to decide, apart from comments?"""
        o = self.options
        return bool(o.ignores) or o.baseline is not None or o.old is not None or o.collect

    def begin(self, path: str, rules: Iterable[Rule], comments: Comments | None) -> None:
        """An input begins. rules: those that are on."""
        self.path = path
        self.comments = comments
        self.used = set()
        self.active = frozenset(name for r in rules for name in (r.id, r.id.split("/", 1)[0]))
        self.counts.active |= self.active
        if self.options.baseline is not None:
            self.counts.read.add(relative(path, self.options.base_root))

    def keep(self, finding: Finding, reader: str) -> bool:
        """Is the finding told?"""
        if self.comments is not None and self._commented(finding, reader):
            self.counts.hidden["ignored"] += 1
            return False
        if self.options.ignores and self._ignored(finding):
            self.counts.hidden["ignored"] += 1
            return False
        if LEVELS.index(finding.level) < self.least:
            return True
        if self.options.baseline is not None or self.options.collect:
            entry = Entry(
                relative(finding.path, self.options.base_root), finding.rule, finding.fingerprint
            )
            self.counts.entries[entry] += 1
            if self.options.collect:
                self.counts.messages[entry] = min(
                    finding.message, self.counts.messages.get(entry, finding.message)
                )
                return False
            if (
                self.options.baseline is not None
                and self.counts.entries[entry] <= self.options.baseline[entry]
            ):
                self.counts.hidden["baseline"] += 1
                return False
        if self.options.old is not None:
            self.counts.kinds[finding.fingerprint] += 1
            if finding.fingerprint in self.options.old:
                self.counts.hidden["stayed"] += 1
                return False
            self.counts.hidden["new"] += 1
        return True

    def _commented(self, finding: Finding, reader: str) -> bool:
        assert self.comments is not None
        if not self.comments.found or not (reader in HAND_WRITTEN or self.options.trusted):
            return False
        lines = {finding.line, *(r.line for r in finding.context)}
        hit = [
            c for c in self.comments.found if c.target in lines and _names(finding.rule, c.names)
        ]
        self.used.update(hit)
        return bool(hit)

    def _ignored(self, finding: Finding) -> bool:
        hidden = False
        for n, ignore in enumerate(self.options.ignores):
            if _names(finding.rule, (ignore.rule,)) and self._matches(finding, ignore.match):
                if ignore.until is not None and ignore.until < self.options.today:
                    self.counts.expired.add(n)
                else:
                    self.counts.used.add(n)
                    hidden = True
        return hidden

    def _matches(self, finding: Finding, match: str) -> bool:
        if not match:
            return True
        texts = [relative(finding.path, self.options.root), finding.message]
        if finding.reply is not None:
            code = f"{finding.reply.code} {finding.reply.enhanced or ''}".strip()
            texts.append(f"{code} {finding.reply.text}".replace("\n", " "))
        return any(text_matches(text, match) for text in texts)

    # --- what is said of ignores
    def end(self, reader: str | None) -> list[Finding]:
        """The input is over: what is wrong with its comments."""
        comments, self.comments = self.comments, None
        if comments is None:
            return []
        comments.end()
        found: list[Finding] = []
        counted = reader in HAND_WRITTEN or self.options.trusted
        for c in [*comments.refused, *(() if counted else comments.found)][:REFUSED]:
            found.append(
                self._about(NotHonoured(), c, "a client could have written this: it hides nothing")
            )
        known = {*self.options.ids, *(i.split("/", 1)[0] for i in self.options.ids)}
        for c in comments.found if counted else ():
            wrong = [n for n in c.names if n not in known]
            for name in wrong:
                found.append(
                    self._about(
                        UnknownRule(), c, f"no rule or family {name!r}{nearest(name, known)}"
                    )
                )
            if (
                c not in self.used
                and not wrong
                and (not c.names or not self.active.isdisjoint(c.names))
            ):
                found.append(
                    self._about(
                        Unused(),
                        c,
                        f"nothing to ignore here: {', '.join(c.names) or 'no rule is named'}",
                    )
                )
            elif not c.reason:
                found.append(
                    self._about(
                        NoReason(),
                        c,
                        f"why is {', '.join(c.names)} ignored? Write the reason after the bracket",
                    )
                )
        return found

    def _about(self, rule: Rule, c: Comment, message: str) -> Finding:
        return remark(rule, rule.level, message, self.path, c.line, c.text)

    def finish(self) -> list[Finding]:
        """The run is over: what is wrong with the ignores of the configuration."""
        found: list[Finding] = []
        for n, i in enumerate(self.options.ignores):
            about = f"{i.rule}{f' ({i.match})' if i.match else ''}"
            if n in self.counts.expired:
                found.append(
                    remark(
                        Expired(),
                        Expired.level,
                        f"the ignore of {about} ran out on {i.until}: {i.reason}",
                        i.path,
                        i.line,
                        i.text,
                    )
                )
            elif n not in self.counts.used and (i.rule in self.counts.active):
                found.append(
                    remark(
                        Unused(),
                        Unused.level,
                        f"nothing to ignore: {about}: {i.reason}",
                        i.path,
                        i.line,
                        i.text,
                    )
                )
        return found

    def told(self) -> Told:
        """What the closing lines say."""
        c, o = self.counts, self.options
        stale = [
            (e.path, e.rule, n - c.entries[e])
            for e, n in sorted((o.baseline or {}).items())
            if n > c.entries[e] and e.path in c.read
        ]
        gone = [old for fingerprint, old in (o.old or {}).items() if not c.kinds[fingerprint]]
        return Told(
            c.hidden["baseline"],
            c.hidden["ignored"],
            tuple(stale),
            o.old is not None,
            c.hidden["new"],
            c.hidden["stayed"],
            tuple(gone),
        )


def _names(rule: str, names: Iterable[str]) -> bool:
    return rule in names or rule.split("/", 1)[0] in names


def known(ids: Iterable[str]) -> list[str]:
    """The ids that options and configuration may name: of the rules, and of remarks on ignores."""
    return [*ids, *PAGES]
