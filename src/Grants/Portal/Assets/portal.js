// What a browser can make easier. Every page works without it: nothing here decides anything that the server does not decide again.

/** The words of an element's script, in the reader's language; {0} and on in them are places for values. */
function wordsOf(element) {
  const texts = JSON.parse(element.dataset.texts);
  return (name, ...values) => texts[name].replace(/\{(\d)\}/g, (_, place) => values[place]);
}

/** Moves the focus to the error summary, or to the notice of what was done, when the page opens. */
function focusMessage() {
  document.querySelector("[data-focus]")?.focus();
}

/** A second press while the first is on its way is dropped. Coming back to the page makes the buttons ready again. */
function preventDoubleSubmit() {
  const once = 10_000; // milliseconds; after this the line is taken to be broken, and pressing again is sensible
  let sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.submitter?.hasAttribute("data-prevent-double-click")) return;
    const now = Date.now();
    if (now - (sent.get(event.target) ?? -Infinity) < once) event.preventDefault();
    else sent.set(event.target, now);
  });
  window.addEventListener("pageshow", () => { sent = new WeakMap(); });
}

/** Asks before text is lost that has not been saved. */
function warnUnsaved() {
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    const state = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
    const before = form.dataset.unsaved === "changed" ? null : state();
    let leaving = false;
    form.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
    window.addEventListener("pageshow", () => { leaving = false; });
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && state() !== before) event.preventDefault();
    });
  }
}

/** Hides what is asked only after certain answers on the same page, until one of them is chosen. What was typed in it stays. */
function askIf() {
  for (const part of document.querySelectorAll("[data-ask-if]")) {
    const wanted = part.dataset.askIfIs.split(",");
    const name = part.dataset.askIf;
    const look = () => {
      const asked = [...part.closest("form").elements].some((field) => field.name === name && wanted.includes(field.value) && (field.checked || field.tagName === "SELECT") && !field.closest("[hidden]"));
      if (part.hidden === !asked) return;
      part.hidden = !asked;
      // Something further down may depend on what has just been hidden or shown.
      document.dispatchEvent(new Event("change"));
    };
    document.addEventListener("change", look);
    look();
  }
}

/** Says how many characters are left, counted as a reader sees them: a letter with its vowel signs is one. */
function countCharacters() {
  const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;
  const length = (text) => segmenter ? [...segmenter.segment(text)].length : [...text].length;
  const figure = new Intl.NumberFormat("en-GB");
  for (const area of document.querySelectorAll("textarea[data-count]")) {
    const most = Number(area.dataset.count);
    const words = wordsOf(area);
    const shown = document.getElementById(`${area.id}-count`);
    const spoken = document.createElement("span");
    spoken.className = "govuk-visually-hidden";
    spoken.setAttribute("role", "status");
    shown.after(spoken);
    let waiting;
    const tell = () => {
      const left = most - length(area.value.normalize("NFC"));
      shown.textContent = words((left < 0 ? "over" : "left") + (Math.abs(left) === 1 ? "One" : ""), figure.format(Math.abs(left)));
      shown.classList.toggle("character-count--over", left < 0);
      return left;
    };
    area.addEventListener("input", () => {
      const left = tell();
      clearTimeout(waiting);
      // A screen reader hears it in a pause of typing, and only when it begins to matter.
      waiting = setTimeout(() => { spoken.textContent = left < most / 10 ? shown.textContent : ""; }, 1000);
    });
    tell();
  }
}

const waits = [1000, 3000, 9000, 20_000]; // milliseconds before each further attempt
const patience = 200_000; // the platform ends a request after 230 seconds; a line that hung so long is dead

/** A refusal that trying again will not change. */
class Refused extends Error {}

/** One request to the documents API: tried again when the line or the server fails, refused at once when the request is wrong. */
async function request(words, method, path, body, cancel, token) {
  for (let attempt = 0; ; attempt++) {
    const stop = new AbortController();
    const forward = () => stop.abort();
    const hung = setTimeout(forward, patience);
    cancel?.addEventListener("abort", forward);
    try {
      const headers = { RequestVerificationToken: token, Accept: "application/json" };
      if (body) headers["Content-Type"] = body instanceof Blob ? "application/octet-stream" : "application/json";
      const answer = await fetch(`/api/v1/documents${path}`, {
        method, headers, signal: stop.signal, credentials: "same-origin", body: body instanceof Blob || !body ? body : JSON.stringify(body),
      });
      if (answer.ok) return answer.status === 204 ? null : await answer.json().catch(() => null);
      if (answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
        const problem = await answer.json().catch(() => ({}));
        throw new Refused(answer.status === 401 ? words("signedOut") : problem.detail ?? words("notAccepted"));
      }
    } catch (error) {
      if (error instanceof Refused || cancel?.aborted) throw error;
    } finally {
      clearTimeout(hung);
      cancel?.removeEventListener("abort", forward);
    }
    if (attempt === waits.length) throw new Error(words("broke"));
    await new Promise((resume) => {
      setTimeout(resume, waits[attempt]);
      cancel?.addEventListener("abort", resume, { once: true });
    });
    if (cancel?.aborted) throw cancel.reason;
  }
}

const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** Sends files in pieces as soon as they are chosen; what is posted with the form is only their ids. */
function uploadInPieces() {
  const busy = new Set();

  for (const group of document.querySelectorAll("[data-upload]")) {
    const picker = group.querySelector("input[type=file]");
    const list = group.querySelector("ul");
    const status = group.querySelector("[data-upload-status]");
    const { upload: purpose, uploadSubject: subjectId, uploadName: name, uploadMax } = group.dataset;
    const words = wordsOf(group);
    const many = "uploadMultiple" in group.dataset;
    const token = picker.form.querySelector("input[name=__RequestVerificationToken]")?.value ?? "";

    const say = (text, visible = false) => {
      status.textContent = text;
      status.className = visible ? "govuk-error-message" : "govuk-visually-hidden";
    };
    const element = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text ?? "" });
    const button = (text, about, action) => {
      const it = element("button", "link-button", text);
      it.type = "button";
      it.append(Object.assign(element("span", "govuk-visually-hidden", ` ${about}`), { translate: false }));
      it.addEventListener("click", action);
      return it;
    };

    const send = (file) => {
      const item = element("li", "upload__item");
      const state = element("span", "upload__state", words("waiting"));
      const bar = Object.assign(document.createElement("progress"), { max: file.size || 1, value: 0 });
      bar.setAttribute("aria-label", words("sendingFile", file.name));
      const actions = element("span", "");
      item.append(Object.assign(element("span", "upload__name", file.name), { translate: false, dir: "auto" }), state, actions, bar);
      list.append(item);

      let upload = null; // the API's answer: trying again continues it
      let next = 0;
      let abort;

      const remove = () => {
        abort?.abort();
        busy.delete(item);
        if (upload) request(words, "DELETE", `/${upload.id}`, null, null, token).catch(() => { /* unused documents are swept by the server */ });
        item.remove();
        say(words("removed", file.name));
        picker.focus();
      };

      const run = async () => {
        busy.add(item);
        abort = new AbortController();
        item.classList.remove("upload__item--failed");
        actions.replaceChildren(button(words("cancel"), file.name, remove));
        bar.hidden = false;
        let heard = 0;
        try {
          upload ??= await request(words, "POST", "", { purpose, subjectId, slot: name, name: file.name, length: file.size }, abort.signal, token);
          const { id, chunkBytes } = upload;
          for (; next * chunkBytes < file.size; next++) {
            const sent = next * chunkBytes;
            const percent = Math.floor(100 * sent / file.size);
            bar.value = sent;
            state.textContent = words("sending", size(sent), size(file.size));
            if (percent >= heard + 25) say(words("percent", file.name, heard = percent));
            await request(words, "PUT", `/${id}/chunks/${next}`, file.slice(sent, sent + chunkBytes), abort.signal, token);
          }
          bar.value = file.size;
          state.textContent = words("checking");
          const done = await request(words, "POST", `/${id}/complete`, null, abort.signal, token);
          item.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: done.id }));
          item.classList.add("upload__item--done");
          bar.hidden = true;
          state.textContent = words("received", size(done.length));
          say(words("fileReceived", file.name));
          actions.replaceChildren(button(words("remove"), file.name, remove));
        } catch (error) {
          if (abort.signal.aborted) return;
          item.classList.add("upload__item--failed");
          state.textContent = error instanceof Refused ? error.message : words("safe", error.message, size(Math.min(next * (upload?.chunkBytes ?? 0), file.size)), size(file.size));
          say(`${file.name}: ${state.textContent}`);
          actions.replaceChildren(button(words("again"), file.name, run), " ", button(words("remove"), file.name, remove));
        } finally {
          busy.delete(item);
        }
      };

      if (file.size > Number(uploadMax) || file.size === 0) {
        item.classList.add("upload__item--failed");
        bar.hidden = true;
        state.textContent = file.size === 0 ? words("empty") : words("tooLarge", size(file.size), size(Number(uploadMax)));
        say(`${file.name}: ${state.textContent}`);
        actions.replaceChildren(button(words("remove"), file.name, remove));
        return;
      }
      return run();
    };

    // Where one file is asked for, a new one takes the place of the old: one sent just now goes, one saved before is marked.
    const replaceOld = () => {
      for (const old of list.querySelectorAll("li")) {
        const saved = old.querySelector("input[type=checkbox]");
        if (saved) saved.checked = true;
        else old.querySelector("button:last-child").click();
      }
    };

    picker.addEventListener("change", async () => {
      const files = [...picker.files];
      picker.value = ""; // the form posts the id, not the file a second time
      // One after the other: on a slow line several at once only fail together.
      for (const file of files) {
        if (!many) replaceOld();
        await send(file);
      }
    });

    picker.form.addEventListener("submit", (event) => {
      if (busy.size === 0) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      say(words("stillSending"), true);
    }, true);
  }
}

/** Whoever signs out leaves no text of theirs on the device; what has not arrived is asked about first. */
function forgetOnSignOut() {
  for (const form of document.querySelectorAll("form[data-person]")) {
    form.addEventListener("submit", (event) => {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(`draft:${form.dataset.person}:`));
      if (names.length > 0 && !confirm(form.dataset.unsent)) event.preventDefault();
      else for (const name of names) localStorage.removeItem(name);
    });
  }
}

uploadInPieces();
forgetOnSignOut();
preventDoubleSubmit();
warnUnsaved();
countCharacters();
askIf();
focusMessage();
