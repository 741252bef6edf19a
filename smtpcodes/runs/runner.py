"""A run over many inputs, each with what the configuration wants for it.

Knows no format and no option.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from smtpcodes import rules
from smtpcodes.control.comments import Comments
from smtpcodes.control.config import PerPath
from smtpcodes.control.control import Control, Options
from smtpcodes.control.globs import path_matches, relative
from smtpcodes.control.remarks import PAGES
from smtpcodes.files.archives import opened
from smtpcodes.linter import Linter, Receiver, explainer
from smtpcodes.record import NamedTuple
from smtpcodes.report import Finding, Input

DOCUMENTS = (".md", ".markdown")
Shown = Callable[[str, Iterable[bytes]], Iterable[bytes]]


class Profile(NamedTuple):
    """What holds for an input."""

    reader: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]


class Settings(NamedTuple):
    """A run's, as plain values. root: the folder that the paths of `per_path` are relative to.
    rules: files with rules of others."""

    profile: Profile
    control: Options
    per_path: tuple[PerPath, ...] = ()
    root: str = ""
    keep_unread: bool = False
    rules: tuple[str, ...] = ()

    def of(self, path: str) -> Profile:
        """What holds for the input `path`."""
        if not self.per_path:
            return self.profile
        reader, select, ignore, levels = self.profile
        named = relative(path, self.root)
        for one in self.per_path:
            if path_matches(named, one.paths):
                reader = one.reader or reader
                select = select if one.select is None else one.select
                ignore += one.ignore
                levels = tuple({**dict(levels), **one.levels}.items())
        return Profile(reader, select, ignore, levels)


class Runner:
    """Lints inputs and hands everything to one receiver."""

    def __init__(self, settings: Settings, receiver: Receiver) -> None:
        self.settings = settings
        self.receiver = receiver
        self.control = Control(settings.control)
        self.linters: dict[Profile, Linter] = {}
        self.explain = explainer()
        self.next_session = 1

    def linter(self, path: str) -> Linter:
        """The linter for an input; one for all inputs that want the same."""
        profile = self.settings.of(path)
        found = self.linters.get(profile)
        if found is None:
            found = self.linters[profile] = Linter(
                profile.reader,
                profile.select,
                profile.ignore,
                receiver=self.receiver,
                explain=self.explain,
                keep_unread=self.settings.keep_unread,
                levels=dict(profile.levels),
            )
        found.keep = self.control.keep if self.control.needed else None
        return found

    def lint(self, path: str, shown: Shown | None = None) -> Iterator[Input]:
        """Lints what a path holds: a file, or the members of an archive. shown: chunks pass through
        it."""
        for name, chunks in opened(path):
            yield self.lint_chunks(name, chunks if shown is None else shown(name, chunks))

    def lint_chunks(self, path: str, chunks: Iterable[bytes]) -> Input:
        """Lints octets, cut anywhere."""
        linter = self.linter(path)

        def commented() -> None:
            linter.keep = self.control.keep

        comments = Comments(
            self.settings.control.trusted or path.lower().endswith(DOCUMENTS), commented
        )
        self.control.begin(path, linter.rules, comments)
        linter.next_session = self.next_session
        found = linter.lint_chunks(path, comments.passed(chunks))
        self.next_session = linter.next_session
        self.remarks(self.control.end(found.reader), path)
        self.receiver.input(found)
        return found

    def remarks(self, found: Iterable[Finding], path: str) -> None:
        """Hands on what is said of ignores, as far as it is asked for."""
        profile = self.settings.of(path)
        wanted = {
            r.id: r.level
            for r in rules.chosen(
                PAGES.values(), profile.select, profile.ignore, dict(profile.levels)
            )
        }
        for one in found:
            if one.rule in wanted:
                self.receiver.finding(one._replace(level=wanted[one.rule]))
                self.receiver.ended(one.session)

    def finish(self) -> None:
        """All inputs were read: what is said of the configuration, and at the end."""
        self.remarks(
            self.control.finish(),
            self.settings.control.ignores[0].path if self.settings.control.ignores else "-",
        )
        self.receiver.told(self.control.told())
