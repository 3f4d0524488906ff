// Every page, as each persona, in every state that the demo has.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { faults, openBrowser } from "./browser.mjs";
import { PAGES, crawl, pattern, selectPages } from "./crawl.mjs";
import { sendForm, signIn } from "./forms.mjs";
import { startAssay } from "./program.mjs";

/** Addresses that are not checked as pages, and why. */
const NOT_CHECKED = {
  "/imports/{import}/files/{number}": "a file of a document",
  "/signatories/{slug}/submissions/{submission}/documents/{number}": "a file of a document",
  "/peer-review/training/progress.csv": "a file",
  "/peer-review/training/certificate.pdf": "a file",
  "/peer-review/rounds/{round}/reviewers.csv": "a file",
  "/peer-review/good-practice.csv": "a file",
  "/peer-review/rounds/{round}/lessons.pdf": "a file",
  "/health": "for machines",
  "/health/live": "for machines",
  "/health/ready": "for machines",
  "/.well-known/security.txt": "for machines",
  "/static/{version}/{*file}": "styles, scripts and fonts",
  "/verify/{sha256}": "for assay verify",
  "/robots.txt": "for machines",
  "/log/checkpoint": "for machines",
  "/log/checkpoints/{size}": "for machines",
  "/log/tile/{*path}": "for machines",
  "/signatories/{slug}/submissions/{submission}/log-proof": "for machines",
  "/sitemap.xml": "for machines",
  "/home": "redirects to the organisation",
  "/organisations/{organisation}/evidence/{evidence}/file": "a file; evidence.test.mjs downloads one",
  "/signatories/{slug}/evidence/{evidence}/file": "a file",
  "/unsubscribe/{unsubscribe_link}": "linked only in emails",
  "/calendars/{calendar_link}": "a file for calendars; evidence.test.mjs downloads one",
  "/assessments/{assessment}/signatory-address": "needs an address to confirm; noscript.test.mjs opens it",
  "/plans/{plan}/changes": "needs a changed action of a submitted plan; published-changes.test.mjs opens it",
  "/assessments/{assessment}/feedback.pdf": "a file; the tests of typeset check it",
  "/assessments/{assessment}/feedback.docx": "a file; the request tests read it",
  "/respond/{code}/thanks": "follows a form; voice.test.mjs checks it",
  "/consultations/{consultation}/codes": "needs an open consultation with codes; voice.test.mjs checks it",
  "/consultations/{consultation}/findings/{finding}/actions/new": "needs an idea in a finding; voice.test.mjs checks it",
};
/** Pages that also have another address: the current plan has a permanent address, and the practice review leads to its comparison in the end. */
const ALIASES = ["/home", "/peer-review/training/practice", "/organisations/{organisation}/plan", "/signatories/{slug}/plan"];
/** The number of pages that are checked at the same time. */
const TABS = 2;

let program, browser;
/** By pattern: the kinds of elements on its pages that have been checked, so that no similar page is checked twice. */
const known = new Map();
/** By pattern of a form: who may send it, and from which page. */
const forms = new Map();
const visited = new Set();

before(async () => {
  program = await startAssay();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.end();
});

/** Runs `work` for each item of `list`, in a few tabs of `context` at the same time, and returns all results. */
async function onTabs(context, list, work) {
  const queue = [...list];
  const tab = async () => {
    const page = await context.newPage();
    const found = [];
    for (let next = queue.shift(); next; next = queue.shift()) found.push(...await work(page, next));
    await page.close();
    return found;
  };
  return (await Promise.all(Array.from({ length: TABS }, tab))).flat();
}

const slug = (text) => text.replace(/[^a-z]+/gi, "-").replace(/^-|-$/g, "").toLowerCase();

/** Checks all pages that are linked from `homes`. */
async function checkLinkedPages(context, who, ...homes) {
  const pages = await crawl(context.request, homes.map((home) => new URL(home, program.address).href));
  const wrong = [];
  const titles = new Map();
  for (const page of pages) {
    if (page.status >= 400) wrong.push(`a link leads to ${page.address}, which answers ${page.status}`);
    if (!page.pattern) wrong.push(`${page.address} is not in routes.rs`);
    visited.add(page.pattern);
    if (page.title === undefined || page.status >= 400) continue;
    if (page.headings !== 1) wrong.push(`${page.address} has ${page.headings} h1`);
    const [, name] = page.title.match(/^(.+?)( – [^–]+)? – Assay$/) ?? [];
    if (!name) wrong.push(`${page.address} has the title “${page.title}”`);
    for (const form of page.forms) {
      const kind = pattern(new URL(form, program.address), "forms");
      if (!forms.has(kind)) forms.set(kind, { who, context, address: page.address, form });
    }
    const other = titles.get(page.title);
    if (other && other !== page.pattern && !ALIASES.includes(page.pattern)) wrong.push(`${page.pattern} and ${other} both have the title “${page.title}”`);
    if (!ALIASES.includes(page.pattern)) titles.set(page.title, page.pattern);
  }
  const selected = PAGES.filter((one) => !NOT_CHECKED[one]).flatMap((one) => {
    if (!known.has(one)) known.set(one, new Set());
    const seen = pages.filter((page) => page.pattern === one && page.kinds && page.status < 400);
    return selectPages(seen, known.get(one)).map((page, at) => ({ ...page, name: `${slug(one) || "front"}-${slug(who)}-${at + 1}` }));
  });
  wrong.push(...await onTabs(context, selected, async (page, { address, name }) => {
    await page.goto(address);
    return faults(page, name);
  }));
  return wrong;
}

const newContext = async (email) => {
  const context = await browser.newContext();
  if (email) await signIn(context, await program.linkFor(email));
  return context;
};

/** Everyone who sees something that others do not, the page they start at, and searches with and without results. */
const PERSONAS = [
  ["not signed in", null, "/", "/signatories?name=nowhere", "/calendar?name=north", "/calendar?name=nowhere"],
  ["lead while drafting", "rowan.ellery@northmoor.example", "/home"],
  ["contributor", "tomos.wren@northmoor.example", "/home"],
  ["lead who signed", "isla.fennimore@eastfell.example", "/home"],
  ["lead of a returned submission", "sorcha.brannigan@carrowmore.example", "/home"],
  ["lead who submitted", "dorothea.quill@westerby.example", "/home"],
  ["lead whose next stage has not begun", "gethin.rosser@penhallow.example", "/home"],
  ["lead who received feedback", "linus.bramley@ravenscar-conservatoire.example", "/home"],
  ["reviewer", "kwame.birch@westerby.example", "/home"],
  ["reviewer who takes the training", "anthea.crisp@lindholm.example", "/peer-review/training"],
  ["secretariat", "morgan.vale@charter.example", "/home", "/organisations?name=nowhere"],
  ["Steering Board", "ottoline.marsh@charter.example", "/home"],
];
// While the program renders pages for one persona, the browser checks those of another.
describe("every page has no faults", { concurrency: 2 }, () => {
  for (const [who, email, ...homes] of PERSONAS) {
    test(`for: ${who}`, async () => {
      const context = await newContext(email);
      assert.deepEqual(await checkLinkedPages(context, who, ...homes), []);
    });
  }
});

test("the leader’s page has no faults before they sign", async () => {
  const [, link] = Object.entries(program.signIn).find(([, link]) => link.includes("/leader/"));
  assert.deepEqual(await checkLinkedPages(await newContext(), "leader", link), []);
});

test("an owner’s pages have no faults", async () => {
  const [, link] = Object.entries(program.signIn).find(([, link]) => link.includes("/updates/"));
  assert.deepEqual(await checkLinkedPages(await newContext(), "owner", link), []);
});

test("pages that only emails or special states lead to have no faults", async () => {
  const [guest, lead, other] = [await newContext(), await newContext(PERSONAS[1][1]), await newContext("samira.hadley@northmoor.example")];
  const home = new URL((await lead.request.get(`${program.address}/home`)).url());
  const people = `${home.href}/people`;
  await sendForm(lead, people, `${home.pathname}/invitations`, { name: "Newton Field", email: "newton@northmoor.example", role: "lead" });
  const [email] = await program.emails("newton@northmoor.example");
  await sendForm(guest, `${program.address}/sign-in`, "/sign-in", { email: "newton@northmoor.example" });
  const imports = `${home.pathname}/imports`;
  const text = "# Northmoor University\n\nStage 2 self-assessment\n\n## Technician voice\n\nAll were asked.\n";
  const read = await sendForm(lead, home.origin + imports, imports, { text }, { multipart: true });
  const question = (await (await lead.request.get(`${home.href}/assessments`)).text()).match(/\/assessments\/[0-9a-f-]{36}/)[0] + "/questions/voice";
  const saved = { text: "What Rowan wrote.", revision: "0" };
  await sendForm(other, home.origin + question, question, { text: "What Samira wrote." });
  const late = await sendForm(lead, home.origin + question, question, saved, { headers: { accept: "application/json" } });
  const seeds = [
    [guest, email.match(/http\S+\/invitations\/\S+/)[0]],
    [guest, await program.linkFor(PERSONAS[1][1])],
    [guest, `${program.address}/sign-in/code`],
    [guest, `${program.address}/nowhere`],
    [lead, new URL(read.headers().location, home).href],
    [lead, `${new URL(read.headers().location, home).href.replace(/[?#].*/, "")}/refusal`],
    [lead, new URL((await late.json()).merge, home).href],
  ];
  const wrong = [];
  for (const [context, address] of seeds) {
    const page = await context.newPage();
    await page.goto(address);
    visited.add(pattern(address));
    wrong.push(...await faults(page, slug(pattern(address) ?? "nowhere")));
    await page.close();
  }
  assert.deepEqual(wrong, []);
});

test("pages about an uploaded workbook and several files have no faults", async () => {
  const lead = await newContext(PERSONAS[1][1]);
  const home = (await lead.request.get(`${program.address}/home`)).url().replace(/\/$/, "");
  const html = await (await lead.request.get(`${home}/plans`)).text();
  const [current, other] = [...new Set([...html.matchAll(/href="(\/plans\/[0-9a-f-]{36})"/g)].map(([, path]) => program.address + path))];
  const workbook = await (await lead.request.get(`${other}/workbook.xlsx`)).body();
  const page = await lead.newPage();
  await page.goto(`${current}/workbook`);
  await page.setInputFiles("#file", { name: "plan.xlsx", mimeType: "application/octet-stream", buffer: workbook });
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Upload and compare" }).click()]);
  assert.match(await page.textContent("main"), /differ/);
  const wrong = await faults(page, "workbook-differs");
  await page.goto(`${home}/imports`);
  const form = "# Northmoor University\n\nStage 2 self-assessment\n\n## Technician voice\n\nAll were asked.\n";
  const plan = "Theme,Action,Owner,Due,RAG\nVisibility,Open the workshops to schools,Dean,March 2027,Red\n,Paint the doors,,Y2,Green\n";
  await page.setInputFiles("#file", [
    { name: "form.md", mimeType: "text/markdown", buffer: Buffer.from(form) },
    { name: "plan.csv", mimeType: "text/csv", buffer: Buffer.from(plan) },
    { name: "plan.xlsx", mimeType: "application/octet-stream", buffer: workbook },
  ]);
  await Promise.all([page.waitForURL(/\/imports\/[0-9a-f-]{36}/), page.getByRole("button", { name: "Upload and check" }).click()]);
  assert.match(await page.textContent(".original"), /Paint the doors/);
  wrong.push(...await faults(page, "import-with-preview"));
  await page.close();
  assert.deepEqual(wrong, []);
});

test("the result of verifying a file has no faults", async () => {
  const guest = await newContext();
  const pages = await crawl(guest.request, [`${program.address}/signatories`]);
  const submission = pages.find((page) => page.pattern === "/signatories/{slug}/submissions/{submission}/receipt").address.replace(/receipt$/, "submission.json");
  const text = await (await guest.request.get(submission)).text();
  const wrong = [];
  const page = await guest.newPage();
  for (const [contents, title] of [[text, "Authentic"], [text.replace(/"post": "[^"]*"(?=[^}]*"sha256")/, '"post": "Registrar"'), "Changed"], ["{}", "Cannot be verified"]]) {
    await page.goto(`${program.address}/verify`);
    await page.setInputFiles("#file", { name: "submission.json", mimeType: "application/json", buffer: Buffer.from(contents) });
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Verify file" }).click()]);
    assert.equal(await page.textContent("#result"), title);
    wrong.push(...await faults(page, `verify-${slug(title)}`));
  }
  await page.close();
  assert.deepEqual(wrong, []);
});

/** Returns the parts of found items that are outside of their cards, or so narrow that a name has a letter a line. */
async function outsideTheirCards(page) {
  await page.setViewportSize({ width: 1280, height: 900 });
  return page.evaluate(() => [...document.querySelectorAll(".found-item > *")].filter((each) => {
    const [box, card] = [each.getBoundingClientRect(), each.closest(".card").getBoundingClientRect()];
    if (box.width === 0) return false; // hidden fields
    return box.left < card.left || box.right > card.right + 1 || (each.matches(".govuk-checkboxes") && box.width < card.width / 3);
  }).map((each) => `${each.className}: ${each.textContent}`));
}

test("the page of a submission made outside Assay has no faults", async () => {
  const lead = await newContext("matilda.roe@port-farewell.example");
  const home = (await lead.request.get(`${program.address}/home`)).url().replace(/\/$/, "");
  const page = await lead.newPage();
  await page.goto(`${home}/imports`);
  const form = "# University of Port Farewell\n\nTechnician Commitment Stage 2 self-assessment\n\n## Technical staff structures\n\nFour colleges, each with its own workshops, stores and laboratories. Their technical staff report to the head of the college, and meet each term.\n";
  const plan = "Theme,Action,Owner,Due\nVisibility,Open the workshops to schools,Dean,March 2027\n";
  await page.setInputFiles("#file", [
    { name: "form.txt", mimeType: "text/plain", buffer: Buffer.from(form) },
    { name: "plan.csv", mimeType: "text/csv", buffer: Buffer.from(plan) },
  ]);
  await page.check("input[name=keep]");
  await Promise.all([page.waitForURL(/\/imports\/[0-9a-f-]{36}/), page.getByRole("button", { name: "Upload and check" }).click()]);
  assert.deepEqual(await outsideTheirCards(page), []);
  await page.selectOption("#edition", "stage-2-2019");
  await page.locator("input[name=destination][value=paper]").check();
  for (const [field, words] of [["day", "2"], ["month", "3"], ["year", "2025"]]) await page.fill(`[name=on-${field}]`, words);
  for (const answer of await page.locator("textarea[name^=missing-]").all()) await answer.fill("As it is in the document.");
  const wrong = await faults(page, "past-submission-import");
  await Promise.all([page.waitForURL(/\/submission$/), page.getByRole("button", { name: "Import selected items" }).click()]);
  visited.add(pattern(page.url()));
  wrong.push(...await faults(page, "past-submission-lead"));
  const secretariat = await (await newContext("morgan.vale@charter.example")).newPage();
  await secretariat.goto(page.url());
  wrong.push(...await faults(secretariat, "past-submission-secretariat"));
  assert.deepEqual(wrong, []);
});

test("an empty form shows its errors on a page without faults", async () => {
  const wrong = [];
  for (const [kind, { context, address, form }] of forms) {
    const page = await context.newPage();
    await page.goto(address);
    // The script saves each of several texts by itself, and the page stays; texts.test.mjs and noscript.test.mjs try it.
    if (await page.locator(`main form[action="${form}"][data-texts]`).count() > 0) {
      await page.close();
      continue;
    }
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST"),
      page.waitForEvent("load"),
      page.locator(`main form[method="post"][action="${form}"]`).first().evaluate(empty),
    ]);
    const status = answer.status();
    if (status >= 500) wrong.push(`${kind} answers ${status}`);
    if (status === 422) {
      if (!(await page.title()).startsWith("Error: ")) wrong.push(`${kind} answers 422 with the title “${await page.title()}”`);
      wrong.push(...await faults(page, `empty-${slug(kind)}`, { onPhone: true }));
    }
    await page.close();
  }
  assert.deepEqual(wrong, []);
});

/** Runs in the page: clears every field of a form and sends it. */
function empty(form) {
  for (const field of form.elements) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else if (field.type !== "hidden" && field.tagName !== "BUTTON" && field.tagName !== "SELECT" && field.type !== "file") field.value = "";
  }
  form.requestSubmit(form.querySelector("button:not([type=button])"));
}

test("pages of a review that only certain states lead to have no faults", async () => {
  const [reviewer, secretariat] = [await newContext("kwame.birch@westerby.example"), await newContext("morgan.vale@charter.example")];
  const read = async (context, path) => (await context.request.get(new URL(path, program.address).href)).text();
  const panel = (await read(reviewer, "/peer-review/panels")).match(/\/peer-review\/panels\/[0-9a-f-]{36}/)[0];
  const reviews = [...new Set((await read(reviewer, panel)).match(/\/peer-review\/panels\/[0-9a-f-]{36}\/submissions\/[0-9a-f-]{36}/g))];
  const pages = await Promise.all(reviews.map((path) => read(reviewer, path)));
  const [drafted, open] = [reviews[pages.findIndex((html) => html.includes("/draft\""))], reviews[pages.findIndex((html) => html.includes("value=\"complete\""))]];
  const json = { headers: { accept: "application/json" } };
  const send = (path, action, fields, options) => sendForm(reviewer, program.address + path, action, fields, options);
  // Another tab with the version that was saved before.
  const [criterion, opening] = [`${open}/criteria/learning`, `${drafted}/draft/texts/opening`];
  const [criteria, texts] = [`${open}/criteria`, `${drafted}/draft/texts`];
  await send(criterion, criteria, { "finding-learning": "clear", "strengths-learning": "Of this tab." });
  const late = { "finding-learning": "some", "strengths-learning": "Of another tab.", revision: "0" };
  const review = await (await send(criterion, criteria, late, { ...json, to: criterion })).json();
  await send(opening, texts, { opening: "Thank you for all of it." });
  const draft = await (await send(opening, texts, { opening: "Thank you.", revision: "0" }, { ...json, to: opening })).json();
  const rounds = (await read(secretariat, "/peer-review")).match(/\/peer-review\/rounds\/[0-9a-f-]{36}/g);
  const chosen = await Promise.all(rounds.map((path) => read(secretariat, `${path}/active-review`)));
  const submission = chosen.join("").match(/\/active-review\/([0-9a-f-]{36})/)[1];
  const lead = await newContext("emrys.vaughan-teale@bryn-celyn.example");
  const wrong = [];
  const check = async (context, address, expected) => {
    const page = await context.newPage();
    await page.goto(new URL(address, program.address).href);
    assert.equal(pattern(page.url()), expected);
    visited.add(expected);
    wrong.push(...await faults(page, slug(expected)));
    await page.close();
  };
  const REVIEW = "/peer-review/panels/{panel}/submissions/{reviewed_submission}";
  await check(reviewer, review.merge, `${REVIEW}/criteria/{criterion}/merge`);
  await check(reviewer, criterion, `${REVIEW}/criteria/{criterion}`);
  await check(reviewer, draft.merge, `${REVIEW}/draft/texts/{draft_text}/merge`);
  await check(reviewer, opening, `${REVIEW}/draft/texts/{draft_text}`);
  await check(lead, `/assessments/${submission}/active-review`, "/assessments/{assessment}/active-review");
  const keys = ["progress", "learning", "actions", "continuity", "participation", "advice", "good-practice"];
  const written = (key) => [[`finding-${key}`, "some"], [`strengths-${key}`, "We saw it."], [`advice-${key}`, "Write about it."]];
  await send(open, criteria, Object.fromEntries(keys.flatMap(written)));
  await check(reviewer, `${open}/completion`, `${REVIEW}/completion`);
  await send(`${open}/completion`, `${open}/completion`, {});
  await check(reviewer, `${open}/draft/beginning`, `${REVIEW}/draft/beginning`);
  await check(reviewer, open, REVIEW);
  assert.deepEqual(wrong, []);
});

test("pages that follow feedback in certain states have no faults", async () => {
  const [lead, drafting, guest] = [await newContext("linus.bramley@ravenscar-conservatoire.example"), await newContext(PERSONAS[1][1]), await newContext()];
  const [reviewer, secretariat] = [await newContext("kwame.birch@westerby.example"), await newContext("morgan.vale@charter.example")];
  const read = async (context, path) => (await context.request.get(new URL(path, program.address).href)).text();
  const send = (context, path, action, fields, options) => sendForm(context, program.address + path, action, fields, options);
  const wrong = [];
  const check = async (context, address, expected) => {
    const page = await context.newPage();
    await page.goto(new URL(address.replaceAll("&amp;", "&"), program.address).href);
    assert.equal(pattern(page.url()), expected);
    visited.add(expected);
    wrong.push(...await faults(page, slug(expected)));
    await page.close();
  };
  /** Saves a text, and another of a tab that has the version before it. Returns the address where both are compared. */
  const conflict = async (context, page, action, field, alone = action) => {
    await send(context, page, action, { [field]: "Of this tab." });
    const other = { headers: { accept: "application/json" }, to: alone };
    const late = await send(context, page, action, { [field]: "Of another tab.", revision: "0" }, other);
    return (await late.json()).merge;
  };
  const feedback = (await read(lead, "/home")).match(/\/assessments\/[0-9a-f-]{36}\/feedback/)[0];
  const response = `${feedback}/response`;
  await check(lead, await conflict(lead, response, response, "text"), "/assessments/{assessment}/feedback/response/merge");
  await check(lead, `${response}/versions`, "/assessments/{assessment}/feedback/response/versions");
  await check(lead, `${response}/sending`, "/assessments/{assessment}/feedback/response/sending");
  await send(lead, `${response}/sending`, `${response}/sending`, {});
  await check(lead, response, "/assessments/{assessment}/feedback/response");
  await send(lead, `${feedback}/publishing`, `${feedback}/publishing`, { response: "yes" });
  await check(lead, `${feedback}/publishing`, "/assessments/{assessment}/feedback/publishing");
  const published = (await read(lead, `${feedback}/publishing`)).match(/\/signatories\/[^/]+\/feedback\/\d/)[0];
  await check(guest, published, "/signatories/{slug}/feedback/{stage}");
  const list = new URL((await drafting.request.get(`${program.address}/home`)).url()).pathname + "/assessments";
  const advice = `${(await read(drafting, list)).match(/\/assessments\/[0-9a-f-]{36}/)[0]}/advice`;
  await check(drafting, await conflict(drafting, advice, advice, "text-progress", `${advice}/progress`), "/assessments/{assessment}/advice/{criterion}/merge");
  await check(drafting, `${advice}/progress/versions`, "/assessments/{assessment}/advice/{criterion}/versions");
  const panel = (await read(reviewer, "/peer-review/panels")).match(/\/peer-review\/panels\/[0-9a-f-]{36}/)[0];
  await send(reviewer, `${panel}/drop-out`, `${panel}/drop-out`, {});
  const rounds = (await read(secretariat, "/peer-review")).match(/\/peer-review\/rounds\/[0-9a-f-]{36}/g);
  const all = await Promise.all(rounds.map((round) => read(secretariat, round)));
  await check(secretariat, all.join().match(/\/peer-review\/panels\/[0-9a-f-]{36}\/keeping[^"]*/)[0], "/peer-review/panels/{panel}/keeping");
  assert.deepEqual(wrong, []);
});

test("every page was opened", () => {
  assert.deepEqual(PAGES.filter((page) => !visited.has(page) && !NOT_CHECKED[page]), []);
});
