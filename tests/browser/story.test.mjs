// A stage 3 submission, from adding the organisation to the public page, with only a keyboard.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { atKeyboard } from "./keyboard.mjs";
import { assay, startAssay } from "./program.mjs";

const LEAD = "ada.finch@wyrmwood.example";
const LEADER = "ursula.grey@wyrmwood.example";
const ROWS = [
  "Action\tTheme\tOwner\tBy when\tMeasure\tResource",
  "Open a directory of technicians\tVisibility\tTechnical Services\tMarch 2028\tNine in ten are in it\tTwo days a month",
  "Name technicians on every paper\tRecognition\tResearch Office\tJune 2028\tOne paper in three names one\tNone",
  "Pay for registration\tCareer development\tHuman Resources\tDecember 2028\tForty registered\t£6,000 a year",
  "Train two apprentices a year\tSustainability\tEngineering Workshop\tSeptember 2029\tFour finish\tThe levy",
  "Ask all technicians each spring\tEvaluating impact\tHead of Technical Services\tMay 2029\tHalf answer\tNone",
];

let program, browser, lead;
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

step("the secretariat registers an organisation and invites its lead", async () => {
  const secretariat = atKeyboard(await newPage(browser));
  await secretariat.page.goto(program.signIn.secretariat);
  await secretariat.follow("button", "Sign in");
  await secretariat.follow("link", "Add organisation");
  await secretariat.write("Name", "Wyrmwood University");
  await secretariat.tick("radio", /^Signatory/);
  await secretariat.write("Kind", "University");
  await secretariat.write("Country", "England");
  await secretariat.write("Region", "North West");
  await secretariat.date(/Date of signing/, "4", "12", "2019");
  await secretariat.choose("Phase", "Phase Six");
  await secretariat.choose("Stage", "Stage 3");
  await secretariat.reach(secretariat.page.locator("#lead_name"));
  await secretariat.page.keyboard.type("Ada Finch");
  await secretariat.write("Email address", LEAD);
  await secretariat.follow("button", "Add organisation");
  assert.match(await secretariat.text(), /Wyrmwood University|Ada Finch/);
  await secretariat.follow("link", "Edit email domains");
  await secretariat.write("Email domain", "wyrmwood.example");
  await secretariat.follow("button", "Add email domain");
  assert.match(await secretariat.text(), /wyrmwood\.example/);
});

step("the lead accepts the invitation, and sees the phase and the due date", async () => {
  const [invitation] = await program.emails(LEAD);
  lead = atKeyboard(await newPage(browser));
  await lead.page.goto(invitation.match(/http\S+\/invitations\/\S+/)[0]);
  assert.match(await lead.heading(), /Accept your invitation/);
  await lead.follow("button", "Email me a link to accept");
  const [, email] = await program.emails(LEAD, 2);
  await lead.write("Code", email.match(/\d{4} \d{4}/)[0]);
  await lead.follow("button", "Accept invitation");
  assert.match(await lead.text(), /Phase Six · Stage 3/);
  assert.equal(await lead.heading(), "Overview");
  assert.match(await lead.text(), /(is|was) (provisionally )?due on \d+ \w+ \d{4}/);
});

step("the lead answers every question", async () => {
  await lead.follow("link", "Self-assessment");
  await lead.follow("button", "Start stage 3 self-assessment");
  assert.match(await lead.text(), /parts are complete/);
  await lead.follow(lead.page.locator("ul.tasks a").first());
  const asked = new Set();
  while (lead.page.url().includes("/questions/")) {
    const question = new URL(lead.page.url()).pathname;
    assert.ok(!asked.has(question), `${question} is asked once`);
    asked.add(question);
    const address = lead.page.getByRole("textbox", { name: "Web address" });
    if (await address.count()) await lead.write("Web address", "https://www.wyrmwood.example/technicians");
    else await lead.write("Your answer", `Our answer to “${await lead.heading()}”.\n\n- Four faculties took part.\n- So did 61 technicians.`);
    await lead.follow("button", "Save and continue");
  }
  assert.ok(asked.size >= 7, `${asked.size} questions were asked`);
});

step("the lead writes the plan by pasting rows", async () => {
  await toTasks();
  await lead.follow("link", /^New 36-month action plan/);
  if (lead.page.url().includes("/questions/")) {
    await toTasks();
    await lead.follow(lead.page.locator('ul.tasks a[href^="/plans/"]'));
  }
  await lead.follow("link", "Paste from Excel");
  await lead.write("Rows", ROWS.join("\n"));
  await lead.follow("button", "Check rows");
  for (const row of ROWS.slice(1)) assert.ok((await lead.text()).includes(row.split("\t")[0]), row);
  await lead.follow("button", "Add 5 actions");
  assert.match(await lead.text(), /5 actions/);
});

step("there is no previous plan to rate, and the page says so", async () => {
  await toTasks();
  await lead.follow(lead.page.locator('ul.tasks a[href$="/previous-plan"]:not([href*="questions"])'));
  assert.match(await lead.text(), /No previous action plan yet/);
});

step("the lead enters the headcount", async () => {
  await toTasks();
  await lead.follow("link", /^Headcount/);
  await lead.date("Date of headcount", "31", "7", "2026");
  for (const [name, value] of [
    ["Heading of column 1", "Women"], ["Heading of column 2", "Men"],
    ["Unit in row 1", "Biology"], ["Unit in row 2", "Workshop"],
  ]) await lead.write(name, value);
  for (const [id, value] of [["cell-0-0", "23"], ["cell-0-1", "14"], ["cell-1-0", "2"], ["cell-1-1", "22"]]) {
    await lead.reach(lead.page.locator(`#${id}`));
    await lead.page.keyboard.type(value);
  }
  await lead.follow("button", "Save headcount");
  assert.match(await lead.text(), /61/);
});

step("the lead completes the missing items", async () => {
  await toTasks();
  await lead.follow(lead.page.locator('ul.tasks a[href$="/profile"]'));
  for (const [id, value] of [
    ["scope", "Everyone on a technical contract"], ["contact_name", "Ada Finch"], ["contact_email", LEAD],
    ["page_url", "https://www.wyrmwood.example/technicians"], ["leader_name", "Professor Ursula Grey"], ["leader_post", "Vice-Chancellor"],
    ["leader_email", LEADER],
  ]) {
    await lead.reach(lead.page.locator(`#${id}`));
    await lead.press("ControlOrMeta+a");
    await lead.page.keyboard.insertText(value);
  }
  await lead.follow("button", "Save");
  await toTasks();
  await lead.page.goto(`${lead.page.url()}/check`);
  assert.match(await lead.text(), /No missing items/);
});

step("the self-assessment is locked, signed by the lead and sent to the leader", async () => {
  await toTasks();
  await lead.follow("link", "Sign and submit");
  await lead.follow("button", "Lock for sign-off");
  await lead.write("Your name", "Ada Finch");
  await lead.write("Job title", "Head of Technical Services");
  await lead.tick("checkbox", /./);
  await lead.follow("button", "Sign");
  assert.equal(await lead.page.inputValue("#email"), LEADER, "the leader’s address is filled in");
  await lead.follow("button", "Send signing link");
});

step("the leader signs on a phone", async () => {
  const [email] = await program.emails(LEADER);
  const leader = atKeyboard(await newPage(browser, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }));
  await leader.page.goto(email.match(/http\S+\/leader\/\S+/)[0]);
  assert.match(await leader.text(), /5 actions|five actions/i);
  await leader.tick("checkbox", /./);
  await leader.follow("button", "Sign");
  assert.match(await leader.text(), /Your receipt/);
  await checkPage(leader.page, "leader-thanks");
});

step("the lead submits and gets a receipt", async () => {
  await toTasks();
  await lead.follow("link", "Sign and submit");
  await checkPage(lead.page, "sign-off-signed-by-both");
  await lead.follow("button", "Submit self-assessment");
  assert.match(await lead.text(), /submitted/i);
  const emails = await program.emails(LEAD, 4);
  assert.match(emails.at(-2), /Signed by the leader/);
  assert.match(emails.at(-1), /[0-9a-f]{64}/, "the receipt names the version");
});

step("the public page has the plan, the signatures and rounded numbers, and the signed version can be verified", async () => {
  const reader = atKeyboard(await newPage(browser));
  await reader.page.goto(program.address);
  await reader.reach("searchbox", "Find an organisation");
  await reader.page.keyboard.type("Wyrmwood");
  await reader.follow("button", "Search");
  await reader.follow("link", "Wyrmwood University");
  await checkPage(reader.page, "public-page-of-the-submission");
  const page = await reader.text();
  assert.match(page, /Ada Finch/);
  await reader.follow("link", /Stage 3/);
  const submission = await reader.text();
  for (const words of ["Open a directory of technicians", "Ursula Grey", "61 technicians"]) assert.ok(submission.includes(words), words);
  const cells = await reader.page.locator("td.number").allInnerTexts();
  assert.ok(cells.includes("25") && cells.includes("15") && !cells.includes("23") && !cells.includes("22"), `rounded: ${cells}`);
  const link = await reader.reach("link", /signed version/);
  const file = join(program.data, "submission.json");
  const response = await reader.page.request.get(new URL(await link.getAttribute("href"), reader.page.url()).href);
  await writeFile(file, await response.body());
  assert.match(await assay("--data", program.data, "verify", "--here", file), /./);
});

/** Goes to the task list by the links on every page. */
async function toTasks() {
  await lead.follow("link", "Self-assessment");
  await lead.follow("link", /^Stage 3/);
}
