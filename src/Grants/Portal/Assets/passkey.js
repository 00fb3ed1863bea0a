// Passkeys: the browser asks the device to make one, or to sign with one; the server checks the answer. Without a script, or in a browser that knows no
// passkeys, the form stays hidden and people use an authenticator app.

const work = {
  create: (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

/** Shows the forms that take a passkey, and puts what the device answers into them before they are sent. */
export function usePasskeys() {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return;
  for (const part of document.querySelectorAll("[data-passkey]")) {
    const form = part.querySelector("form");
    const failed = part.querySelector("[data-passkey-failed]");
    part.hidden = false;
    document.querySelector("[data-no-passkeys]")?.remove();
    form.addEventListener("submit", async (event) => {
      const answer = form.elements.Credential;
      if (answer.value) return;
      event.preventDefault();
      failed.hidden = true;
      try {
        const asked = await fetch(part.dataset.options, { method: "POST" });
        if (!asked.ok) throw new Error(`answered ${asked.status}`);
        answer.value = JSON.stringify(await work[part.dataset.passkey](await asked.json()));
        form.requestSubmit();
      } catch {
        // The person turned it down, or the device has none: both are told the same, and nothing has changed.
        failed.hidden = false;
      }
    });
  }
  // Coming back to the page asks anew: what was signed is good once.
  window.addEventListener("pageshow", () => { for (const answer of document.querySelectorAll("[data-passkey] [name=Credential]")) answer.value = ""; });
}
