// Files in pieces, sent as soon as they are chosen. What the server has of a file it says itself: so sending goes on after a broken line, a reload, or days.
import { wordsOf } from "./words.js";

const waits = [1000, 3000, 9000, 20_000]; // milliseconds before each further attempt
const patience = 200_000; // the platform ends a request after 230 seconds; a line that hung so long is dead
const glance = 20_000; // milliseconds between two looks at a file that waits for the scanner

/** A refusal that trying again will not change. */
class Refused extends Error {}

/** Refused only until the person has signed in again. */
class SignedOut extends Refused {}

const pause = (time, cancel) => new Promise((resume) => {
  setTimeout(resume, time);
  cancel?.addEventListener("abort", resume, { once: true });
});

/** One request to the documents API: tried again when the line or the server fails, which is told first, refused at once when the request is wrong. */
async function request(words, method, path, body, cancel, token, failed) {
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
        throw answer.status === 401 ? new SignedOut(words("signedOut")) : new Refused(problem.detail ?? words("notAccepted"));
      }
    } catch (error) {
      if (error instanceof Refused || cancel?.aborted) throw error;
    } finally {
      clearTimeout(hung);
      cancel?.removeEventListener("abort", forward);
    }
    if (attempt === waits.length) throw new Error(words("broke"));
    failed?.();
    await pause(waits[attempt], cancel);
    if (cancel?.aborted) throw cancel.reason;
  }
}

/** By this the server knows the file again. Only pages from a safe address may compute it; without it a file goes on only as long as its page is open. */
async function fingerprint(file) {
  if (!globalThis.crypto?.subtle) return undefined;
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

const element = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text ?? "" });

const named = (name) => Object.assign(element("span", "upload__name", name), { translate: false, dir: "auto" });

/** How many bytes of a file are there. */
const here = ({ received, chunkBytes }, length) => received.reduce((sum, number) => sum + Math.min(chunkBytes, length - number * chunkBytes), 0);

/** Sends files in pieces as soon as they are chosen; what is posted with the form is only their ids. */
export function uploadInPieces() {
  const busy = new Map(); // what is under way, and where to say so
  const unfinished = new Map(); // by subject: asked once for all fields of a page

  for (const group of document.querySelectorAll("[data-upload]")) {
    const picker = group.querySelector("input[type=file]");
    const list = group.querySelector("ul");
    const status = group.querySelector("[data-upload-status]");
    const { upload: purpose, uploadSubject: subjectId, uploadName: name, uploadMax } = group.dataset;
    const words = wordsOf(group);
    group.querySelector(".govuk-hint").append(` ${words("resumes")}`);
    const many = "uploadMultiple" in group.dataset;
    const token = picker.form.querySelector("input[name=__RequestVerificationToken]")?.value ?? "";

    const say = (text, visible = false) => {
      status.textContent = text;
      status.className = visible ? "govuk-error-message" : "govuk-visually-hidden";
    };
    const button = (text, about, action) => {
      const it = element("button", "link-button", text);
      it.type = "button";
      it.append(Object.assign(element("span", "govuk-visually-hidden", ` ${about}`), { translate: false }));
      it.addEventListener("click", action);
      return it;
    };
    const drop = (id) => request(words, "DELETE", `/${id}`, null, null, token).catch(() => { /* what is never finished the server sweeps */ });

    const send = (file) => {
      const item = element("li", "upload__item");
      const state = element("span", "upload__state", words("waiting"));
      const bar = Object.assign(document.createElement("progress"), { max: file.size || 1, value: 0 });
      bar.setAttribute("aria-label", words("sendingFile", file.name));
      const actions = element("span", "");
      item.append(named(file.name), state, actions, bar);
      list.append(item);

      let upload = null; // the API's answer: trying again continues it
      let abort;
      let retry = null;

      const remove = () => {
        abort?.abort();
        window.removeEventListener("online", retry);
        busy.delete(item);
        if (upload) drop(upload.id);
        item.remove();
        say(words("removed", file.name));
        picker.focus();
      };
      const fail = (message) => {
        item.classList.add("upload__item--failed");
        bar.hidden = true;
        state.textContent = message;
        say(`${file.name}: ${message}`);
        actions.replaceChildren(button(words("remove"), file.name, remove));
      };
      const finish = (done) => {
        item.classList.add("upload__item--done");
        state.textContent = words("received", size(done.length));
        say(words("fileReceived", file.name));
      };

      // The scanner may be away. The file counts once it has answered; until then the page can be left.
      const watch = async (done) => {
        state.textContent = words("scanning");
        say(`${file.name}: ${words("scanning")}`);
        for (;;) {
          await pause(glance, abort.signal);
          if (abort.signal.aborted) return;
          const now = await request(words, "GET", `/${done.id}`, null, abort.signal, token);
          if (now.scan === "Infected") return fail(words("infected"));
          if (now.scan !== "Waiting") return finish(done);
        }
      };

      const run = async () => {
        busy.set(item, say);
        window.removeEventListener("online", retry);
        abort = new AbortController();
        item.classList.remove("upload__item--failed");
        actions.replaceChildren(button(words("cancel"), file.name, remove));
        bar.hidden = false;
        let heard = 0;
        const interrupted = () => {
          state.textContent = words("trying", size(upload ? here(upload, file.size) : 0), size(file.size));
        };
        try {
          upload ??= await request(words, "POST", "", { purpose, subjectId, slot: name, name: file.name, length: file.size, sha256: await fingerprint(file) }, abort.signal, token, interrupted);
          const { id, chunkBytes, received } = upload;
          const same = [...list.querySelectorAll("input")].filter((it) => it.value === id);
          if (same.length > 0) {
            // The same file is there already, perhaps to go when the form is saved: it stays, once.
            for (const box of same) box.checked = false;
            item.remove();
            say(words("there", file.name), true);
            return;
          }
          list.querySelectorAll(`[data-unfinished="${id}"]`).forEach((old) => old.remove());
          if (received.length > 0) heard = Math.floor(100 * here(upload, file.size) / file.size);
          for (let number = 0; number * chunkBytes < file.size; number++) {
            if (received.includes(number)) continue;
            const sent = here(upload, file.size);
            const percent = Math.floor(100 * sent / file.size);
            bar.value = sent;
            state.textContent = words("sending", size(sent), size(file.size));
            if (percent >= heard + 25) say(words("percent", file.name, heard = percent));
            await request(words, "PUT", `/${id}/chunks/${number}`, file.slice(number * chunkBytes, (number + 1) * chunkBytes), abort.signal, token, interrupted);
            received.push(number);
          }
          bar.value = file.size;
          state.textContent = words("checking");
          const done = await request(words, "POST", `/${id}/complete`, null, abort.signal, token, interrupted);
          item.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: done.id }));
          bar.hidden = true;
          actions.replaceChildren(button(words("remove"), file.name, remove));
          if (done.completedAt) finish(done);
          else watch(done).catch(() => { /* the page says it when it is opened next */ });
        } catch (error) {
          if (abort.signal.aborted) return;
          if (error instanceof Refused) {
            // The server has let go of it; another attempt begins anew.
            upload = null;
            fail(error.message);
            if (!(error instanceof SignedOut)) return;
          } else {
            fail(words("safe", error.message, size(upload ? here(upload, file.size) : 0), size(file.size)));
            retry = run;
            window.addEventListener("online", retry, { once: true });
          }
          actions.prepend(button(words("again"), file.name, run), " ");
        } finally {
          busy.delete(item);
        }
      };

      if (file.size > Number(uploadMax) || file.size === 0) {
        fail(file.size === 0 ? words("empty") : words("tooLarge", size(file.size), size(Number(uploadMax))));
        return;
      }
      return run();
    };

    // Where one file is asked for, a new one takes the place of the old: one sent just now goes, one saved before is marked.
    const replaceOld = () => {
      for (const old of list.querySelectorAll("li")) {
        const saved = old.querySelector("input[type=checkbox]");
        if (saved) saved.checked = true;
        else if (!old.dataset.unfinished) old.querySelector("button:last-child").click();
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
      for (const tell of busy.values()) tell(words("stillSending"), true);
    }, true);

    // A browser may not open a file again by itself: it is offered by its name, and goes on when it is chosen.
    const offer = async () => {
      if (!unfinished.has(subjectId)) unfinished.set(subjectId, request(words, "GET", `/unfinished?subject=${subjectId}`, null, null, token));
      for (const upload of (await unfinished.get(subjectId)).filter((upload) => upload.slot === name)) {
        const item = element("li", "upload__item upload__item--failed");
        item.dataset.unfinished = upload.id;
        const text = words("unfinished", size(here(upload, upload.length)), size(upload.length));
        item.append(named(upload.name), element("span", "upload__state", text), button(words("remove"), upload.name, () => {
          drop(upload.id);
          item.remove();
          picker.focus();
        }));
        list.append(item);
      }
    };
    offer().catch(() => { /* without it nothing is lost: choosing the file again asks the server anyway */ });
  }
}
