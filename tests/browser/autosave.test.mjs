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
const kept = () => page.evaluate(() =>
  Object.entries(localStorage).filter(([key]) => key.startsWith("assay:/autosave#")).map(([, value]) => value).join("\n") || null);
const sentTab = (request) => new URLSearchParams(request.postData()).get("tab");

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

test("who saved in another tab is told so, and not that it was someone else", async () => {
  answer = { status: 409, body: { merge: "/answers/1/merge", own: true } };
  const said = await write("Mine");
  assert.match(said, /you saved another version in another tab/);
  assert.doesNotMatch(said, /someone else/);
});

test("each save names its tab and counts its changes, and a page that is loaded again is another tab", async () => {
  answer = { status: 200, body: { saved_at: "14:32", revision: 1 } };
  await write("One");
  const [name, step] = sentTab(asked[0]).split(".");
  assert.match(name, /^[0-9a-f]{32}$/);
  await page.fill("#promise", "One and two");
  while (asked.length < 2) await page.waitForTimeout(100);
  const [same, later] = sentTab(asked[1]).split(".");
  assert.equal(same, name);
  assert.ok(Number(later) > Number(step));
  await page.reload();
  asked.length = 0;
  await write("Three");
  assert.notEqual(sentTab(asked[0]).split(".")[0], name);
});

test("a page that is loaded again shows what the server has, not what the browser remembers of the form", async () => {
  answer = { status: 200, body: { saved_at: "14:32", revision: 7 } };
  await write("Typed here");
  await page.reload();
  assert.equal(await page.inputValue("#promise"), "Give technicians a seat on Senate");
  assert.notEqual(await page.inputValue("[name=revision]"), "7");
  assert.equal(await page.locator("text=Restore my text").count(), 0, "it is saved, so that nothing is offered");
});

test("two tabs keep their unsaved words apart, and restored words name the tab they are from", async () => {
  answer = "nothing";
  await write("In the first tab");
  const other = await page.context().newPage();
  await other.route("**/autosave", (route) => route.abort());
  await other.goto(`${gallery.address}/form`);
  await other.fill("#promise", "In the second tab");
  await other.waitForFunction(() => /^Not saved/.test(document.querySelector("[role=status]").textContent));
  assert.match(await kept(), /In the first tab/);
  assert.match(await kept(), /In the second tab/);
  page.on("dialog", (dialog) => dialog.accept());
  await other.close({ runBeforeUnload: false });
  await page.reload();
  assert.equal(await page.locator("text=Restore my text").count(), 2);
  answer = { status: 200, body: { saved_at: "14:34", revision: 2 } };
  asked.length = 0;
  await page.locator("text=Restore my text").first().click();
  assert.equal(await page.inputValue("#promise"), "In the second tab");
  await page.waitForFunction(() => document.querySelector("form[data-autosave] [role=status]").textContent === "Saved at 14:34");
  assert.match(new URLSearchParams(asked[0].postData()).get("restored"), /^[0-9a-f]{32}\.\d+$/);
  assert.doesNotMatch(await kept(), /In the second tab/);
  assert.match(await kept(), /In the first tab/, "what was not restored stays");
});

test("words are counted as they are typed, without marks and addresses", async () => {
  answer = { status: 200, body: { saved_at: "14:32" } };
  await write("# Aims\n\n1. Well-being & pay\n2. [our page](https://example.org/long/address)\n\n- **bold**move");
  assert.equal(await page.textContent("#promise-count"), "7 of 250 words");
  await page.fill("#promise", "word ".repeat(251));
  assert.equal(await page.textContent("#promise-count"), "251 of 250 words: 1 over the limit");
});
