// What the script does with a form of several texts, with responses that the test provides.
import { after, before, beforeEach, afterEach, test } from "node:test";
import assert from "node:assert/strict";
import { newPage, openBrowser } from "./browser.mjs";
import { startGallery } from "./program.mjs";

let gallery, browser, page, saves, sent, respond;
before(async () => {
  gallery = await startGallery();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await gallery?.stop();
});
beforeEach(async () => {
  [saves, sent] = [[], []];
  respond = (save) => ({ status: 200, body: { saved_at: "14:32", revision: 2, version: `after ${save.path}`, shown: [] } });
  page = await newPage(browser);
  await page.route(/\/texts\/(opening|advice)$/, async (route) => {
    const save = { path: new URL(route.request().url()).pathname, fields: new URLSearchParams(route.request().postData()) };
    saves.push(save);
    const { status, body } = respond(save);
    await page.waitForTimeout(50);
    await route.fulfill({ status, contentType: "application/json", body: JSON.stringify(body) });
  });
  await page.route(/\/texts(\/agreement)?$/, async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    sent.push({ path: new URL(route.request().url()).pathname, fields: new URLSearchParams(route.request().postData()) });
    await route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html><title>Sent</title><h1>Sent</h1>" });
  });
  await page.goto(`${gallery.address}/texts`);
});
afterEach(() => page.context().close());

const select = (button) => page.getByRole("button", { name: button }).click();
const isSaid = (words) => page.getByText(words).first().waitFor();

test("Save saves each text that was typed, and stays on the page", async () => {
  await page.fill("#opening", "Thank you");
  await page.fill("#advice", "Trim it");
  await select("Save draft");
  await isSaid("Everything is saved.");
  assert.deepEqual(saves.map(({ path }) => path), ["/texts/opening", "/texts/advice"]);
  const [{ fields }] = saves;
  assert.deepEqual([...fields.keys()].sort(), ["csrf", "opening", "restored", "revision", "tab", "version"]);
  assert.equal(sent.length, 0);
  assert.equal(await page.inputValue("[name=revision-opening]"), "2");
  await select("Save draft");
  assert.equal(saves.length, 2, "there is nothing left to save");
});

test("each save sends the version after the one before it, and Agree the last", async () => {
  await page.fill("#opening", "Thank you");
  await page.fill("#advice", "Trim it");
  await select("Agree to this version");
  await isSaid("Sent");
  assert.deepEqual(saves.map(({ fields }) => fields.get("version")), ["one", "after /texts/opening"]);
  assert.equal(sent[0].path, "/texts/agreement");
  assert.equal(sent[0].fields.get("version"), "after /texts/advice");
  assert.equal(sent[0].fields.get("opening"), "Thank you");
});

test("without a version in the response, others have changed the text, and the page keeps the version that it shows", async () => {
  respond = () => ({ status: 200, body: { saved_at: "14:32", revision: 2, version: null, shown: [] } });
  await page.fill("#opening", "Thank you");
  await select("Agree to this version");
  await isSaid("Sent");
  assert.equal(sent[0].fields.get("version"), "one");
});

test("what the page says beside the texts changes with a save", async () => {
  const shown = [
    { id: "draft-state", text: "Agreed: 0 of 3 members.", classes: null },
    { id: "member-0", text: "Not agreed yet", classes: "state started" },
    { id: "elsewhere", text: "Nothing", classes: null },
  ];
  respond = () => ({ status: 200, body: { saved_at: "14:32", revision: 2, version: "two", shown } });
  await page.fill("#opening", "Thank you");
  await isSaid("Agreed: 0 of 3 members.");
  assert.equal(await page.getAttribute("#member-0", "class"), "state started");
});

test("a text that conflicts is said beside Save, and the other is saved", async () => {
  respond = ({ path }) => (path.endsWith("opening")
    ? { status: 409, body: { merge: "/merge", own: false } }
    : { status: 200, body: { saved_at: "14:32", revision: 2 } });
  await page.fill("#opening", "Thank you");
  await page.fill("#advice", "Trim it");
  await select("Save draft");
  await isSaid(/Not everything is saved/);
  assert.equal(await page.getAttribute("[role=status] a", "href"), "/merge");
  assert.equal(await page.evaluate(() => document.activeElement.id), "opening");
  const kept = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("assay:")).join());
  assert.match(kept, /texts\/opening/);
  assert.doesNotMatch(kept, /texts\/advice/);
});

test("two clicks send the form once", async () => {
  await page.fill("#opening", "Thank you");
  await page.getByRole("button", { name: "Agree to this version" }).dblclick();
  await isSaid("Sent");
  assert.equal(saves.length, 1);
});
