"""What the steps are asked, and what they answer."""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.knowledge.meaning.context import Context, of_log_in
from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.knowledge.match import Signature
    from smtpcodes.knowledge.values import Because

# Enhanced codes that name no cause.
VAGUE = frozenset((".0.0", ".1.0", ".2.0", ".3.0", ".4.0", ".5.0", ".6.0", ".7.0", ".7.1"))
# Words that speak of a log-in, of TLS, or of how the server is reached.
_SUBMISSION = late(
    r"\b(?:auth\w{0,20}|sasl|log(?:in|ins|on|ged)|log in|password|user ?names?|credentials?|tokens?"
    r"|mechanisms?|starttls|tls|ssl|certificates?|handshake|connect\w{0,8}|sockets?|ports?|hosts?"
    r"|names?|network|timeout|timed|e[hp]lo|helo|sequence|order|your account)\b"
    # de, fr, es, it, pt, pl, cs, hu, tr, nl, sv: the words begin so
    r"|\b(?:aute\w|anmeld|passwo|kennwo|mots? de passe|contrase|senhas?\b|uwierzyt|autory[zs]"
    r"|has[lł][ao]|hes(?:lo|el|la)\b|ov[eě][rř]en|p[rř]ihl[aá][sš]|hiteles|jelsz|bejelent|kimlik"
    r"|parola|[sş]ifre|oturum|wachtwo|inlog|aanmeld|l[oö]senord|[zc]ertifi|certyf|sertif|verbind"
    r"|conne[xs]|cone[xc]|po[lł][aą]cz|p[rř]ipoj|spojen|kapcsol|ba[gğ]lan|anslut)"
    r"|парол|автори|аутент|подключ|соедин|сертиф|认证|验证|授权|登录|登陆|密码|连接|证书"
    r"|認証|パスワード|接続|ログイン|証明書|인증|암호|비밀번호|연결|로그인"
)


class Asked(NamedTuple):
    """A reply, with what the knowledge base has of its codes. text: normalised, without codes."""

    code: int | None
    enhanced: str | None
    text: str
    context: Context
    reply: dict[str, Any]
    entry: dict[str, Any]
    signature: Signature | None
    vendor: dict[str, Any] | None

    @property
    def tail(self) -> str:
        return self.enhanced[1:] if self.enhanced else ""

    @property
    def about_log_in(self) -> bool:
        return self.context.in_log_in or of_log_in(self.code, self.enhanced)

    @property
    def of_submission(self) -> bool:
        """Is it about a log-in, or does its text speak of one, of TLS or of the network?"""
        return self.about_log_in or _SUBMISSION.search(self.text) is not None

    @property
    def precise(self) -> str | None:
        """The cause that the enhanced code names, if it names one."""
        found: str | None = self.entry.get("cause") if self.tail not in VAGUE else None
        return found


class Answer(NamedTuple):
    """A cause, what told it, how sure it is, and why in words."""

    cause: str
    because: Because
    confidence: str
    said: str
