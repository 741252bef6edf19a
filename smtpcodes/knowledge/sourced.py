"""Where a fact of the data comes from: in which forms a curator may say so."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_SOURCE = re.compile(
    r"https?://\w|RFC \d+ section \d|^seen on the wire: \w.*\d|^public log of 20[0-9-]{8}: \w"
)
_SEARCH = re.compile(r"https?://\S*(?:/search\b|[?&](?:q|query|search)=)", re.IGNORECASE)


def _sourced(source: str) -> str:
    """The source, where others can open it or somebody saw the reply itself."""
    if not _SOURCE.search(source):
        raise ValueError(
            "none of an address, `RFC 4954 section 6`, `seen on the wire: Postfix 3.7.11`, "
            "`public log of 2008-11-18: where it stands`"
        )
    if _SEARCH.search(source):
        raise ValueError("the address of a search: name a page that shows it")
    return source


Source = Annotated[str, AfterValidator(_sourced)]
