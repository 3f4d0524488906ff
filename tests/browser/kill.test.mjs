// What was acknowledged is on disk: the program is killed while answers are being saved, and has each of them when it comes back.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { openBrowser } from "./browser.mjs";
import { signIn } from "./forms.mjs";
import { startAssay } from "./program.mjs";

const QUESTIONS = ["structures", "governance", "impact", "voice"];
const EMAIL = "rowan.ellery@northmoor.example";

let program, browser;
after(async () => {
  await browser?.close();
  await program?.end();
});

const newClient = async () => {
  const context = await browser.newContext();
  await signIn(context, await program.linkFor(EMAIL));
  return context.request;
};

/** The address of the self-assessment that is being written. */
async function assessment(client) {
  const home = await (await client.get(`${program.address}/home`)).text();
  return home.match(/\/assessments\/[0-9a-f-]{36}/)[0];
}

/** What the form of a question holds: its words, its revision, its token. */
async function form(client, question) {
  const html = await (await client.get(program.address + question)).text();
  const field = (name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];
  return { csrf: field("csrf"), revision: field("revision"), text: html.match(/<textarea[^>]*id="text"[^>]*>\n([^<]*)/)[1] };
}

/** Save version after version as the page's script does, until the program is gone; gives the last that it acknowledged. */
async function writeOn(client, question, saved) {
  let { csrf, revision } = await form(client, question);
  for (let version = 1; ; version += 1) {
    const text = `Version ${version} of ${question}`;
    const options = { form: { csrf, revision, text }, headers: { accept: "application/json", origin: program.address } };
    const response = await client.post(program.address + question, options).catch(() => null);
    if (!response) return;
    assert.equal(response.status(), 200, await response.text());
    ({ revision } = await response.json());
    saved.set(question, { version, text });
  }
}

test("killed while answers are saved, the program comes back with each that it acknowledged", async () => {
  program = await startAssay();
  browser = await openBrowser();
  const first = await newClient();
  const base = await assessment(first);
  const saved = new Map();
  const clients = [first, ...await Promise.all(QUESTIONS.slice(1).map(newClient))];
  const writing = Promise.all(QUESTIONS.map((key, at) => writeOn(clients[at], `${base}/questions/${key}`, saved)));
  await sleep(1500);
  await program.kill();
  await writing;
  assert.equal(saved.size, QUESTIONS.length, "each was saved at least once");

  program = await startAssay({ data: program.data });
  const client = await newClient();
  for (const [question, { version, text }] of saved) {
    const found = await form(client, question);
    // One more may have been written whose acknowledgement was cut off.
    const wanted = [text, text.replace(`Version ${version} `, `Version ${version + 1} `)];
    assert.ok(wanted.includes(found.text), `${found.text} is there, and ${text} was acknowledged`);
  }
});
