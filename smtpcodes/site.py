"""The address of the reference site: of every page that is named anywhere."""

from __future__ import annotations

SITE = "https://smtpcodes.readthedocs.io/"
