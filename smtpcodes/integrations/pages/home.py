"""What the home page and the guides show of the data: the codes that most people look for, the
providers with theirs."""

from __future__ import annotations

from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import texts
from smtpcodes.knowledge import store

USUAL = (421, 450, 451, 452, 454, 501, 503, 530, 534, 535, 550, 552, 553, 554)
WELL_KNOWN = (
    ("google", "Gmail and Google Workspace"),
    ("microsoft", "Microsoft 365 and Outlook"),
    ("yahoo", "Yahoo and AOL"),
    ("apple", "iCloud"),
    ("gmx", "GMX"),
    ("zoho", "Zoho"),
    ("yandex", "Yandex"),
    ("qq", "QQ"),
    ("amazon-ses", "Amazon SES"),
    ("sendgrid", "SendGrid"),
    ("postfix", "Postfix"),
    ("exim", "Exim, cPanel"),
    ("exchange", "Exchange"),
)
_CODES = 9


def usual() -> str:
    """The codes that most people look for."""
    entries = store.entries()["replies"]
    rows = "".join(
        f'<li class="c{c // 100}"><a href="~/replies/{c}/">{c}</a> '
        f"{html(entries[str(c)]['title'])}</li>"
        for c in USUAL
        if str(c) in entries
    )
    return f'<ul class="grid">{rows}</ul>'


def well_known() -> str:
    """Providers with the codes that their texts come under, each a link to them."""
    entries = store.entries()["providers"]
    rows = []
    for name, title in WELL_KNOWN:
        if name in entries:
            codes = sorted(
                {next(iter(texts.codes(t)), "") for t in store.texts() if t["provider"] == name}
                - {""},
                key=lambda c: (c not in ("535", "530", "534", "550", "554", "421"), c),
            )
            links = " ".join(
                f'<a class="num" href="~/providers/{name}/#code-{c}">{c}</a>'
                for c in sorted(codes[:_CODES])
            )
            rows.append(
                f'<li><a href="~/providers/{name}/">{html(title)}</a> <span>{links}</span></li>'
            )
    return f'<ul class="list names">{"".join(rows)}</ul>'


MARKERS = {"<!-- usual -->": usual, "<!-- providers -->": well_known}
