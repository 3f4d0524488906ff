// A round of peer review, played by its people from the first form to the published feedback. Each step is a function, and the steps run in order.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { signIn } from "./forms.mjs";
import { startAssay } from "./program.mjs";

const SECRETARIAT = "morgan.vale@charter.example";
const TECHNICIAN = "tomos.wren@northmoor.example";
/** Who takes part, with the most submissions that they take: one more than two panels have places for. All but the technician are trained. */
const REVIEWERS = {
  "Gregor Haye": ["gregor.haye@eastfell.example", 3],
  "Kwame Birch": ["kwame.birch@westerby.example", 3],
  "Sheila Bain": ["sheila.bain@strathnairn.example", 3],
  "Kirra Dell": ["kirra.dell@port-farewell.example", 3],
  "Winifred Stroud": ["winifred.stroud@hollin.example", 3],
  "Piers Hollow": ["piers.hollow@westerby.example", 3],
  "Tomos Wren": [TECHNICIAN, 3],
};
/** The leads of the organisations whose submissions are reviewed. */
const LEADS = {
  "Ashcombe University": "percival.knott@ashcombe.example",
  "Kestrel Hill Agricultural College": "hester.lamb@kestrel-hill.example",
  "University of Mossfield": "abel.winstanley@mossfield.example",
  "Skarra Marine Station": "rona.heddle@skarra.example",
};
const CRITERIA = ["progress", "learning", "actions", "continuity", "participation", "advice", "good-practice"];

let program, browser;
/** The page of each person, opened once. */
const pages = new Map();
/** What the steps before have created: the addresses of the round, of a panel and a submission, its members, and the one who writes in a browser. */
const so = {};

before(async () => {
  program = await startAssay();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.end();
});

/** Returns the page of a person, who is signed in. */
async function as(email) {
  if (!pages.has(email)) {
    const page = await newPage(browser, { viewport: { width: 1280, height: 900 } });
    await signIn(page.context(), await program.linkFor(email));
    pages.set(email, page);
  }
  return pages.get(email);
}

const to = (page, path) => page.goto(new URL(path, program.address).href);
const here = (page) => page.url().replace(/[?#].*/, "");
/** Selects a button in the main part of a page and waits for the page after it. */
const send = (page, button) => Promise.all([page.waitForEvent("load"), page.getByRole("main").getByRole("button", { name: button }).first().click()]);
const open = (page, link) => Promise.all([page.waitForEvent("load"), page.getByRole("main").getByRole("link", { name: link }).first().click()]);
const isSaid = async (page, words) => assert.match(await page.textContent("main"), words);

/** Enters a day that is so many days from today. */
async function enterDay(page, name, days) {
  const day = new Date(Date.now() + days * 86_400_000);
  for (const [part, value] of [["day", day.getUTCDate()], ["month", day.getUTCMonth() + 1], ["year", day.getUTCFullYear()]]) {
    await page.fill(`[name=${name}-${part}]`, String(value));
  }
}

test("the secretariat creates a round for the submissions of one that it cancels", async () => {
  const page = await as(SECRETARIAT);
  await to(page, "/peer-review");
  await page.locator("main li", { hasText: "Allocating" }).locator("a[href^='/peer-review/rounds/']").first().click();
  const other = here(page);
  await page.goto(`${other}/cancellation`);
  await page.fill("#reason", "Another round is planned for these days");
  await send(page, "Cancel round");
  await to(page, "/peer-review/rounds/new");
  await page.fill("#name", "The round of this test");
  const dates = { first: -57, due: -10, recruit: 1, train: 2, allocate: 3, read: 20, agree: 30, moderate: 40, send: 50 };
  for (const [name, days] of Object.entries(dates)) await enterDay(page, name, days);
  await send(page, "Create round");
  so.round = here(page);
  assert.match(so.round, /\/peer-review\/rounds\/[0-9a-f-]{36}$/);
  for (const name of ["Ashcombe", "Kestrel Hill", "Mossfield", "Skarra"]) await isSaid(page, new RegExp(name));
});

test("a technician volunteers and takes the training to its certificate", async () => {
  const page = await as(TECHNICIAN);
  await to(page, "/peer-review/reviewer/volunteer");
  await page.locator("input[name=background]").last().check();
  for (const stage of await page.locator("input[name=stages]").all()) await stage.check();
  await send(page, "Volunteer");
  await to(page, "/peer-review/training");
  while (await page.locator("main .tasks li:has(a[href*='/training/pages/']):not(:has(.done)) a").count() > 0) {
    await page.locator("main .tasks li:has(a[href*='/training/pages/']):not(:has(.done)) a").first().click();
    await send(page, "Continue");
    await to(page, "/peer-review/training");
  }
  for (const [question, right] of await rightAnswers()) {
    await to(page, `/peer-review/training/quiz/${question}`);
    for (const choice of right) await page.check(`input[name=choice][value="${choice}"]`);
    await send(page, "Check answer");
    await isSaid(page, /Explanation/);
  }
  await to(page, "/peer-review/training/practice");
  for (const [at, key] of CRITERIA.entries()) {
    await page.locator("input[type=radio][value=some]").nth(at).check();
    await page.locator("textarea").nth(2 * at).fill(`The plan says so about ${key} on its first page.`);
  }
  await send(page, "Save and compare");
  await send(page, "Compare feedback");
  await send(page, "Complete training");
  await isSaid(page, /You can be allocated/);
  const certificate = await page.request.get(`${program.address}/peer-review/training/certificate.pdf`);
  assert.equal(certificate.headers()["content-type"], "application/pdf");
});

/** The questions of the course with the choices that are right, from the charter. */
async function rightAnswers() {
  const toml = await readFile(new URL("../../charters/technician-commitment/training.toml", import.meta.url), "utf8");
  return toml.split("[[question]]").slice(1).map((part) => {
    const choices = part.split("[practice]")[0].split("[[question.choice]]");
    const id = (text) => text.match(/^id = "([^"]+)"/m)[1];
    return [id(choices[0]), choices.slice(1).filter((choice) => /^right = true/m.test(choice)).map(id)];
  });
}

test("the reviewers say how many submissions they can take", async () => {
  for (const [email, most] of Object.values(REVIEWERS)) {
    const page = await as(email);
    await to(page, `/peer-review/reviewer/availability/${so.round.split("/").at(-1)}`);
    await page.check(`input[name=availability][value="${most}"]`);
    await send(page, "Save");
  }
});

test("the secretariat allocates and approves, and the reviewers find their panel", async () => {
  const page = await as(SECRETARIAT);
  const allocation = `${so.round}/allocation`;
  await page.goto(allocation);
  await page.check("input[name=mode][value=panels]");
  await page.fill("#seconds", "5");
  await page.check("input[name=left_over]");
  await send(page, "Create proposal");
  for (let tries = 0; await page.getByRole("link", { name: "Approve allocation" }).count() === 0; tries += 1) {
    assert.ok(tries < 150, await page.textContent("main"));
    await page.waitForTimeout(500);
    await page.goto(allocation);
  }
  await open(page, "Approve allocation");
  await page.fill("#reason", "A small round").catch(() => {});
  await send(page, "Approve allocation");
  await page.goto(allocation);
  const panels = await page.locator("main h2 a[href^='/peer-review/panels/']").evaluateAll((links) => links.map((link) => link.href));
  for (const panel of panels) {
    await page.goto(panel);
    const all = await members(page);
    if (so.panel && !all.includes(TECHNICIAN)) continue;
    [so.panel, so.members, so.writer] = [panel, all, all.includes(TECHNICIAN) ? TECHNICIAN : all[0]];
  }
  assert.equal(so.members.length, 3);
  const writer = await as(so.writer);
  await to(writer, "/peer-review/panels");
  await writer.locator("main .tasks a", { hasText: "The round of this test" }).first().click();
  assert.equal(here(writer), so.panel);
  so.review = await writer.locator(`main a[href*="/submissions/"][href^="/peer-review/panels/"]`).first().evaluate((link) => link.href);
});

/** The email addresses of the members of the panel whose page is open. */
const members = async (page) => {
  const names = await page.locator("main tbody th").allTextContents();
  return names.map((name) => REVIEWERS[name.trim()][0]);
};

test("a reviewer drops out and is replaced", async () => {
  const leaves = so.members.find((email) => email !== so.writer);
  const leaver = await as(leaves);
  await leaver.goto(so.panel);
  await open(leaver, "Drop out");
  await send(leaver, "Drop out");
  assert.equal((await leaver.goto(so.panel)).status(), 404, "the panel is not theirs any more");
  const page = await as(SECRETARIAT);
  await page.goto(so.panel);
  assert.ok(!(await members(page)).includes(leaves));
  await open(page, "Add reviewer");
  const names = Object.keys(REVIEWERS).filter((name) => REVIEWERS[name][0] !== leaves);
  const options = await page.locator("main .govuk-radios__item").allTextContents();
  const at = options.findIndex((option) => names.some((name) => option.includes(name)));
  assert.ok(at >= 0, options.join());
  await page.locator("input[name=joins]").nth(at).check();
  await send(page, "Change panel");
  so.members = await members(page);
  assert.ok(!so.members.includes(leaves) && so.members.includes(so.writer));
});

/** The part of the workbench about a criterion. */
const part = (page, key) => page.locator(`#criterion-${key}`);
const status = (page, key) => part(page, key).locator("[role=status].saved");
const waitForStatus = async (page, key, words) => {
  for (let tries = 0; !words.test(await status(page, key).textContent()); tries += 1) {
    assert.ok(tries < 150, `“${await status(page, key).textContent()}” is not ${words}`);
    await page.waitForTimeout(100);
  }
};

test("what a reviewer types without a connection is saved when it is back", async () => {
  const page = await as(so.writer);
  await page.goto(so.review);
  await part(page, "progress").locator("input[value=clear]").check();
  await page.fill("#strengths-progress", "The register is complete.");
  await waitForStatus(page, "progress", /^Saved at/);
  await page.context().setOffline(true);
  await page.fill("#strengths-progress", "The register is complete. It is used in the plan.");
  await waitForStatus(page, "progress", /no connection/);
  await page.fill("#advice-progress", "Say who uses it.");
  await part(page, "learning").locator("input[value=some]").check();
  await page.fill("#strengths-learning", "Two delays are explained.");
  await waitForStatus(page, "learning", /no connection/);
  await page.context().setOffline(false);
  await waitForStatus(page, "progress", /^Saved at/);
  await waitForStatus(page, "learning", /^Saved at/);
  await page.goto(so.review);
  assert.equal(await page.inputValue("#strengths-progress"), "The register is complete. It is used in the plan.");
  assert.equal(await page.inputValue("#advice-progress"), "Say who uses it.");
  assert.ok(await part(page, "learning").locator("input[value=some]").isChecked());
  assert.equal(await page.locator(".warning").count(), 0, "nothing is left to restore");
});

test("what was typed before the browser lost the page is offered again", async () => {
  const page = await as(so.writer);
  await page.goto(so.review);
  await page.context().setOffline(true);
  await page.fill("#advice-learning", "Typed before the page was lost.");
  await waitForStatus(page, "learning", /no connection/);
  await page.route("**/criteria/learning", (route) => route.abort());
  await page.context().setOffline(false);
  page.once("dialog", (dialog) => dialog.accept());
  await page.goto(so.review);
  await page.unroute("**/criteria/learning");
  assert.equal(await page.inputValue("#advice-learning"), "");
  await page.getByRole("button", { name: "Restore my text" }).click();
  await waitForStatus(page, "learning", /^Saved at/);
  await page.goto(so.review);
  assert.equal(await page.inputValue("#advice-learning"), "Typed before the page was lost.");
});

test("two tabs that write about the same criterion are compared, and neither is lost", async () => {
  const first = await as(so.writer);
  await first.goto(so.review);
  const second = await first.context().newPage();
  await second.goto(so.review);
  await first.fill("#strengths-actions", "Each action has an owner.");
  await waitForStatus(first, "actions", /^Saved at/);
  await second.fill("#strengths-actions", "Most actions have a date.");
  await waitForStatus(second, "actions", /another tab/);
  await Promise.all([second.waitForURL(/\/merge/), status(second, "actions").getByRole("link").click()]);
  const combined = await second.inputValue("#strengths-actions");
  assert.match(combined, /Each action has an owner\./);
  assert.match(combined, /Most actions have a date\./);
  await second.fill("#strengths-actions", "Each action has an owner, and most have a date.");
  await second.check("input[name=finding-actions][value=some]");
  await send(second, "Save combined version");
  assert.equal(await second.inputValue("#strengths-actions"), "Each action has an owner, and most have a date.");
  assert.equal(await second.locator(".warning").count(), 0, "the text that was combined is not offered again");
  await second.close();
});

test("going back after saving shows what was saved", async () => {
  const page = await as(so.writer);
  await page.goto(`${so.review}/criteria/continuity`);
  await page.check("input[name=finding-continuity][value=clear]");
  await page.fill("#strengths-continuity", "It follows from the ratings.");
  await send(page, "Save");
  await page.goBack();
  assert.equal(await page.inputValue("#strengths-continuity"), "It follows from the ratings.");
  await page.fill("#strengths-continuity", "It follows from the ratings, action by action.");
  await waitForStatusOfForm(page, /^Saved at/);
  await page.goto(so.review);
  assert.equal(await page.inputValue("#strengths-continuity"), "It follows from the ratings, action by action.");
});

async function waitForStatusOfForm(page, words) {
  const line = page.locator("[role=status].saved");
  for (let tries = 0; !words.test(await line.textContent()); tries += 1) {
    assert.ok(tries < 150, `“${await line.textContent()}” is not ${words}`);
    await page.waitForTimeout(100);
  }
}

test("a note has the words that the reviewer selected, and a double click saves it once", async () => {
  const page = await as(so.writer);
  await page.goto(so.review);
  await page.locator("[data-part] .words p").first().evaluate((paragraph) => getSelection().selectAllChildren(paragraph));
  await page.getByRole("button", { name: "Use selected words" }).click();
  assert.ok((await page.inputValue("#quote")).length > 10);
  assert.notEqual(await page.inputValue("#part"), "");
  await page.fill("#note", "Ask about this.");
  await page.getByRole("button", { name: "Save note" }).dblclick();
  await page.getByText("Note saved.").waitFor();
  await page.goto(so.review);
  assert.equal(await page.locator("#notes .needs li").count(), 1);
});

test("a reviewer marks good practice", async () => {
  const page = await as(so.writer);
  await page.goto(so.review);
  so.name = (await page.textContent("h1")).replace("Review: ", "");
  so.passage = (await page.locator("[data-part] .words p").first().textContent()).split(". ")[0];
  await page.selectOption("#place", { index: 1 });
  await page.fill("#passage", so.passage);
  await page.fill("#reason", "Others can copy this easily.");
  await send(page, "Mark good practice");
  await isSaid(page, /Good practice marked\./);
});

/** Writes what is missing in a review, saves each criterion and completes the review. */
async function completeReview(email) {
  const page = await as(email);
  for (const key of CRITERIA) {
    await page.goto(`${so.review}/criteria/${key}`);
    if (await page.locator("input[type=radio]:checked").count() === 0) await page.check(`input[name=finding-${key}][value=some]`);
    if (await page.inputValue(`#strengths-${key}`) === "") await page.fill(`#strengths-${key}`, `What ${email.split(".")[0]} found about ${key}.`);
    await send(page, "Save");
  }
  await page.goto(`${so.review}/completion`);
  await page.getByRole("button", { name: "Complete review" }).dblclick();
  // The second click may end the page that the first one led to.
  await page.getByText("Your review is complete.").first().waitFor();
  await isSaid(page, /Your review is complete\./);
}

test("every member completes their review, and nobody reads that of another before", async () => {
  const technician = await as(so.writer);
  assert.equal((await technician.goto(`${so.review}/draft/beginning`)).status(), 403);
  for (const email of so.members) await completeReview(email);
  await technician.goto(`${so.review}/draft/beginning`);
  await isSaid(technician, /All reviews are complete/);
});

test("the panel begins a draft, edits it together and agrees to one version", async () => {
  const [one, other] = [await as(so.writer), await as(so.members.find((email) => email !== so.writer))];
  await one.goto(`${so.review}/draft/beginning`);
  await send(one, "Begin feedback draft");
  so.draft = `${so.review}/draft`;
  await one.goto(so.draft);
  await other.goto(so.draft);
  const saved = (page) => page.locator("#text-opening [role=status].saved");
  await one.fill("#opening", "Thank you for your submission.");
  await assert.doesNotReject(saved(one).filter({ hasText: "Saved at" }).waitFor());
  // The other has the page from before, so their text is compared and not saved over it.
  await other.fill("#opening", "We thank you.");
  await saved(other).filter({ hasText: "someone else" }).waitFor();
  await Promise.all([other.waitForURL(/\/merge/), saved(other).getByRole("link").click()]);
  await other.locator("textarea[name=opening]").fill("We thank you for your submission.");
  await send(other, "Save combined version");
  for (const email of so.members) {
    const page = await as(email);
    await page.goto(so.draft);
    await send(page, "Agree to this version");
  }
  await one.goto(so.draft);
  await isSaid(one, /All members have agreed/);
  assert.equal(await one.locator("textarea[name=opening]").count(), 0, "what is agreed to is not edited");
});

/** Opens the page on which the secretariat moderates the submission. */
async function openModeration() {
  const page = await as(SECRETARIAT);
  await page.goto(`${so.round}/moderation`);
  await open(page, so.name);
  return page;
}

test("the moderator returns the draft, and the panel changes it and agrees again", async () => {
  const moderator = await openModeration();
  await send(moderator, "Return to panel");
  await isSaid(moderator, /Enter what the panel should change, and why/);
  await moderator.fill("#comment", "Please say which page you mean.");
  await send(moderator, "Return to panel");
  await isSaid(moderator, /Please say which page you mean\./);
  const writer = await as(so.writer);
  await writer.goto(so.draft);
  await isSaid(writer, /Returned by the moderator/);
  await isSaid(writer, /Please say which page you mean\./);
  assert.doesNotMatch(await writer.textContent("main"), /Morgan Vale/);
  await checkPage(writer, "returned-draft");
  await writer.fill("#opening", "We thank you for your submission, and mean page 3.");
  await writer.locator("#text-opening [role=status].saved").filter({ hasText: "Saved at" }).waitFor();
  for (const email of so.members) {
    const page = await as(email);
    await page.goto(so.draft);
    await send(page, "Agree to this version");
  }
});

test("the moderator approves the feedback, and the secretariat sends it", async () => {
  const page = await openModeration();
  await page.getByRole("main").getByRole("button", { name: "Approve feedback" }).dblclick();
  await page.getByText("approved and not sent yet").first().waitFor();
  so.assessment = `${program.address}/assessments/${here(page).split("/").at(-1)}`;
  await page.goto(`${so.round}/sending`);
  await isSaid(page, new RegExp(so.name));
  await page.getByRole("main").getByRole("button", { name: "Send feedback now" }).dblclick();
  await page.getByText("Sent: 1.").waitFor();
});

/** The text of all files in a ZIP file. */
function unzip(bytes) {
  const texts = [];
  for (let at = bytes.indexOf("PK\x01\x02"); at >= 0; at = bytes.indexOf("PK\x01\x02", at + 4)) {
    const [method, size, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const inside = bytes.subarray(from, from + size);
    texts.push((method === 8 ? inflateRawSync(inside) : inside).toString("utf8"));
  }
  return texts.join("\n");
}

/** Asserts that a text names nobody who reviewed. */
function namesNobody(text, where) {
  for (const name of Object.keys(REVIEWERS)) assert.ok(!text.includes(name), `${where} names ${name}`);
  for (const [email] of Object.values(REVIEWERS)) assert.ok(!text.includes(email), `${where} has the address ${email}`);
}

test("the lead reads the feedback, and neither its pages nor its files name a reviewer", async () => {
  const lead = await as(LEADS[so.name]);
  await to(lead, "/home");
  const home = here(lead);
  await open(lead, /^View peer review feedback/);
  so.feedback = here(lead);
  assert.equal(so.feedback, `${so.assessment}/feedback`);
  await isSaid(lead, /We thank you for your submission, and mean page 3\./);
  for (const page of [so.feedback, `${so.feedback}/response`, `${so.assessment}/good-practice`, so.assessment, home, `${home}/activity`]) {
    await lead.goto(page);
    namesNobody(await lead.content(), page);
  }
  const word = await (await lead.request.get(`${so.feedback}.docx`)).body();
  const text = unzip(word);
  assert.match(text, /We thank you for your submission, and mean page 3\./);
  namesNobody(text, "the Word file");
  assert.doesNotMatch(text, /Morgan Vale/, "nor is the moderator named");
  const pdf = await lead.request.get(`${so.feedback}.pdf`);
  assert.equal(pdf.headers()["content-type"], "application/pdf");
  namesNobody((await pdf.body()).toString("latin1"), "the PDF file");
});

test("the lead agrees that a passage is shared, and the secretariat finds it", async () => {
  const lead = await as(LEADS[so.name]);
  await lead.goto(`${so.assessment}/good-practice`);
  await isSaid(lead, new RegExp(RegExp.escape?.(so.passage) ?? so.passage.replace(/[^\p{L}\d ]/gu, ".")));
  assert.doesNotMatch(await lead.textContent("main"), /Others can copy this easily/);
  await checkPage(lead, "marked-passages");
  await send(lead, /^Agree to share/);
  await isSaid(lead, /Consent given/);
  const page = await as(SECRETARIAT);
  await to(page, "/peer-review/good-practice");
  await isSaid(page, /Others can copy this easily/);
  await checkPage(page, "good-practice-list");
});

test("a response that was typed survives a reload, and is sent once", async () => {
  const lead = await as(LEADS[so.name]);
  const line = lead.locator("[role=status].saved");
  await lead.goto(`${so.feedback}/response`);
  await lead.fill("#text", "Thank you.");
  await line.filter({ hasText: "Saved at" }).waitFor();
  await lead.reload();
  assert.equal(await lead.inputValue("#text"), "Thank you.");
  await lead.context().setOffline(true);
  await lead.fill("#text", "Thank you. Each action has an owner now.");
  await line.filter({ hasText: "no connection" }).waitFor();
  await lead.route("**/feedback/response", (route) => route.request().method() === "POST" ? route.abort() : route.fallback());
  await lead.context().setOffline(false);
  lead.once("dialog", (dialog) => dialog.accept());
  await lead.reload();
  await lead.unroute("**/feedback/response");
  await lead.getByRole("button", { name: "Restore my text" }).click();
  await line.filter({ hasText: "Saved at" }).waitFor();
  await send(lead, "Check and send response");
  await isSaid(lead, /Each action has an owner now\./);
  await lead.getByRole("main").getByRole("button", { name: "Send response" }).dblclick();
  await lead.getByText(/^Sent (by|on)|sent on/i).first().waitFor();
  const reviewer = await as(so.writer);
  await reviewer.goto(so.review);
  await isSaid(reviewer, /Each action has an owner now\./);
});

test("the lead rates the feedback, which no reviewer reads", async () => {
  const lead = await as(LEADS[so.name]);
  await lead.goto(`${so.feedback}/rating`);
  for (const question of await lead.locator("main fieldset").all()) await question.locator("input[type=radio]").last().check();
  await lead.fill("#comment", "Clear and kind.");
  await send(lead, "Save rating");
  await isSaid(lead, /Clear and kind\./);
  const reviewer = await as(so.writer);
  assert.ok((await reviewer.goto(`${so.feedback}/rating`)).status() >= 403);
});

test("the lead publishes the feedback with the response, and the public page shows both", async () => {
  const lead = await as(LEADS[so.name]);
  await lead.goto(`${so.feedback}/publishing`);
  await lead.check("#response");
  await send(lead, "Publish feedback");
  const address = await lead.getByRole("link", { name: "View public page" }).evaluate((link) => link.href);
  const guest = await newPage(browser, { viewport: { width: 1280, height: 900 } });
  await guest.goto(address);
  await isSaid(guest, /We thank you for your submission, and mean page 3\./);
  await isSaid(guest, /Each action has an owner now\./);
  assert.doesNotMatch(await guest.textContent("main"), /Clear and kind/);
  namesNobody(await guest.content(), "the public page");
  await checkPage(guest, "public-feedback");
  await send(lead, "Stop publishing feedback");
  assert.equal((await guest.goto(address)).status(), 404);
});
