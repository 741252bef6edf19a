// Elements from values; text stays text, there is no markup in strings.

/** An element with attributes and children (elements or text). */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(child => child || child === 0));
  return element;
}

/** A curated text: code in backticks, bold, the words of links; paragraphs and fences. */
export function prose(text) {
  const found = [];
  for (const [n, part] of String(text || "").split(/^```[^\n]*\n?/m).entries()) {
    if (n % 2) found.push(make("pre", {}, make("code", {}, part)));
    else for (const paragraph of part.split(/\n{2,}/)) if (paragraph.trim()) found.push(make("p", {}, inline(paragraph.trim())));
  }
  return found;
}

/** The inline marks of a curated text. */
export function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/).map(part => {
    if (part.startsWith("`") && part.length > 2) return make("code", {}, part.slice(1, -1));
    if (part.startsWith("**")) return make("strong", {}, part.slice(2, -2));
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    return !link ? part : /^https:/.test(link[2]) ? make("a", {href: link[2]}, link[1]) : link[1];
  });
}

/** "1 error", "2 errors". */
export const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Octets for people. */
export const size = octets => octets < 1e6 ? `${Math.max(1, Math.round(octets / 1e3))} kB` : `${(octets / 1e6).toFixed(octets < 1e7 ? 1 : 0)} MB`;
