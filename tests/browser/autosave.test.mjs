// What script adds to a form, against a server whose answers the test gives.
import { after, before, beforeEach, afterEach, test } from "node:test";
import assert from "node:assert/strict";
import { newPage, openBrowser } from "./browser.mjs";
import { startGallery } from "./program.mjs";

let gallery, browser, page, answer, asked;
before(async () => {
  gallery = await startGallery();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await gallery?.stop();
});
beforeEach(async () => {
  asked = [];
  page = await newPage(browser);
  await page.route("**/autosave", async (route) => {
    asked.push(route.request());
    if (answer === "nothing") return route.abort();
    await route.fulfill({ status: answer.status, contentType: "application/json", body: JSON.stringify(answer.body) });
  });
  await page.goto(`${gallery.address}/form`);
});
afterEach(() => page.context().close());

const write = async (words) => {
  await page.fill("#promise", words);
  await page.waitForFunction(() => document.querySelector("[role=status]").textContent !== "");
  return page.locator("[role=status]").first().textContent();
};
const kept = () => page.evaluate(() => localStorage.getItem("assay:/autosave"));

test("what is written is saved as the form would send it, and the time is said", async () => {
  answer = { status: 200, body: { saved_at: "14:32" } };
  assert.equal(await write("A seat on Senate"), "Saved at 14:32");
  assert.equal(asked.length, 1);
  assert.equal(asked[0].headers().accept, "application/json");
  const sent = new URLSearchParams(asked[0].postData());
  assert.equal(sent.get("promise"), "A seat on Senate");
  assert.equal(sent.get("csrf"), "0123456789");
  assert.equal(await kept(), null);
});

test("what could not be saved is kept in the browser and offered again", async () => {
  answer = "nothing";
  assert.match(await write("Words in a tunnel"), /^Not saved: there is no connection/);
  assert.match(await kept(), /Words in a tunnel/);
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  assert.equal(await page.inputValue("#promise"), "Give technicians a seat on Senate");
  answer = { status: 200, body: { saved_at: "14:33" } };
  await page.click("text=Restore my text");
  assert.equal(await page.inputValue("#promise"), "Words in a tunnel");
  await page.waitForFunction(() => document.querySelector("[role=status]").textContent === "Saved at 14:33");
  assert.equal(await kept(), null);
});

test("leaving with unsaved words is asked about", async () => {
  answer = "nothing";
  await write("Not yet");
  const asking = page.waitForEvent("dialog");
  page.close({ runBeforeUnload: true });
  const dialog = await asking;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.accept();
});

test("who saved second is told, and led to both versions", async () => {
  answer = { status: 409, body: { merge: "/answers/1/merge" } };
  assert.match(await write("Mine"), /someone else saved/);
  assert.equal(await page.getAttribute("[role=status] a", "href"), "/answers/1/merge");
  assert.match(await kept(), /Mine/);
});

test("words are counted as they are typed, without marks and addresses", async () => {
  answer = { status: 200, body: { saved_at: "14:32" } };
  await write("# Aims\n\n1. Well-being & pay\n2. [our page](https://example.org/long/address)\n\n- **bold**move");
  assert.equal(await page.textContent("#promise-count"), "7 of 250 words");
  await page.fill("#promise", "word ".repeat(251));
  assert.equal(await page.textContent("#promise-count"), "251 of 250 words: 1 over the limit");
});
