// A lead creates a consultation, technicians respond on a phone without script and with only a keyboard, and findings are published.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { atKeyboard } from "./keyboard.mjs";
import { startAssay } from "./program.mjs";

const PHONE = { viewport: { width: 320, height: 640 } };

let program, browser, lead, address;
/** Whether a step failed. Later steps depend on it and are skipped. */
let hasFailed = false;
const step = (name, run) => test(name, async (t) => {
  if (hasFailed) return t.skip("an earlier step failed");
  hasFailed = true;
  await run();
  hasFailed = false;
});

before(async () => {
  program = await startAssay();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.end();
});

const here = (page) => new URL(page.url()).pathname;

step("a lead creates a consultation from the default questions, and opens it", async () => {
  const page = await newPage(browser);
  lead = atKeyboard(page);
  const [, link] = Object.entries(program.signIn).find(([who]) => who.startsWith("institutional lead"));
  await page.goto(link);
  await lead.follow("button", "Sign in");
  await lead.follow("link", "Consultations");
  await checkPage(page, "voice-list");
  await lead.follow("link", "Create consultation");
  assert.match(await lead.heading(), /Create consultation/);
  await checkPage(page, "voice-writing");
  // Moving a question sends the form, which is shown again with all text in its new place.
  await lead.write("Title", "How is it going?");
  await lead.follow("button", "Move down question 1");
  assert.equal(await page.inputValue("#title"), "How is it going?");
  assert.match(await page.inputValue("#words-2"), /My work is visible/);
  await lead.follow("button", "Remove question 3");
  await lead.follow(page.locator("form .button.first"));
  assert.match(await lead.text(), /Draft: not open yet/);
  await checkPage(page, "voice-drafting");
  const base = here(page);
  await lead.follow("link", "Preview");
  await checkPage(page, "voice-preview");
  await lead.follow("button", "Open consultation");
  assert.equal(here(page), base);
  await checkPage(page, "voice-open");
  address = await page.locator("p.figure a").getAttribute("href");
  await lead.follow("link", "Print poster");
  await checkPage(page, "voice-poster");
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("svg.qr").isVisible() && await page.getByText(new URL(address).pathname).isVisible());
  await page.emulateMedia({ media: null });
  await page.goto(`${program.address}${base}`);
});

step("a technician responds on a phone without script", async () => {
  const phone = await newPage(browser, { ...PHONE, javaScriptEnabled: false });
  await phone.goto(address);
  await phone.getByRole("button", { name: "Send response" }).click();
  assert.match(await phone.textContent(".govuk-error-summary"), /Answer at least 1 question/);
  await phone.getByRole("radio", { name: "Agree", exact: true }).first().check();
  await phone.getByRole("textbox", { name: /What one change/ }).fill("More light on the stairs");
  await phone.getByRole("textbox", { name: "Your idea" }).fill("A lamp on each landing");
  await phone.getByRole("button", { name: "Send response" }).click();
  assert.match(await phone.textContent("h1"), /Response sent/);
  const cookies = await phone.context().cookies();
  assert.deepEqual(cookies.map(({ name }) => name.replace("__Host-", "")), ["browser"], "one cookie, for the form");
});

step("another technician responds by keyboard, and the pages have no faults", async () => {
  const page = await newPage(browser, PHONE);
  const keyboard = atKeyboard(page);
  await page.goto(address);
  await checkPage(page, "voice-answer");
  await keyboard.write(/What one change/, "Cover for training days");
  await keyboard.follow("button", "Send response");
  assert.match(await keyboard.heading(), /Response sent/);
  await checkPage(page, "voice-thanks");
});

step("the lead closes the consultation, groups the responses and adds a finding", async () => {
  const { page } = lead;
  await page.reload();
  assert.match(await lead.text(), /2 people responded so far/);
  await lead.follow("button", "Close consultation");
  await checkPage(page, "voice-closed");
  await lead.follow("link", "View results");
  assert.match(await lead.text(), /fewer than 5 people answered this question/);
  assert.match(await lead.text(), /A lamp on each landing/);
  await checkPage(page, "voice-results");
  await lead.follow("link", /^Group responses/);
  await lead.tick("checkbox", /A lamp on each landing/);
  await lead.write("Finding", "The stairs are dark");
  await lead.follow("button", "Add to finding");
  await checkPage(page, "voice-findings");
  await lead.follow("link", "The stairs are dark");
  await lead.follow("button", "Create action");
  await checkPage(page, "voice-finding");
  assert.ok(await page.getByRole("checkbox", { name: "A lamp on each landing" }).isChecked());
  await page.goBack();
});

step("published findings of the demo are on a public page", async () => {
  const page = await newPage(browser);
  await page.goto(lead.page.url());
  const public_ = await newPage(browser);
  await public_.goto(`${program.address}/signatories`);
  const homes = await public_.locator("main a[href^='/signatories/']").evaluateAll((links) => links.map((link) => link.href));
  let found;
  for (const home of homes) {
    const response = await public_.goto(`${home.replace(/[?#].*/, "")}/you-said-we-did`);
    if (response.status() === 200) { found = true; break; }
  }
  assert.ok(found, "one organisation of the demo has published");
  await checkPage(public_, "voice-you-said");
  assert.match(await public_.textContent("main"), /About \d+ people responded/);
});
