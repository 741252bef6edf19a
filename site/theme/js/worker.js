// The worker in which Pyodide runs the Python package. Fetches its own files, counts them, then answers questions.

let paste;

/** Tells how much is loaded: every answer's body is passed through a counter. */
function counted() {
  const plain = self.fetch;
  let loaded = 0;
  self.fetch = async (...given) => {
    const answer = await plain.apply(self, given);
    if (!answer.ok || !answer.body) return answer;
    const body = answer.body.pipeThrough(new TransformStream({
      transform(chunk, out) {
        loaded += chunk.byteLength;
        self.postMessage({loaded});
        out.enqueue(chunk);
      }}));
    return new Response(body, {headers: answer.headers, status: answer.status});
  };
  return () => { self.fetch = plain; };
}

async function start({base, pyodide, package: name}) {
  const done = counted();
  const archive = fetch(base + name).then(answer => answer.arrayBuffer());
  const {loadPyodide} = await import(base + pyodide + "pyodide.mjs");
  const engine = await loadPyodide({indexURL: base + pyodide});
  engine.unpackArchive(await archive, "zip", {extractDir: "/smtpcodes"});
  engine.runPython("import sys; sys.path.insert(0, '/smtpcodes')");
  paste = engine.pyimport("smtpcodes.integrations.paste");
  done();
}

self.onmessage = async ({data}) => {
  try {
    if (data.start) {
      await start(data.start);
      self.postMessage({ready: true});
    } else {
      self.postMessage({id: data.id, answer: paste[data.what](...data.given, ...(data.what === "check" ? [done => self.postMessage({id: data.id, done})] : []))});
    }
  } catch (error) {
    const lines = String(error?.message ?? error).trim().split("\n");
    self.postMessage({id: data.id, failed: lines[lines.length - 1]});
  }
};
self.postMessage({hello: true});
