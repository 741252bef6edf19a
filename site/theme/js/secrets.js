// Masks what may be a credential before a pasted text is shown. The engine masks again, by following the session.
//
// A SASL response has no keyword on its line: what the client sends after a `334` is masked by its place.

export const MASK = "[redacted]";
const AUTH = /(\bAUTH[ \t]+[A-Z0-9_-]{1,32}[ \t]+)([^\s"']{3,})/gi;
const BEARER = /(bearer[ \t]+)([\w.~+/=-]{6,})/gi;
const NAMED = /\b((?:pass(?:word|wd|phrase)?|pwd|secret|access_token|token|api[_-]?key)["']?[ \t]*[=:][ \t]*["']?)([^\s"',;]{3,})/gi;
const LAST = /(\bpass )(\S+)$/;
const BASE64 = /(^|[^\w+/=.@-])(?=[A-Za-z0-9+/]{0,400}[a-z])(?=[A-Za-z0-9+/]{0,400}[A-Z])[A-Za-z0-9+/]{20,}={0,2}(?![\w+/=.@-])/g;
const CHALLENGE = /(?:^|[^\d.])334(?:[ )-]|$)/;
const WITHIN = 3;           // lines after a challenge in which its response may stand
const REPLY = /(?:^|[<>:*\s-])[2-5][0-5]\d[ -]/;
const TAIL = /={0,2}(?:\\r)?(?:\\n)?["'\]]{0,2}\s{0,4}$/;
const SIGN = /[A-Za-z0-9+/]/;
const MECHANISMS = /^(?:PLAIN|LOGIN|XOAUTH2?|OAUTHBEARER|GSSAPI|NTLM|ANONYMOUS|EXTERNAL|(?:CRAM|DIGEST)-MD5|SCRAM-\S+|PLAIN-CLIENTTOKEN)$/i;

/** The line without the base64 that it ends with. */
function withoutResponse(line) {
  const end = line.slice(-16).search(TAIL) + Math.max(0, line.length - 16);
  let start = end;
  while (start && SIGN.test(line[start - 1])) start--;
  return end - start < 2 ? line : line.slice(0, start) + MASK + line.slice(end).replace(/^=+/, "");
}

/** The text without credentials; line by line, linear. */
export function mask(text) {
  let asked = 0;
  return text.split("\n").map(line => {
    if (CHALLENGE.test(line)) {
      asked = WITHIN;
      return line;
    }
    let shown = line;
    if (asked && line.trim()) {
      if (!REPLY.test(line)) shown = withoutResponse(line);
      asked = shown === line && !REPLY.test(line) ? asked - 1 : 0;
    }
    return shown
      .replace(AUTH, (all, head, value) => MECHANISMS.test(value) || value === "=" ? all : head + MASK)
      .replace(BEARER, `$1${MASK}`).replace(NAMED, `$1${MASK}`).replace(LAST, `$1${MASK}`).replace(BASE64, `$1${MASK}`);
  }).join("\n");
}
