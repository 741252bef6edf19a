"""Claims on RFCs carry their proof."""

from __future__ import annotations

import gzip
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from smtpcodes import rules
from smtpcodes.formats import rulepage

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
CLAIMS = tomllib.loads((DATA / "claims.toml").read_text(encoding="utf-8"))["claim"]
PAGES = sorted(DATA.rglob("*.md"))
SIDE = "(?:server|client|provider|program)"
VERB = "(?:has(?! to| sent)|takes|sends|does|knows)"
UNPROVABLE = re.compile(
    rf"\| all others \||\b(?:(?:every|no) {SIDE} {VERB}|{SIDE}s (?:always|never))\b|nine times"
    rf"|\b(?:mostly|usually|seldom|rarely|hardly|(?:most|few) (?:{SIDE}s|sites)|common reason)\b",
    re.I,
)
LEVELS = {"MUST": "error", "SHOULD": "warning", "": "note"}
SMALL = "little comes of it"
UNSURE = "a log does not prove it, or not alone"
COMMON = "so common that clients live with it"
WORSE = "an error: the client can neither comply nor go on"
DEFINED = "what the code, or the command, is defined to be"
OTHER_LEVEL = {
    "extension/pipelined-command-lost": "a log may have lost the reply",
    "auth/challenge-multiline": DEFINED,
    "auth/challenge-outside-auth": DEFINED,
    "auth/dropped-too-early": SMALL,
    "auth/encryption-required-after-tls": DEFINED,
    "auth/exchange-skipped": UNSURE,
    "auth/failed-outside-auth": DEFINED,
    "auth/legal-line-rejected": UNSURE,
    "auth/long-line-not-500": DEFINED,
    "auth/mail-accepted-unauthenticated": UNSURE,
    "auth/missing-mechanism-not-501": DEFINED,
    "auth/oauth-error-unanswered": UNSURE,
    "auth/offered-without-mechanisms": DEFINED,
    "auth/permanent-says-454": DEFINED,
    "auth/required-after-success": DEFINED,
    "auth/required-at-end-of-data": DEFINED,
    "auth/required-but-never-offered": DEFINED,
    "auth/required-sent-to-auth": WORSE,
    "auth/required-sent-to-exempt-command": WORSE,
    "auth/sequence-error-without-cause": DEFINED,
    "auth/success-carries-data": DEFINED,
    "auth/success-says-250": DEFINED,
    "auth/success-without-auth": DEFINED,
    "auth/temporary-says-535": DEFINED,
    "auth/temporary-says-other-4yz": DEFINED,
    "auth/transition-misused": DEFINED,
    "auth/unknown-mechanism-not-504": DEFINED,
    "auth/weak-mechanism-misused": DEFINED,
    "client/malformed-response": DEFINED,
    "command/argument-not-allowed": UNSURE,
    "command/empty-recipient": DEFINED,
    "command/hello-malformed": COMMON,
    "command/hello-without-domain": DEFINED,
    "command/line-too-long": DEFINED,
    "command/mandatory-not-implemented": UNSURE,
    "command/missing-argument-accepted": DEFINED,
    "command/obsolete": SMALL,
    "command/parameter-malformed": DEFINED,
    "command/path-without-brackets": DEFINED,
    "command/prefix-missing": DEFINED,
    "command/source-route": SMALL,
    "command/space-around-colon": DEFINED,
    "command/postmaster-refused": SMALL,
    "enhanced/credentials-invalid-outside-auth": DEFINED,
    "enhanced/malformed": SMALL,
    "enhanced/missing-on-continuation": SMALL,
    "enhanced/missing-though-offered": SMALL,
    "enhanced/not-allowed-here": DEFINED,
    "enhanced/unusual-for-reply": SMALL,
    "extension/chunk-malformed": DEFINED,
    "extension/command-not-offered": DEFINED,
    "extension/data-after-binarymime": DEFINED,
    "extension/data-and-bdat-mixed": DEFINED,
    "extension/group-not-ended": DEFINED,
    "extension/listed-to-helo": SMALL,
    "extension/offered-but-refused": COMMON,
    "extension/pipelining-not-offered": UNSURE,
    "extension/size-over-limit-accepted": DEFINED,
    "extension/unknown-parameter-not-555": DEFINED,
    "extension/utf8-without-smtputf8-accepted": SMALL,
    "lmtp/data-without-recipient": SMALL,
    "lmtp/on-port-25": SMALL,
    "lmtp/reply-missing": UNSURE,
    "lmtp/smtp-hello": DEFINED,
    "lmtp/smtp-hello-accepted": SMALL,
    "reply/bare-line-feed": UNSURE,
    "reply/closed-without-reply": UNSURE,
    "reply/greeting-code": DEFINED,
    "reply/no-space-after-code": SMALL,
    "reply/text-contradicts-code": DEFINED,
    "reply/too-many-recipients-says-other-code": UNSURE,
    "reply/unsolicited": UNSURE,
    "reply/vrfy-not-252": SMALL,
    "reply/vrfy-without-mailbox": SMALL,
    "secrets/echoed-by-server": "a leak needs no RFC",
    "sequence/mail-refused-after-reset": UNSURE,
    "sequence/auth-after-success": DEFINED,
    "sequence/auth-before-ehlo": DEFINED,
    "sequence/auth-in-transaction": DEFINED,
    "sequence/command-inside-auth": DEFINED,
    "sequence/mechanism-not-offered": DEFINED,
    "sequence/misorder-accepted": SMALL,
    "sequence/misorder-not-503": SMALL,
    "sequence/served-after-refusal": SMALL,
    "sequence/starttls-after-auth": DEFINED,
    "tls/not-offered-on-submission": UNSURE,
    "tls/offered-but-refused-before-tls": SMALL,
    "tls/pipelined-after-starttls": DEFINED,
    "tls/required-after-tls": DEFINED,
    "tls/required-but-never-offered": DEFINED,
    "tls/required-not-enforced": SMALL,
    "tls/required-sent-to-exempt-command": WORSE,
    "tls/starttls-not-offered": DEFINED,
    "tls/starttls-reply-code": DEFINED,
    "tls/starttls-twice": SMALL,
}


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_rfcs", ROOT / "scripts/check_rfcs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_claim_belongs_to_an_entry_and_names_section_force_and_sentence() -> None:
    names = {p.stem for p in PAGES} | set(rules.ids())
    for claim in CLAIMS:
        assert set(claim["entries"]) <= names, claim
        assert re.fullmatch(r"RFC \d+ (?:section|appendix) [A-F\d.]+", claim["spec"]), claim
        assert claim["force"] in script().FORCES, claim
        assert re.fullmatch(r"[0-9a-f]{16}", claim["sentence"]), claim


def test_a_claim_fails_without_its_sentence_and_with_another_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = script()
    (tmp_path / "rfc1.txt.gz").write_bytes(
        gzip.compress(b"1.  Rules\n\n   A server MUST say\n   hello.  It may wait.\n\n2.  End\n")
    )
    monkeypatch.setattr(check, "RFCS", tmp_path)
    results = []
    for sentence, force in (
        ("A server must say hello", "MUST"),
        ("A server must say hello", "SHOULD"),
        ("A server must say goodbye", "MUST"),
    ):
        path = tmp_path / "claims.toml"
        path.write_text(
            f'[[claim]]\nentries = ["530"]\nclaim = "c"\nspec = "RFC 1 section 1"\n'
            f'force = "{force}"\nsentence = "{check.fingerprint(sentence)}"\n',
            encoding="utf-8",
        )
        results.append(check.main(str(path)))
    assert results == [0, 1, 1]


def test_the_sentences_of_a_section_are_shown_with_their_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check = script()
    (tmp_path / "rfc1.txt.gz").write_bytes(
        gzip.compress(b"1.  Rules\n\n   Say\n   hello.  It may wait.\n")
    )
    monkeypatch.setattr(check, "RFCS", tmp_path)
    assert check.main("RFC 1 section 1") == 0
    assert f"{check.fingerprint('Say hello')}  Say hello.\n" in capsys.readouterr().out
    assert [check.main(f"RFC {x}") for x in ("1 section 2", "2 section 1")] == [1, 1]


def test_a_cited_section_that_the_rfc_does_not_have_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = script()
    (tmp_path / "rfc1.txt.gz").write_bytes(gzip.compress(b"1.  Rules\n\nAppendix B.  More\n"))
    monkeypatch.setattr(check, "RFCS", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(
        'spec = [{ rfc = 1, section = "1" }]\nRFC 1 sections 1 and 2.3. '
        "RFC 1\nappendix B. RFC 2 section 9",
        encoding="utf-8",
    )
    assert sorted(check.cited(page)) == [("1", "1"), ("1", "2.3"), ("1", "B"), ("2", "9")]
    assert check.missing(check.cited(page)) == [f"{page}: RFC 1 has no section 2.3"]


def test_no_sentence_speaks_of_all_servers_or_gives_a_share_that_nobody_counted() -> None:
    texts = {str(p): p.read_text(encoding="utf-8") for p in (*PAGES, *DATA.glob("*.toml"))}
    texts |= {r.id: r.__doc__ or "" for r in rules.everything()}
    for page in (DATA / "providers").glob("*.toml"):
        said = tomllib.loads(page.read_text(encoding="utf-8")).get("text", [])
        texts |= {t["id"]: f"{t.get('means')} {t.get('fix')}" for t in said}
    for place, text in texts.items():
        text = re.sub("```toml.*?```", "", text, flags=re.S)  # what others said
        found = UNPROVABLE.search(" ".join(text.split()))
        assert found is None, f"{place}: {found[0]!r}: who can prove it? say whom you have seen"


def test_no_page_says_that_google_takes_the_password_of_the_account() -> None:
    google = tomllib.loads((DATA / "providers/google.toml").read_text(encoding="utf-8"))
    assert "app password" in google["submission"]["credential"]
    for page in PAGES:
        assert "Google once two-step" not in page.read_text(encoding="utf-8"), page


def test_a_list_of_mail_programs_alone_does_not_tell_which_password() -> None:
    """Such a list has hosts and ports; Onet and Virgin Media had changed the password meanwhile."""
    lists = ("thunderbird/autoconfig", "well-known/services.json")
    for page in sorted((DATA / "providers").glob("*.toml")):
        settings = tomllib.loads(page.read_text(encoding="utf-8")).get("submission", {})
        pages = re.findall(r"https?://[^\s;,]+", settings.get("source", ""))
        if pages and all(any(name in p for name in lists) for p in pages):
            said = settings.get("credential", "")
            assert "password" not in said or "the lists of mail programs" in said, page


def test_a_rule_that_rests_on_must_or_should_names_the_section_and_has_its_claim() -> None:
    proved = {(e, c["spec"], c["force"]) for c in CLAIMS for e in c["entries"]}
    for rule in rules.everything():
        assert not (rule.must and rule.should), rule.id
        named = rule.must or rule.should
        if named:
            assert named in rule.spec, f"{rule.id}: {named} is not in its spec"
            assert (rule.id, named, rule.force) in proved, f"{rule.id}: no claim in claims.toml"


def test_a_broken_must_is_an_error_a_should_a_warning_and_other_levels_have_a_reason() -> None:
    other = {r.id for r in rules.everything() if r.level != LEVELS[r.force]}
    assert other - set(OTHER_LEVEL) == set(), (
        "another level than its force: mend the level, or give the reason in OTHER_LEVEL"
    )
    assert set(OTHER_LEVEL) - other == set(), "these need no reason any more"


def test_the_page_of_a_rule_says_must_where_the_rule_rests_on_must() -> None:
    assert "Rests on a MUST: RFC 4954 section 4" in rulepage.text(
        rules.load("auth/bad-base64-not-501"), 80
    )
    assert "Rests on no RFC" in rulepage.text(rules.load("secrets/echoed-by-server"), 80)


def test_a_must_in_small_letters_counts_in_rfcs_of_before_2119() -> None:
    claim = {"force": "MUST"}
    assert script().fault(claim, 2034, "it must agree") == ""
    assert script().fault(claim, 3207, "it must agree")


def test_every_rule_that_rests_on_an_rfc_has_a_claim() -> None:
    proved = {e for c in CLAIMS for e in c["entries"]}
    assert not {r.id for r in rules.everything() if r.spec} - proved, (
        "no claim in data/claims.toml; or no `spec`, and 'No RFC' in the docstring"
    )


def cited(page: Path) -> set[str]:
    """The sections that the prose of a page cites."""
    prose = page.read_text(encoding="utf-8").partition("\n```\n")[2]
    number = r"(\d+(?:\.\d+)*)"
    found = re.finditer(rf"RFC (\d+) sections? {number}(?:(?:,| and) {number})?", prose)
    return {f"RFC {m[1]} section {s}" for m in found for s in (m[2], m[3]) if s}


def test_every_section_that_a_page_cites_has_its_claim() -> None:
    proved = {(e, c["spec"]) for c in CLAIMS for e in c["entries"]}
    pages = [page for page in PAGES if page.name != "README.md"]
    missing = [(p.stem, s) for p in pages for s in sorted(cited(p)) if (p.stem, s) not in proved]
    assert not missing, "read the section, then a claim in data/claims.toml (CONTRIBUTING.md)"
