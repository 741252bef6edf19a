// smtp-server (Nodemailer) on loopback: node smtp_server.cjs PORT [tls] [auth] [required] [clear] [implicit]. CERT, KEY and NODE_PATH in the environment. Delivers nothing.
"use strict";
const fs = require("fs");
const { SMTPServer } = require("smtp-server");

const words = process.argv.slice(3);
const has = (word) => words.includes(word);
const off = [...(has("tls") ? [] : ["STARTTLS"]), ...(has("auth") ? [] : ["AUTH"])];
const right = { username: "alice@example.test", password: "s3cret-Pass" };

new SMTPServer({
  name: "mx.example.test",
  secure: has("implicit"),
  key: fs.readFileSync(process.env.KEY),
  cert: fs.readFileSync(process.env.CERT),
  disabledCommands: off,
  authOptional: !has("required"),
  allowInsecureAuth: has("clear"),
  authMethods: ["PLAIN", "LOGIN", "CRAM-MD5"],
  size: 10485760,
  disableReverseLookup: true,
  onAuth(auth, session, done) {
    const known = auth.username === right.username;
    const good = auth.method === "CRAM-MD5" ? auth.validatePassword(right.password) : auth.password === right.password;
    return known && good ? done(null, { user: right.username }) : done(new Error("Invalid username or password"));
  },
  onRcptTo(address, session, done) {
    const ours = session.user || address.address.endsWith("@example.test");
    return ours ? done() : done(Object.assign(new Error("5.7.1 relaying denied"), { responseCode: 550 }));
  },
  onData(stream, session, done) {
    stream.resume();
    stream.on("end", () => done(null, "Message queued"));
  },
  logger: false,
})
  .on("error", () => {})
  .listen(Number(process.argv[2]), "127.0.0.1");
