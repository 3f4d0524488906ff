// The browser asks before a form with typed text is left by a link, and does not ask when the form is sent.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { newPage, openBrowser } from "./browser.mjs";
import { signIn } from "./forms.mjs";
import { startAssay } from "./program.mjs";

let program, browser, page;
const asked = [];
before(async () => {
  program = await startAssay();
  browser = await openBrowser();
  page = await newPage(browser);
  await signIn(page.context(), await program.linkFor("rowan.ellery@northmoor.example"));
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.dismiss();
  });
});
after(async () => {
  await browser?.close();
  await program?.end();
});

const home = async () => {
  await page.goto(`${program.address}/home`);
  return page.url().replace(/[?#].*/, "");
};

/** Gives up the typed text as if it was sent, so that the next page opens without a question. */
const giveUp = () => page.evaluate(() => document.querySelectorAll("form").forEach((form) => form.dispatchEvent(new Event("submit"))));

/** Fills in a field and selects the link to the front page; returns how often the browser asked. */
async function leave(address, field, text) {
  await page.goto(address);
  asked.length = 0;
  if (text) await page.locator(field).pressSequentially(text);
  else await page.locator("h1").click();
  await page.locator("a.wordmark").click({ noWaitAfter: true });
  await page.waitForTimeout(500);
  return asked.length;
}

test("typed text is not lost by a link without a question", async () => {
  const base = await home();
  for (const [path, field] of [["/consultations/new", "#title"], ["/profile", "#contact_name"]]) {
    assert.equal(await leave(`${base}${path}`, field, "The lamp"), 1, path);
    assert.equal(page.url(), `${base}${path}`, "the page stays");
    assert.match(await page.inputValue(field), /The lamp/);
    await giveUp();
  }
});

test("a form in which nothing was typed is left without a question", async () => {
  const base = await home();
  assert.equal(await leave(`${base}/profile`, "#contact_name", ""), 0);
  assert.notEqual(page.url(), `${base}/profile`);
});

test("a form that is sent asks nothing, and asks again if it comes back with errors", async () => {
  const base = await home();
  await page.goto(`${base}/consultations/new`);
  asked.length = 0;
  await page.locator("#closes").fill("99");
  const refused = page.waitForResponse((response) => response.request().method() === "POST");
  await page.locator("main form button.first").click();
  assert.equal((await refused).status(), 422);
  await page.waitForLoadState();
  assert.equal(asked.length, 0);
  await page.locator("h1").click();
  await page.locator("a.wordmark").click({ noWaitAfter: true });
  await page.waitForTimeout(500);
  assert.equal(asked.length, 1);
  await giveUp();
});

test("a file is downloaded beside typed text without a question", async () => {
  const base = await home();
  await page.goto(`${base}/consultations/new`);
  await page.locator("#title").pressSequentially("The lamp");
  await page.evaluate(() => {
    const link = Object.assign(document.createElement("a"), { href: "/signatories.csv", textContent: "Download the list" });
    document.querySelector("h1").after(link);
  });
  asked.length = 0;
  const downloaded = new Promise((resolve) => {
    page.on("download", resolve);
    page.context().on("page", (tab) => tab.on("download", resolve));
  });
  await page.getByRole("link", { name: "Download the list" }).click({ noWaitAfter: true });
  assert.match((await downloaded).suggestedFilename(), /\.csv$/);
  assert.equal(asked.length, 0);
  assert.equal(page.url(), `${base}/consultations/new`);
  assert.match(await page.inputValue("#title"), /The lamp/);
  // A link to another page still asks.
  await page.locator("a.wordmark").click({ noWaitAfter: true });
  await page.waitForTimeout(500);
  assert.equal(asked.length, 1);
  await giveUp();
});
