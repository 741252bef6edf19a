"""The data files as pydantic models: what a curator may write, checked field by field.

Only curators and JSON Schema need this module; programs read the compiled JSON (``store``).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from smtpcodes.grammar.pieces import ENHANCED, ENHANCED_ANY_CLASS, text
from smtpcodes.knowledge.sourced import Source

Retry = Literal["now", "later", "after-change", "never", "none"]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
EnhancedCode = Annotated[str, StringConstraints(pattern=f"^{text(ENHANCED)}$")]
CauseId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z-]+)?$")]


class Entry(BaseModel):
    """The base: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Spec(Entry):
    """A section of an RFC."""

    rfc: int
    section: str = ""

    @model_validator(mode="before")
    @classmethod
    def _compiled(cls, value: object) -> object:
        """The compiled form writes it as it is shown: RFC 4954 section 6."""
        if isinstance(value, str) and value.startswith("RFC "):
            rfc, _, section = value.removeprefix("RFC ").partition(" section ")
            return {"rfc": rfc, "section": section}
        return value

    def __str__(self) -> str:
        return f"RFC {self.rfc} section {self.section}" if self.section else f"RFC {self.rfc}"


class Seen(Entry):
    """Where a code outside the standards circulates."""

    where: Text
    source: Source = ""
    date: date


class CauseSection(Entry):
    """One cause of a reply, with its fix (an H3 under Causes)."""

    cause: CauseId
    title: Text
    text: str
    fix: Text


class ReplyCode(Entry):
    """``data/replies/535.md``. RFC 5321 section 4.2."""

    code: Annotated[int, Field(ge=0, le=999)]
    title: Text
    status: Literal["standard", "extension", "historic", "folklore"]
    enhanced: list[EnhancedCode] = []
    answers: list[str] = []
    retry: Retry
    client_action: Text
    cause: CauseId | None = None
    spec: list[Spec] = []
    see: list[int] = []
    seen: list[Seen] = []
    reviewed: date | None = None
    meaning: Text
    when: str = ""
    causes: list[CauseSection] = []
    for_clients: str = ""
    for_servers: str = ""
    examples: list[str] = []

    @model_validator(mode="after")
    def _complete(self) -> ReplyCode:
        if 400 <= self.code < 600 and not self.causes:
            raise ValueError("a 4yz or 5yz needs `## Causes`")
        if self.status in ("folklore",) and not self.seen:
            raise ValueError("a folklore code needs `seen`: where it circulates")
        return self


class VendorMeaning(Entry):
    """What a provider means by an enhanced code that is registered for something else."""

    provider: Text
    means: Text
    cause: CauseId
    fix: str = ""
    source: Source = ""
    seen: date | None = None


class EnhancedStatusCode(Entry):
    """``data/enhanced/5.7.8.md``. RFC 3463, RFC 5248."""

    code: EnhancedCode
    title: Text
    classes: list[Literal[2, 4, 5]]
    status: Literal["registered", "vendor"]
    name: str = ""
    replies: list[int] = []
    retry: Retry = "none"
    client_action: str = "none"
    cause: CauseId | None = None
    spec: list[Spec] = []
    see: list[str] = []
    provider: str | None = None
    source: Source = ""
    seen: date | None = None
    vendor: list[VendorMeaning] = []
    reviewed: date | None = None
    meaning: Text
    by_class: str = ""
    fix: str = ""
    for_servers: str = ""


class Comparison(Entry):
    """``data/comparisons/530-vs-535.md``."""

    codes: list[int | str] = Field(min_length=2, max_length=2)
    title: Text
    spec: list[Spec] = []
    reviewed: date | None = None
    summary: Text
    differences: str = ""
    when: dict[str, str] = {}
    for_clients: str = ""
    for_servers: str = ""


class Port(Entry):
    port: int
    tls: Literal["STARTTLS", "implicit", "none", "optional"]


class Submission(Entry):
    """How to reach a provider's submission service."""

    host: str = ""
    ports: list[Port] = []
    mechanisms: list[str] = []
    user_name: str = ""
    credential: str = ""
    source: Source
    seen: date


class ProviderText(Entry):
    """One reply of a provider, as a template."""

    id: Text
    reply: Text
    cause: CauseId
    also: list[CauseId] = []
    means: Text
    fix: Text
    source: Source
    seen: date
    shared: bool = False  # several servers use these words: they name no provider
    examples: list[str] = []


class Provider(Entry):
    """``data/providers/google.toml``."""

    name: Text
    serves: list[str] = []
    kind: Literal["provider", "server"] = "provider"
    marks: list[str] = []
    unknown: str = ""  # what was looked for, and when, and that it is not known
    submission: Submission | None = None
    text: list[ProviderText] = []


class Deviation(Entry):
    """What an implementation does where a rule says otherwise. does: what it sends or does; when:
    under which condition."""

    rule: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9-]+$")]
    does: Text
    when: str = ""
    versions: str = ""
    evidence: Literal["recorded", "source", "test suite", "documentation", "public log", "issue"]
    source: Source
    seen: date


class Implementation(Entry):
    """``data/implementations/postfix.toml``. marks: what its greeting gives it away by; reader: the
    format of its own log, for a client."""

    name: Text
    kind: Literal["server", "client", "library", "service"]
    home: str = ""
    marks: list[str] = []
    reader: str = ""
    deviation: list[Deviation] = []


class Messages(Entry):
    user: Text
    developer: Text
    postmaster: Text


class Cause(Entry):
    """An entry of ``data/causes.toml``: an id that programs branch on."""

    id: CauseId
    title: Text
    says: Text
    retry: Literal["later", "after-change", "never", "-", "none"]
    client_action: Text
    family: bool = False
    fix: str = ""  # what to do where neither a text nor a code tells it
    messages: Messages


class Phrases(Entry):
    """An entry of ``data/phrases``: what is said of a cause, in ``meaning.language``'s language."""

    cause: CauseId
    says: list[Text] = Field(min_length=1)
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"
    examples: list[Text] = []


class PhraseFile(Entry):
    """``data/phrases/telling.toml``. book: where its phrases are looked for."""

    book: Literal["log-in", "client", "client-general", "telling", "vague"]


class Answer(Entry):
    code: int
    when: str = ""
    spec: str = ""
    practice: bool = False


class Command(Entry):
    """An entry of ``data/commands.toml``: which reply is for which command."""

    verb: Text
    success: list[Answer] = []
    intermediate: list[Answer] = []
    errors: list[Answer] = []
    source: str = ""
    extension: str = ""
    syntax: str = ""
    notes: list[str] = []


class Situation(Entry):
    """An entry of ``data/situations.toml``: the reply to send."""

    id: Text
    commands: list[str]
    authenticated: bool | None = None
    tls: bool | None = None
    says: Text
    code: int
    enhanced: EnhancedCode | None = None
    text: str = ""
    spec: list[str] = []
    note: str = ""
    default: bool = False


class RegisteredCode(Entry):
    """An entry of ``data/registry/enhanced.toml``."""

    code: Annotated[str, StringConstraints(pattern=f"^{text(ENHANCED_ANY_CLASS)}$")]
    name: Text
    classes: list[int] = []
    replies: list[int | str] = []
    references: list[str] = []
    note: str = ""
