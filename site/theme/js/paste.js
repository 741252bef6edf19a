// The paste box of the home page: a reply is explained at once, a transcript is checked by the Python engine.
//
// What was pasted stays in this page. Shown is the masked text; the engine gets what was pasted, and masks it again.

import {counted, make, size} from "./dom.js";
import * as engine from "./engine.js";
import {explanation} from "./explanation.js";
import * as replies from "./reply.js";
import {mask} from "./secrets.js";
import {spoken, transcript} from "./transcript.js";

const ROOT = new URL("../", import.meta.url);
const LIMIT = 2_000_000;
const EXAMPLES = {
  reply: "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials - gsmtp",
  transcript: `S: 220 mail.example ESMTP
C: EHLO client.example
S: 250-mail.example
S: 250-AUTH PLAIN LOGIN
S: 250 ENHANCEDSTATUSCODES
C: MAIL FROM:<a@client.example>
S: 535 5.7.8 Authentication credentials invalid
C: AUTH PLAIN [redacted]
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<a@client.example>
S: 530 5.7.0 Authentication required
C: QUIT
S: 221 2.0.0 Bye`};

const box = document.getElementById("pasted");
const status = document.getElementById("paste-status");
const place = document.getElementById("paste-result");
let original = {shown: null, text: ""};
let knowledge, timer;
let turn = 0;
let notes = false;
const kept = new Set();

const base = () => knowledge ??= fetch(new URL("assets/reply.json", ROOT)).then(answer => answer.json()).catch(error => { knowledge = undefined; throw error; });
const octets = text => new Blob([text]).size;
const say = (...what) => {
  status.classList.remove("told");
  status.replaceChildren(...what);
};
/** For those who hear the page: what the heading of the result says. */
const tell = text => {
  say(text);
  status.classList.add("told");
};
const show = (...what) => place.replaceChildren(...what);

/** Takes a pasted text in place of what is selected, masked. */
export function pasted(text) {
  if (tooLong(text)) return;
  const alone = box.selectionStart === 0 && box.selectionEnd === box.value.length;
  box.setRangeText(mask(text.replace(/\r\n?/g, "\n")), box.selectionStart, box.selectionEnd, "end");
  original = alone ? {shown: box.value, text} : {shown: null, text: ""};
  changed(true);
}

/** Fills the box with an example and looks at it. */
export function example(name) {
  box.value = EXAMPLES[name];
  run();
}

/** What the address asks for: codes to explain, or options. It holds no text. */
export function opened() {
  const asked = new URLSearchParams(location.hash.slice(1));
  notes ||= asked.has("notes");
  const codes = asked.get("reply");
  if (codes && replies.kind(codes) === "codes") {
    box.value = codes;
    run();
  }
}

/** Explains or checks what is in the box. */
export async function run() {
  clearTimeout(timer);                                     // what waits for the end of typing would clear the answer
  if (!box.value.trim()) box.value = box.placeholder;      // what stands there in grey is an example, too
  const text = given();
  if (tooLong(text)) return;
  if (replies.kind(text) === "transcript") return check(text);
  return explain(text, true);
}

const given = () => box.value === original.shown ? original.text : box.value;

function tooLong(text) {
  if (text.length < LIMIT / 4 || octets(text) <= LIMIT) return false;
  show();
  say(`${size(octets(text))} are more than the ${size(LIMIT)} that this page takes. For long logs: `, make("code", {}, "smtpcodes lint FILE"), ".");
  return true;
}

/** The box has changed: a reply is explained, a transcript waits for the button unless the engine is there. */
function changed(now) {
  clearTimeout(timer);
  turn++;
  timer = setTimeout(() => {
    const text = given();
    if (!text.trim()) return say(), show();
    if (tooLong(text)) return;
    if (replies.kind(text) !== "transcript") return explain(text, false);
    if (now && engine.started()) return check(text);
    show();
    return offer();
  }, now ? 0 : 200);
}

async function offer() {
  const mine = turn;
  const known = await engine.about().catch(lost);
  if (mine !== turn) return;
  if (known.missing) return say(`This looks like a transcript. ${known.missing}`);
  say("This looks like a transcript. ", make("strong", {}, "Check it"), engine.started() ? "." : ` loads the Python engine first (${size(total(known))}, once).`);
}

const lost = () => ({missing: "The engine could not be found. Is there a network?"});
const total = known => Object.values(known.sizes).reduce((sum, octets) => sum + octets, 0);

async function explain(text, asked) {
  const mine = ++turn;
  let e;
  try {
    e = replies.explain(await base(), text);
  } catch (error) {
    return say(`The explanations could not be loaded: ${error.message}.`);
  }
  if (mine !== turn) return;
  if (!e.sure && engine.started()) return ask(text);
  link(e);
  const offers = await more(text, e);
  if (mine !== turn) return;
  keep("reply");
  show(...(e.sure ? [] : offers), explanation(e, ROOT), ...(e.sure ? offers : []));
  tell(e.sure ? `${e.title}.` : `${e.title}. The quick answer does not know this text; the full answer needs the Python engine.`);
  if (!e.sure && asked) place.querySelector("[data-engine]")?.focus();
}

/** The address for codes alone; a text leaves none. */
function link(e) {
  const codes = replies.kind(box.value) === "codes" ? box.value.trim().replace(/\s+/g, " ") : "";
  const hash = codes ? `#${new URLSearchParams({reply: codes})}` : location.hash.startsWith("#reply=") ? "#" : "";
  if (hash && e.known) history.replaceState(null, "", hash === "#" ? location.pathname + location.search : hash);
}

/** What the engine could say beyond the codes: of a text that no signature knows, and of a line that may be of a log. */
async function more(text, e) {
  const log = !/^\s*[2-5]\d\d(?!\d)/.test(text) && replies.kind(text) !== "codes";
  if (e.sure && !log) return [];
  const known = await engine.about().catch(lost);
  const told = e.sure ? "" : "The quick answer does not know this text, so it tells the class of the code and no cause. The full answer needs the Python engine. ";
  if (known.missing) return e.sure ? [] : [make("p", {class: "soft"}, told, known.missing)];
  const cost = engine.started() ? "" : ` (${size(total(known))}, once)`;
  return [make("p", {class: "actions"}, told,
    e.sure ? "" : make("button", {type: "button", "data-engine": "explain", onclick: () => ask(text)}, `Ask the engine${cost}`), " ",
    log ? make("button", {type: "button", "data-engine": "check", onclick: () => check(text)}, `Check it as a log${cost}`) : "")];
}

async function ask(text) {
  const mine = ++turn;
  const e = await withEngine(() => engine.ask("explain", text));
  if (!e || mine !== turn) return;
  const known = await base();
  e.sure = true;
  e.providerPage = Object.keys(known.providers).find(name => known.providers[name].name === e.provider);
  e.enhancedPage = known.enhanced[e.reply.enhanced] ? e.reply.enhanced : null;
  const offers = await more(text, e);
  if (mine !== turn) return;
  show(explanation(e, ROOT), ...offers);
  tell(`${e.title}.`);
}

async function check(text) {
  const mine = ++turn;
  show();
  const report = await withEngine(progress => engine.ask("check", text, progress));
  if (!report || mine !== turn) return;
  const masked = report.lines.join("\n");
  if (box.value !== masked) {                   // what only the session could tell to be a credential
    box.value = masked;
    original = {shown: box.value, text};
  }
  const draw = () => show(transcript(report, {root: ROOT, notes, toggle(on) {
    notes = on;
    history.replaceState(null, "", on ? "#notes" : location.pathname + location.search);
    draw();
    place.querySelector("input[type=checkbox]")?.focus();
    tell(spoken(report, notes));
  }}));
  draw();
  tell(spoken(report, notes));
}

/** Loads the engine with its progress, then does something with it; tells what failed. */
async function withEngine(act) {
  box.form.setAttribute("aria-busy", "true");
  try {
    if (!engine.started()) {
      const bar = make("progress", {max: 1, value: 0, "aria-label": "Loading the Python engine"});
      const label = make("span", {}, "Loading the Python engine, once ");
      const count = make("span", {"aria-hidden": "true"});
      say(label, bar, count);
      await engine.load((loaded, all) => {
        bar.max = all;
        bar.value = Math.min(loaded, all);
        count.textContent = ` ${size(Math.min(loaded, all))} of ${size(all)}`;
      });
      keep("engine");
    } else {
      say("Starting ...");
    }
    await engine.load();
    const bar = make("progress", {max: 1, value: 0, "aria-label": "Checking"});
    say("Checking ", bar, " ", make("button", {type: "button", onclick: () => engine.stop("stopped by you")}, "Stop"));
    return await act(done => { bar.value = done; });
  } catch (error) {
    show();
    say(`This did not work: ${error.message}`);
    return null;
  } finally {
    box.form.removeAttribute("aria-busy");
  }
}

/** Keeps what is loaded for times without a network: "reply", or "engine" with all of its files. */
async function keep(what) {
  if (!navigator.serviceWorker || kept.has(what)) return;
  kept.add(what);
  try {
    await navigator.serviceWorker.register(new URL("sw.js", ROOT), {scope: ROOT.pathname});
    await navigator.serviceWorker.ready;
    const loaded = [location.pathname, ...performance.getEntriesByType("resource").map(entry => entry.name)].filter(name => new URL(name, location.href).origin === location.origin);
    const cache = await caches.open("smtpcodes-1");
    const current = await files(what);
    await Promise.allSettled([...new Set([...loaded, ...current])].map(name => cache.add(name)));
    if (what === "engine") for (const {url} of await cache.keys()) if (/\/assets\/(?:pyodide|smtpcodes)-/.test(url) && !current.includes(url)) await cache.delete(url);
    document.documentElement.dataset.offline = what;
  } catch { /* a browser without storage works with a network only */ }
}

async function files(what) {
  const known = what === "engine" ? await engine.about() : {};
  return Object.keys(known.sizes || {}).concat("engine.json", "reply.json").map(name => new URL(`assets/${name}`, ROOT).href);
}

box.addEventListener("input", () => changed(false));
if (box.value) changed(false);
