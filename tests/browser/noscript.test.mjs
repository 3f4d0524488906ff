// Every form, without script. What a form does is tested elsewhere; here, that it can be filled in and sent, and that the response is a page.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { newPage, openBrowser } from "./browser.mjs";
import { FORMS, pattern } from "./crawl.mjs";
import { startAssay } from "./program.mjs";

/** Forms that other browser tests fill in, or request tests send. */
const TESTED_ELSEWHERE = /\/evidence\b|\/past-confirmation$|^\/account\/(reminders|calendar)|^\/unsubscribe|^\/verify$|\/names\/\{name_check\}$|\/late-submissions\b|^\/assessments\/\{assessment\}\/good-practice$|\/allocation\/(stop|submissions)$|\/(criteria|advice)\/\{criterion\}$|\/draft\/texts\/\{draft_text\}$/;

let program, browser;
const used = new Set();

before(async () => {
  program = await startAssay();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.end();
});

const plain = () => newPage(browser, { javaScriptEnabled: false });

/** Opens a page signed in as a user. */
async function as(email) {
  const page = await plain();
  await page.goto(await program.linkFor(email));
  await send(page, "/sign-in/link/{sign_in_link}", "Sign in");
  return page;
}

/** Selects the button of a form, and waits for the next page or, with `status` 422, for the same page with errors. */
async function send(page, form, button, status = 303) {
  const sent = page.waitForResponse((response) => response.request().method() === "POST");
  await page.locator("main, header form[method=post]").getByRole("button", { name: button, exact: true }).first().click();
  const response = await sent;
  assert.equal(pattern(response.url(), "forms"), form);
  assert.equal(response.status(), status, `${form} responds with ${response.status()}: ${await page.textContent("h1")}`);
  await page.waitForLoadState();
  assert.equal(await page.locator("h1").count(), 1);
  used.add(form);
}

const open = (page, link) => page.getByRole("main").getByRole("link", { name: link }).first().click();
const tab = (page, name) => page.getByRole("banner").getByRole("link", { name, exact: true }).click();
const here = (page) => page.url().replace(/[?#].*/, "");

test("a self-assessment is unlocked, locked, signed by both, submitted and returned", async () => {
  const lead = await as("isla.fennimore@eastfell.example");
  await tab(lead, "Self-assessment");
  await open(lead, /^Stage 3/);
  const base = here(lead);
  await lead.goto(`${base}/unlock`);
  await send(lead, "/assessments/{assessment}/unlock", "Unlock for editing");
  await lead.goto(`${base}/sign-off`);
  await send(lead, "/assessments/{assessment}/lock", /^Lock for sign-off/);
  await send(lead, "/assessments/{assessment}/lead-signature", "Sign", 422);
  await lead.fill("#name", "Isla Fennimore");
  await lead.fill("#post", "Head of Technical Services");
  await lead.check("#agree");
  await send(lead, "/assessments/{assessment}/lead-signature", "Sign");
  await lead.fill("#email", "Not an address");
  await send(lead, "/assessments/{assessment}/leader-request", /Send/, 422);
  assert.equal(await lead.inputValue("#email"), "Not an address");
  // The secretariat has to confirm an address outside the organisation's email domains.
  const secretariat = await as("morgan.vale@charter.example");
  await lead.fill("#email", "leader@elsewhere.example");
  await send(lead, "/assessments/{assessment}/leader-request", /Send/);
  await secretariat.goto(`${base}/signatory-address`);
  await send(secretariat, "/assessments/{assessment}/signatory-address/refuse", "Refuse address", 422);
  await secretariat.fill("#reason", "A private address.");
  await send(secretariat, "/assessments/{assessment}/signatory-address/refuse", "Refuse address");
  await lead.fill("#email", "leader@abroad.example");
  await send(lead, "/assessments/{assessment}/leader-request", /Send/);
  await secretariat.goto(`${base}/signatory-address`);
  await send(secretariat, "/assessments/{assessment}/signatory-address/confirm", "Confirm address");

  // The leader asks a question, names a deputy and sends it back; then it is locked and signed again.
  await lead.goto(`${base}/sign-off`);
  await lead.fill("#email", "leader@eastfell.example");
  await send(lead, "/assessments/{assessment}/leader-request", /Send/);
  const [first] = await program.emails("leader@eastfell.example");
  const leader = await plain();
  const link = first.match(/http\S+\/leader\/\S+/)[0];
  await leader.goto(`${link}/question`);
  await send(leader, "/leader/{leader_link}/question", "Send question", 422);
  await leader.fill("#text", "Who pays for it?");
  await send(leader, "/leader/{leader_link}/question", "Send question");
  await leader.goto(`${link}/deputy`);
  await send(leader, "/leader/{leader_link}/deputy", "Name deputy", 422);
  await leader.fill("#name", "B. Deputy");
  await leader.fill("#post", "Registrar");
  await leader.fill("#email", "deputy@eastfell.example");
  await send(leader, "/leader/{leader_link}/deputy", "Name deputy");
  await leader.goto(`${link}/send-back`);
  await send(leader, "/leader/{leader_link}/send-back", "Send back", 422);
  await leader.fill("#text", "The plan forgets the workshop.");
  await send(leader, "/leader/{leader_link}/send-back", "Send back", 200);
  await lead.goto(`${base}/sign-off`);
  await send(lead, "/assessments/{assessment}/lock", /^Lock for sign-off/);
  await lead.fill("#name", "Isla Fennimore");
  await lead.fill("#post", "Head of Technical Services");
  await lead.check("#agree");
  await send(lead, "/assessments/{assessment}/lead-signature", "Sign");
  await send(lead, "/assessments/{assessment}/leader-request", /Send/);

  const email = (await program.emails("leader@eastfell.example", 2)).at(-1);
  await leader.goto(email.match(/http\S+\/leader\/\S+/)[0]);
  await leader.check("#agree");
  await send(leader, "/leader/{leader_link}", "Sign");

  await lead.goto(`${base}/sign-off`);
  await send(lead, "/assessments/{assessment}/submission", "Submit self-assessment");

  await secretariat.goto(`${base}/return`);
  await send(secretariat, "/assessments/{assessment}/return", "Return for changes", 422);
  await secretariat.fill("#reason", "The plan of the workshop is missing.");
  await send(secretariat, "/assessments/{assessment}/return", "Return for changes");

  await secretariat.goto(`${program.address}/organisations`);
  await open(secretariat, /^Eastfell Institute/);
  await open(secretariat, "Edit email domains");
  await send(secretariat, "/organisations/{organisation}/email-domains", "Add email domain", 422);
  await secretariat.fill("#domain", "institute.example");
  await send(secretariat, "/organisations/{organisation}/email-domains", "Add email domain");
  await send(secretariat, "/organisations/{organisation}/email-domains/remove", /^Remove institute/);
});

test("answers and a headcount are saved", async () => {
  const lead = await as("rowan.ellery@northmoor.example");
  await tab(lead, "Self-assessment");
  await open(lead, /^Stage 3/);
  const base = here(lead);
  await lead.goto(`${base}/sharing`);
  await send(lead, "/assessments/{assessment}/sharing", "Share with the secretariat");
  await lead.goto(`${base}/sharing`);
  await send(lead, "/assessments/{assessment}/sharing/end", "Stop sharing");
  const QUESTION = "/assessments/{assessment}/questions/{question}";
  for (const words of ["What we wrote first.", "What we wrote next."]) {
    await lead.goto(`${base}/questions/impact`);
    await lead.fill("#text", words);
    await send(lead, QUESTION, "Save");
  }
  await lead.goto(`${base}/questions/address`);
  await lead.fill("#text", "In progress");
  await send(lead, QUESTION, "Save", 422);
  assert.equal(await lead.inputValue("#text"), "In progress");

  // Another person saves first.
  const other = await as("samira.hadley@northmoor.example");
  await other.goto(`${base}/questions/impact`);
  await lead.goto(`${base}/questions/impact`);
  await other.fill("#text", "What Samira wrote.");
  await send(other, QUESTION, "Save");
  await lead.fill("#text", "What Rowan wrote.");
  await send(lead, QUESTION, "Save", 409);
  assert.match(await lead.textContent("main"), /What Samira wrote/);
  assert.match(await lead.inputValue("#text"), /What Rowan wrote/);
  await send(lead, QUESTION, "Save combined version");

  await lead.goto(`${base}/questions/impact/versions`);
  await send(lead, "/assessments/{assessment}/questions/{question}/restoring", /Restore version/);

  await lead.goto(`${base}/headcount`);
  await lead.fill("#cell-0-0", "many");
  await send(lead, "/assessments/{assessment}/headcount", "Save headcount", 422);
  assert.equal(await lead.inputValue("#cell-0-0"), "many");
  await lead.fill("#as_at", "31");
  await lead.fill("#as_at-month", "7");
  await lead.fill("#as_at-year", "2026");
  await lead.fill("#group-0", "Women");
  await lead.fill("#unit-0", "Library");
  await lead.fill("#cell-0-0", "9");
  await send(lead, "/assessments/{assessment}/headcount", "Save headcount");
});

test("what became of earlier advice is answered", async () => {
  const lead = await as("rowan.ellery@northmoor.example");
  await tab(lead, "Self-assessment");
  await open(lead, /^Stage 3/);
  await lead.goto(`${here(lead)}/advice`);
  const answer = lead.locator("#advice-progress");
  await answer.locator("input[value=partly]").check();
  await answer.locator("textarea").fill("Two actions name who noticed.");
  const other = lead.locator("#advice-learning");
  await other.locator("textarea").fill("Written with the first.");
  await send(lead, "/assessments/{assessment}/advice", "Save answers");
  assert.equal(await answer.locator("textarea").inputValue(), "Two actions name who noticed.");
  const colleague = await as("samira.hadley@northmoor.example");
  await colleague.goto(lead.url());
  await colleague.locator("#advice-progress textarea").fill("Three actions name who noticed.");
  await send(colleague, "/assessments/{assessment}/advice", "Save answers");
  await lead.reload();
  await answer.getByRole("link", { name: /^View version history/ }).click();
  await send(lead, "/assessments/{assessment}/advice/{criterion}/restoring", /Restore version/);
  assert.equal(await answer.locator("textarea").inputValue(), "Two actions name who noticed.");
  assert.equal(await other.locator("textarea").inputValue(), "Written with the first.");
});

test("a plan is created, edited and rated", async () => {
  const lead = await as("rowan.ellery@northmoor.example");
  await tab(lead, "Self-assessment");
  await open(lead, /^Stage 3/);
  const base = here(lead);
  await open(lead, /^New 36-month action plan/);
  await lead.waitForURL(/\/questions\/plan$|\/plans\//);
  if (!lead.url().includes("/plans/")) await lead.goto(program.address + await lead.getAttribute('main a[href^="/plans/"]', "href"));
  const plan = here(lead);

  await lead.goto(`${plan}/actions/new`);
  await lead.fill("#owner", "The workshop");
  await send(lead, "/plans/{plan}/actions", "Add action", 422);
  assert.equal(await lead.inputValue("#owner"), "The workshop");
  await lead.fill("#text", "Lend instruments between schools");
  await lead.check("#themes");
  await send(lead, "/plans/{plan}/actions", "Add action");

  await lead.goto(`${plan}/paste`);
  await lead.fill("#rows", "Action\tTheme\nShow every workshop once a year\tVisibility\nThank by name\tRecognition");
  await send(lead, "/plans/{plan}/paste", "Check rows", 200);
  await send(lead, "/plans/{plan}/paste", /^Add 2 actions/);

  await lead.goto(plan);
  await lead.click("summary:has-text('Edit plan dates')");
  await lead.fill("#months", "thirty");
  await send(lead, "/plans/{plan}/term", "Save dates", 422);
  assert.equal(await lead.inputValue("#months"), "thirty");
  await lead.fill("#months", "36");
  await send(lead, "/plans/{plan}/term", "Save dates");

  await lead.goto(`${plan}?order=change`);
  await send(lead, "/actions/{action}/place", /^Move down/);

  await lead.goto(plan);
  await open(lead, "Lend instruments between schools");
  const action = here(lead);
  await lead.goto(`${action}/edit`);
  await lead.fill("#measure", "Twenty loans a year");
  await send(lead, "/actions/{action}/edit", "Save changes");
  await lead.goto(`${action}/progress`);
  await lead.check('input[name=rating][value="red"]');
  await send(lead, "/actions/{action}/progress", "Save", 422);
  assert.ok(await lead.isChecked('input[name=rating][value="red"]'));
  await lead.fill("#explanation", "The list of instruments is not written yet.");
  await send(lead, "/actions/{action}/progress", "Save");
  await lead.goto(`${action}/split`);
  const parts = await lead.locator('textarea[name="part"]').all();
  await parts[0].fill("Write the list of instruments");
  await parts[1].fill("Lend them");
  await send(lead, "/actions/{action}/split", "Split action");
  await lead.goto(`${action}/merge`);
  await lead.locator('input[name="others"]').last().check();
  await lead.fill("#text", "Write the list and lend them");
  await lead.fill("#reason", "They are one thing");
  await send(lead, "/actions/{action}/merge", "Merge actions");
  await lead.goto(`${action}/withdraw`);
  await send(lead, "/actions/{action}/withdraw", "Withdraw action", 422);
  await lead.fill("#reason", "Another team does it");
  await send(lead, "/actions/{action}/withdraw", "Withdraw action");
  await lead.goto(action);
  await send(lead, "/actions/{action}/return", "Restore action");

  await lead.goto(`${base}/previous-plan`);
  const [rated] = await lead.locator('main a[href*="/previous-plan/"]').all();
  const one = program.address + await rated.getAttribute("href");
  await lead.goto(one);
  await lead.check('input[name=rating][value="green"]');
  await lead.locator("input[name=outcome]").first().check();
  await send(lead, "/assessments/{assessment}/previous-plan/{rated}", /^Save$/);
});

test("owners are added and reply to update requests, and the plan is reviewed", async () => {
  const lead = await as("dorothea.quill@westerby.example");
  await tab(lead, "Action plan");
  const plan = here(lead);
  await open(lead, "Action owners");
  const owners = here(lead);
  const home = owners.replace("/owners", "");
  await lead.fill("#email", "nowhere");
  await send(lead, "/organisations/{organisation}/owners", "Add owner", 422);
  assert.equal(await lead.inputValue("#email"), "nowhere");
  await lead.fill("#name", "Quay office");
  await lead.fill("#email", "");
  await send(lead, "/organisations/{organisation}/owners", "Add owner");
  await lead.fill("#email-1", "first@westerby.example");
  await send(lead, "/organisations/{organisation}/owners", /^Assign (owner|to all)/);
  await open(lead, "Quay office");
  await lead.fill("#email", "estates@westerby.example");
  await send(lead, "/organisations/{organisation}/owners/{owner}", "Save");
  await open(lead, "Quay office");
  await send(lead, "/organisations/{organisation}/owners/{owner}/leave", "Transfer actions", 422);
  await lead.check("#to");
  await send(lead, "/organisations/{organisation}/owners/{owner}/leave", "Transfer actions");

  await lead.goto(plan);
  await lead.locator("article.action h3 a").first().click();
  await lead.getByRole("link", { name: /^(Assign|Change) owner$/ }).click();
  await lead.check('input[name=owner][value="another"]');
  await lead.fill("#name", "");
  await send(lead, "/actions/{action}/owner", "Assign owner", 422);
  await lead.fill("#name", "Workshop");
  await lead.fill("#email", "workshop@westerby.example");
  await send(lead, "/actions/{action}/owner", "Assign owner");
  await send(lead, "/actions/{action}/update-request", "Request update");

  await lead.goto(`${home}/update-requests`);
  await lead.fill("#days", "soon");
  await send(lead, "/organisations/{organisation}/update-requests/escalation", "Save", 422);
  assert.equal(await lead.inputValue("#days"), "soon");
  await lead.fill("#days", "10");
  await send(lead, "/organisations/{organisation}/update-requests/escalation", "Save");
  await send(lead, "/organisations/{organisation}/update-requests", "Request updates from all owners");
  for (const summary of await lead.locator("main td summary").all()) await summary.click();
  await send(lead, "/organisations/{organisation}/update-requests/{update_request}/remind", "Send reminder");
  await send(lead, "/organisations/{organisation}/update-requests/remind", /^Send (reminder|[0-9]+ reminders)$/);
  for (const summary of await lead.locator("main td summary").all()) await summary.click();
  await send(lead, "/organisations/{organisation}/update-requests/{update_request}/cancel", "Cancel request");

  const [email] = await program.emails("workshop@westerby.example");
  const owner = await plain();
  await owner.goto(email.match(/http\S+\/updates\/\S+/)[0]);
  const fields = await owner.locator("#explanation").count();
  if (fields === 0) {
    // This request was cancelled, so another owner replies.
    const [other] = await program.emails("first@westerby.example");
    await owner.goto(other.match(/http\S+\/updates\/\S+/)[0]);
  }
  await owner.fill("#explanation", "An explanation without a rating.");
  await send(owner, "/updates/{owner_link}/{update_request}", "Send update", 422);
  assert.equal(await owner.inputValue("#explanation"), "An explanation without a rating.");
  await owner.check('input[name=rating][value="amber"]');
  await send(owner, "/updates/{owner_link}/{update_request}", "Send update");
  assert.match(await owner.textContent("main"), /Thank you/);

  const approvals = "/organisations/{organisation}/update-approvals";
  await lead.goto(`${home}/update-approvals`);
  await send(lead, approvals, /^Approve update/);
  await send(lead, `${approvals}/setting`, "Save");
  await owner.reload();
  await owner.locator("summary", { hasText: "Change your update" }).click();
  await owner.fill("#explanation", "More of it.");
  await send(owner, "/updates/{owner_link}/{update_request}", "Send update");
  await lead.goto(`${home}/update-approvals`);
  await lead.getByRole("link", { name: /^Send back/ }).last().click();
  await send(lead, `${approvals}/send-back`, "Send back", 422);
  await lead.fill("#comment", "Say how many.");
  await send(lead, `${approvals}/send-back`, "Send back");

  await lead.goto(`${home}/plan`);
  await lead.locator("article.action h3 a").first().click();
  await lead.getByRole("link", { name: "Edit action" }).click();
  await lead.fill("#text", "Offer every technician a mentor.");
  await send(lead, "/actions/{action}/edit", "Save changes");
  await lead.goto(`${home}/plan`);
  await lead.getByRole("link", { name: "Publish changes" }).click();
  await send(lead, "/plans/{plan}/changes/preview", "Preview", 422);
  await lead.fill("#reason", "The mentors asked for it.");
  await send(lead, "/plans/{plan}/changes/preview", "Preview", 200);
  await send(lead, "/plans/{plan}/changes", "Publish changes");

  await lead.goto(`${home}/progress-reviews`);
  const day = async (number) => {
    await lead.fill("#meets", number);
    await lead.fill("#meets-month", "6");
    await lead.fill("#meets-year", String(new Date().getFullYear() + 1));
  };
  await day("31");
  await send(lead, "/organisations/{organisation}/progress-reviews", "Start review and request updates", 422);
  assert.equal(await lead.inputValue("#meets"), "31");
  await day("30");
  await send(lead, "/organisations/{organisation}/progress-reviews", "Start review and request updates");
  await lead.fill("#minutes", "We met.");
  await send(lead, "/progress-reviews/{progress_review}/minutes", "Save minutes");
  await open(lead, "Close progress review");
  await send(lead, "/progress-reviews/{progress_review}/closing", "Close progress review");
  await lead.check("#publish-2");
  await send(lead, "/progress-reviews/{progress_review}/publication", "Save");
});

test("a plan is downloaded as a workbook and uploaded again", async () => {
  const lead = await as("rowan.ellery@northmoor.example");
  await tab(lead, "Action plan");
  await lead.waitForURL(/\/plans\//);
  const plan = here(lead);
  await open(lead, "All action plans");
  const html = await (await lead.request.get(here(lead))).text();
  const other = [...html.matchAll(/href="(\/plans\/[0-9a-f-]{36})"/g)].map(([, path]) => program.address + path).find((path) => path !== plan);
  assert.ok(other, `there is a plan besides ${plan}`);
  const workbook = await (await lead.request.get(`${other}/workbook.xlsx`)).body();
  const COMPARE = "/plans/{plan}/workbook";
  await lead.goto(`${plan}/workbook`);
  await send(lead, COMPARE, "Upload and compare", 422);
  await lead.setInputFiles("#file", { name: "plan.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("Dear all") });
  await send(lead, COMPARE, "Upload and compare", 422);
  await lead.setInputFiles("#file", { name: "plan.xlsx", mimeType: "application/octet-stream", buffer: workbook });
  await send(lead, COMPARE, "Upload and compare", 200);
  await lead.locator("input[name=row]").first().check();
  await send(lead, "/plans/{plan}/workbook/changes", "Apply selected changes");
  assert.match(await lead.textContent("body"), /Changes applied to 1 row/);
});

test("the next step of many actions of the previous plan is chosen at once", async () => {
  const lead = await as("gethin.rosser@penhallow.example");
  await tab(lead, "Self-assessment");
  await send(lead, "/organisations/{organisation}/assessments", /^Start stage/);
  await lead.goto(`${here(lead)}/previous-plan`);
  await send(lead, "/assessments/{assessment}/previous-plan", /^Continue all unfinished/);
});

test("documents are imported and discarded", async () => {
  const lead = await as("gethin.rosser@penhallow.example");
  await tab(lead, "Self-assessment");
  await open(lead, "Import documents");
  await lead.waitForURL(/\/imports$/);
  const list = here(lead);
  const READ = "/organisations/{organisation}/imports";
  await send(lead, READ, "Upload and check", 422);
  const words = "# Penhallow University\n\nTechnician Commitment Stage 2 self-assessment\n\n## Technical staff structures\n\nFour faculties.\n";
  for (const [form, button] of [["/imports/{import}/refusal", "Discard import"], ["/imports/{import}/acceptance", "Import selected items"]]) {
    await lead.goto(list);
    await lead.setInputFiles("#file", { name: "paper.md", mimeType: "text/markdown", buffer: Buffer.from(words) });
    await send(lead, READ, "Upload and check");
    if (form.endsWith("refusal")) await open(lead, button);
    await send(lead, form, button, form.endsWith("acceptance") ? 422 : 303);
  }
});

test("a submission made outside Assay is taken back, refused and confirmed", async () => {
  const lead = await as("matilda.roe@port-farewell.example");
  await tab(lead, "Self-assessment");
  await open(lead, "Import documents");
  await lead.waitForURL(/\/imports$/);
  const form = "# University of Port Farewell\n\nTechnician Commitment Stage 2 self-assessment\n\n## Technical staff structures\n\nFour colleges.\n";
  const plan = "Theme,Action,Owner,Due\nVisibility,Open the workshops to schools,Dean,March 2027\n";
  await lead.setInputFiles("#file", [
    { name: "form.txt", mimeType: "text/plain", buffer: Buffer.from(form) },
    { name: "plan.csv", mimeType: "text/csv", buffer: Buffer.from(plan) },
  ]);
  await lead.check("input[name=keep]");
  await send(lead, "/organisations/{organisation}/imports", "Upload and check");
  const [base, ACCEPT] = [here(lead), "/imports/{import}/acceptance"];
  await lead.selectOption("#edition", "stage-2-2019");
  await lead.locator("input[name=destination][value=paper]").check();
  for (const [field, words] of [["day", "2"], ["month", "3"], ["year", "2025"]]) await lead.fill(`[name=on-${field}]`, words);
  await send(lead, ACCEPT, "Import selected items", 422);
  for (const answer of await lead.locator("textarea[name^=missing-]").all()) await answer.fill("As it is in the document.");
  await lead.check("input[name=share]");
  await send(lead, ACCEPT, "Import selected items");
  await send(lead, "/imports/{import}/submission/withdrawal", "Take back submission");
  await send(lead, ACCEPT, "Import selected items");

  const secretariat = await as("morgan.vale@charter.example");
  await secretariat.goto(`${program.address}/organisations`);
  await secretariat.getByRole("main").getByRole("link", { name: /^Check submission/ }).first().click();
  await secretariat.waitForURL(`${base}/submission`);
  await send(secretariat, "/imports/{import}/submission/refusal", "Refuse submission", 422);
  await secretariat.fill("#reason", "The date is not that of the document.");
  await send(secretariat, "/imports/{import}/submission/refusal", "Refuse submission");
  await lead.goto(base);
  assert.match(await lead.textContent("main"), /The date is not that of the document/);
  await lead.fill("[name=on-day]", "3");
  await send(lead, ACCEPT, "Import selected items");
  await secretariat.goto(`${base}/submission`);
  await send(secretariat, "/imports/{import}/submission/confirmation", "Confirm submission");
  assert.match(await secretariat.textContent("main"), /Submitted outside Assay on 3 March 2025/);
});

test("people are invited, change roles and are removed, and one accepts an invitation", async () => {
  const lead = await as("rowan.ellery@northmoor.example");
  await tab(lead, "People");
  await lead.waitForURL(/\/people$/);
  const people = here(lead);
  const INVITE = "/organisations/{organisation}/invitations";
  await lead.fill("#name", "Newton Field");
  await send(lead, INVITE, "Send invitation", 422);
  assert.equal(await lead.inputValue("#name"), "Newton Field");
  for (const [name, email] of [["Newton Field", "newton@northmoor.example"], ["Nobody Else", "else@northmoor.example"]]) {
    await lead.goto(people);
    await lead.fill("#name", name);
    await lead.fill("#email", email);
    await lead.locator("input[name=role]").last().check();
    await send(lead, INVITE, "Send invitation");
  }
  await send(lead, "/organisations/{organisation}/invitations/{invitation}/withdraw", /Cancel invitation.*Nobody Else/);

  const [invitation] = await program.emails("newton@northmoor.example");
  const guest = await plain();
  await guest.goto(invitation.match(/http\S+\/invitations\/\S+/)[0]);
  await send(guest, "/invitations/{invitation_link}", "Email me a link to accept");
  await guest.fill("#code", "0000 0000");
  await send(guest, "/sign-in/code", "Accept invitation", 422);
  const [, email] = await program.emails("newton@northmoor.example", 2);
  await guest.fill("#code", email.match(/\d{4} \d{4}/)[0]);
  await send(guest, "/sign-in/code", "Accept invitation");
  await guest.goto(`${program.address}/account`);
  await guest.fill("#name", "");
  await send(guest, "/account/name", "Save name", 422);
  await guest.fill("#name", "Newton Fields");
  await send(guest, "/account/name", "Save name");
  await send(guest, "/account/sign-out-everywhere", "Sign out of all devices");

  await guest.goto(`${program.address}/sign-in`);
  await send(guest, "/sign-in", "Email me a sign-in link", 422);
  await guest.fill("#email", "newton@northmoor.example");
  await send(guest, "/sign-in", "Email me a sign-in link");

  await lead.goto(people);
  for (const summary of await lead.locator("main summary:has-text('Newton')").all()) await summary.click();
  await send(lead, "/organisations/{organisation}/people/{person}/role", /Change role to/);
  for (const summary of await lead.locator("main summary:has-text('Newton')").all()) await summary.click();
  await send(lead, "/organisations/{organisation}/people/{person}/leave", /Remove Newton Fields/);

  await lead.goto(people.replace("people", "profile"));
  await lead.fill("#contact_email", "nowhere");
  await send(lead, "/organisations/{organisation}/profile", "Save", 422);
  assert.equal(await lead.inputValue("#contact_email"), "nowhere");
  await lead.fill("#contact_email", "technicians@northmoor.example");
  await send(lead, "/organisations/{organisation}/profile", "Save");
  await lead.locator(".who summary").click();
  await send(lead, "/sign-out", "Sign out");
});

test("organisations and the secretariat are managed", async () => {
  const secretariat = await as("morgan.vale@charter.example");
  await secretariat.goto(`${program.address}/organisations/new`);
  await secretariat.fill("#country", "Wales");
  await send(secretariat, "/organisations", "Add organisation", 422);
  assert.equal(await secretariat.inputValue("#country"), "Wales");
  await secretariat.fill("#name", "Institute of Plain Pages");
  await secretariat.fill("#kind", "Research institute");
  await secretariat.locator("input[name=standing]").first().check();
  await send(secretariat, "/organisations", "Add organisation");
  const home = here(secretariat);
  await secretariat.goto(`${home}/registration`);
  await secretariat.fill("#region", "Gwent");
  await send(secretariat, "/organisations/{organisation}/registration", "Save");
  await secretariat.goto(`${home}/due-dates`);
  await secretariat.fill("#reason", "They asked for more time");
  await send(secretariat, "/organisations/{organisation}/due-dates", "Save due date", 422);
  assert.equal(await secretariat.inputValue("#reason"), "They asked for more time");
  await secretariat.fill("#due", "1");
  await secretariat.fill("#due-month", "6");
  await secretariat.fill("#due-year", "2030");
  await send(secretariat, "/organisations/{organisation}/due-dates", "Save due date");

  await secretariat.goto(`${program.address}/secretariat`);
  await send(secretariat, "/secretariat/invitations", "Send invitation", 422);
  await secretariat.fill("#name", "New Member");
  await secretariat.fill("#email", "new@charter.example");
  await secretariat.locator("input[name=role]").first().check();
  await send(secretariat, "/secretariat/invitations", "Send invitation");
  await send(secretariat, "/secretariat/invitations/{invitation}/withdraw", /Cancel invitation/);
  await secretariat.locator("main details", { hasText: "Conflicts of interest" }).first().locator("summary").click();
  await secretariat.getByRole("link", { name: /^Conflicts of interest/ }).first().click();
  await send(secretariat, "/peer-review/board/{person}/conflicts", "Record conflict", 422);
  await secretariat.selectOption("#organisation", { index: 1 });
  await secretariat.fill("#reason", "Works there");
  await send(secretariat, "/peer-review/board/{person}/conflicts", "Record conflict");
  await send(secretariat, "/peer-review/board/{person}/conflicts/removal", /^Remove/);
  await secretariat.goto(`${program.address}/secretariat`);
  await secretariat.locator("main summary").first().click();
  await send(secretariat, "/secretariat/{person}/leave", /^Remove/);
});

test("a consultation is created, opened, responded to and closed, and its findings are published", async () => {
  const lead = await as("rowan.ellery@northmoor.example");
  await tab(lead, "Consultations");
  await open(lead, "Create consultation");
  await lead.fill("#title", " ");
  await send(lead, "/organisations/{organisation}/consultations", "Save", 422);
  await lead.fill("#title", "How is it going?");
  await lead.locator("main summary").first().click();
  await lead.locator("#follow_up").check();
  await send(lead, "/organisations/{organisation}/consultations", "Save");
  const base = here(lead);
  await open(lead, "Edit consultation");
  await send(lead, "/consultations/{consultation}/edit", "Move down question 1", 200);
  await send(lead, "/consultations/{consultation}/edit", "Save");
  await send(lead, "/consultations/{consultation}/opening", "Open consultation");
  await lead.fill("#invited", "30");
  await send(lead, "/consultations/{consultation}/invited", "Save number invited");
  const address = await lead.locator("p.figure a").getAttribute("href");
  await open(lead, "Give out codes");
  await lead.fill("#addresses", "keeper@coast.example");
  await send(lead, "/consultations/{consultation}/codes/emails", "Send codes", 422);
  await lead.fill("#addresses", Array.from({ length: 10 }, (_, at) => `keeper${at}@coast.example`).join("\n"));
  await send(lead, "/consultations/{consultation}/codes/emails", "Send codes");
  await send(lead, "/consultations/{consultation}/codes/cancelling", "Cancel unused codes");
  await lead.fill("#slips", "10");
  await send(lead, "/consultations/{consultation}/codes/slips", "Print slips", 200);
  const codes = await lead.locator(".slip-code").allTextContents();

  const phone = await plain();
  await phone.goto(address);
  await send(phone, "/respond/{code}", "Send response", 422);
  for (const code of codes) {
    await phone.goto(`${address}?slip=${code}`);
    await phone.getByRole("textbox", { name: "Your idea" }).fill("A lamp on each landing");
    await send(phone, "/respond/{code}", "Send response");
  }
  await send(phone, "/respond/{code}/name", "Send contact details", 422);
  await phone.fill("#words", "A. Keeper");
  await send(phone, "/respond/{code}/name", "Send contact details");

  await lead.goto(base);
  await open(lead, "Close consultation");
  await send(lead, "/consultations/{consultation}/closing", "Close consultation");
  await lead.goto(`${base}/findings`);
  await send(lead, "/consultations/{consultation}/findings", "Add to finding", 422);
  await lead.getByRole("checkbox", { name: "A lamp on each landing" }).first().check();
  await lead.fill("#words", "The stairs are dark");
  await send(lead, "/consultations/{consultation}/findings", "Add to finding");
  await open(lead, "The stairs are dark");
  await open(lead, /^Create action/);
  await send(lead, "/consultations/{consultation}/findings/{finding}/actions", "Create action", 422);
  await lead.fill("#text", "Better lighting in the stairwells");
  await send(lead, "/consultations/{consultation}/findings/{finding}/actions", "Create action");
  await lead.fill("#reason", "No funds");
  await send(lead, "/consultations/{consultation}/findings/{finding}", "Save", 422);
  await lead.fill("#reason", "");
  await send(lead, "/consultations/{consultation}/findings/{finding}", "Save");
  await send(lead, "/consultations/{consultation}/publication", "Publish findings");
  await phone.goto(address);
  assert.match(await phone.textContent("h1"), /Consultation closed/);
});

test("an action and an answer get comments, and a thread is resolved", async () => {
  const lead = await as("rowan.ellery@northmoor.example");
  await tab(lead, "Action plan");
  await lead.locator("article.action h3 a").last().click();
  await open(lead, /^Comment on it|^Read and comment|^Add comment|^View comments/);
  const list = here(lead);
  await send(lead, "/actions/{action}/comments", "Post comment", 422);
  await lead.fill("#words", "Who has the key? @Samira Hadley");
  await send(lead, "/actions/{action}/comments", "Post comment");
  assert.equal(here(lead), list);
  const emails = await program.emails("samira.hadley@northmoor.example");
  const email = emails.find((text) => text.includes("Who has the key?"));
  const other = await as("samira.hadley@northmoor.example");
  await other.goto(email.match(/http\S+\/threads\/\S+/)[0]);
  const thread = here(other);
  await send(other, "/threads/{thread}/comments", "Reply", 422);
  await other.fill("#words", "The porter has it.");
  await send(other, "/threads/{thread}/comments", "Reply");
  await send(other, "/comments/{comment}/withdrawal", /^Delete comment/);
  await lead.goto(thread);
  await lead.fill("#decided", "We ask the porter.");
  await send(lead, "/threads/{thread}/resolution", "Resolve");
  await send(lead, "/threads/{thread}/reopening", "Reopen");

  await tab(lead, "Self-assessment");
  await open(lead, /^Stage 3/);
  await lead.goto(`${here(lead)}/questions/impact/comments`);
  await lead.fill("#words", "Have we numbers for this?");
  await send(lead, "/assessments/{assessment}/questions/{question}/comments", "Post comment");
});

test("a group and a handover are created, and an account is deleted", async () => {
  const lead = await as("rowan.ellery@northmoor.example");
  await tab(lead, "People");
  const home = here(lead).replace(/\/people$/, "");
  await lead.goto(`${home}/groups`);
  await send(lead, "/organisations/{organisation}/groups", "Create group", 422);
  await lead.fill("#name", "Workshop group");
  await lead.locator("input[name=kind]").first().check();
  await send(lead, "/organisations/{organisation}/groups", "Create group");
  const group = here(lead);
  await lead.locator("main summary").first().click();
  await lead.fill("#name", "Workshops group");
  await send(lead, "/organisations/{organisation}/groups/{group}", "Save group");
  await send(lead, "/organisations/{organisation}/groups/{group}/members", "Add member", 422);
  await lead.fill("#group-member-name", "A. Keeper");
  await lead.locator("input[name=group-member-role]").first().check();
  for (const [field, words] of [["day", "1"], ["month", "10"], ["year", "2026"]]) {
    await lead.fill(`[name=starts-${field}]`, words);
    await lead.fill(`[name=held-${field}]`, words);
  }
  await send(lead, "/organisations/{organisation}/groups/{group}/members", "Add member");
  await send(lead, "/organisations/{organisation}/groups/{group}/members/{group_member}/remove", /^Remove member/);
  for (const [field, words] of [["day", "1"], ["month", "12"], ["year", "2026"]]) await lead.fill(`[name=held-${field}]`, words);
  await send(lead, "/organisations/{organisation}/groups/{group}/meetings", "Add meeting");
  if (here(lead) === group) await lead.locator("main a[href*='/meetings/']").first().click();
  await lead.fill("#minutes", "The lamp is lit.");
  await send(lead, "/organisations/{organisation}/groups/{group}/meetings/{meeting}", "Save minutes");

  await lead.goto(`${home}/handovers`);
  await send(lead, "/organisations/{organisation}/handovers", "Prepare handover", 422);
  await lead.selectOption("#from", { label: "Rowan Ellery" });
  await lead.selectOption("#to", { label: "Samira Hadley" });
  await send(lead, "/organisations/{organisation}/handovers", "Prepare handover");
  const other = await as("samira.hadley@northmoor.example");
  await other.goto(here(lead));
  await send(other, "/organisations/{organisation}/handovers/{handover}/acceptance", "Accept handover");

  const contributor = await as("tomos.wren@northmoor.example");
  await contributor.goto(`${program.address}/account/erasure`);
  await send(contributor, "/account/erasure", "Delete account");
});

test("a peer review round is copied, edited and cancelled", async () => {
  const secretariat = await as("morgan.vale@charter.example");
  await secretariat.goto(`${program.address}/peer-review/rounds/new`);
  await send(secretariat, "/peer-review/rounds", "Create round", 422);
  await secretariat.goto(`${program.address}/peer-review`);
  const [round] = await secretariat.locator("main a[href^='/peer-review/rounds/']:not([href*='new'])").evaluateAll((links) => links.map((link) => link.href));
  await secretariat.goto(`${program.address}/peer-review/rounds/new?copy=${round.split("/").at(-1)}`);
  await secretariat.fill("#name", "The round after");
  // Later than every other round, so that no day of submission is in two.
  for (const year of await secretariat.locator("[name$=-year]").all()) await year.fill(`${Number(await year.inputValue()) + 10}`);
  await send(secretariat, "/peer-review/rounds", "Create round");
  const base = here(secretariat);
  await secretariat.goto(`${base}/edit`);
  await secretariat.fill("#name", "The very last round");
  await send(secretariat, "/peer-review/rounds/{round}/edit", "Save");
  await secretariat.goto(`${base}/cancellation`);
  await send(secretariat, "/peer-review/rounds/{round}/cancellation", "Cancel round", 422);
  await secretariat.fill("#reason", "Nobody submits then.");
  await send(secretariat, "/peer-review/rounds/{round}/cancellation", "Cancel round");
});

test("a member volunteers as a reviewer, answers, declares a conflict and stops", async () => {
  const reviewer = await as("samira.hadley@northmoor.example");
  const base = `${program.address}/peer-review/reviewer`;
  await reviewer.goto(`${base}/volunteer`);
  await send(reviewer, "/peer-review/reviewer/volunteer", "Volunteer", 422);
  await reviewer.check("#background");
  await reviewer.check("#stages");
  await send(reviewer, "/peer-review/reviewer/volunteer", "Volunteer");
  await open(reviewer, /^Answer/);
  await send(reviewer, "/peer-review/reviewer/availability/{round}", "Save", 422);
  await reviewer.check("#availability");
  await send(reviewer, "/peer-review/reviewer/availability/{round}", "Save");
  await reviewer.goto(`${base}/knowledge`);
  await send(reviewer, "/peer-review/reviewer/knowledge", "Save");
  await reviewer.goto(`${base}/conflicts`);
  await reviewer.fill("#reason", "A project in common");
  await send(reviewer, "/peer-review/reviewer/conflicts", "Declare conflict", 422);
  assert.equal(await reviewer.inputValue("#reason"), "A project in common");
  await reviewer.selectOption("#organisation", { index: 1 });
  await send(reviewer, "/peer-review/reviewer/conflicts", "Declare conflict");
  await send(reviewer, "/peer-review/reviewer/conflicts/withdraw", /^Withdraw/);
  await reviewer.goto(`${base}/stop`);
  await send(reviewer, "/peer-review/reviewer/stop", "Stop reviewing");
});

test("the secretariat invites reviewers and marks one as experienced", async () => {
  const secretariat = await as("morgan.vale@charter.example");
  await secretariat.goto(`${program.address}/peer-review`);
  const rounds = await secretariat.locator("main li:has(.started) a[href^='/peer-review/rounds/']").evaluateAll((links) => links.map((link) => link.href));
  const list = `${rounds[0]}/reviewers`;
  await secretariat.goto(`${list}/invite-leads`);
  await send(secretariat, "/peer-review/rounds/{round}/reviewers/invite-leads", "Send invitations", 422);
  await secretariat.check("#organisations");
  await send(secretariat, "/peer-review/rounds/{round}/reviewers/invite-leads", "Send invitations");
  await secretariat.goto(`${list}/invite`);
  await send(secretariat, "/peer-review/rounds/{round}/reviewers/invite", "Send invitation", 422);
  await secretariat.selectOption("#organisation", { index: 1 });
  await secretariat.fill("#name", "Nell Newcomer");
  await secretariat.fill("#email", "nell@newcomers.example");
  await send(secretariat, "/peer-review/rounds/{round}/reviewers/invite", "Send invitation");
  await secretariat.goto(list);
  await secretariat.locator("main a[href^='/peer-review/reviewers/']").first().click();
  await send(secretariat, "/peer-review/reviewers/{person}/experience", /experience/);
});

/** Opens the page of a round by its state, as it is in the list of rounds. */
async function openRound(page, state) {
  await page.goto(`${program.address}/peer-review`);
  await page.locator("main li", { hasText: state }).locator("a[href^='/peer-review/rounds/']").first().click();
  return here(page);
}

test("three reviewers take the training, each a part of it", async () => {
  const reader = await as("yusuf.thorne@brackenridge.example");
  await reader.goto(`${program.address}/peer-review/training/pages/bias`);
  await send(reader, "/peer-review/training/pages/{course_page}", "Continue");
  const answering = await as("mirela.stone@brackenridge.example");
  await answering.goto(`${program.address}/peer-review/training/quiz/tone`);
  await send(answering, "/peer-review/training/quiz/{quiz_question}", "Check answer", 422);
  await answering.locator("input[name=choice]").first().check();
  await send(answering, "/peer-review/training/quiz/{quiz_question}", "Check answer");
  const writing = await as("anthea.crisp@lindholm.example");
  await writing.goto(`${program.address}/peer-review/training/practice`);
  await send(writing, "/peer-review/training/practice", "Save and compare", 422);
  for (const finding of await writing.locator("input[type=radio][value=some]").all()) await finding.check();
  for (const text of await writing.locator("textarea").all()) await text.fill("It is in the plan.");
  await send(writing, "/peer-review/training/practice", "Save");
  await writing.goto(`${program.address}/peer-review/training/practice/comparison`);
  await send(writing, "/peer-review/training/practice/comparison", "Compare feedback");
  await send(writing, "/peer-review/training/completion", "Complete training");
});

test("a submission is given to the Steering Board, and to reviewers after all", async () => {
  const secretariat = await as("morgan.vale@charter.example");
  await secretariat.goto(`${await openRound(secretariat, "Allocating")}/board-reading`);
  await send(secretariat, "/peer-review/rounds/{round}/board-reading", "Give to Steering Board", 422);
  await secretariat.selectOption("#submission", { index: 1 });
  await secretariat.fill("#reason", "A founding signatory");
  await send(secretariat, "/peer-review/rounds/{round}/board-reading", "Give to Steering Board");
  await send(secretariat, "/peer-review/rounds/{round}/board-reading/removal", /^Give to reviewers/);
});

test("an allocation is changed and approved, and a reviewer drops out and is replaced", async () => {
  const secretariat = await as("morgan.vale@charter.example");
  const round = await openRound(secretariat, "Allocating");
  const allocation = `${round}/allocation`;
  await secretariat.goto(allocation);
  await secretariat.locator("main td details summary").first().click();
  await send(secretariat, "/peer-review/rounds/{round}/allocation/wishes", /^Exclude here/);
  await send(secretariat, "/peer-review/rounds/{round}/allocation/undo", "Undo last change");
  await open(secretariat, /^Move or swap/);
  await send(secretariat, "/peer-review/rounds/{round}/allocation/change", "Change allocation", 422);
  await secretariat.locator("input[name=option]").first().check();
  await send(secretariat, "/peer-review/rounds/{round}/allocation/change", "Change allocation");
  await secretariat.fill("#seconds", "1");
  await send(secretariat, "/peer-review/rounds/{round}/allocation", "Create proposal", 422);
  await secretariat.fill("#seconds", "5");
  await send(secretariat, "/peer-review/rounds/{round}/allocation", "Create proposal");
  while (await secretariat.getByRole("link", { name: "Approve allocation" }).count() === 0) await secretariat.goto(allocation);
  await open(secretariat, "Approve allocation");
  await send(secretariat, "/peer-review/rounds/{round}/allocation/approval", "Approve allocation");

  const reviewer = await as("sheila.bain@strathnairn.example");
  await reviewer.goto(`${program.address}/peer-review/panels`);
  await open(reviewer, /panel/i);
  const panel = here(reviewer);
  await open(reviewer, "Drop out");
  await send(reviewer, "/peer-review/panels/{panel}/drop-out", "Drop out");
  await secretariat.goto(round);
  await open(secretariat, /^Keep panel as it is/);
  await send(secretariat, "/peer-review/panels/{panel}/keeping", "Keep panel as it is", 422);
  await secretariat.fill("#reason", "Two are enough until another is found.");
  await send(secretariat, "/peer-review/panels/{panel}/keeping", "Keep panel as it is");
  await secretariat.goto(panel);
  await open(secretariat, /^Add reviewer/);
  await send(secretariat, "/peer-review/panels/{panel}/replacement", "Change panel", 422);
  await secretariat.locator("input[name=joins]").first().check();
  await send(secretariat, "/peer-review/panels/{panel}/replacement", "Change panel");
});

test("a review is written with notes, completed and reopened, and the draft of its panel begins", async () => {
  const REVIEW = "/peer-review/panels/{panel}/submissions/{reviewed_submission}";
  const reviewer = await as("kwame.birch@westerby.example");
  await reviewer.goto(`${program.address}/peer-review/reviewing`);
  await open(reviewer, /^Glenmorrow/);
  const base = here(reviewer);
  await send(reviewer, `${REVIEW}/notes`, "Save note", 422);
  await reviewer.selectOption("#part", "~new-plan");
  await reviewer.fill("#note", "Ask about this.");
  await send(reviewer, `${REVIEW}/notes`, "Save note");
  await open(reviewer, /^Delete note/);
  await send(reviewer, `${REVIEW}/notes/{private_note}/deletion`, "Delete note");
  await send(reviewer, `${REVIEW}/good-practice`, "Mark good practice", 422);
  await reviewer.selectOption("#place", { index: 1 });
  await reviewer.fill("#passage", (await reviewer.locator("[data-part] .words p").first().textContent()).split(" ").slice(0, 6).join(" "));
  await reviewer.fill("#reason", "Easy to copy elsewhere.");
  await send(reviewer, `${REVIEW}/good-practice`, "Mark good practice");
  await send(reviewer, `${REVIEW}/good-practice/removal`, /^Remove mark/);
  await reviewer.goto(`${base}/completion`);
  await send(reviewer, `${REVIEW}/completion`, "Complete review", 422);
  await reviewer.goto(base);
  for (const key of ["continuity", "participation", "advice", "good-practice"]) {
    await reviewer.check(`input[name=finding-${key}][value=some]`);
    await reviewer.fill(`#strengths-${key}`, "We saw it in the plan.");
  }
  await send(reviewer, `${REVIEW}/criteria`, "Save review");
  assert.equal(await reviewer.inputValue("#strengths-good-practice"), "We saw it in the plan.");
  await send(reviewer, `${REVIEW}/criteria`, "Check and complete review");
  await send(reviewer, `${REVIEW}/completion`, "Complete review");
  await send(reviewer, `${REVIEW}/reopening`, "Reopen review");
  await reviewer.goto(`${base}/completion`);
  await send(reviewer, `${REVIEW}/completion`, "Complete review");
  await reviewer.goto(`${base}/draft/beginning`);
  await send(reviewer, `${REVIEW}/draft`, /^Begin (feedback )?draft/);
});

test("a feedback draft is edited, restored, discussed and agreed to", async () => {
  const DRAFT = "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft";
  const reviewer = await as("kwame.birch@westerby.example");
  await reviewer.goto(`${program.address}/peer-review/reviewing`);
  await open(reviewer, /^Bryn Celyn/);
  const draft = here(reviewer);
  await reviewer.fill("#opening", "Thank you for your submission.");
  await reviewer.fill("#advice-learning", "Say what you would do again.");
  await send(reviewer, `${DRAFT}/texts`, "Save draft");
  assert.equal(await reviewer.inputValue("#opening"), "Thank you for your submission.");
  assert.equal(await reviewer.inputValue("#advice-learning"), "Say what you would do again.");
  await open(reviewer, /^View version history of Opening/);
  await send(reviewer, `${DRAFT}/texts/{draft_text}/restoring`, /^Restore version/);
  await reviewer.goto(draft);
  await reviewer.fill("#advice-learning", "Say what you would do again, and why.");
  await send(reviewer, `${DRAFT}/agreement`, "Agree to this version");
  await send(reviewer, `${DRAFT}/agreement/withdrawal`, "Withdraw agreement");
  await send(reviewer, `${DRAFT}/disagreements`, "Record disagreement", 422);
  await reviewer.fill("#disagreement", "I would say more.");
  await send(reviewer, `${DRAFT}/disagreements`, "Record disagreement");
  await send(reviewer, `${DRAFT}/disagreements/{disagreement}/settling`, /^Settle disagreement/);
  await send(reviewer, `${DRAFT}/comments`, "Add comment", 422);
  await reviewer.fill("#comment", "Shall we talk?");
  await send(reviewer, `${DRAFT}/comments`, "Add comment");
  await open(reviewer, /^Delete comment/);
  await send(reviewer, `${DRAFT}/comments/{panel_comment}/deletion`, "Delete comment");
  await reviewer.fill("#address", "ftp://meet.example.org");
  await send(reviewer, `${DRAFT}/meeting`, "Save conversation", 422);
  assert.equal(await reviewer.inputValue("#address"), "ftp://meet.example.org");
  await reviewer.fill("#address", "https://meet.example.org/lamp");
  await send(reviewer, `${DRAFT}/meeting`, "Save conversation");
});

test("feedback is returned, approved and sent", async () => {
  const MODERATION = "/peer-review/rounds/{round}/moderation/{submission}";
  const secretariat = await as("morgan.vale@charter.example");
  await secretariat.goto(`${program.address}/peer-review`);
  const rounds = await secretariat.locator("main .tasks a[href^='/peer-review/rounds/']").evaluateAll((links) => links.map((link) => link.href));
  const agreed = secretariat.getByRole("link", { name: /^Wexcombe/ });
  let round;
  do await secretariat.goto(`${round = rounds.shift()}/moderation`); while (await agreed.count() === 0);
  await agreed.click();
  await send(secretariat, `${MODERATION}/approval`, "Approve feedback");
  await send(secretariat, `${MODERATION}/approval/withdrawal`, "Withdraw approval");
  await send(secretariat, `${MODERATION}/return`, "Return to panel", 422);
  await secretariat.fill("#comment", "Say which page you mean.");
  await send(secretariat, `${MODERATION}/return`, "Return to panel");
  await secretariat.goto(`${round}/sending`);
  await send(secretariat, "/peer-review/rounds/{round}/sending", "Send feedback now");
});

test("feedback is responded to, rated and published, and published no longer", async () => {
  const FEEDBACK = "/assessments/{assessment}/feedback";
  const lead = await as("linus.bramley@ravenscar-conservatoire.example");
  await open(lead, /^View peer review feedback/);
  const base = here(lead);
  await lead.goto(`${base}/response/sending`);
  await open(lead, "Write response");
  await lead.fill("#text", "Thank you. Each action has an owner now.");
  await send(lead, `${FEEDBACK}/response`, "Save response");
  // A version that another tab had is set aside, and restored.
  await lead.evaluate(() => document.querySelector("main form input[name=revision]").value = "0");
  await lead.fill("#text", "Thank you for reading.");
  await send(lead, `${FEEDBACK}/response`, "Save response", 409);
  await lead.goto(`${base}/response/versions`);
  await send(lead, `${FEEDBACK}/response/restoring`, /Restore version/);
  await send(lead, `${FEEDBACK}/response`, "Check and send response");
  await send(lead, `${FEEDBACK}/response/sending`, "Send response");
  await lead.goto(`${base}/rating`);
  await send(lead, `${FEEDBACK}/rating`, "Save rating", 422);
  for (const question of await lead.locator("main fieldset").all()) await question.locator("input[type=radio]").last().check();
  await send(lead, `${FEEDBACK}/rating`, "Save rating");
  await lead.goto(`${base}/publishing`);
  await lead.check("#response");
  await send(lead, `${FEEDBACK}/publishing`, "Publish feedback");
  await send(lead, `${FEEDBACK}/publishing/stop`, "Stop publishing feedback");
});

test("an active review is decided and recorded", async () => {
  const secretariat = await as("morgan.vale@charter.example");
  await secretariat.goto(`${program.address}/peer-review`);
  const rounds = await secretariat.locator("main .tasks a[href^='/peer-review/rounds/']").evaluateAll((links) => links.map((link) => link.href));
  const candidates = secretariat.locator("main a[href*='/active-review/']");
  do await secretariat.goto(`${rounds.shift()}/active-review`); while (await candidates.count() === 0);
  await candidates.first().click();
  await secretariat.fill("#outcome", "They share what they learned.");
  await send(secretariat, "/peer-review/rounds/{round}/active-review/{submission}/record", "Save active review");
  await secretariat.fill("#reason", "");
  await send(secretariat, "/peer-review/rounds/{round}/active-review/{submission}/choice", "Save decision", 422);
  await secretariat.check("input[name=choice][value=no]");
  await secretariat.fill("#reason", "The observatory moves house.");
  await send(secretariat, "/peer-review/rounds/{round}/active-review/{submission}/choice", "Save decision");
});

test("every form was sent", () => {
  assert.deepEqual(FORMS.filter((form) => !used.has(form) && !TESTED_ELSEWHERE.test(form)), []);
});
