/* Files in pieces over a poor line (the protocol: web/views/incoming.py). A file field works without this script;
   with it each file goes at once, a piece at a time: it waits out a lost line, can be stopped and goes on after a reload. */
(function () {
  "use strict";
  if (window.fengqiaoIncoming) return;
  window.fengqiaoIncoming = true;
  const SMALLEST = 32768, PATIENCE = 60000, QUICK = 2500;

  /* SHA-256, piece by piece: the browser's own wants the whole file in memory, and HTTPS. */
  const K = [], FIRST = [];
  (function () {
    const root = (x, n) => { const r = Math.pow(x, 1 / n); return ((r - Math.floor(r)) * 4294967296) | 0; };
    for (let n = 2; K.length < 64; n++) {
      let prime = true;
      for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
      if (prime) { if (FIRST.length < 8) FIRST.push(root(n, 2)); K.push(root(n, 3)); }
    }
  })();
  class Hash {
    constructor() { this.h = FIRST.slice(); this.tail = new Uint8Array(64); this.used = 0; this.size = 0; this.w = new Int32Array(64); }
    block(b, at) {
      const w = this.w, h = this.h;
      for (let i = 0; i < 16; i++, at += 4) w[i] = (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        w[i] = (w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3)) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10))) | 0;
      }
      let a = h[0], c = h[1], d = h[2], e = h[3], f = h[4], g = h[5], i = h[6], j = h[7];
      for (let n = 0; n < 64; n++) {
        const one = (j + ((f >>> 6 | f << 26) ^ (f >>> 11 | f << 21) ^ (f >>> 25 | f << 7)) + ((f & g) ^ (~f & i)) + K[n] + w[n]) | 0;
        const two = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & c) ^ (a & d) ^ (c & d))) | 0;
        j = i; i = g; g = f; f = (e + one) | 0; e = d; d = c; c = a; a = (one + two) | 0;
      }
      [a, c, d, e, f, g, i, j].forEach((v, n) => { h[n] = (h[n] + v) | 0; });
    }
    add(bytes) {
      let at = 0;
      this.size += bytes.length;
      if (this.used) {
        at = Math.min(64 - this.used, bytes.length);
        this.tail.set(bytes.subarray(0, at), this.used);
        this.used += at;
        if (this.used < 64) return this;
        this.block(this.tail, 0); this.used = 0;
      }
      for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
      this.tail.set(bytes.subarray(at)); this.used = bytes.length - at;
      return this;
    }
    hex() {
      const bits = this.size * 8, pad = new Uint8Array((this.used < 56 ? 64 : 128) - this.used);
      pad[0] = 128;
      new DataView(pad.buffer).setUint32(pad.length - 8, Math.floor(bits / 4294967296));
      new DataView(pad.buffer).setUint32(pad.length - 4, bits >>> 0);
      this.add(pad);
      return this.h.map((v) => (v >>> 0).toString(16).padStart(8, "0")).join("");
    }
  }

  const bytes = async (file, from, to) => new Uint8Array(await new Response(file.slice(from, to)).arrayBuffer());
  const mb = (n) => (n / 1048576).toFixed(1) + " MB";
  const sleep = (ms) => new Promise((done) => { const stop = () => { clearTimeout(timer); window.removeEventListener("online", stop); done(); }; const timer = setTimeout(stop, ms); window.addEventListener("online", stop); });
  const element = (name, text, attributes) => { const made = document.createElement(name); if (text) made.textContent = text; Object.entries(attributes || {}).forEach(([k, v]) => made.setAttribute(k, v)); return made; };

  function field(input) {
    const box = input.parentElement, list = box.querySelector("[data-incoming-list]"), held = box.querySelector("[data-held]"), note = box.querySelector("[data-file-note]");
    const form = input.form, words = list.dataset, address = input.dataset.incoming, place = location.pathname + "#" + input.name;
    const limits = document.getElementById(input.id + "-limits"), going = new Set(), old = new Map();
    const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
    input.dataset.maxBytes = input.dataset.piecesBytes;
    /* A file that has come lies in the list, not in the field: only an empty list leaves the field wanting. */
    const required = input.required, settle = () => { input.required = required && !held.querySelector("input:checked"); };
    held.addEventListener("change", settle);
    settle();
    if (limits) limits.textContent = input.dataset.piecesText;

    async function ask(method, url, body, headers) {
      const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
      try {
        const answer = await fetch(url, { method: method, body: body, credentials: "same-origin", signal: stop.signal, headers: Object.assign({ "X-CSRFToken": token(), Accept: "application/json" }, headers) });
        const said = (answer.headers.get("Content-Type") || "").indexOf("json") >= 0 ? await answer.json() : {};
        return { status: answer.status, ok: answer.ok, said: said };
      } finally { clearTimeout(timer); }
    }

    /* One file on its way: announce, pieces, finish. A lost line is waited out; only a refusal ends it. */
    class Going {
      constructor(file) {
        this.file = file; this.step = 131072; this.paused = false; this.gone = false; this.offset = 0;
        this.item = element("li"); this.name = element("span", file.name + " · " + mb(file.size));
        this.bar = element("progress", "", { max: 100, value: 0, "aria-label": file.name });
        this.state = element("small", words.going, { class: "muted", role: "status" });
        this.pause = element("button", words.pause, { type: "button", class: "button button--s" });
        this.stop = element("button", words.remove, { type: "button", class: "button button--s button--quiet" });
        const keys = element("p", "", { class: "cluster cluster--s" });
        keys.append(this.pause, this.stop);
        this.item.append(this.name, this.bar, this.state, keys);
        this.pause.addEventListener("click", () => this.toggle());
        this.stop.addEventListener("click", () => this.leave());
        list.append(this.item); list.hidden = false; going.add(this);
      }
      say(text) { if (this.state.textContent !== text) this.state.textContent = text; }
      toggle() {
        this.paused = !this.paused;
        this.pause.textContent = this.paused ? words.resume : words.pause;
        if (this.paused) this.say(words.paused); else if (this.wake) this.wake();
      }
      leave() {
        this.gone = true;
        if (this.key) ask("DELETE", address + this.key + "/").catch(() => {});
        if (this.wake) this.wake();
        this.end();
      }
      end() { going.delete(this); this.item.remove(); list.hidden = !list.children.length; }
      refuse(text) {
        this.gone = true; going.delete(this);
        this.item.replaceChildren(element("p", text, { class: "field__error", role: "alert" }));
      }
      /* Ask until an answer comes. 5xx, 408 and no answer at all are the line's fault, not the file's. */
      async sure(method, url, body, headers) {
        for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
          while (this.paused && !this.gone) await new Promise((wake) => { this.wake = wake; });
          if (this.gone) throw new Error("left");
          try {
            const answer = await ask(method, url, typeof body === "function" ? body() : body, headers);
            if ((answer.status < 500 && answer.status !== 408) || answer.status === 507) { if (!this.paused) this.say(words.going); return answer; }
          } catch (error) { /* the line is down */ }
          this.step = Math.max(SMALLEST, this.step / 2);
          if (!this.paused) this.say(words.waiting);
          await sleep(wait);
        }
      }
      async announce() {
        const file = this.file, about = () => new URLSearchParams({ name: file.name, size: file.size, place: place, mark: String(file.lastModified || 0) });
        const answer = await this.sure("POST", address, about);
        if (!answer.ok) throw new Error(answer.said.text || answer.status);
        this.key = answer.said.key; this.most = answer.said.piece; this.offset = answer.said.offset;
      }
      async pieces() {
        const file = this.file, whole = new Hash();
        for (let at = 0; at < this.offset; at += this.most) whole.add(await bytes(file, at, Math.min(at + this.most, this.offset)));
        while (this.offset < file.size) {
          this.bar.value = Math.floor(this.offset * 100 / file.size);
          const from = this.offset, piece = await bytes(file, from, Math.min(file.size, from + Math.min(this.step, this.most))), began = Date.now();
          const answer = await this.sure("PUT", address + this.key + "/?offset=" + from, piece, { "Content-Type": "application/octet-stream", "X-Piece-Hash": new Hash().add(piece).hex() });
          if (answer.status === 409 && answer.said.offset === from + piece.length) { whole.add(piece); this.offset = answer.said.offset; continue; }
          if (answer.status === 409 && answer.said.offset === from) continue;
          if (answer.status === 409 || answer.status === 404) return null;
          if (!answer.ok) throw new Error(answer.said.text || answer.status);
          whole.add(piece); this.offset = answer.said.offset;
          if (Date.now() - began < QUICK) this.step = Math.min(this.most, this.step * 2);
        }
        this.bar.value = 100; this.say(words.checking);
        return whole.hex();
      }
      async run() {
        for (let tries = 0; tries < 5; tries++) {
          await this.announce();
          if (old.has(this.key)) { old.get(this.key).remove(); old.delete(this.key); }
          const digest = await this.pieces();
          if (digest === null) continue;
          const answer = await this.sure("POST", address + this.key + "/", () => new URLSearchParams({ sha256: digest }));
          if (answer.ok) { keep(answer.said); return this.end(); }
          if (answer.status !== 409 && answer.status !== 404) throw new Error(answer.said.text || answer.status);
        }
        throw new Error(words.waiting);
      }
    }

    function keep(file) {
      const item = element("li"), label = element("label", "", { class: "choice" }), span = element("span", file.label + " ");
      const tick = element("input", "", { type: "checkbox", name: input.name, value: file.key });
      tick.checked = true;
      span.append(element("small", file.size_text + " · " + words.untick));
      label.append(tick, span); item.append(label); held.append(item); held.hidden = false;
      settle();
      order();
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }
    /* The order in which files are handed in is the order of the list. */
    function order() {
      Array.from(held.children).forEach((item, n) => {
        let up = item.querySelector("[data-up]");
        if (n && !up) {
          up = element("button", words.up, { type: "button", class: "button button--s button--quiet", "data-up": "" });
          up.append(element("span", " " + item.querySelector("span").firstChild.textContent.trim(), { class: "visually-hidden" }));
          up.addEventListener("click", () => { held.insertBefore(item, item.previousElementSibling); order(); form.dispatchEvent(new Event("change", { bubbles: true })); const next = item.querySelector("[data-up]"); (next || item.querySelector("input")).focus(); });
          item.append(up);
        } else if (!n && up) up.remove();
      });
    }

    input.addEventListener("change", async () => {
      if (input.validity.customError || !input.files.length) return;
      const chosen = Array.from(input.files);
      input.value = "";
      if (note) { note.textContent = ""; note.className = "field__help"; }
      for (const each of chosen.map((file) => new Going(file))) {
        if (each.gone) continue;
        try { await each.run(); } catch (error) { if (!each.gone) each.refuse(each.file.name + ": " + error.message); }
      }
    });
    form.addEventListener("submit", (event) => {
      if (!going.size || (event.submitter && event.submitter.formNoValidate)) return;
      event.preventDefault(); event.stopImmediatePropagation();
      if (note) { note.textContent = words.busy; note.className = "field__error"; }
      list.scrollIntoView({ block: "center" });
    }, true);
    window.addEventListener("beforeunload", (event) => { if (going.size) event.preventDefault(); });
    order();
    ask("GET", address + "?place=" + encodeURIComponent(place)).then((answer) => (answer.said.files || []).forEach((file) => {
      const item = element("li"), drop = element("button", words.remove, { type: "button", class: "button button--s button--quiet" });
      item.append(element("span", file.name + " · " + Math.floor(file.offset * 100 / file.size) + "% · " + words.left), drop);
      drop.addEventListener("click", () => { ask("DELETE", address + file.key + "/").catch(() => {}); item.remove(); list.hidden = !list.children.length; });
      old.set(file.key, item); list.append(item); list.hidden = false;
    })).catch(() => {});
  }

  const start = () => document.querySelectorAll("input[type=file][data-incoming]").forEach(field);
  if (document.readyState === "complete") start(); else document.addEventListener("DOMContentLoaded", start);
})();
