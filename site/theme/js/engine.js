// The Python engine: a worker that is started on the first question, and its answers as promises.

const ROOT = new URL("../", import.meta.url);
let manifest, worker, ready;
let count = 0;
const waiting = new Map();          // of each question how to answer it

/** What the build says of the engine: sizes, or what is missing. */
export async function about() {
  manifest ??= fetch(new URL("assets/engine.json", ROOT)).then(answer => answer.ok ? answer.json() : Promise.reject(new Error(`engine.json: ${answer.status}`)));
  return manifest;
}

/** True once the engine is loaded or is being loaded. */
export const started = () => Boolean(ready);

/** Loads the engine once. progress: called with octets so far and of all. */
export function load(progress) {
  ready ??= start(progress).catch(error => {
    ready = undefined;
    manifest = undefined;
    worker?.terminate();
    throw error;
  });
  return ready;
}

async function start(progress) {
  const known = await about();
  if (known.missing) throw new Error(known.missing);
  // A worker from a blob takes over the page's policy: it may connect to this host only.
  const source = `import ${JSON.stringify(new URL("js/worker.js", ROOT).href)};`;
  const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  worker = new Worker(url, {type: "module"});
  const total = Object.values(known.sizes).reduce((sum, size) => sum + size, 0);
  await new Promise((resolve, reject) => {
    worker.onerror = event => reject(new Error(event.message || "the worker could not be started"));
    worker.onmessage = ({data}) => {
      if (data.ready) resolve();
      else if (data.failed) reject(new Error(data.failed));
      else if (data.loaded !== undefined) progress?.(data.loaded, total);
      else if (data.hello) worker.postMessage({start: {base: new URL("assets/", ROOT).href, ...known}});
    };
  }).finally(() => URL.revokeObjectURL(url));
  worker.onerror = event => stop(event.message);
  worker.onmessage = ({data}) => {
    const [resolve, reject, progress] = waiting.get(data.id) || [];
    if (data.done !== undefined) return progress?.(data.done);
    waiting.delete(data.id);
    if (data.failed) reject?.(new Error(data.failed));
    else resolve?.(JSON.parse(data.answer));
  };
}

/** Asks the engine: "check" with a transcript, "explain" with a reply. progress: called with how much is done, 0 to 1. */
export async function ask(what, text, progress) {
  await load();
  const id = ++count;
  const answer = new Promise((resolve, reject) => waiting.set(id, [resolve, reject, progress]));
  worker.postMessage({id, what, given: [text]});
  return answer;
}

/** Ends the engine; what was asked is answered with the reason, and the next question starts it anew. */
export function stop(reason) {
  worker?.terminate();
  worker = ready = undefined;
  for (const [, reject] of waiting.values()) reject(new Error(reason || "stopped"));
  waiting.clear();
}
