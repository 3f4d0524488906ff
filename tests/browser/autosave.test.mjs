// What the script adds to a form, with responses that the test provides.
import { after, before, beforeEach, afterEach, test } from "node:test";
import assert from "node:assert/strict";
import { newPage, openBrowser } from "./browser.mjs";
import { startGallery } from "./program.mjs";

let gallery, browser, page, response, requests;
before(async () => {
  gallery = await startGallery();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await gallery?.stop();
});
beforeEach(async () => {
  requests = [];
  page = await newPage(browser);
  await page.route("**/autosave", async (route) => {
    requests.push(route.request());
    if (response === "none") return route.abort();
    await route.fulfill({ status: response.status, contentType: "application/json", body: JSON.stringify(response.body) });
  });
  await page.goto(`${gallery.address}/form`);
});
afterEach(() => page.context().close());

const write = async (words) => {
  await page.fill("#promise", words);
  await page.waitForFunction(() => document.querySelector("[role=status]").textContent !== "");
  return page.locator("[role=status]").first().textContent();
};
const stored = () => page.evaluate(() =>
  Object.entries(localStorage).filter(([key]) => key.startsWith("assay:/autosave#")).map(([, value]) => value).join("\n") || null);
const sentTab = (request) => new URLSearchParams(request.postData()).get("tab");

test("typed text is saved as the form would send it, and the time is shown", async () => {
  response = { status: 200, body: { saved_at: "14:32" } };
  assert.equal(await write("A seat on Senate"), "Saved at 14:32");
  assert.equal(requests.length, 1);
  assert.equal(requests[0].headers().accept, "application/json");
  const sent = new URLSearchParams(requests[0].postData());
  assert.equal(sent.get("promise"), "A seat on Senate");
  assert.equal(sent.get("csrf"), "0123456789");
  assert.equal(await stored(), null);
});

test("text that could not be saved is stored in the browser and can be restored", async () => {
  response = "none";
  assert.match(await write("Text without a connection"), /^Not saved: there is no connection/);
  assert.match(await stored(), /Text without a connection/);
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  assert.equal(await page.inputValue("#promise"), "Give technicians a seat on Senate");
  response = { status: 200, body: { saved_at: "14:33" } };
  await page.click("text=Restore my text");
  assert.equal(await page.inputValue("#promise"), "Text without a connection");
  await page.waitForFunction(() => document.querySelector("[role=status]").textContent === "Saved at 14:33");
  assert.equal(await stored(), null);
});

test("restored text is compared with what others saved since, not saved over it", async () => {
  response = "none";
  await write("Text without a connection");
  page.on("dialog", (dialog) => dialog.accept());
  await page.route("**/form", async (route) => {
    const original = await route.fetch();
    const body = (await original.text()).replace(/(name="revision" value=")\d+/, "$112");
    await route.fulfill({ response: original, body });
  });
  await page.reload();
  assert.equal(await page.inputValue("[name=revision]"), "12", "someone saved a version");
  response = { status: 200, body: { saved_at: "14:33" } };
  requests.length = 0;
  await page.click("text=Restore my text");
  await page.waitForFunction(() => document.querySelector("[role=status]").textContent === "Saved at 14:33");
  assert.notEqual(new URLSearchParams(requests[0].postData()).get("revision"), "12");
});

test("leaving with unsaved text needs confirmation", async () => {
  response = "none";
  await write("Not yet");
  const opening = page.waitForEvent("dialog");
  page.close({ runBeforeUnload: true });
  const dialog = await opening;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.accept();
});

test("the second of two conflicting edits links to both versions", async () => {
  response = { status: 409, body: { merge: "/answers/1/merge" } };
  assert.match(await write("Mine"), /someone else saved/);
  assert.equal(await page.getAttribute("[role=status] a", "href"), "/answers/1/merge");
  assert.match(await stored(), /Mine/);
});

test("a conflict with another tab of the same person does not mention someone else", async () => {
  response = { status: 409, body: { merge: "/answers/1/merge", own: true } };
  const message = await write("Mine");
  assert.match(message, /you saved another version in another tab/);
  assert.doesNotMatch(message, /someone else/);
});

test("each save names its tab and counts its changes, and a reloaded page is another tab", async () => {
  response = { status: 200, body: { saved_at: "14:32", revision: 1 } };
  await write("One");
  const [name, step] = sentTab(requests[0]).split(".");
  assert.match(name, /^[0-9a-f]{32}$/);
  await page.fill("#promise", "One and two");
  while (requests.length < 2) await page.waitForTimeout(100);
  const [same, later] = sentTab(requests[1]).split(".");
  assert.equal(same, name);
  assert.ok(Number(later) > Number(step));
  await page.reload();
  requests.length = 0;
  await write("Three");
  assert.notEqual(sentTab(requests[0]).split(".")[0], name);
});

test("a reloaded page shows the text of the server, not what the browser remembers of the form", async () => {
  response = { status: 200, body: { saved_at: "14:32", revision: 7 } };
  await write("Typed here");
  await page.reload();
  assert.equal(await page.inputValue("#promise"), "Give technicians a seat on Senate");
  assert.notEqual(await page.inputValue("[name=revision]"), "7");
  assert.equal(await page.locator("text=Restore my text").count(), 0, "saved text is not offered again");
});

test("each tab stores its own unsaved text, and restored text names its tab", async () => {
  response = "none";
  await write("In the first tab");
  const other = await page.context().newPage();
  await other.route("**/autosave", (route) => route.abort());
  await other.goto(`${gallery.address}/form`);
  await other.fill("#promise", "In the second tab");
  await other.waitForFunction(() => /^Not saved/.test(document.querySelector("[role=status]").textContent));
  assert.match(await stored(), /In the first tab/);
  assert.match(await stored(), /In the second tab/);
  page.on("dialog", (dialog) => dialog.accept());
  await other.close({ runBeforeUnload: false });
  await page.reload();
  assert.equal(await page.locator("text=Restore my text").count(), 2);
  response = { status: 200, body: { saved_at: "14:34", revision: 2 } };
  requests.length = 0;
  await page.locator("text=Restore my text").first().click();
  assert.equal(await page.inputValue("#promise"), "In the second tab");
  await page.waitForFunction(() => document.querySelector("form[data-autosave] [role=status]").textContent === "Saved at 14:34");
  assert.match(new URLSearchParams(requests[0].postData()).get("restored"), /^[0-9a-f]{32}\.\d+$/);
  assert.doesNotMatch(await stored(), /In the second tab/);
  assert.match(await stored(), /In the first tab/, "text that was not restored stays");
});

test("words are counted while typing, without markup and addresses", async () => {
  response = { status: 200, body: { saved_at: "14:32" } };
  await write("# Aims\n\n1. Well-being & pay\n2. [our page](https://example.org/long/address)\n\n- **bold**move");
  assert.equal(await page.textContent("#promise-count"), "7 of 250 words");
  await page.fill("#promise", "word ".repeat(251));
  assert.equal(await page.textContent("#promise-count"), "251 of 250 words: 1 over the limit");
});
