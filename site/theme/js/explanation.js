// An explanation as elements. Takes what `explain` of reply.js or of the engine gives.

import {inline, make, prose} from "./dom.js";

const RETRY = {
  "after-change": "No: the same fails again until something changes", later: "Later: the same may work then", never: "No, it is final",
  now: "Yes, at once", none: "Nothing failed"};
const AUDIENCES = {user: "To the person who sends", developer: "To the developer", postmaster: "To the postmaster"};

/** A section with a link to its text. */
function section(name) {
  const [, rfc, part] = /^RFC (\d+)(?: section ([\d.]+))?/.exec(name) || [];
  return rfc ? make("a", {href: `https://www.rfc-editor.org/rfc/rfc${rfc}${part ? `#section-${part}` : ""}`}, name) : name;
}

/** The elements for one explanation. root: the site's. */
export function explanation(e, root) {
  const link = (path, text) => make("a", {href: new URL(path, root).href}, text);
  const code = [e.reply.code, e.reply.enhanced].filter(Boolean).join(" ");
  const rows = [
    ["Cause", ["success", "unknown"].includes(e.cause) ? "" : link(`causes/${e.cause}/`, e.cause)],
    ["Whose words", e.provider ? e.providerPage ? link(`providers/${e.providerPage}/`, e.provider) : e.provider : ""],
    ["Try again?", RETRY[e.retry] || ""],
    ["How sure", `${e.confidence}, by the ${e.because === "signature" ? "provider's own text" : e.because}${e.seen ? ` (seen ${e.seen})` : ""}`],
    ["Pages", [e.reply.code && e.known ? link(`replies/${e.reply.code}/`, String(e.reply.code)) : "", " ", e.enhancedPage ? link(`enhanced/${e.enhancedPage}/`, e.enhancedPage) : ""]],
    ["Sections", (e.spec || []).flatMap((name, n) => [n ? ", " : "", section(name)])]];
  const others = e.causes.filter(cause => cause.fix && cause.fix !== e.fix);
  return make("article", {class: "explanation"},
    make("h2", {}, code ? make("code", {}, code) : "", code ? " " : "", e.title),
    e.contradiction ? make("p", {class: "level warning"}, `${e.contradiction}.`) : "",
    prose(e.meaning),
    e.fix ? [make("h3", {}, "What to do"), prose(e.fix)] : "",
    make("dl", {class: "facts"}, rows.filter(([, value]) => value && value.length !== 0).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)))),
    Object.keys(e.messages).length ? [make("h3", {}, "What to tell whom"), make("ul", {}, Object.entries(e.messages).map(([who, text]) => make("li", {}, make("strong", {}, `${AUDIENCES[who] || who}: `), inline(text))))] : "",
    others.length ? make("details", {}, make("summary", {}, e.sure && e.because === "signature" ? "What else this code may mean" : "What it may be"),
      make("ul", {}, others.map(cause => make("li", {}, make("strong", {}, `${cause.title}. `), inline(cause.fix))))) : "");
}
