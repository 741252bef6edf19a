"""INTERIM: the interface that rules use; to be filled from data/ (registry, commands, replies)."""

from __future__ import annotations


def registered(enhanced: str) -> bool:
    """Is the enhanced code ("5.7.8") in the IANA registry, with this class?"""
    return True


def usual(code: int, enhanced: str) -> bool:
    """Does the registered enhanced code go with this reply code? True where no standard says otherwise."""
    return {530: "5.7.0", 535: "5.7.8", 235: "2.7.0"}.get(code, enhanced) == enhanced


def known_code(code: int) -> bool:
    """Is the reply code in a standard (an RFC, historic ones too)?"""
    return code in (211, 214, 220, 221, 235, 250, 251, 252, 334, 354, 421, 432, 450, 451, 452, 453, 454, 455, 458, 459, 500, 501, 502, 503, 504, 521, 523, 524, 525, 530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556)


def expected(verb: str, code: int) -> bool | None:
    """Has a standard this code for this command? None if the table does not know the command."""
    return None
