// Adds a live word count, autosave and a question before typed text is lost to pages that also work without script.
//
// A form with data-autosave="ADDRESS" is posted to that address while the user types. The server responds with JSON:
//   200 {"saved_at": "14:32", "revision": 7}   saved; the next request sends this revision
//   409 {"merge": "/address", "own": false}    another version was saved first, by the same person in another tab ("own") or
//                                              by someone else; both versions are shown at that address
//   422 {"message": "…"}                       the text is not valid
//   "version" and "shown" in the first: what the page sends as its field "version" from now on, and what elements of the page say now
// A form with data-texts has several texts that are saved one by one: elements with data-autosave, whose hidden fields end with their data-key.
// Its button Save saves those that are not saved yet and stays on the page, unless data-texts is "leave". A button that does more waits for that.
// Until the server confirms a save, the text is also stored in this browser, separately for each tab.
// The field "tab" has a name of this page, which is new each time the page is loaded, and the number of its changes, so that the
// server can tell two tabs of one person apart. The field "restored" names the tab whose text was restored here.
"use strict";

const SAVE_DELAY = 1500; // milliseconds between the last keystroke and a save
const RETRY_DELAY = 10_000; // milliseconds between a failed save and the next attempt

// For each form, whether it has text that would be lost if the page was left.
const unsaved = [];

// Counts as `model::core::prose::words` does on the server: list and heading markers and the addresses of links
// are not words, and a run longer than any word counts as several.
const countWords = (text) => text
  .replace(/^\s*(?:[-*+>]|\d+[.)]|#{1,6})\s+/gmu, "")
  .replace(/\[([^\]]*)\]\([^)]*\)/gu, "$1")
  .split(/\s+/u).filter(Boolean)
  .reduce((sum, run) => sum + Math.ceil([...run].length / (/^https?:\/\//u.test(run) ? 200 : 50)), 0);

function showWordCount(line) {
  const text = document.getElementById(line.dataset.count);
  const limit = Number(text.dataset.limit ?? 0);
  const update = () => {
    const words = countWords(text.value);
    const unit = words === 1 && !limit ? "word" : "words";
    line.textContent = limit ? `${words} of ${limit} ${unit}` : `${words} ${unit}`;
    line.classList.toggle("over", limit > 0 && words > limit);
    if (limit > 0 && words > limit) line.textContent += `: ${words - limit} over the limit`;
  };
  text.addEventListener("input", update);
  update();
}

const newTab = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Stores the text that the server has not confirmed, by the form's address and the tab, so that no tab overwrites the text of another.
function draftStore(address, tab) {
  const start = `assay:${address}`;
  const key = `${start}#${tab}`;
  const attempt = (act) => {
    try { return act(); } catch { return null; } // storage may be full or blocked; autosave works without it
  };
  const read = (key) => attempt(() => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
  return {
    key,
    save: (words, step, revision) => attempt(() =>
      localStorage.setItem(key, JSON.stringify({ words, revision, tab: `${tab}.${step}`, at: new Date().toISOString() }))),
    // Returns the texts of all tabs, the latest first.
    loadAll: () => (attempt(() => Object.keys(localStorage)) ?? [])
      .filter((key) => key === start || key.startsWith(`${start}#`))
      .map(read).filter((entry) => entry?.words).sort((one, other) => (one.at < other.at ? 1 : -1)),
    clear: () => attempt(() => localStorage.removeItem(key)),
    // Removes a text that was loaded, unless its tab has stored another since.
    clearLoaded: (draft) => attempt(() => {
      if (read(draft.key)?.at === draft.at) localStorage.removeItem(draft.key);
    }),
  };
}

// The texts of this tab that conflict with other versions, by the address where each is saved, with the key under which the text is stored. The
// page that compares both marks it as sent, with the revision that the combined version replaces. If the next page has another revision, that
// version was saved, and the text in it is not offered again.
const CONFLICTING = "assay-conflicting";
function readConflicting() {
  try { return JSON.parse(sessionStorage.getItem(CONFLICTING)) ?? {}; } catch { return {}; }
}
function saveConflicting(address, text) {
  try { sessionStorage.setItem(CONFLICTING, JSON.stringify({ ...readConflicting(), [address]: text })); } catch { /* then the text is offered again */ }
}
const conflicting = readConflicting();
for (const [address, text] of Object.entries(conflicting)) if (text.isSent) saveConflicting(address, { ...text, isSent: false });

function markCombined(form) {
  const address = form.dataset.combines ?? form.getAttribute("action");
  const text = conflicting[address];
  if (!text) return;
  const revision = () => form.querySelector('[name="revision"], [name^="revision-"]')?.value;
  form.addEventListener("submit", () => saveConflicting(address, { ...text, isSent: true, revision: revision() }));
}

function clearDraftsOnSignOut() {
  document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("assay:")) localStorage.removeItem(key);
  });
}

function element(name, text, attributes = {}) {
  const created = Object.assign(document.createElement(name), attributes);
  created.textContent = text;
  return created;
}

// Saves of one form follow one another, so that each knows what the one before has changed.
const queues = new WeakMap();
function inTurn(form, act) {
  // A page that is being left cannot wait.
  if (document.visibilityState === "hidden") return act();
  const done = (queues.get(form) ?? Promise.resolve()).then(act);
  queues.set(form, done.catch(() => {}));
  return done;
}

// Saves one text while it is typed: a form, or a part of a form that has several.
function autosave(part) {
  const form = part.closest("form");
  const address = part.dataset.autosave;
  const named = (name) => (part.dataset.key ? `${name}-${part.dataset.key}` : name);
  const tab = newTab();
  const store = draftStore(address, tab);
  const texts = [...part.querySelectorAll("textarea")];
  const status = element("p", "", { className: "saved" });
  status.setAttribute("role", "status");
  (texts[0]?.parentElement.querySelector(".under") ?? part).append(status);

  let changed = false; // whether there is text that the server has not confirmed
  let version = 0; // counts changes, so that a finished save knows whether more was typed meanwhile
  let saving = null; // the save that is under way
  let timer = null;
  let restoredFrom = null; // the stored text that was restored, until it is saved

  const revision = form.elements.namedItem(named("revision"));
  const field = (name) => part.appendChild(element("input", "", { type: "hidden", name: named(name) }));
  const [tabField, restoredField] = [field("tab"), field("restored")];
  const count = () => {
    version += 1;
    tabField.value = `${tab}.${version}`;
  };
  tabField.value = `${tab}.0`;

  const setStatus = (unsaved, ...parts) => {
    status.classList.toggle("unsaved", unsaved);
    status.replaceChildren(...parts);
  };
  const choices = [...part.querySelectorAll('input[type="radio"]')];
  const chosen = () => choices.filter((choice) => choice.checked).map((choice) => [choice.name, choice.value]);
  const words = () => Object.fromEntries([...texts.map((text) => [text.name, text.value]), ...chosen()]);
  const saveAfter = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };
  const onInput = () => {
    changed = true;
    count();
    store.save(words(), version, revision?.value);
    saveAfter(SAVE_DELAY);
  };
  const markConflicting = () => saveConflicting(address, { key: store.key });
  const notSaved = (why) => setStatus(true, `Not saved: ${why}. Your text is stored in this browser.`);

  // What is sent: the form, or of a form with several texts this one, with the names that it has alone.
  function fields() {
    const sent = new URLSearchParams(new FormData(form));
    if (part === form) return sent;
    const own = new Set([...part.querySelectorAll("[name]")].map((field) => field.name));
    const alone = new Map(["revision", "tab", "restored"].map((name) => [named(name), name]));
    const ofPart = [...sent].filter(([name]) => own.has(name) || name === "csrf" || name === "version");
    return new URLSearchParams(ofPart.map(([name, value]) => [alone.get(name) ?? name, value]));
  }

  function save() {
    if (!saving && changed) saving = inTurn(form, send).finally(() => { saving = null; });
    return saving;
  }

  async function send() {
    const sent = version;
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: fields(),
        redirect: "error",
        keepalive: document.visibilityState === "hidden",
      });
      await handleResponse(response, sent);
    } catch {
      notSaved("there is no connection");
      saveAfter(RETRY_DELAY);
    }
    if (changed && version !== sent) saveAfter(SAVE_DELAY);
  }

  // Saves what is not saved yet, and returns whether everything is.
  async function flush() {
    clearTimeout(timer);
    await saving;
    await save();
    return !changed;
  }

  async function handleResponse(response, sent) {
    const result = await response.json().catch(() => ({}));
    if (response.ok) {
      if (revision && result.revision !== undefined) revision.value = result.revision;
      show(form, result);
      restoredField.value = "";
      if (restoredFrom) restoredFrom = store.clearLoaded(restoredFrom) ?? null;
      if (version === sent) {
        changed = false;
        store.clear();
      }
      setStatus(false, `Saved at ${result.saved_at}`);
    } else if (response.status === 409) {
      markConflicting();
      const why = result.own ? "you saved another version in another tab" : "someone else saved this text first";
      setStatus(true, `Not saved: ${why}. Your text is stored in this browser. `,
        element("a", "Compare versions", { href: result.merge ?? location.href }));
    } else if (response.status === 422) {
      notSaved(result.message ?? "there is a problem with your text. Select Save to see what it is");
    } else if (response.status === 401 || response.status === 403) {
      notSaved("you are signed out, or you do not have permission to edit this. Sign in again in another tab, then continue here");
    } else {
      notSaved("there is a problem with the service. We will try again in 10 seconds");
      saveAfter(RETRY_DELAY);
    }
  }

  // Offers to restore texts from an earlier visit or another tab that were never confirmed and differ from the text in the form.
  function offerDrafts() {
    for (const draft of store.loadAll()) offerDraft(draft);
  }

  function offerDraft(draft) {
    const combined = conflicting[address];
    if (combined?.isSent && combined.key === draft.key && revision?.value !== combined.revision) {
      store.clearLoaded(draft);
      return;
    }
    const same = (mine, theirs) => mine.replaceAll("\r\n", "\n").trimEnd() === theirs.replaceAll("\r\n", "\n").trimEnd();
    const differing = texts.filter((text) => draft.words[text.name] !== undefined && !same(draft.words[text.name], text.value));
    const otherChoices = choices.filter((choice) => draft.words[choice.name] === choice.value && !choice.checked);
    if (!differing.length && !otherChoices.length) {
      // A page that the server returned with errors shows the text, but has not saved it.
      if (document.title.startsWith("Error: ")) changed = true;
      else store.clearLoaded(draft);
      return;
    }
    const offer = element("div", "", { className: "warning" });
    const at = new Date(draft.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    const choice = (label, act) => {
      const button = element("button", label, { className: "button", type: "button" });
      button.addEventListener("click", () => { offer.remove(); act(); texts[0].focus(); });
      return button;
    };
    const buttons = element("div", "", { className: "buttons" });
    buttons.append(
      choice("Restore my text", () => {
        [restoredField.value, restoredFrom] = [draft.tab ?? "", draft];
        // The version that the text was based on, so that what others saved since is not overwritten but compared.
        if (revision && draft.revision !== undefined) revision.value = draft.revision;
        for (const choice of otherChoices) {
          choice.checked = true;
          choice.dispatchEvent(new Event("input", { bubbles: true }));
        }
        for (const text of differing) {
          text.value = draft.words[text.name];
          text.dispatchEvent(new Event("input", { bubbles: true }));
        }
      }),
      choice("Discard my text", () => store.clearLoaded(draft)),
    );
    offer.append(element("p", `This browser has unsaved text from ${at}. Restore or discard it.`), buttons);
    part.before(offer);
  }

  offerDrafts();
  part.addEventListener("input", onInput);
  const leave = () => {
    if (changed) markConflicting();
    changed = false;
    clearTimeout(timer);
    count();
  };
  if (part === form) form.addEventListener("submit", leave);
  unsaved.push(() => changed);
  addEventListener("online", () => saveAfter(0));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  return { flush, leave, focus: () => texts[0]?.focus() };
}

// Shows what the page says after a save: the version that the form sends from now on, and other elements. Words that stay are not set again, so
// that screen readers do not repeat them.
function show(form, { version, shown }) {
  const field = form.elements.namedItem("version");
  // Without a version, others have changed what this page shows as it was before. Then it stays, and the server says so.
  if (field && version) field.value = version;
  for (const { id, text, classes } of shown ?? []) {
    const shows = document.getElementById(id);
    if (shows && shows.textContent !== text) shows.textContent = text;
    if (shows && classes) shows.className = classes;
  }
}

// Saves the texts of a form with several, before anything else that its buttons do.
function saveTexts(form) {
  const texts = [...form.querySelectorAll("[data-autosave]")].map(autosave);
  const status = element("p", "", { className: "saved" });
  status.setAttribute("role", "status");
  const isLeft = form.dataset.texts === "leave";
  if (!isLeft) [...form.querySelectorAll(".buttons")].at(-1).after(status);
  let isBusy = false;
  let isSaved = false;
  form.addEventListener("submit", async (event) => {
    if (isSaved) {
      for (const text of texts) text.leave();
      return;
    }
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    const button = event.submitter;
    const results = [];
    for (const text of texts) results.push(await text.flush());
    // If nothing had to be saved, this event is still being dispatched, and the browser ignores another until it is over.
    await new Promise((done) => setTimeout(done));
    isBusy = false;
    if (isLeft || button?.name || button?.hasAttribute("formaction")) {
      // What could not be saved is sent with the form, and the server shows what is wrong.
      isSaved = true;
      form.requestSubmit(button);
      isSaved = false;
      return;
    }
    const wrong = results.indexOf(false);
    status.textContent = wrong < 0 ? "Everything is saved." : "Not everything is saved. The reason is below each text that is not.";
    status.classList.toggle("unsaved", wrong >= 0);
    if (wrong >= 0) texts[wrong].focus();
  });
  form.addEventListener("input", () => { status.textContent = ""; });
}

const TYPED = 'textarea, input:not([type]), input:is([type="text"], [type="email"], [type="url"], [type="tel"], [type="number"])';

// The addresses of downloads.
const FILE = /\/files\/[^/]+$|\/file$|\.(?:csv|docx|ics|json|pdf|xlsx)$/;

// Asks before the page is left with text that was typed in a form and not sent. Nothing was saved of a form that was returned with errors.
function keepTyped(form) {
  let typed = form.querySelector(".govuk-form-group--error") !== null;
  form.addEventListener("input", (event) => { typed ||= event.target.matches(TYPED); });
  form.addEventListener("submit", () => { typed = false; });
  unsaved.push(() => typed);
}

// A download does not leave the page, but the browser learns that only from the response. While text is unsaved, a link to a file opens in a new
// tab, which the browser closes when it is a download. If the response is a page after all, the text is still there.
function openFileBesideUnsaved(event) {
  const link = event.target.closest("a[href]");
  if (!link || link.target || !FILE.test(link.pathname) || !unsaved.some((isUnsaved) => isUnsaved())) return;
  link.target = "_blank";
  setTimeout(() => link.removeAttribute("target"));
}

// Adds a button to the form of a note that fills in the words that the reader selected in a part of the page, which has its key in "data-part".
function quoteSelection(form) {
  let quoted = null; // what was selected last, because selecting the button may end the selection
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const node = selection?.anchorNode;
    const part = (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest("[data-part]");
    const words = selection?.toString().trim();
    if (part && words) quoted = { part: part.dataset.part, words };
  });
  const [part, quote, note] = ["part", "quote", "note"].map((name) => form.elements.namedItem(name));
  const button = element("button", "Use selected words", { className: "button", type: "button" });
  const hint = element("p", "", { className: "small quiet" });
  hint.setAttribute("role", "status");
  button.addEventListener("click", () => {
    hint.textContent = quoted ? "" : "Select some words of the submission first.";
    if (!quoted) return;
    [part.value, quote.value] = [quoted.part, quoted.words];
    note.focus();
  });
  quote.closest(".govuk-form-group").append(button, hint);
}

// Shows how work proceeds: the facts of a part with data-refresh="SECONDS" are replaced by those of the page as it is then. Once the page has no such
// part, the work is done, and the page is loaded again.
function refresh(part) {
  setTimeout(async () => {
    const page = document.hidden ? null : await fetch(location.href).then((response) => response.text()).catch(() => null);
    const now = page && new DOMParser().parseFromString(page, "text/html").querySelector("[data-refresh]");
    if (page && !now && !unsaved.some((isUnsaved) => isUnsaved())) return location.reload();
    if (now) part.querySelector("dl").replaceWith(now.querySelector("dl"));
    refresh(part);
  }, Number(part.dataset.refresh) * 1000);
}

document.querySelectorAll("[data-refresh]").forEach(refresh);
document.querySelectorAll("[data-count]").forEach(showWordCount);
document.querySelectorAll("form[data-notes]").forEach(quoteSelection);
document.querySelectorAll("form[data-autosave]").forEach(autosave);
document.querySelectorAll("form[data-texts]").forEach(saveTexts);
document.querySelectorAll('form[method="post"]:not([data-autosave], [data-texts])').forEach(markCombined);
document.querySelectorAll('form[method="post"]:not([data-autosave], [data-texts], [action^="/sign-in"])').forEach(keepTyped);
// Pages without such a form have no listener, because browsers do not keep pages with one for the back button.
if (unsaved.length) {
  addEventListener("beforeunload", (event) => { if (unsaved.some((isUnsaved) => isUnsaved())) event.preventDefault(); });
  document.addEventListener("click", openFileBesideUnsaved);
}
clearDraftsOnSignOut();
