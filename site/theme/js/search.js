// Search that knows codes, over assets/search.json, and the field in the header as a combobox.
//
// What a query says of codes and of providers decides first; its words, weighed by how rare they are, decide the rest.

import {make} from "./dom.js";

const ROOT = new URL("../", import.meta.url);
const SHOWN = 8, LISTED = 40, MOST = 300;
const REPLY = /(?<![\d.])[2-5][0-5]\d(?![\d.]*\d)/g;
const STATUS = /(?<![\d.])([245x])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)/gi;
const VAGUE = /^\d\.(?:[0-7]\.0|7\.1)$/;
const STOP = new Set("a an and are as at be by does for from how i in is it my no not of on or s smtp the this to vs what why with your".split(" "));

const words = text => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").match(/[\p{L}\p{N}]+/gu) || [];

/** The index, ready to be searched. */
export function prepare(data) {
  const TEXT = data.kinds.indexOf("Text");
  const entries = data.entries.map(([kind, url, title, about, codes, rare]) => ({kind, url, title, about, codes, rare, note: data.kinds[kind]}));
  const known = data.texts.reduce((counts, [provider]) => counts.set(provider, (counts.get(provider) || 0) + 1), new Map());
  for (const [provider, place, text, codes] of data.texts) {
    const [id, name] = data.providers[provider];
    entries.push({kind: TEXT, url: `providers/${id}/#${place}`, title: text, about: `${id} ${name}`, codes, note: name, provider: id, many: Math.log(1 + known.get(provider)) / 10});
  }
  const vocabulary = new Map();
  const brands = new Map();
  entries.forEach((entry, n) => {
    entry.low = words(entry.title).join(" ");
    entry.id = words(entry.url.replace(/^[a-z]+\/#?/, "")).join(" ");
    const weights = new Map();
    for (const word of words(entry.about)) weights.set(word, 1);
    for (const word of words(entry.title)) weights.set(word, entry.kind === TEXT ? 1.6 : 2.2);
    entry.length = weights.size;
    for (const [word, weight] of weights) {
      if (!vocabulary.has(word)) vocabulary.set(word, []);
      vocabulary.get(word).push([n, weight]);
    }
  });
  for (const [id, , names] of data.providers) for (const word of words(names)) brands.set(word, [...(brands.get(word) || []), id]);
  return {entries, vocabulary, brands, kinds: data.kinds};
}

/** True if two words differ by at most `most` letters put in, left out, changed or swapped. */
function near(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return false;
  let before = [], last = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return false;
    [before, last] = [last, row];
  }
  return last[b.length] <= most;
}

/** The words of the index that a typed word may be, with how well each fits. */
function meant(index, word, unfinished) {
  const found = index.vocabulary.has(word) ? [[word, 1]] : [];
  if (word.length >= 3 || unfinished) for (const known of index.vocabulary.keys()) if (known !== word && known.startsWith(word) && word.length > 1) found.push([known, 0.6]);
  if (!found.length && word.length >= 4 && !/\d/.test(word)) {
    for (const known of index.vocabulary.keys()) if (near(word, known, word.length > 7 ? 2 : 1)) found.push([known, 0.5]);
  }
  return found;
}

/** The entries for a query, the right one first. */
export function find(index, query, most = LISTED) {
  const codes = query.match(REPLY) || [];
  const statuses = [...query.matchAll(STATUS)].map(([, digit, subject, detail]) => `${digit.toLowerCase() === "x" ? "5" : digit}.${subject}.${detail}`);
  const rest = query.replace(STATUS, " ").replace(REPLY, " ");
  const phrase = words(rest).join(" ");
  const typed = [...new Set(words(rest))];
  const telling = typed.filter(word => !STOP.has(word));
  const asked = telling.length ? telling : typed;
  const brands = new Set(asked.flatMap(word => brand(index, word)));
  const scores = new Map();
  const add = (n, score) => scores.set(n, (scores.get(n) || 0) + score);
  const matched = new Map(), text = index.kinds.indexOf("Text");
  asked.forEach((word, at) => {
    const best = new Map();
    for (const [known, fit] of meant(index, word, at === asked.length - 1)) {
      const places = index.vocabulary.get(known);
      const rare = Math.log(1 + index.entries.length / places.length);
      for (const [n, weight] of places) best.set(n, Math.max(best.get(n) || 0, fit * weight * rare));
    }
    for (const [n, score] of best) {
      add(n, score);
      matched.set(n, (matched.get(n) || 0) + 1);
    }
  });
  for (const [n, score] of scores) {
    const entry = index.entries[n], share = matched.get(n) / asked.length;
    let now = score * share * share * (0.7 + 0.9 / Math.sqrt(2 + entry.length)) * (1 + prior(index, entry));
    if (phrase.length > 3 && ` ${entry.low} `.includes(` ${phrase} `)) now += 20 + 30 * phrase.length / entry.low.length;
    else if (phrase.length > 3 && entry.low.includes(phrase)) now += 12;
    if (entry.low === phrase) now += 40;
    if (phrase.length > 3 && entry.low.startsWith(`${entry.id} ${phrase}`)) now += 30;
    if (entry.kind === text && asked.length === 1) now *= 0.6;
    if (entry.kind === text && brands.has(entry.provider)) now = now * 1.5 + 8;
    if (entry.id === phrase && entry.kind !== text) now += /[./]/.test(rest.trim()) ? 100 : 60;
    else if (phrase.length > 7 && /-/.test(rest) && entry.id.endsWith(` ${phrase}`)) now += 50;
    scores.set(n, entry.rare ? now * 0.6 : now);
  }
  index.entries.forEach((entry, n) => byCodes(index, entry, n, {codes, statuses, brands, asked, add, scores}));
  return [...scores].filter(([, score]) => score > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(([n]) => index.entries[n]);
}

/** The providers that a word names. */
function brand(index, word) {
  const known = index.brands.get(word);
  if (known || word.length < 4 || index.vocabulary.has(word)) return known || [];
  for (const [name, ids] of index.brands) if (name.length > 3 && near(word, name, 1)) return ids;
  return [];
}

const prior = (index, entry) => entry.many || ({"Reply code": 0.3, "Enhanced code": 0.1, Comparison: 0.1, Cause: 0.35, Provider: 0.5, Rule: 0, "Log format": 0.2, Guide: 0.4, Command: 0.5, Implementation: -0.3}[index.kinds[entry.kind]] || 0);

/** What the codes of a query add to an entry. */
function byCodes(index, entry, n, {codes, statuses, brands, asked, add, scores}) {
  if (!codes.length && !statuses.length) {
    if (entry.kind === index.kinds.indexOf("Provider") && brands.has(entry.url.split("/")[1]) && asked.length === 1) add(n, 150);
    return;
  }
  const kind = index.kinds[entry.kind];
  const own = entry.codes || [];
  const hits = codes.filter(code => own.includes(code)).length;
  const exact = statuses.some(status => own.includes(status));
  const like = exact || statuses.some(status => own.some(code => code.includes(".") && code.slice(1) === status.slice(1)));
  if (kind === "Text") {
    const wanted = entry.provider && brands.has(entry.provider);
    if (wanted && (hits || like)) add(n, 600 + 50 * (hits + (exact ? 1 : 0)));
    else if ((hits || like) && asked.length && scores.has(n)) add(n, 15 * hits + (exact ? 20 : like ? 10 : 0));
    else if ((hits || like) && !asked.length) add(n, 10 * hits + (exact ? 15 : like ? 5 : 0));
  } else if (kind === "Reply code" && hits) {
    add(n, asked.length ? 30 : codes.length > 1 ? 290 - codes.indexOf(own[0]) : 300);
  } else if (kind === "Enhanced code" && like) {
    const vague = codes.length && statuses.every(status => VAGUE.test(status));
    add(n, (asked.length ? 30 : vague ? 250 : 320) + (exact ? 5 : 0));
  } else if (kind === "Comparison" && (hits || exact)) {
    const both = hits + statuses.filter(status => own.includes(status)).length >= 2;
    add(n, both ? 350 : asked.length ? 8 : 120);
  } else if (kind === "Rule" && hits) {
    add(n, asked.length ? 10 : 60);
  } else if (kind === "Provider" && brands.has(entry.url.split("/")[1])) {
    add(n, 300);
  }
}

let loaded;
const load = () => loaded ??= fetch(new URL("assets/search.json", ROOT)).then(answer => answer.json()).then(prepare).catch(error => { loaded = undefined; throw error; });

/** Makes the field a combobox; on the page of results lists them there. */
export async function attach(field, results) {
  const sheet = make("link", {rel: "stylesheet", href: new URL("css/search.css", ROOT).href});
  document.head.append(sheet);
  const list = make("ul", {id: "found", role: "listbox", "aria-label": "Results", hidden: true});
  const told = make("span", {role: "status", class: "told"});
  field.form.append(list, told);
  for (const [name, value] of Object.entries({role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list", "aria-haspopup": "listbox"})) field.setAttribute(name, value);
  let active = -1, turn = 0;

  const open = () => !list.hidden;
  const close = () => {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = next => {
    const options = [...list.children];
    if (!options.length) return;
    options[active]?.setAttribute("aria-selected", "false");
    active = (next + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({block: "nearest"});
    field.setAttribute("aria-activedescendant", options[active].id);
  };
  const go = option => {
    location.href = option.dataset.url;
    close();
  };
  const look = async () => {
    const mine = ++turn, query = field.value.trim().slice(0, MOST);
    if (!query) return close();
    let index;
    try {
      index = await load();
    } catch {
      told.textContent = "The index could not be loaded.";
      return;
    }
    if (mine !== turn) return;
    const hits = find(index, query, SHOWN);
    list.replaceChildren(...hits.map((hit, n) => make("li", {id: `found-${n}`, role: "option", "aria-selected": "false", "data-url": new URL(hit.url, ROOT).href},
      make("span", {class: "hit"}, hit.title), make("span", {class: "of"}, hit.note))));
    list.dataset.query = query;
    told.textContent = hits.length ? `${hits.length} results` : `Nothing is known of "${query}"`;
    if (!hits.length) return close();
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    active = -1;
    choose(0);
  };

  field.addEventListener("input", look);
  field.addEventListener("focus", () => field.value && look());
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      if (!open()) field.value = "";
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open()) look();
      else choose(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && open() && active >= 0) {
      event.preventDefault();
      return go(list.children[active]);
    } else {
      return;
    }
    event.preventDefault();
  });
  list.addEventListener("pointerdown", event => event.preventDefault());
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  if (results) await page(field, results);
  if (document.activeElement === field && field.value) look();
}

/** The page of results for `?q=`. */
async function page(field, results) {
  const query = new URLSearchParams(location.search).get("q")?.trim();
  if (!query) return;
  field.value = query;
  const hits = find(await load(), query.slice(0, MOST));
  results.replaceChildren(
    make("p", {}, hits.length ? `${hits.length}${hits.length === LISTED ? " or more" : ""} results for "${query}".` : `Nothing is known of "${query}".`),
    hits.length ? make("ol", {class: "hits"}, hits.map(hit => make("li", {}, make("a", {href: new URL(hit.url, ROOT).href}, hit.title), " ", make("span", {class: "of"}, hit.note)))) : "");
}
