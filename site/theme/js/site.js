// What every page runs: waits for the search field and the paste box to be used, and loads their scripts then.

const field = document.querySelector("form[role=search] input");
const results = document.getElementById("results");
const box = document.getElementById("pasted");

let search;
const withSearch = () => search ??= import("./search.js").then(module => module.attach(field, results));
if (field) {
  field.addEventListener("focus", withSearch, {once: true});
  if (results) withSearch();
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

if (box) {
  let paste;
  const withPaste = () => paste ??= import("./paste.js");
  box.addEventListener("focus", withPaste, {once: true});
  // Credentials are masked before they are shown, so the box never takes a paste by itself.
  box.addEventListener("paste", event => {
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    withPaste().then(module => module.pasted(text));
  });
  box.addEventListener("drop", async event => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    const [text, module] = await Promise.all([file ? file.slice(0, 3e6).text() : event.dataTransfer.getData("text/plain"), withPaste()]);
    module.pasted(text);
  });
  box.form.addEventListener("submit", event => {
    event.preventDefault();
    withPaste().then(module => module.run());
  });
  box.form.addEventListener("click", event => {
    const name = event.target.closest("[data-example]")?.dataset.example;
    if (name) withPaste().then(module => module.example(name));
  });
  const open = () => /^#(?:reply=|notes)/.test(location.hash) && withPaste().then(module => module.opened());
  window.addEventListener("hashchange", open);
  open();
}
