"""The state diagram: what it draws is what the session and the rules do."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from smtpcodes.integrations import diagram
from smtpcodes.integrations.diagram import NAMES, Edge
from smtpcodes.integrations.pages import states


@pytest.mark.parametrize("submission", [True, False])
def test_an_edge_leads_from_a_known_state_to_a_known_state(submission: bool) -> None:
    found = diagram.edges(submission)
    assert len(found) > 100 and len(set(found)) == len(found)
    assert {e.start for e in found} | {e.end for e in found} <= set(NAMES)


def test_a_submission_session_goes_from_the_greeting_to_the_message() -> None:
    found = diagram.edges(submission=True)
    for edge in (
        Edge("connected", "CONNECT", 220, "greeted"),
        Edge("greeted", "EHLO", 250, "hello"),
        Edge("hello", "STARTTLS", 220, "tls"),
        Edge("tls", "EHLO", 250, "secure"),
        Edge("secure", "AUTH", 334, "auth"),
        Edge("auth", "AUTH-RESPONSE", 235, "authenticated"),
        Edge("secure", "AUTH", 235, "authenticated"),
        Edge("authenticated", "MAIL", 250, "mail"),
        Edge("mail", "RCPT", 250, "rcpt"),
        Edge("rcpt", "DATA", 354, "data"),
        Edge("data", "MESSAGE", 250, "authenticated"),
    ):
        assert edge in found, edge


def test_mail_gets_530_until_the_client_has_logged_in_and_not_after() -> None:
    found = diagram.edges(submission=True)
    assert Edge("secure", "MAIL", 530, "secure") in found
    assert not [
        e for e in found if e.verb == "MAIL" and e.code == 250 and e.start != "authenticated"
    ]
    assert not [e for e in found if e.code == 530 and e.start == "authenticated"]


def test_535_ends_an_auth_exchange_and_nothing_else() -> None:
    found = [e for e in diagram.edges(submission=True) if e.code == 535]
    assert {e.verb for e in found} == {"AUTH", "AUTH-RESPONSE"}
    assert all(e.end == "secure" for e in found)


def test_nobody_logs_in_between_servers() -> None:
    assert not [
        e
        for e in diagram.edges(submission=False)
        if "auth" in (e.start, e.end) or "authenticated" in (e.start, e.end)
    ]


def test_the_picture_is_whole_and_says_what_it_shows() -> None:
    edges = diagram.edges(submission=True)
    picture = states.picture(edges, "submission", "Submission")
    root = ElementTree.fromstring(picture)
    assert root.find("title") is not None and root.find("desc") is not None
    assert root.get("aria-labelledby") == "submission-title submission-desc"
    assert {e.text for e in root.iter("text") if e.get("class") == "state"} == {
        NAMES[e.start] for e in edges
    }
    assert 'href="~/replies/235/"' in picture and 'href="~/commands/auth/"' in picture
    assert len(re.findall(r"<path d=\"M[^\"]*\" marker-end", picture)) == len(
        {(e.start, e.end) for e in edges if e.start != e.end != "closed"}
    )
