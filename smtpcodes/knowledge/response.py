"""A SASL response in a query: what its form tells, never its content."""

from __future__ import annotations

from smtpcodes.grammar.late import late

_AUTH = late(r"(?i)\bAUTH[ \t]+[A-Z][A-Z0-9-]{1,31}[ \t]+[^\s\"'\\<>]{1,12288}")


def facts(text: str) -> dict[str, object] | None:
    """What ``shape.facts`` tells of the first AUTH command with an initial response;

    None if there is none.
    """
    for match in _AUTH.finditer(text[:20_000]):
        from smtpcodes.grammar import command, shape
        from smtpcodes.grammar.form import Form

        found = command.parse(match.group().encode("utf-8", "surrogatepass"))
        if (
            found.form & Form.INITIAL
            and found.mechanism in shape.LOOKED_INTO
            and not found.form & Form.WORD
        ):
            response = found.raw[found.secret :]
            return shape.facts(found.mechanism, response, found.form, found.response, 0)
    return None


def sentence(found: dict[str, object]) -> str:
    """The same for people."""
    named = f"The {found['mechanism']} response"
    if found["masked"]:
        return f"{named} is hidden: nothing can be told of it."
    problems = found["problems"]
    assert isinstance(problems, list)
    if not problems:
        return f"{named} has the form that its mechanism asks for ({found['length']})."
    from smtpcodes.grammar import shape

    wrong = "; ".join(shape.PROBLEMS[name] for name in problems)
    return (
        f"{named} is malformed: {wrong}. The server cannot have read the password as it was meant."
    )
