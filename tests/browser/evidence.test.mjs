// Evidence and reminders in a real browser: by keyboard, at 320 pixels, and checked by axe.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { faults, newPage, openBrowser } from "./browser.mjs";
import { atKeyboard } from "./keyboard.mjs";
import { startAssay } from "./program.mjs";

let program, browser, lead, home;

before(async () => {
  program = await startAssay();
  browser = await openBrowser();
  lead = await newPage(browser);
  await lead.goto(await program.linkFor("isla.fennimore@eastfell.example"));
  await lead.getByRole("button", { name: "Sign in" }).click();
  await lead.waitForLoadState();
  home = `${lead.url().replace(/[?#].*/, "")}/evidence`;
});
after(async () => {
  await browser?.close();
  await program?.end();
});

/** Selects a button of the page, and returns the status of the response. */
async function press(page, name) {
  const sent = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("main").getByRole("button", { name }).first().click();
  const response = await sent;
  await page.waitForLoadState();
  assert.equal(await page.locator("h1").count(), 1);
  return response.status();
}

test("each kind of evidence is added, and errors are shown with the typed text", async () => {
  await lead.goto(`${home}/new?kind=link`);
  await lead.fill("#title", "Our page of technicians");
  await lead.fill("#address", "In progress");
  assert.equal(await press(lead, "Add evidence"), 422);
  assert.equal(await lead.inputValue("#title"), "Our page of technicians");
  assert.match(await lead.textContent("main"), /“In progress” is not a web address/);
  assert.deepEqual(await faults(lead, "evidence-link-wrong"), []);
  await lead.fill("#address", "https://eastfell.example/technicians");
  assert.equal(await press(lead, "Add evidence"), 303);
  assert.deepEqual(await faults(lead, "evidence-link"), []);

  await lead.goto(`${home}/new?kind=file`);
  await lead.fill("#title", "Apprentices of 2025");
  await lead.setInputFiles("#file", { name: "apprentices.pdf", mimeType: "application/pdf", buffer: Buffer.from("<html>") });
  assert.equal(await press(lead, "Add evidence"), 422);
  assert.deepEqual(await faults(lead, "evidence-file-wrong"), []);
  await lead.setInputFiles("#file", { name: "apprentices.txt", mimeType: "text/plain", buffer: Buffer.from("Twelve stayed\n") });
  assert.equal(await press(lead, "Add evidence"), 303);
  const file = await lead.context().request.get(`${lead.url()}/file`);
  assert.equal(await file.text(), "Twelve stayed\n");
  assert.match(file.headers()["content-disposition"], /^attachment/);

  await lead.goto(`${home}/new?kind=testimonial`);
  await lead.fill("#title", "A voice from the workshop");
  await lead.fill("#words", "I was asked, and it changed.");
  await lead.fill("#name", "R. Sample");
  assert.equal(await press(lead, "Add evidence"), 422);
  assert.deepEqual(await faults(lead, "evidence-testimonial-wrong"), []);
  await lead.fill("#asked_by", "Isla Fennimore");
  await lead.fill("#asked_on", "1");
  await lead.fill("#asked_on-month", "6");
  await lead.fill("#asked_on-year", "2026");
  await lead.fill("#terms", "To be quoted by name on the public page");
  assert.equal(await press(lead, "Add evidence"), 303);
  assert.equal(await press(lead, "Make public"), 303);
  assert.deepEqual(await faults(lead, "evidence-testimonial"), []);
  assert.equal(await press(lead, "Delete testimonial text"), 303);
  assert.doesNotMatch(await lead.textContent("main"), /I was asked, and it changed|R\. Sample/);
  await lead.fill("#reason", "Consent was withdrawn");
  assert.equal(await press(lead, "Withdraw evidence"), 303);
  assert.match(await lead.textContent("main"), /Withdrawn on/);
});

test("a figure is added by keyboard", async () => {
  const page = await newPage(browser);
  await page.context().addCookies(await lead.context().cookies());
  await page.goto(`${home}/new?kind=number`);
  const person = atKeyboard(page);
  await person.write("Title", "Mentors");
  await person.write("Figure", "42");
  await person.write("What the figure measures", "technicians with a mentor");
  await person.date("Date of figure", "30", "6", "2026");
  await person.follow("button", "Add evidence");
  assert.equal(await person.heading(), "Mentors");
  assert.match(await person.text(), /42 technicians with a mentor, 30 June 2026/);
  await page.close();
});

test("evidence is found, attached to an action and removed from it", async () => {
  await lead.goto(home);
  assert.deepEqual(await faults(lead, "evidence-library"), []);
  await lead.fill("#words", "mentors");
  await lead.getByRole("button", { name: "Apply filters" }).click();
  assert.match(await lead.textContent(".found"), /1 of [0-9]+ evidence items shown/);
  await lead.goto(home.replace("/evidence", "/plan"));
  const action = await lead.locator("a[href^='/actions/']").first().getAttribute("href");
  const attachPage = new URL(`${action.split("/").slice(0, 3).join("/")}/evidence`, program.address).href;
  await lead.goto(attachPage);
  assert.deepEqual(await faults(lead, "evidence-attach"), []);
  assert.equal(await press(lead, /^Attach/), 303);
  assert.equal(await press(lead, /^Remove/), 303);
});

test("reminders are stopped and turned on again, and a calendar link is created", async () => {
  await lead.goto(`${program.address}/account`);
  assert.equal(await press(lead, "Stop reminder emails"), 303);
  assert.equal(await press(lead, "Turn on reminder emails"), 303);
  assert.equal(await press(lead, "Create calendar link"), 200);
  assert.deepEqual(await faults(lead, "calendar-address"), []);
  const feed = await lead.context().request.get((await lead.textContent("code")).trim());
  assert.match(await feed.text(), /BEGIN:VCALENDAR/);
  await lead.goto(`${program.address}/account`);
  assert.deepEqual(await faults(lead, "account"), []);
  assert.equal(await press(lead, "Remove calendar link"), 303);
});
