// Acknowledged changes are on disk: the program is killed while answers are being saved, and has all of them when it is started again.
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

/** Returns the path of the draft self-assessment. */
async function assessment(client) {
  const home = await (await client.get(`${program.address}/home`)).text();
  return home.match(/\/assessments\/[0-9a-f-]{36}/)[0];
}

/** Returns the text, the revision and the token in the form of a question. */
async function form(client, question) {
  const html = await (await client.get(program.address + question)).text();
  const field = (name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];
  return { csrf: field("csrf"), revision: field("revision"), text: html.match(/<textarea[^>]*id="text"[^>]*>\n([^<]*)/)[1] };
}

/** Saves one version after another as the script of the page does, until the program is killed. Records the last acknowledged version in `saved`. */
async function saveUntilKilled(client, question, saved) {
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

test("after being killed, the program has every answer that it acknowledged", async () => {
  program = await startAssay();
  browser = await openBrowser();
  const first = await newClient();
  const base = await assessment(first);
  const saved = new Map();
  const clients = [first, ...await Promise.all(QUESTIONS.slice(1).map(newClient))];
  const writing = Promise.all(QUESTIONS.map((key, at) => saveUntilKilled(clients[at], `${base}/questions/${key}`, saved)));
  await sleep(1500);
  await program.kill();
  await writing;
  assert.equal(saved.size, QUESTIONS.length, "each answer was saved at least once");

  program = await startAssay({ data: program.data });
  const client = await newClient();
  for (const [question, { version, text }] of saved) {
    const found = await form(client, question);
    // One more version may have been saved without being acknowledged.
    const accepted = [text, text.replace(`Version ${version} `, `Version ${version + 1} `)];
    assert.ok(accepted.includes(found.text), `${found.text} was found, and ${text} was acknowledged`);
  }
});
