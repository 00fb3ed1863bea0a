// Texts that have not arrived, on this device. They are encrypted with a key that the server gives only to the person who wrote them, so that nobody else
// who uses the device can read them. Where a browser cannot encrypt, nothing is kept.

const encoded = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const decoded = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** What is kept of one application by one person. */
export class Kept {
  #person;
  #prefix;
  #key;

  /** Opens what is kept; `works` says whether anything can be. */
  static async open(person, application, secret) {
    const it = new Kept();
    it.#person = `draft:${person}:`;
    it.#prefix = `${it.#person}${application}:`;
    try {
      localStorage.setItem("draft:", "");
      localStorage.removeItem("draft:");
      it.#key = await crypto.subtle.importKey("raw", decoded(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
    } catch {
      it.#key = null; // no storage, or not over a safe connection
    }
    return it;
  }

  get works() { return this.#key !== null; }

  get count() { return this.#names().length; }

  /** Keeps one answer; a newer one takes its place. */
  async put(code, answer) {
    if (!this.works) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#key, new TextEncoder().encode(JSON.stringify(answer)));
    try {
      localStorage.setItem(this.#prefix + code, `${encoded(iv)}.${encoded(text)}`);
    } catch {
      this.#key = null; // the device is full: the page says so, and asks to be kept open
    }
  }

  forget(code) { if (this.works) localStorage.removeItem(this.#prefix + code); }

  /** Everything of this person, of other applications as well. */
  forgetAll() { for (const name of this.#names(this.#person)) localStorage.removeItem(name); }

  /** Everything that is kept, by question. What cannot be read was not written with this key, and goes. */
  async all() {
    if (!this.works) return [];
    const found = [];
    for (const name of this.#names()) {
      try {
        const [iv, text] = localStorage.getItem(name).split(".").map(decoded);
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.#key, text);
        found.push([name.slice(this.#prefix.length), JSON.parse(new TextDecoder().decode(plain))]);
      } catch {
        localStorage.removeItem(name);
      }
    }
    return found;
  }

  #names(prefix = this.#prefix) { return this.works ? Object.keys(localStorage).filter((name) => name.startsWith(prefix)) : []; }
}
