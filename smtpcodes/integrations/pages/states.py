"""The page of the state diagram: the edges that ``diagram`` finds, as a picture and as a table.

States stand below each other; what leads on goes down, what leads back goes up at the left. No
coordinate is written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.formats.escape import html
from smtpcodes.integrations import diagram
from smtpcodes.integrations.diagram import NAMES, Edge
from smtpcodes.integrations.pages import markup
from smtpcodes.integrations.pages.markup import Page

MIDDLE, BOX, HEIGHT, STEP = 0, 132, 34, 78
_BULGE = 36  # how far an arc goes out for each state that it passes
_LETTER = 7.6  # the width of a letter, for where the picture ends
_MANY = 3  # so many codes of a class are written as the class


def states() -> Page:
    body = [
        "# The states of a session",
        "",
        "Which reply leads where. Drawn from the state machine that `smtpcodes lint` runs: an "
        "arrow is an exchange that a standard has and no "
        '<a href="~/rules/">rule</a> finds fault with. What only stays where it is stands in the '
        "tables.",
        "",
    ]
    for key, title, says, submission in (
        (
            "submission",
            "Submission: ports 587 and 465",
            "A client hands in its mail: TLS, then a log-in, then the mail (RFC 6409). Until then "
            "MAIL gets 530.",
            True,
        ),
        (
            "transfer",
            "Between servers: port 25",
            "One server hands mail to the next (RFC 5321). Nobody logs in; TLS where both can.",
            False,
        ),
    ):
        edges = diagram.edges(submission)
        body += [
            f"## {title} {{#{key}}}",
            "",
            says,
            "",
            f'<div class="scroll">{picture(edges, key, title)}</div>',
            "",
            _ends(edges),
            "",
            *_table(edges, key),
            "",
        ]
    return Page(
        "SMTP session states",
        "A state diagram of SMTP sessions: which command and reply leads from greeting to hello, "
        "TLS, AUTH, MAIL, RCPT and DATA, and back.",
        "\n".join(body),
    )


def picture(edges: list[Edge], key: str, title: str) -> str:
    """The diagram as SVG."""
    moves: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        if edge.start != edge.end and edge.end != "closed" and not _rare(edge):
            moves.setdefault((edge.start, edge.end), []).append(edge)
    met = {name for pair in moves for name in pair}
    order = [name for name in NAMES if name in met]
    top = {name: 2 + n * STEP for n, name in enumerate(order)}
    lines, labels, ends = [], [], [-BOX / 2, BOX / 2]
    for (start, end), group in moves.items():
        far = order.index(end) - order.index(start)
        path, x, y, anchor = _route(top[start], top[end], far)
        lines.append(f'<path d="{path}" marker-end="url(#{key}-arrow)"/>')
        labels.append(_label(group, x, y, anchor))
        wide = _LETTER * max(map(len, _words(group)))
        ends += [x - wide / 2, x + wide / 2] if anchor == "middle" else [x + wide]
    boxes = [
        f'<rect x="{MIDDLE - BOX // 2}" y="{y}" width="{BOX}" height="{HEIGHT}" rx="6"/><text '
        f'class="state" x="{MIDDLE}" y="{y + 22}" text-anchor="middle">{html(NAMES[name])}</text>'
        for name, y in top.items()
    ]
    said = "; ".join(
        f"from {NAMES[s]} to {NAMES[e]} with {', '.join(_words(group))}"
        for (s, e), group in moves.items()
    )
    height = top[order[-1]] + HEIGHT + 4
    return (
        f'<svg class="diagram" viewBox="{min(ends):.0f} 0 {max(ends) - min(ends):.0f} {height}" '
        f'role="group" aria-labelledby="{key}-title {key}-desc"><title '
        f'id="{key}-title">{html(title)}</title>'
        f'<desc id="{key}-desc">{html(said)}.</desc><defs><marker id="{key}-arrow" viewBox="0 0 8 '
        '8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 8 4 0 8z"/></marker></defs>{"".join(lines)}{"".join(boxes)}'
        f"{''.join(labels)}</svg>"
    )


def _rare(edge: Edge) -> bool:
    """TLS in the midst of a transaction: right, and in the table alone."""
    return edge.verb == "STARTTLS" and edge.start in ("mail", "rcpt")


def _route(start: int, end: int, far: int) -> tuple[str, float, float, str]:
    """An arrow's path, and where its label stands."""
    if far == 1:
        return (
            f"M{MIDDLE} {start + HEIGHT}V{end - 1}",
            MIDDLE + 8,
            (start + HEIGHT + end) / 2 + 5,
            "start",
        )
    side = 1 if far > 0 else -1
    x = MIDDLE + side * BOX // 2
    y1, y2 = (
        start + HEIGHT / 2 - side * -6,
        end + HEIGHT / 2 - side * 6 + side * (abs(far) - 1) * -3,
    )
    out = x + side * (24 + _BULGE * abs(far))
    return (
        f"M{x} {y1:g}C{out} {y1:g} {out} {y2:g} {x + side} {y2:g}",
        x + side * 0.75 * (out - x) * side,
        (y1 + y2) / 2 + 5,
        "middle",
    )


def _grouped(group: Iterable[Edge]) -> list[tuple[list[str], list[int]]]:
    """Commands that have the same replies stand together."""
    codes: dict[str, list[int]] = {}
    for edge in group:
        codes.setdefault(edge.verb, []).append(edge.code)
    found: dict[tuple[int, ...], list[str]] = {}
    for verb, have in codes.items():
        found.setdefault(tuple(have), []).append(verb)
    return [(verbs, list(have)) for have, verbs in found.items()]


def _shown(codes: list[int]) -> list[str]:
    """Codes; a class of which there are many as 5yz."""
    found: list[str] = []
    for digit in sorted({c // 100 for c in codes}):
        same = [str(c) for c in codes if c // 100 == digit]
        found += same if len(same) < _MANY else [f"{digit}yz"]
    return found


def _words(group: Iterable[Edge]) -> list[str]:
    return [f"{' '.join(verbs)} {' '.join(_shown(codes))}" for verbs, codes in _grouped(group)]


def _label(group: list[Edge], x: float, y: float, anchor: str) -> str:
    rows = _grouped(group)
    shown = []
    for n, (verbs, codes) in enumerate(rows):
        parts = [
            "<a "
            f'href="~/commands/{markup.slug(v)}/">'
            f"{html('response' if v == 'AUTH-RESPONSE' else 'message' if v == 'MESSAGE' else v)}"
            "</a>"
            for v in verbs
        ]
        parts += [f'<a href="~/replies/{c}/">{c}</a>' if c.isdigit() else c for c in _shown(codes)]
        shown.append(
            f'<tspan x="{x:g}" y="{y + 17 * (n - (len(rows) - 1) / 2):g}">{" ".join(parts)}</tspan>'
        )
    return f'<text text-anchor="{anchor}">{"".join(shown)}</text>'


def _ends(edges: list[Edge]) -> str:
    """How sessions end."""
    ways: dict[tuple[str, int], list[str]] = {}
    for edge in edges:
        if edge.end == "closed":
            ways.setdefault((edge.verb, edge.code), []).append(NAMES[edge.start])
    quits = [verb for (verb, _), starts in ways.items() if len(starts) > 1]
    refused = [code for (verb, code) in ways if verb == "CONNECT"]
    return (
        f"<p>The end: {', '.join(f'{markup.command(v)} gets {markup.reply(221)}' for v in quits)}; "
        f"{markup.reply(421)} at any time; "
        f"a greeting of {' or '.join(markup.reply(c) for c in refused)}.</p>"
    )


def _table(edges: list[Edge], key: str) -> list[str]:
    """The same as a table, with what stays where it is."""
    rows = []
    for start in NAMES:
        ends = [e for e in NAMES if any(x.start == start and x.end == e for x in edges)]
        for n, end in enumerate(sorted(ends, key=lambda e: e == start)):
            replies = "; ".join(
                f"{', '.join(markup.command(v) for v in verbs)} "
                f"{' '.join(markup.reply(c) for c in codes)}"
                for verbs, codes in _grouped(x for x in edges if x.start == start and x.end == end)
            )
            first = (
                f'<th scope="rowgroup" rowspan="{len(ends)}">{html(NAMES[start])}</th>'
                if n == 0
                else ""
            )
            rows.append(
                f"<tr>{first}<td>{'stays' if end == start else html(NAMES[end])}</td><td>"
                f"{replies}</td></tr>"
            )
    table = markup.table(("In state", "Leads to", "With"), "".join(rows))
    return [
        f'<details id="{key}-table"><summary>The same as a table, with all that '
        f"stays</summary>{table}</details>"
    ]
