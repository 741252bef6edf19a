"""The cause of a text that no signature knows: by phrases that mean the same everywhere.

Tried in order, the telling ones first. Bounded gaps, no nested repeats: linear.
"""

from __future__ import annotations

import re
from functools import lru_cache

from smtpcodes.grammar.textclass import TextClass, textclass

_PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple((cause, re.compile(pattern)) for cause, pattern in (
    ("auth.app-password-required", r"app(?:lication)?[- ]?specific password|app password|application password|authorization code|授权码"),
    ("auth.web-login-required", r"(?:log|sign) ?in (?:via|with|through|using|to) (?:your |the |a )?(?:web ?browser|browser|web)|web ?login required|webloginrequired|visit.{0,40}(?:unlock|captcha)"),
    ("auth.disabled-by-policy", r"basic auth\w* is disabled|smtpclientauthentication is disabled|smtp auth\w* (?:is )?(?:disabled|not (?:enabled|allowed|permitted))|client authentication is disabled|(?:smtp|imap|pop3?|smtp service|external access|third[- ]party).{0,40}(?:is |are |has been )?(?:not enabled|disabled|turned off|switched off|not permitted for)(?=.{0,80}(?:auth|user|account|tenant|mailbox|service|$))"),
    ("auth.account-disabled", r"(?:user|account|mailbox|login).{0,30}(?:is |was |has been )?(?:suspended|disabled|locked|blocked|deactivated|terminated|frozen)(?=.{0,60}(?:auth|log|password|account|user|contact|support|$))"),
    ("auth.password-policy", r"password.{0,30}(?:expired|must be changed|too (?:weak|simple|short)|change is required|change required)"),
    ("auth.token-invalid", r"(?:oauth|bearer|access|refresh)[- ]?(?:2 )?token|token.{0,20}(?:expired|invalid|revoked)|invalid[_ ]token|invalid[_ ]grant"),
    ("auth.rate-limited", r"too many (?:bad |failed |invalid |unsuccessful |recent )?(?:auth\w*|log ?-?ins?|logon|sign-?in|password)(?: attempts| failures)?|(?:auth\w*|login) (?:rate|attempts?).{0,20}(?:exceeded|limit)|login frequency limited"),
    ("auth.temporary-failure", r"temporary auth\w*|auth\w*.{0,40}(?:temporar|system busy|try (?:again )?later|unavailable|at present|internal error)|connection lost to auth|(?:unable|cannot) to auth\w*.{0,20}(?:now|at (?:this|present))"),
    ("tls.not-offered", r"(?:starttls|tls).{0,20}(?:not offered|not supported by|not advertised|is required, but was not offered)"),
    ("tls.unavailable", r"tls (?:is )?(?:currently |temporarily )?(?:not |un)available|starttls (?:is )?(?:currently |temporarily )?(?:not |un)available"),
    ("tls.failed", r"(?:tls|ssl)(?: handshake| negotiation)? (?:failed|error)|certificate (?:verif|expired|invalid|unknown|not trusted)|handshake fail"),
    ("policy.virus", r"\bvirus|malware|\binfected|clamav|trojan|\bworm\b"),
    ("policy.sender-authentication", r"\b(?:spf|dkim|dmarc|arc)\b|5\.7\.(?:2[0-9]|30)\b.{0,20}auth|unauthenticated (?:email|mail|message)|domain.{0,40}(?:not authenticated|authentication)|sender id|openspf"),
    ("recipient.mailbox-full", r"(?:mailbox|inbox|account|user|maildir|quota|storage|folder).{0,40}(?:\bfull|over ?quota|exceed(?:s|ed)?.{0,30}(?:quota|limit|storage|size)|is out of|quota exceeded)|over ?quota|quota (?:exceeded|limit|violation)|(?:exceeded|exceeds|out of).{0,30}(?:mailbox|storage|disk)?.{0,12}(?:quota|storage)|not enough.{0,20}space|mailbox size|full mailbox|mailfolder is full"),
    ("rate.greylisted", r"gr[ea]y ?-?list|try again in \d+ (?:seconds|minutes)"),
    ("policy.reverse-dns", r"\bptr\b|reverse[- ]?dns|rdns|reverse (?:lookup|hostname|mapping|record|name)|(?:cannot|could not|unable to|can't) (?:find|resolve) your (?:host ?name|reverse|hostname)|no (?:valid )?(?:reverse|hostname)|dynamic(?:ally)? (?:ip|assigned|address)|residential|dial-?up|generic (?:host|ptr)|(?:helo|ehlo).{0,60}(?:invalid|reject|not |must|need|does)|invalid (?:helo|ehlo)|need fully-qualified hostname|bad helo"),
    ("policy.blocklisted", r"block ?-?list|black ?-?list|\b(?:d?ns|r|u|sur|dns)?bls?\b|spamhaus|spamcop|barracudacentral|sorbs|uceprotect|\bxbl\b|\bpbl\b|\bsbl\b|\bcbl\b|proxy|senderscore|invaluement|listed (?:at|by|in|on)|banned sending|banned ip|is banned|ip.{0,60}(?:is |has been |was )?(?:blocked|banned|denied)|blocked (?:using|by|due)|(?:your|client|sender|sending|this) (?:ip|host|server|address|mail ?server).{0,60}(?:block|refused|reject|denied)|temporarily (?:blocked|blacklisted)|rejected.{0,20}\brbl"),
    ("message.too-large", r"(?:message|mail|email|size|attachment|body).{0,40}(?:too (?:large|big)|exceeds?.{0,40}(?:size|limit|maximum)|larger than)|size (?:limit|exceed)|too (?:large|big)|maximum (?:message )?size|message size"),
    ("quota.exceeded", r"(?:daily|hourly|monthly|plan|account|sending|sender|user|smtp|credits?|outbound).{0,30}(?:quota|limit|credits?).{0,20}(?:exceeded|reached|exhausted)|maximum credits|trial|subscription|payment|billing"),
    ("rate.limited", r"rate[- ]?limit|too many (?:connection|session|message|recipient|rcpt|concurrent|error|mail|invalid recipient|simultaneous|command|unknown)|throttl|exceed.{0,40}(?:rate|connection|frequency|messages|recipients|limit)|(?:receiv|send)ing (?:mail )?(?:too (?:quickly|fast|many)|at a rate)|too (?:fast|frequent|much mail)|(?:connection|message|recipient|sending|hourly|daily).{0,20}(?:limit|rate).{0,30}(?:exceed|reach)?|unusual (?:rate|volume|amount)|excessive|slow down|over (?:its|the) limit|frequency|deferred due to|resources? restricted|quota for this hour"),
    ("relay.denied", r"\brelay|not (?:allowed|permitted) to (?:send|relay) (?:to|through)|not a (?:local|gateway)|isn't in my list of allowed rcpthosts|rcpthosts|does not accept mail for|not (?:hosted|local) here|we do not relay|domain not (?:hosted|allowed)|outbound mail not permitted"),
    ("auth.sender-mismatch", r"not owned by|(?:sender|from|mail from|envelope).{0,60}(?:does not match|must match|not match|mismatch|same as|not allowed for (?:user|account)|not belong|is not (?:owned|verified))|send ?as ?denied|sendasdenied|not (?:allowed|authorized|authorised|permitted) to send (?:as|on behalf|from|mail from|email from)|not verified|sender verify|not logged in as|identity"),
    ("recipient.moved", r"(?:has|have) moved|user moved|no longer (?:works|at|with|employed|here)|new (?:e-?mail )?address"),
    ("recipient.disabled", r"(?:mailbox|account|user|recipient|e?-?mail|address|inbox|inbounds?).{0,50}(?:disabled|inactive|suspended|deactivated|expired|closed|discontinued|not active|deleted|locked|blocked|terminated|no longer (?:active|available|exists?|in use|valid|accept))|(?:inactive|disabled|suspended|dormant|abandoned) (?:user|mailbox|account|recipient|address)|is disabled|account is unavailable"),
    ("recipient.unavailable", r"recipient.{0,40}(?:verif|temporar|unverified)|(?:cannot|could not|unable to) verify.{0,30}(?:address|recipient|user)|address lookup fail|unverified address|mailbox (?:is )?(?:temporarily |currently )?(?:unavailable|busy|locked)|user lookup|temporarily unavailable"),
    ("recipient.refuses", r"recipient.{0,40}(?:refus|not accept|does not wish|only accept|restrict)|restricted|only accepts? (?:mail|messages|email)|has blocked|blocked by (?:recipient|user)|not (?:on|in) (?:the |my )?(?:white|allow|approved)|(?:sender|you).{0,30}not (?:allowed|permitted|authorized) to send (?:to|mail to|messages? to|e?-?mail to)|user (?:has )?reject|does not want|sender not allowed|prohibited by the (?:recipient|administrator)"),
    ("recipient.unknown", r"(?:no|not an?|unknown|invalid|non-?existent|bad|nonexistent|undeliverable|unroutable|unrouteable|not known|incorrect) (?:such )?(?:local )?(?:user|mailbox|recipient|account|address|person|e-?mail|destination|rcpt|alias|domain|inbox|host)|(?:user|mailbox|recipient|account|address|e-?mail|alias|domain|box).{0,60}(?:unknown|not (?:be )?(?:found|exist|valid|known|recogni[sz]ed|listed|local|our customer|available here|a valid|unallocated)|does ?n[o']t exist|do not exist|invalid|doesn't exist|non-?existent|unallocated|no longer exists|cannot be found|isn't|couldn't be found|unrout|no mailbox|does not have|rejected|is not a|undeliver|unavailable)|no (?:one|body) (?:by|here|with)|doesn't have (?:an?|a yahoo)|user unknown|unknown (?:to|in)|does not like recipient|mailbox unavailable|not our customer|adresse? .{0,20}(?:inexist|inconnu)|destinat[a-z]+ (?:inconnu|invalid)|destinatario|is not handled|no valid recipients|(?:this|the) (?:address|e-?mail|user).{0,20}(?:is )?(?:not|n't)"),
    ("routing.failed", r"\bmx\b|mail (?:loop|looping)|loop(?:ing|s)? (?:detected|back)|too many hops|hop count|(?:host|domain|name|dns).{0,40}(?:not found|not resolve|lookup|does not resolve|no such|failure|could not be)|unrouteable|no route|routing|nxdomain|null ?mx|servfail"),
    ("sender.rejected", r"sender.{0,60}(?:reject|denied|refus|invalid|not (?:accept|allow|exist|valid|permit|verif)|unknown|blocked|bad|does not exist|undeliver|lookup)|(?:invalid|bad|unknown|forged|malformed) (?:sender|from|return|mail from|envelope)|(?:mail from|from|return path|envelope from|emetteur).{0,40}(?:invalid|reject|denied|not (?:allow|accept|exist|valid)|does not|refused|block|unknown)|domain of sender|sender's (?:address|domain)|your (?:domain|address|email address).{0,30}(?:reject|block|denied|not allow)"),
    ("policy.reputation", r"reputation|poor|low score|sender ?base|(?:unusual|suspicious).{0,40}(?:traffic|activity|rate)|complaint|untrusted|new ip|(?:unsolicited|spam).{0,30}originating|user complaints|bad (?:history|behaviou?r)"),
    ("policy.spam", r"\bspam|unsolicited|\bbulk\b|junk|\bube\b|\buce\b|phish|scored|suspected|likely|considered unsafe|abus(?:e|ive)|mass mail"),
    ("message.not-compliant", r"rfc ?-?(?:2?822|5322|2821|5321)|(?:missing|duplicate|multiple|invalid|malformed|bad|bare|too many|long).{0,25}(?:header|from header|date|message-id|subject|\bfrom\b|\bto\b header|line feed|\blf\b|newline|line)|(?:header|line).{0,30}(?:missing|invalid|malformed|too long|not (?:allowed|compliant|valid))|bare (?:lf|cr|linefeed|newline)|not (?:rfc|compliant)|8-?bit|mime"),
    ("policy.content", r"content|attachment|(?:file|extension).{0,20}(?:block|not allow|denied|prohibit|type)|banned (?:word|file|phrase|content)|\burl\b|\blinks?\b|subject.{0,20}(?:reject|not allow|block)|executable|prohibited (?:file|attach)|body"),
    ("server.storage-full", r"(?:insufficient|not enough|no) (?:system |disk )?(?:storage|space)|disk (?:is )?full|out of (?:disk |storage )?space|no space left"),
    ("session.closed", r"time(?:d)? ?-?out|idle|too many (?:errors|syntax|bad|unrecogni|unknown)|closing (?:connection|transmission|link)|connection (?:closed|dropped|reset|lost)|unexpectedly|goodbye|hung up|lost connection|disconnect"),
    ("command.unsupported", r"(?:command|parameter|option|verb|extension).{0,40}(?:not (?:implemented|supported|recogni|understood|available)|unrecogni[sz]ed|unknown|unsupported|disabled)|(?:unrecogni[sz]ed|unknown|unsupported|unimplemented) (?:command|parameter|option|verb|smtp)|not implemented|smtputf8"),
    ("sequence.bad", r"(?:bad|improper|wrong|out of) (?:sequence|order)|sequence of commands|(?:mail|rcpt|helo|ehlo|data|recipient|sender) (?:first|needed|required|before|expected)|need (?:mail|rcpt|helo|ehlo|recipient)|nested mail|already (?:auth|in|specified|given|active)|no valid recipients|polite people say|pipelin|send (?:hello|helo|ehlo|mail|rcpt) first|protocol error|not permitted during|no (?:sender|recipients?) (?:specified|given)"),
    ("syntax.bad", r"syntax|malformed|(?:cannot|can't|could not|unable to) (?:parse|decode|understand)|parse error|invalid (?:argument|parameter|address format|syntax|format|character)|bad (?:syntax|argument|command|address)|missing (?:argument|parameter)|unexpected"),
    ("server.unavailable", r"(?:service|server|system|host|mail ?server|resources?).{0,50}(?:unavailable|not available|busy|overload|maintenance|shutting|down|closing|try (?:again )?later|temporarily|too busy|insufficient)|too busy|overload|maintenance|load average|shutting down|no smtp service|not accepting (?:messages|mail|connections)|please try (?:again )?later|try again later|come back later|unavailable"),
    ("server.error", r"internal|local (?:error|problem|policy violation)|(?:processing|system|server|configuration|unexpected|transient|temporary|database|lookup|queue) (?:error|failure|problem|file)|error in processing|requested action aborted|temporary (?:failure|error|problem|local)|temporarily (?:defer|reject)|cannot process|unable to (?:process|complete|deliver|relay)|could not (?:be )?(?:deliver|complete|process)|action aborted|message failed|transaction failed|failed to|deferred"),
    ("policy.rejected", r"polic|administrative|not (?:allowed|accepted|permitted|authori[sz]ed|acceptable)|access denied|denied|prohibited|reject|refus|block|forbidden|violation|security"),
    ("success", r"^(?:ok\b|queued|accepted|message accepted|completed|success)|queued as|accepted for delivery|requested mail action ok"),
))
_CLASSES = {
    TextClass.SENDER_AUTHENTICATION: "policy.sender-authentication", TextClass.WANTS_TLS: "tls.required", TextClass.QUOTA: "quota.exceeded",
    TextClass.WANTS_AUTH: "auth.required", TextClass.MECHANISM: "auth.mechanism-unsupported", TextClass.TOO_LONG: "auth.line-too-long"}
_IN_AUTH = {
    TextClass.CREDENTIALS: "auth.credentials-invalid", TextClass.REVEALS_USER: "auth.credentials-invalid",
    TextClass.TEMPORARY: "auth.temporary-failure"}
_AUTH_CODES = frozenset((235, 334, 432, 435, 454, 525, 526, 534, 535, 538))


@lru_cache(8192)
def cause(code: int | None, command: str | None, text: str) -> str | None:
    """The cause that a text (code and enhanced code taken off, lower case) tells, or None."""
    kind = textclass(text)
    in_auth = command in ("AUTH", "SASL") or code in _AUTH_CODES or kind is TextClass.CREDENTIALS and code in (None, 530)
    phrase = next((name for name, pattern in _PHRASES if pattern.search(text)), None)
    if phrase is not None and phrase.startswith("auth.") and phrase != "auth.sender-mismatch":
        if in_auth or phrase in ("auth.disabled-by-policy", "auth.app-password-required", "auth.token-invalid", "auth.temporary-failure"):
            return phrase
        phrase = next((name for name, pattern in _PHRASES if not name.startswith("auth.") and pattern.search(text)), phrase)
    if kind is TextClass.SENDER_MISMATCH:
        return "auth.sender-mismatch"
    if in_auth and kind in _IN_AUTH:
        return _IN_AUTH[kind]
    if kind in _CLASSES and not (kind is TextClass.MECHANISM and not in_auth and code not in (504, 534, None)):
        if kind is TextClass.WANTS_AUTH and phrase in ("relay.denied", "policy.sender-authentication"):
            return phrase
        return _CLASSES[kind]
    if kind is TextClass.CREDENTIALS and in_auth:
        return "auth.credentials-invalid"
    if code == 503 and kind is TextClass.NONE and "auth" in text:
        return "auth.not-available" if re.search(r"not (?:enabled|available|advertised|supported|allowed)", text) else "sequence.bad"
    return phrase
