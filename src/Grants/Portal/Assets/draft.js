// The form of a draft: every answer is sent as it is left and in pauses of typing, kept on this device until it has arrived, and put back where a page was
// closed too early. The server decides what becomes of it; without this script the form's button does the same.
import { Kept } from "./kept.js";

const page = document.querySelector("[data-draft]");
const { draft, person, key, zone, section, answers: path, presence } = page.dataset;
const texts = JSON.parse(page.dataset.texts);
const say = (name, ...values) => values.reduce((text, value, index) => text.replace(`{${index}}`, value), texts[name]);
const pause = 3000; // milliseconds without a key before what is typed is sent
const keeping = 300; // milliseconds until it is kept on this device
const patience = 60_000; // milliseconds after which a request is given up
const mostWait = 60_000; // milliseconds between attempts, at most

const kept = await Kept.open(person, draft, key);
const answers = new Map(); // by question
const state = page.querySelector("[data-state]");
const forget = page.querySelector("[data-forget]");
let sending = null; // the promise of the round of requests that is under way
let failures = 0; // attempts in a row that did not reach the server
let signedOut = false;
let again; // the timer of the next attempt
let savedAt = null;
let leaving = false; // with the form, which holds everything

/** The controls of one answer; what stands beside it (its version, the choice after a conflict) is not part of it. */
const controls = (element) => [...element.querySelectorAll("input, select, textarea")].filter(({ name, type }) => name && !/^(base|came|met|choose|confirm)\./.test(name) && type !== "file");

const isTicked = ({ type }) => type === "radio" || type === "checkbox";

/** The answer as its controls hold it: names and values, as a form would post them. */
const read = ({ element }) => JSON.stringify(controls(element).filter((it) => !isTicked(it) || it.checked).map((it) => [it.name, it.value]));

/** The answer as the page came: somebody may have typed before this script had loaded. */
const readAsItCame = ({ element }) => JSON.stringify(controls(element).filter((it) => !isTicked(it) || it.defaultChecked)
  .map((it) => [it.name, it.defaultValue ?? ([...it.options].find((option) => option.defaultSelected) ?? it.options[0])?.value]));

/** Puts an answer back into its controls; what has no control is left out. */
function write({ element }, fields) {
  const left = JSON.parse(fields);
  for (const control of controls(element)) {
    const index = left.findIndex(([name, value]) => name === control.name && (!isTicked(control) || value === control.value));
    if (isTicked(control)) control.checked = index >= 0;
    else if (index >= 0) control.value = left[index][1];
    if (index >= 0) left.splice(index, 1);
    for (const event of ["input", "change"]) control.dispatchEvent(new Event(event, { bubbles: true }));
  }
}

/** What stands under one answer. */
function note(answer, text, problem = false, action = null) {
  answer.note.textContent = text;
  answer.note.className = problem ? "draft-note draft-note--problem" : "draft-note";
  if (action) answer.note.append(" ", action);
}

/** Something that can be done about it. */
function linkButton(text, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: text });
  button.addEventListener("click", act);
  return button;
}

/** Marks the field of an answer that something is wrong with, for those who do not see it as well. In a table what is to be put right stands at its cell. */
function mark({ code, element, note }, field) {
  // What the page came with was said of an earlier text.
  for (const said of element.querySelectorAll(".govuk-error-message")) said.remove();
  for (const marked of element.querySelectorAll("[class*='--error']")) marked.className = marked.className.replace(/\S+--error/g, "").trim();
  for (const it of controls(element)) {
    const isWrong = it.name === field || (field === code && it.name.startsWith(`${code}.`)); // a date has three
    it.toggleAttribute("data-wrong", isWrong);
    it.toggleAttribute("aria-invalid", false);
    const described = (it.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== note.id);
    if (isWrong) {
      it.setAttribute("aria-invalid", "true");
      described.push(note.id);
    }
    if (described.length > 0) it.setAttribute("aria-describedby", described.join(" "));
    else it.removeAttribute("aria-describedby");
  }
  const cell = field && field !== code ? element.querySelector("[data-wrong]")?.closest(".govuk-form-group") : null;
  if (note.parentNode !== (cell ?? element)) (cell ?? element).append(note);
}

const time = (at) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
const isRefused = (answer) => answer.refused !== null && read(answer) === answer.refused;
const isDue = (answer) => !answer.stopped && (answer.unanswered !== null || read(answer) !== answer.saved);

/** What stands at the foot of the page: where the texts are now. */
function show() {
  const due = [...answers.values()].filter(isDue);
  const waiting = due.length > 0 || kept.count > 0;
  const isHeldUp = [...answers.values()].some((answer) => answer.stopped || isRefused(answer));
  state.replaceChildren();
  if (signedOut) {
    const link = Object.assign(document.createElement("a"), { href: `/sign-in?returnTo=${encodeURIComponent(location.pathname)}`, className: "govuk-link", textContent: texts.signIn });
    if (!kept.works) link.target = "_blank";
    state.append(say(kept.works ? "ended" : "endedKeepOpen"), " ", link);
  } else if (failures > 0 && waiting) state.append(say(kept.works ? "offline" : "offlineKeepOpen"));
  else if (isHeldUp) state.append(say("notAll"));
  else if (due.length > 0) state.append(say("saving"));
  else if (savedAt) state.append(say("saved", time(savedAt)));
  page.classList.toggle("draft-state--problem", (waiting && (signedOut || failures > 0)) || isHeldUp);
  forget.hidden = kept.count === 0;
}

/** Asks the server once. Null: it was not reached, or failed. */
async function ask(method, where, body) {
  const text = JSON.stringify(body);
  const stop = new AbortController();
  const hung = setTimeout(() => stop.abort(), patience);
  try {
    // A page that is being left may still send what is short enough.
    const answer = await fetch(where, {
      method, body: text, signal: stop.signal, credentials: "same-origin", keepalive: text.length < 20_000, headers: { "Content-Type": "application/json", Accept: "application/json" },
    });
    return answer.status >= 500 || answer.status === 429 || answer.status === 408 ? null : { status: answer.status, ...await answer.json().catch(() => ({})) };
  } catch {
    return null;
  } finally {
    clearTimeout(hung);
  }
}

/** Sends one answer, and what was typed while it was under way. Returns whether the server was reached. */
async function send(answer) {
  // What was sent without an answer is sent again as it was: where it has arrived, the server says so, and nobody meets their own text.
  const fields = answer.unanswered ?? read(answer);
  answer.unanswered = fields;
  const result = await ask("PUT", `${path}/${encodeURIComponent(answer.code)}`, { version: answer.version, fields: JSON.parse(fields), person });
  if (!result) return false;
  signedOut = result.status === 401;
  if (signedOut) return false;
  answer.unanswered = null;
  if (result.status === 200) {
    answer.version = answer.base.value = result.version;
    answer.saved = fields;
    answer.refused = null;
    mark(answer, result.field);
    savedAt = new Date(result.at);
    note(answer, result.finding ?? answer.told, Boolean(result.finding));
    if (read(answer) === fields) kept.forget(answer.code);
    else if (!answer.typing) return send(answer);
    return true;
  }

  // Nothing changes by sending it again: it waits for another text, or for a person.
  answer.refused = fields;
  answer.stopped = result.status !== 400;
  const theirs = result.theirs?.[answer.code];
  if (theirs) {
    note(answer, say("conflict", theirs.by, theirs.at && time(new Date(theirs.at))), true, linkButton(texts.both, () => answer.element.closest("form").submit()));
    if (theirs.by) kept.forget(answer.code); // the server has set it aside
  } else note(answer, Object.values(result.errors ?? {})[0] ?? result.detail ?? say("refused"), true);
  return true;
}

/** Sends whatever has not arrived, one after the other. */
function pump() {
  clearTimeout(again);
  sending ??= (async () => {
    let reached = true;
    for (const answer of answers.values()) {
      clearTimeout(answer.timer);
      answer.typing = false;
      if (!isDue(answer) || read(answer) === answer.refused) continue;
      show();
      if (!(reached = await send(answer))) break;
    }
    if (reached) reached = await sendOthers();
    // What the page is about to say of this device is so.
    if (!reached) await Promise.all([...answers.values()].filter(isDue).map(keep));
    failures = reached || signedOut ? 0 : failures + 1;
    sending = null;
    if (failures > 0) again = setTimeout(pump, Math.min(mostWait, 1000 * 2 ** failures));
    // What was left while this round was under way.
    else if (reached && [...answers.values()].some((answer) => !answer.typing && isDue(answer) && read(answer) !== answer.refused)) again = setTimeout(pump);
    show();
    return reached;
  })();
  return sending;
}

/** What this device keeps of other sections of the draft: sent from here as well, and shown where the server does not take it. */
async function sendOthers() {
  const left = document.querySelector("[data-left]");
  const list = left.querySelector("ul");
  list.replaceChildren();
  for (const [code, { version, fields }] of await kept.all()) {
    if (answers.has(code)) continue;
    const result = await ask("PUT", `${path}/${encodeURIComponent(code)}`, { version, fields: JSON.parse(fields), person });
    if (!result) return false;
    signedOut = result.status === 401;
    if (signedOut) return false;
    if (result.status === 200) savedAt = new Date(result.at);
    if (result.status === 200 || result.theirs?.[code]?.by) kept.forget(code);
    else list.append(Object.assign(document.createElement("li"), { textContent: JSON.parse(fields).map(([, value]) => value).filter(Boolean).join(" · "), dir: "auto" }));
  }
  left.hidden = list.childElementCount === 0;
  return true;
}

/** Another key was pressed: kept on this device almost at once, sent in a pause. */
function typed(answer, wait) {
  answer.typing = true;
  leaving = false;
  clearTimeout(answer.timer);
  clearTimeout(answer.keep);
  answer.keep = setTimeout(() => keep(answer), keeping);
  answer.timer = setTimeout(pump, wait);
  show();
}

/** Whether a colleague's text is chosen over this one. */
const isYielded = ({ element }) => element.querySelector("input[name^='choose.'][value='theirs']:checked") !== null;

async function keep(answer) {
  clearTimeout(answer.keep);
  if (read(answer) !== answer.saved) {
    await kept.put(answer.code, { version: answer.version, fields: read(answer), yields: isYielded(answer) });
    // It was encrypted first, and may have arrived meanwhile.
    if (answer.unanswered === null && read(answer) === answer.saved) kept.forget(answer.code);
  }
  show();
}

for (const element of document.querySelectorAll("[data-answer]")) {
  if (element.querySelector("input[type=file]")) continue;
  const base = element.querySelector("input[name^='base.']");
  const answer = {
    code: element.dataset.answer, element, base, came: element.querySelector("input[name^='came.']"), version: Number(base.defaultValue), unanswered: null, refused: null, typing: false, told: "",
    stopped: element.querySelector(".draft-conflict") !== null, note: Object.assign(document.createElement("p"), { className: "draft-note" }),
  };
  answer.note.setAttribute("role", "status");
  answer.note.id = `note-${answer.code}`;
  element.append(answer.note);
  // A form that comes back with something to put right shows what is not saved yet; the next save will say.
  answer.saved = "unsaved" in element.dataset ? null : readAsItCame(answer);
  answers.set(answer.code, answer);
  element.addEventListener("input", () => typed(answer, pause));
  element.addEventListener("change", (event) => typed(answer, /^(radio|checkbox|select-one)$/.test(event.target.type) ? 0 : pause));
  element.addEventListener("focusout", (event) => {
    if (element.contains(event.relatedTarget)) return;
    keep(answer);
    answer.typing = false;
    if (isDue(answer)) pump();
  });
}

// What this device kept of this page is put back and sent; a colleague's text that came in between is shown beside it.
for (const [code, { version, fields, yields }] of await kept.all()) {
  const answer = answers.get(code);
  if (!answer) continue;
  // The choice of the colleague's text has arrived: nothing is left to be chosen here.
  if (fields === answer.saved || (yields && !answer.stopped)) {
    kept.forget(code);
    continue;
  }
  write(answer, fields);
  // It waits for the choice, which this device cannot make.
  if (answer.stopped) continue;
  if (read(answer) !== fields) continue; // more lines than the page has: it is sent as it was kept
  answer.version = answer.base.value = version;
  note(answer, answer.told = texts.putBack);
}

for (const form of new Set([...answers.values()].map(({ element }) => element.closest("form")))) {
  let ready = false;
  form.addEventListener("submit", async (event) => {
    if (ready || event.defaultPrevented) return;
    // What is under way arrives first, so that nobody's form meets their own text.
    event.preventDefault();
    event.stopImmediatePropagation();
    await Promise.all([...answers.values()].map(keep));
    if (sending) await sending;
    await new Promise((resume) => { setTimeout(resume); }); // while this event is told, a form cannot be sent again
    if (![...answers.values()].some(isDue) || await pump()) {
      ready = leaving = true;
      for (const answer of answers.values()) if (answer.came) answer.came.value = !answer.stopped && read(answer) === answer.saved ? "saved" : "";
      form.requestSubmit(event.submitter);
      ready = false;
    } else state.focus();
  }, true);
}

forget.addEventListener("click", async () => {
  if (!confirm(texts.forgetSure)) return;
  kept.forgetAll();
  document.querySelector("[data-left]").hidden = true;
  show();
});
addEventListener("online", pump);
addEventListener("focus", () => { if (signedOut || failures > 0) pump(); });
document.addEventListener("visibilitychange", () => {
  for (const answer of answers.values()) keep(answer);
  pump();
});
addEventListener("beforeunload", (event) => { if (!kept.works && !leaving && [...answers.values()].some((answer) => isDue(answer) || isRefused(answer))) event.preventDefault(); });

/** Puts what a colleague saved into an answer that nobody has touched here. Lines that the page has no place for come with the page. */
function take(answer, { version, fields }, said) {
  const blank = controls(answer.element).filter((it) => !isTicked(it) && !fields.some(([name]) => name === it.name)).map((it) => [it.name, ""]);
  const before = read(answer);
  write(answer, JSON.stringify([...fields, ...blank]));
  const now = JSON.parse(read(answer));
  if (!fields.every(([name, value]) => now.some((it) => it[0] === name && it[1] === value))) {
    write(answer, before);
    note(answer, said, false, linkButton(texts.show, () => location.reload()));
    return;
  }
  clearTimeout(answer.timer);
  answer.typing = false;
  answer.version = answer.base.value = version;
  answer.saved = read(answer);
  mark(answer, null);
  note(answer, said);
}

/** What was saved elsewhere since the page was opened. A field in which somebody is about to write changes only when they say so. */
function meet(answer, newer) {
  if (!answer || answer.stopped || newer.version <= answer.version || isDue(answer)) return;
  const said = say("newer", newer.by, time(new Date(newer.at)));
  if (answer.element.contains(document.activeElement)) note(answer, said, false, linkButton(texts.show, () => { if (!isDue(answer)) take(answer, newer, said); }));
  else take(answer, newer, said);
}

/** Tells colleagues that somebody is here, and says who else is, and what they have saved. */
const here = document.querySelector("[data-here]");
setInterval(async () => {
  if (document.hidden || signedOut || !presence) return;
  const result = await ask("POST", presence, { section, seen: Object.fromEntries([...answers.values()].map(({ code, version }) => [code, version])) });
  if (result?.status !== 200) return;
  here.textContent = result.words;
  for (const [code, newer] of Object.entries(result.newer)) meet(answers.get(code), newer);
}, 30_000);

pump();
