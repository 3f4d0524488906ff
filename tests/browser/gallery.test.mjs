import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { startGallery } from "./program.mjs";

let gallery, browser;
before(async () => {
  gallery = await startGallery();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await gallery?.stop();
});

for (const name of ["due", "plan", "form", "texts", "wrong", "words"]) {
  test(`the gallery's page ${name} has no faults at any width, in light and dark`, async () => {
    const page = await newPage(browser);
    const missing = [];
    page.on("response", (response) => response.ok() || missing.push(response.url()));
    page.on("console", (message) => message.type() === "error" && missing.push(message.text()));
    await page.goto(`${gallery.address}/${name}`);
    await checkPage(page, `gallery-${name}`);
    assert.deepEqual(missing, []);
    await page.context().close();
  });
}

test("a page with all details open fits a phone", async () => {
  const page = await newPage(browser);
  await page.goto(`${gallery.address}/plan`);
  await page.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  await checkPage(page, "gallery-plan-open");
  await page.context().close();
});

test("elements for the screen are not printed", async () => {
  const page = await newPage(browser);
  await page.goto(`${gallery.address}/due`);
  await page.emulateMedia({ media: "print" });
  for (const part of [".button", ".head nav", ".who .person"]) assert.equal(await page.locator(part).first().isVisible(), false, part);
  assert.equal(await page.locator("h1").isVisible(), true);
  await page.context().close();
});

test("the first Tab reaches a skip link to the content", async () => {
  const page = await newPage(browser);
  await page.goto(`${gallery.address}/plan`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to main content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.context().close();
});

test("the error summary gets the focus and links to each field", async () => {
  const page = await newPage(browser);
  await page.goto(`${gallery.address}/wrong`);
  assert.match(await page.evaluate(() => document.activeElement.className), /govuk-error-summary/);
  for (const link of await page.locator(".govuk-error-summary a").all()) {
    const field = page.locator(await link.getAttribute("href"));
    assert.match(await field.evaluate((each) => each.tagName), /^(INPUT|TEXTAREA|SELECT)$/);
  }
  await page.context().close();
});
