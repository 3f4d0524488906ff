// A lead creates a consultation, technicians respond on a phone without script and with only a keyboard, and findings are published.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { atKeyboard } from "./keyboard.mjs";
import { startAssay } from "./program.mjs";

const PHONE = { viewport: { width: 320, height: 640 } };

let program, browser, lead, address, codes;
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

step("the lead prints slips with single-use codes", async () => {
  const { page } = lead;
  const base = here(page);
  await lead.write("Number invited", "12");
  await lead.follow("button", "Save number invited");
  await lead.follow("link", "Give out codes");
  await checkPage(page, "voice-codes");
  await lead.write("Number of slips", "11");
  await lead.follow("button", "Print slips");
  codes = await page.locator(".slip-code").allTextContents();
  assert.equal(codes.length, 11);
  await checkPage(page, "voice-slips");
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("svg.qr").first().isVisible());
  await page.emulateMedia({ media: null });
  await page.goto(`${program.address}${base}`);
});

step("a technician responds on a phone without script", async () => {
  const phone = await newPage(browser, { ...PHONE, javaScriptEnabled: false });
  await phone.goto(address);
  await phone.getByRole("button", { name: "Send response" }).click();
  assert.match(await phone.textContent(".govuk-error-summary"), /Answer at least 1 question/);
  assert.match(await phone.textContent(".govuk-error-summary"), /Enter the code on your slip/);
  await phone.goto(`${address}?slip=${codes[0]}`);
  assert.match(await phone.textContent("main"), /This code has not been used/);
  await phone.getByRole("radio", { name: "Agree", exact: true }).first().check();
  await phone.getByRole("textbox", { name: /What one change/ }).fill("More light on the stairs");
  await phone.getByRole("textbox", { name: "Your idea" }).fill("A lamp on each landing");
  await phone.getByRole("button", { name: "Send response" }).click();
  assert.match(await phone.textContent("h1"), /Response sent/);
  await phone.goto(`${address}?slip=${codes[0]}`);
  assert.match(await phone.textContent("main"), /This code has been used/);
  assert.deepEqual(await phone.context().cookies(), [], "no cookie");
});

step("a person who is signed in responds without any cookie being set or changed", async () => {
  const { page } = lead;
  const cookies = async () => JSON.stringify((await page.context().cookies()).map(({ name, value }) => [name, value]).sort());
  const before = await cookies();
  const tab = await page.context().newPage();
  const setters = [];
  tab.on("response", async (response) => {
    if (new URL(response.url()).pathname.startsWith("/respond/") && (await response.allHeaders())["set-cookie"]) setters.push(response.url());
  });
  await tab.goto(`${address}?slip=${codes[1]}`);
  await tab.getByRole("textbox", { name: /What one change/ }).fill("Quieter rooms");
  await tab.getByRole("button", { name: "Send response" }).click();
  assert.match(await tab.textContent("h1"), /Response sent/);
  assert.equal(await cookies(), before);
  assert.deepEqual(setters, []);
  await tab.close();
});

step("another technician responds by keyboard, and the pages have no faults", async () => {
  const page = await newPage(browser, PHONE);
  const keyboard = atKeyboard(page);
  await page.goto(`${address}?slip=${codes[2]}`);
  await checkPage(page, "voice-answer");
  await keyboard.write(/What one change/, "Cover for training days");
  await keyboard.follow("button", "Send response");
  assert.match(await keyboard.heading(), /Response sent/);
  await checkPage(page, "voice-thanks");
});

step("the page says what closing early would mean", async () => {
  const { page } = lead;
  await page.reload();
  assert.match(await lead.text(), /3 of 12 invited people responded so far/);
  assert.match(await lead.text(), /There are only 3 responses, and results need 10/);
  await checkPage(page, "voice-early");
  const phone = await newPage(browser, { ...PHONE, javaScriptEnabled: false });
  for (const code of codes.slice(3)) {
    await phone.goto(`${address}?slip=${code}`);
    await phone.getByRole("radio", { name: "Agree", exact: true }).first().check();
    await phone.getByRole("button", { name: "Send response" }).click();
    assert.match(await phone.textContent("h1"), /Response sent/);
  }
});

step("the lead closes the consultation, groups the responses and adds a finding", async () => {
  const { page } = lead;
  await page.reload();
  assert.match(await lead.text(), /11 of 12 invited people responded so far/);
  await lead.follow("link", "Close consultation");
  assert.match(await lead.text(), /11 of 12 invited people responded so far/);
  assert.match(await lead.text(), /You cannot undo it/);
  await checkPage(page, "voice-closing");
  await lead.follow("button", "Close consultation");
  await checkPage(page, "voice-closed");
  await lead.follow("link", "View results");
  assert.match(await lead.text(), /11 codes were given out: on printed slips/);
  assert.match(await lead.text(), /A lamp on each landing/);
  await checkPage(page, "voice-results");
  await lead.follow("link", /^Group responses/);
  await lead.tick("checkbox", /A lamp on each landing/);
  await lead.write("Finding", "The stairs are dark");
  await lead.follow("button", "Add to finding");
  await checkPage(page, "voice-findings");
  await lead.follow("link", "The stairs are dark");
  await lead.follow("link", /^Create action/);
  await checkPage(page, "voice-new-action");
  assert.match(await lead.text(), /A lamp on each landing/);
  await lead.write("Action, in your own words", "Better lighting in all stairwells");
  await lead.follow("button", "Create action");
  await checkPage(page, "voice-finding");
  assert.ok(await page.getByRole("checkbox", { name: "Better lighting in all stairwells" }).isChecked());
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
