// Explains one reply by the signatures of providers and by its codes, over assets/reply.json.
//
// Where the words of a provider decide, and where there is nothing but codes, this is what `smtpcodes explain` says.
// Text that no signature knows is for the Python engine: the answer then says `sure: false`, and names no cause.

const HEAD = /^\s*(?:(\d{3})(?:[ -]|$))?\s*(?:#?([245]\.\d{1,3}\.\d{1,3})(?=[\s:;,]|$))?[ :-]*/;
const CODES = /^\s*(?:(\d{3})(?:[ -]+|$))?\s*#?(?:([245]|X)\.(\d{1,3})\.(\d{1,3}))?\s*$/i;
const CODE = "[2-5][0-5]\\d";
const AT_START = new RegExp(`^${CODE}(?:[ -]|:\\s|$)`);
const STATUS = "[245]\\.\\d{1,3}\\.\\d{1,3}";
const INSIDE = new RegExp(`(?:said|responded|response|replied|error|message|smtp|diagnostic-code)[^\\d\\n]{0,40}?:?[\\s'"]*(?=${CODE}[ -])|(?=\\b${CODE}[ -]#?${STATUS}\\s)`, "i");
const MARKED = new RegExp(`[:<>("']\\s?(?=${CODE}[ -][^\\d\\s])`);
const STAGE = /\(in reply to (?:the )?.{1,40}?(?: command)?\)/i;
const QUOTED = /\berror: 5[23]\d 5\.7\.\d/;          // a 530 that quotes the 535 before it
const LONG = 32;                                     // letters of a template that stand in no other sentence
const LITTLE = ["policy.rejected", "server.error", "command.unsupported", "auth.credentials-invalid", "auth.temporary-failure"];
const VAGUE = /^\.(?:[0-7]\.0|7\.1)$/;
const CLASSES = {
  2: "The server accepted.", 3: "The server accepted so far and waits for more.", 4: "The server refuses for now; the same may work later.",
  5: "The server refuses; the same will be refused again."};
const AGAIN = {later: " The same may work later.", "after-change": " The same fails again until something changes.", never: " The same will never be accepted."};
const REFUSED = {4: "Refused for now, the cause is unknown", 5: "Refused for good, the cause is unknown"};
const COMMAND = /(?:^|[\s>:])(?:EHLO|HELO|LHLO|STARTTLS|QUIT|DATA|AUTH [A-Z0-9-]+|MAIL FROM:|RCPT TO:)/i;

/** What a pasted text looks like: "codes", "reply" or "transcript". */
export function kind(text) {
  if (CODES.test(text) && text.trim()) return "codes";
  const lines = text.split("\n").map(line => line.trim()).filter(Boolean);
  if (lines.length < 2) return "reply";
  const codes = new Set(lines.map(line => (/(?:^|[<>:\s*-])([2-5][0-5]\d)[ -](?=\S)/.exec(line) || [])[1]).filter(Boolean));
  return codes.size > 1 || lines.some(line => COMMAND.test(line)) || lines.length > 12 ? "transcript" : "reply";
}

/** The reply out of its wrapping, its lines joined by line feeds. */
function unwrap(text) {
  let rest = text.slice(0, 8000).trim();
  if (!AT_START.test(rest)) {
    const found = INSIDE.exec(rest) || MARKED.exec(rest);
    if (found) rest = rest.slice(found.index + found[0].length);
  }
  const stage = STAGE.exec(rest);
  if (stage) rest = rest.slice(0, stage.index);
  return rest.replace(/\\r\\n|\\n/g, "\n").replace(new RegExp(`^(${CODE}):\\s`), "$1 ");
}

const normalise = text => text.toLowerCase().split(/\s+/).filter(Boolean).join(" ");

/** Code, enhanced code and normalised text. */
export function split(reply) {
  let code = 0, enhanced = "";
  const texts = [];
  for (const line of reply.split("\n")) {
    const match = HEAD.exec(line);
    if (match[1] && code && Number(match[1]) !== code) { texts.push(line); continue; }
    code = Number(match[1]) || code;
    enhanced = enhanced || match[2] || "";
    texts.push(line.slice(match[0].length));
  }
  let text = texts.join(" ");
  enhanced = enhanced || (/\(#([245]\.\d{1,3}\.\d{1,3})\)/.exec(text) || [])[1] || "";
  if (code) text = text.replace(/(\s)(\d{3})[ -](?:[245]\.\d{1,3}\.\d{1,3}\s)/g, (all, blank, other) => Number(other) === code ? blank : all);
  return {code, enhanced, text: normalise(text)};
}

function matches(chunks, open, text) {
  let at = 0;
  for (const [n, chunk] of chunks.entries()) {
    if (!n && !open) {
      if (!text.startsWith(chunk)) return false;
      at = chunk.length;
      continue;
    }
    const found = text.indexOf(chunk, n ? at + 1 : at);
    if (found < 0) return false;
    at = found + chunk.length;
  }
  return true;
}

/** The signature that says most of the text; one with the reply's own code goes before others of its class, or with its enhanced code. */
function best(base, code, enhanced, text) {
  let found = null, rank = [0, 0, 0];
  for (const entry of base.texts) {
    const [, , own, status, open, chunks] = entry;
    if (!matches(chunks, open, text)) continue;
    const weight = chunks.reduce((sum, chunk) => sum + [...chunk].length, 0);
    if (own && code && own !== code && (Math.floor(own / 100) !== Math.floor(code / 100) || weight < 12) && !(enhanced && status === enhanced)) continue;
    const now = [Number(!own || !code || own === code), weight, Number(!status || status === enhanced)];
    if (now[0] - rank[0] || now[1] - rank[1] || now[2] - rank[2]) {
      if ((now[0] - rank[0] || now[1] - rank[1] || now[2] - rank[2]) > 0) { found = {entry, weight}; rank = now; }
    }
  }
  return found && goesOn(found, text) ? null : found;
}

/** Is it a short template that begins a longer sentence, or one that says little and has words behind it? What those say is for the engine. */
function goesOn({entry: [, , , , open, chunks, cause], weight}, text) {
  if (!open && chunks.length === 1 && weight <= LONG && LITTLE.includes(cause) && /^[ ,.:;-]*[("'[]?[a-z]{3,}.{6}/.test(text.slice(chunks[0].length))) return true;
  return !open && chunks.length === 1 && weight <= LONG && /^["']* ?(?!and |see |please |for )[a-z]{2,}/.test(text.slice(chunks[0].length));
}

/** Does a mark stand in a text with no letter or digit before it, and none that makes a longer word of it behind it? */
function standsAlone(mark, text) {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    const before = text.charAt(at - 1), behind = text.charAt(at + mark.length);
    if (!(/^[\p{L}\p{N}]/u.test(mark) && /[\p{L}\p{N}]/u.test(before)) && !(/\p{L}$/u.test(mark) && /\p{L}/u.test(behind))) return true;
  }
  return false;
}

/** Whose words these are: of a server's usual text the provider that leaves its mark behind it; of shared words only a mark tells. */
function speaker(base, own, shared, text) {
  const [marked, about] = Object.entries(base.providers).find(([, p]) => p.marks.some(mark => standsAlone(mark, text))) || [];
  return !own || shared || (marked && base.providers[own].server && !about.server) ? marked : own;
}

function statusEntry(base, enhanced) {
  if (!enhanced) return [undefined, {}];
  for (const digit of [enhanced[0], "5", "4", "2"]) {
    const key = digit + enhanced.slice(1);
    if (base.enhanced[key]) return [key, base.enhanced[key]];
  }
  return [undefined, {}];
}

// What a text about a mailbox says where it answers AUTH, of the one who logs in: that is for the engine.
const OF_USER = ["recipient.unknown", "recipient.disabled", "recipient.unavailable"], IN_LOG_IN = /Authentication|Invalid login|\bAUTH\b/;

/** The explanation of a text. Its fields are those of `smtpcodes explain --output-format json`, and `sure`. */
export function explain(base, query) {
  let {code, enhanced, text} = split(unwrap(query));
  const codes = CODES.exec(query);
  if (codes && query.trim()) {
    code = Number(codes[1]) || 0;
    enhanced = codes[2] ? `${codes[2].toUpperCase() === "X" ? "5" : codes[2]}.${codes[3]}.${codes[4]}` : "";
    text = "";
  }
  const reply = base.replies[code] || {}, [page, entry] = statusEntry(base, enhanced);
  const found = text ? best(base, code, enhanced, text) : null;
  const known = found ? found.entry : [];
  const provider = text ? speaker(base, known[1], known[11], text) : entry.provider;
  const vendor = (entry.vendor || []).find(v => v.provider === provider);
  const accepts = code >= 200 && code < 400, alone = !text && Boolean(code || enhanced);
  const [cause, because, confidence] = found && !accepts ? [known[6], "signature", found.weight >= 12 ? "high" : "medium"]
    : alone || accepts ? byCodes(code, enhanced, reply, entry, vendor) : ["unknown", "text", "low"];
  const about = base.causes[cause] || {}, named = !["success", "unknown"].includes(cause);
  const digit = code ? Math.floor(code / 100) : Number(enhanced[0] || 0);
  const signed = because === "signature" && provider === known[1], ours = because === "enhanced code" && vendor && vendor.cause === cause ? vendor : null;
  const own = (reply.causes || []).filter(c => c.cause === cause);
  const section = own.length && (alone || own.length === 1) ? own[0].fix : "";     // of several only the text could tell which
  let retry = named ? about.retry : alone ? reply.retry || entry.retry : null;
  if (!retry || retry === "none" || retry === "-") retry = {4: "later", 5: "after-change"}[digit] || "none";
  const classText = CLASSES[digit] || (digit ? "No SMTP reply begins like this." : "No reply code was found in this text.");
  const e = {
    sure: !text || (Boolean(found) && !(QUOTED.test(text) && (code || 530) === 530) && !(OF_USER.includes(cause) && IN_LOG_IN.test(query))) || (cause === "success" && AT_START.test(query.trim())), reply: {code: code || null, enhanced: enhanced || null}, cause, because, confidence,
    provider: provider ? (base.providers[provider] || {name: provider}).name : null, providerPage: base.providers[provider] ? provider : null,
    signature: found ? known[0] : null, seen: found ? known[10] : "",
    retry, temporary: retry === "later" || retry === "now", see: reply.see || [], messages: about.messages || {},
    spec: [...new Set([...(reply.spec || []), ...(entry.spec || [])])], enhancedPage: page || null,
    url: named && !alone ? `causes/${cause}/` : base.replies[code] ? `replies/${code}/` : page ? `enhanced/${page}/` : ""};
  e.known = Boolean(base.replies[code] || page || found);
  e.title = named && !alone ? about.title : cause === "unknown" && text && REFUSED[digit] || reply.title || entry.title || classText.replace(/\.$/, "");
  e.meaning = signed ? known[7] : ours ? ours.means : alone || cause === "success" ? reply.meaning || entry.meaning || classText
    : !named ? classText : reply.cause === cause && reply.meaning || entry.cause === cause && entry.meaning || says(about.says, digit, retry);
  e.fix = !named ? "" : signed ? known[8] : ours && ours.fix || section || entry.cause === cause && entry.fix || ofCause(about);
  e.causes = causes(base, e, reply, because === "signature" ? known[9] : []);
  return e;
}

/** A cause as a sentence, and whether to try again. */
function says(words, digit, retry) {
  return `${digit ? words.charAt(0).toUpperCase() + words.slice(1) : `No reply came: ${words}`}.${AGAIN[retry] || ""}`;
}

/** What to do about a cause where neither a text nor a code tells it. */
const ofCause = about => about.fix || (about.messages || {}).developer || "";

/** Cause, what told it and how sure it is, where the codes alone are believed. */
function byCodes(code, enhanced, reply, entry, vendor) {
  if (code >= 200 && code < 400) return ["success", "reply code", "high"];
  if (vendor) return [vendor.cause, "enhanced code", "high"];
  if (entry.status === "vendor" && entry.cause) return [entry.cause, "enhanced code", "medium"];
  if (enhanced.slice(1, 4) === ".6." && !entry.cause) return ["message.not-compliant", "enhanced code", "low"];
  if (enhanced && !VAGUE.test(enhanced.slice(1)) && entry.cause) {
    const own = reply.cause && (reply.enhanced || [])[0] === enhanced;
    return own ? [reply.cause, "reply code", "medium"] : [entry.cause, "enhanced code", "medium"];
  }
  if (reply.cause) return [reply.cause, "reply code", "medium"];
  return entry.cause ? [entry.cause, "enhanced code", "low"] : ["unknown", "reply code", "low"];
}

function causes(base, e, reply, also) {
  const title = cause => (base.causes[cause] || {}).title || cause;
  const found = e.cause === "success" || e.cause === "unknown" ? [] : [{cause: e.cause, title: title(e.cause), fix: e.fix}];
  found.push(...also.map(cause => ({cause, title: title(cause), fix: ofCause(base.causes[cause] || {})})));
  if (e.because !== "signature" || !found.length) found.push(...(reply.causes || []).filter(c => c.cause !== e.cause || c.fix !== e.fix));
  return found;
}
