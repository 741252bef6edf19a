// The report of a transcript as elements: verdicts, then the lines with the findings beside them.

import {counted, inline, make} from "./dom.js";

const NEAR = 5;             // lines that are shown around a finding
const WHOLE = 300;          // a transcript up to so many lines is shown whole
const VERDICTS = 25;
const FINDINGS = 500;

const MOVES = {client: "It is the client's move.", server: "It is the server's move.", configuration: "It is a matter of settings.", network: "It is a matter of the network."};

/** The verdicts of what failed; one of side "none" with no cause tells of what came right in the end. */
const failures = report => report.verdicts.filter(v => v.cause || v.side !== "none");

/** The sentences that a screen reader hears: what failed and whose move it is, then what was found. */
export const spoken = (report, notes) => [headline(report), tally(report, notes)].filter(Boolean).join(" ");

/** What failed, or "" if nothing did. */
function headline(report) {
  const [first, ...more] = failures(report);
  if (!first) return "";
  const place = /\bline \d+/.test(first.summary) ? "" : ` (line ${first.line})`;
  return `${first.summary}${place}. ${MOVES[first.side] || ""}${more.length ? ` And ${counted(more.length, "more session")} failed.` : ""}`.trim();
}

/** How many findings there are, in how much. */
function tally(report, notes) {
  const count = level => report.findings.filter(f => f.level === level).length;
  const found = ["error", "warning", ...(notes ? ["note"] : [])].filter(count).map(level => counted(count(level), level));
  const lines = counted(report.input.lines, "line");
  if (!report.input.reader) return failures(report).length ? "" : `No SMTP dialogue was recognised in ${lines}.`;
  const none = failures(report).length ? "No rule is broken" : "Nothing is wrong";
  return `${found.length ? found.join(", ") : none} in ${lines} and ${counted(report.input.sessions, "session")} (format: ${report.input.reader}).`;
}

/** The elements of a report. options: root of the site, notes shown or not, and toggle, called when that is changed. */
export function transcript(report, {root, notes, toggle}) {
  const findings = report.findings.filter(f => notes || f.level !== "note");
  const hidden = report.findings.length - findings.length;
  return make("article", {class: "transcript"},
    make("h2", {}, headline(report) || tally(report, notes)),
    headline(report) ? make("p", {}, tally(report, notes)) : "",
    report.input.reader ? "" : make("p", {}, "See the ", make("a", {href: new URL("readers/", root).href}, "log formats"), " that are read."),
    verdicts(report.verdicts, root),
    hidden || notes ? make("p", {}, make("label", {}, make("input", {type: "checkbox", checked: notes, onchange: event => toggle(event.target.checked)}), ` show notes${hidden ? ` (${hidden})` : ""}`)) : "",
    report.input.unread_lines ? make("p", {class: "soft"}, `${counted(report.input.unread_lines, "line")} could not be read.`) : "",
    findings.length > FINDINGS ? make("p", {}, `The first ${FINDINGS} findings stand below; `, make("code", {}, "smtpcodes lint FILE"), " shows all.") : "",
    lines(report.lines, findings.slice(0, FINDINGS), root));
}

function verdicts(given, root) {
  if (!given.length) return "";
  return make("ul", {class: "verdicts"},
    given.slice(0, VERDICTS).map(v => make("li", {},
      make("strong", {}, v.summary), /\bline \d+/.test(v.summary) ? ". " : ` (line ${v.line}). `, MOVES[v.side] ? `${MOVES[v.side]} ` : "",
      v.cause && !["success", "unknown"].includes(v.cause) ? make("a", {href: new URL(`causes/${v.cause}/`, root).href}, v.cause) : "",
      v.fix && v.side !== "server" ? make("p", {}, inline(v.fix)) : "")),
    given.length > VERDICTS ? make("li", {}, `and ${given.length - VERDICTS} more sessions`) : "");
}

function lines(texts, findings, root) {
  const last = texts.length > 1 && texts[texts.length - 1] === "" ? texts.length - 1 : texts.length;
  const at = new Map();
  const about = new Map();
  for (const f of findings) {
    const line = Math.min(f.line, last);
    at.set(line, [...(at.get(line) || []), f]);
    for (const r of f.related) about.set(r.line, [...(about.get(r.line) || []), `${r.message} (for line ${f.line})`]);
  }
  const shown = new Set();
  for (const line of [...at.keys(), ...about.keys()]) for (let n = line - NEAR; n <= line + NEAR; n++) shown.add(n);
  const all = last <= WHOLE;
  const list = make("ol", {class: "lines", tabindex: "0", "aria-label": "The transcript with its findings"});
  for (let n = 1; n <= last; n++) {
    if (all || shown.has(n)) {
      list.append(line(n, texts[n - 1], at.get(n) || [], about.get(n) || [], root));
      continue;
    }
    const from = n;
    while (n < last && !shown.has(n + 1)) n++;
    list.append(gap(from, n, texts));
  }
  return list;
}

function line(number, text, findings, related, root) {
  const worst = ["error", "warning", "note"].find(level => findings.some(f => f.level === level));
  const mark = findings[0];
  const shown = mark && mark.end_column > mark.column
    ? [text.slice(0, mark.column - 1), make("mark", {}, text.slice(mark.column - 1, mark.end_column - 1)), text.slice(mark.end_column - 1)] : [text];
  return make("li", {value: number, id: `line-${number}`, class: worst ? `has-${worst}` : undefined, "data-line": number},
    make("code", {}, shown),
    findings.map(f => make("div", {class: "finding", "data-rule": f.rule, "data-line": f.line},
      make("strong", {class: `level ${f.level}`}, f.level), " ", make("span", {class: "side"}, f.side === "both" ? "both sides" : `the ${f.side}`), ": ", f.message, ". ",
      f.suggest ? ["The right reply: ", make("code", {}, f.suggest), ". "] : "",
      make("a", {href: new URL(`rules/${f.rule}/`, root).href}, f.rule))),
    related.map(message => make("div", {class: "related"}, message)));
}

function gap(from, to, texts) {
  const item = make("li", {class: "gap"}, make("button", {type: "button", onclick: () => {
    const found = [];
    for (let n = from; n <= Math.min(to, from + 2000); n++) found.push(line(n, texts[n - 1], [], []));
    if (to > from + 2000) found.push(gap(from + 2001, to, texts));
    item.replaceWith(...found);
  }}, `${counted(to - from + 1, "line")} without findings: show`));
  return item;
}
