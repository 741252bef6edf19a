"""The pages of the reference site, from the data, the rules and the readers.

Nothing of them lies on disk.
"""

from __future__ import annotations

from pathlib import Path

from smtpcodes.integrations.pages import (
    causes,
    codes,
    commands,
    implementations,
    linting,
    providers,
    send,
    states,
)
from smtpcodes.integrations.pages.guides import guides
from smtpcodes.integrations.pages.home import MARKERS
from smtpcodes.integrations.pages.markup import Page

__all__ = ["MARKERS", "Page", "changelog", "everything", "guides", "linting"]


def everything(data: Path, told: Path) -> dict[str, Page]:
    """All generated pages by their path in the site's sources, in the order in which a reader turns
    them. told: the folder of the guides."""
    return {
        **codes.replies(data, guides(told)),
        **codes.enhanced(data),
        **codes.comparisons(data),
        **causes.causes(),
        **providers.providers(),
        **linting.rule_pages(),
        **linting.reader_pages(),
        **implementations.implementations(),
        **commands.commands(),
        "truth.md": commands.truth(),
        "send.md": send.send(),
        "states.md": states.states(),
    }


def changelog(file: Path) -> Page:
    """The page of the project's changelog."""
    return Page(
        "Changelog",
        "What has changed in smtpcodes, version by version.",
        file.read_text(encoding="utf-8"),
    )
