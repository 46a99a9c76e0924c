/* Fengqiao, everyday help on top of pages that work without it: drafts that save themselves, no double sending,
   keys for the desk, the palette, file limits before upload, dialogs, copying, the offline notice. */
(function () {
  "use strict";
  const words = (document.getElementById("words") || {}).dataset || {};
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const csrf = (root) => {
    const input = (root || document).querySelector("[name=csrfmiddlewaretoken]");
    return input ? input.value : "";
  };
  const inField = (target) => target.closest && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  /* Large type and contrast: at once, and remembered, without a trip to the server. */
  function display(form) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter || document.activeElement;
      if (!button || !button.name) return;
      event.preventDefault();
      const on = button.getAttribute("aria-pressed") !== "true";
      const value = on ? (button.name === "type" ? "large" : "high") : "normal";
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = "fq_" + button.name + "=" + value + "; path=/; max-age=31536000; SameSite=Lax" + secure;
      document.documentElement.setAttribute("data-" + button.name, value);
      all("[data-display] [name=" + button.name + "]").forEach((each) => each.setAttribute("aria-pressed", String(on)));
    });
  }

  /* Drafts: saved a moment after the last key, and again when the network is back. */
  function draft(form) {
    const status = document.querySelector("[data-draft-status]");
    let timer = 0, dirty = false, busy = false;
    const say = (text) => { if (status) status.textContent = text; };
    const body = () => {
      /* Of files only those that have come are kept (ticks in the list bear the field's name); what is still on the disk is not. */
      const data = new FormData();
      const hidden = new Set(all("input[type=password]", form).map((input) => input.name));
      for (const [name, value] of new FormData(form)) if (!(value instanceof File) && !hidden.has(name)) data.append(name, value);
      return data;
    };
    async function save() {
      if (!dirty || busy) return;
      busy = true; dirty = false;
      say(words.saving);
      try {
        const answer = await fetch(form.dataset.draftUrl, {
          method: "POST", body: body(), credentials: "same-origin", headers: { "X-CSRFToken": csrf(form), "X-Requested-With": "fetch" },
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const hints = form.querySelector("[data-draft-hints]");
        if (hints && answer.status === 200 && !dirty) hints.innerHTML = await answer.text();
        say(words.saved + " " + new Date().toTimeString().slice(0, 5));
      } catch (error) {
        dirty = true;
        say(words.unsaved);
        timer = setTimeout(save, 15000);
      }
      busy = false;
      if (dirty && !timer) timer = setTimeout(save, 1500);
    }
    const later = () => { dirty = true; clearTimeout(timer); timer = setTimeout(() => { timer = 0; save(); }, 1500); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => { clearTimeout(timer); dirty = false; });
    window.addEventListener("online", save);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && dirty && navigator.sendBeacon) { navigator.sendBeacon(form.dataset.draftUrl, body()); }
    });
  }

  /* At a window the clerk types: the first thing to fill in or press has the focus, not the head of the page. */
  function atWindow() {
    const first = document.querySelector("main form .field--wrong .control, main form.form .control, main form.form input:not([type=hidden]), main form.form button");
    if (first && document.activeElement === document.body) first.focus({ preventScroll: true });
  }

  /* One sending: the second click of an impatient finger goes nowhere. */
  function once(form) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      const button = event.submitter || form.querySelector("button:not([type=button])");
      if (button) { button.setAttribute("aria-busy", "true"); button.setAttribute("aria-label", words.sending || ""); }
    });
    window.addEventListener("pageshow", () => {
      delete form.dataset.sent;
      all("[aria-busy]", form).forEach((button) => { button.removeAttribute("aria-busy"); button.removeAttribute("aria-label"); });
    });
  }

  /* Files: say what is too big before it travels. */
  function files(input) {
    const note = input.parentElement.querySelector("[data-file-note]");
    const mb = (bytes) => (bytes / 1048576).toFixed(1) + " MB";
    input.addEventListener("change", () => {
      const chosen = Array.from(input.files);
      const max = Number(input.dataset.maxBytes || 0), most = Number(input.dataset.maxFiles || 0);
      const big = max ? chosen.filter((file) => file.size > max) : [];
      let problem = "";
      if (big.length) problem = words.tooBig + ": " + big.map((file) => file.name + " (" + mb(file.size) + " > " + mb(max) + ")").join("; ");
      else if (most && chosen.length > most) problem = words.tooMany + ": " + chosen.length + " > " + most;
      input.setCustomValidity(problem);
      input.toggleAttribute("aria-invalid", Boolean(problem));
      if (note) {
        note.className = problem ? "field__error" : "field__help";
        note.textContent = problem || (chosen.length ? words.chosen + ": " + chosen.map((file) => file.name + " (" + mb(file.size) + ")").join("; ") : "");
      }
    });
    const form = input.form;
    if (form) form.addEventListener("submit", (event) => { if (input.validity.customError) { event.preventDefault(); event.stopImmediatePropagation(); input.focus(); } }, true);
  }

  /* The desk: j k Enter x 1-9. */
  function worklist(form) {
    const rows = all("[data-row]", form), counter = form.querySelector("[data-selected]");
    let at = -1;
    function move(step) {
      if (at >= 0) rows[at].classList.remove("at");
      at = Math.max(0, Math.min(rows.length - 1, at + step));
      rows[at].classList.add("at");
      rows[at].querySelector("[data-open]").focus({ preventScroll: true });
      rows[at].scrollIntoView({ block: "nearest" });
    }
    function mark() {
      let picked = 0;
      rows.forEach((row) => {
        const on = row.querySelector("[name=pick]").checked;
        row.classList.toggle("picked", on);
        picked += on ? 1 : 0;
      });
      if (counter) counter.textContent = picked ? words.chosen + " " + picked : "";
    }
    form.addEventListener("change", mark);
    form.addEventListener("focusin", (event) => {
      const row = event.target.closest("[data-row]");
      if (!row) return;
      if (at >= 0) rows[at].classList.remove("at");
      at = rows.indexOf(row);
      row.classList.add("at");
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target) || document.querySelector("dialog[open]")) return;
      if (event.key === "j") move(1);
      else if (event.key === "k") move(-1);
      else if (event.key === "x" && at >= 0) { const box = rows[at].querySelector("[name=pick]"); box.checked = !box.checked; mark(); }
      else if (/^[1-9]$/.test(event.key) && at >= 0) { const action = rows[at].querySelector('[data-key="' + event.key + '"]'); if (action) action.click(); else return; }
      else return;
      event.preventDefault();
    });
    mark();
  }

  /* Single keys of a page: whatever carries data-shortcut; "?" shows them all. While somebody types they are letters. */
  function shortcuts() {
    const help = document.getElementById("keys");
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
      if (inField(event.target) || document.querySelector("dialog[open]")) return;
      if (help && help.showModal && (event.key === "?" || event.key === "？")) { event.preventDefault(); help.showModal(); return; }
      const found = /^[1-9a-z]$/.test(event.key) && document.querySelector('main [data-shortcut="' + event.key + '"]');
      if (found) { event.preventDefault(); found.click(); }
    });
  }

  /* The palette: "/" or Ctrl-K; arrows and Enter. */
  function palette(box) {
    const input = box.querySelector("input"), list = box.querySelector("ul"), fixed = Array.from(list.children);
    let at = 0, timer = 0, last = "";
    const shown = () => Array.from(list.children).filter((item) => !item.hidden);
    function pick(index) {
      const items = shown();
      at = items.length ? (index + items.length) % items.length : 0;
      items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      if (items[at]) { input.setAttribute("aria-activedescendant", items[at].id); items[at].scrollIntoView({ block: "nearest" }); }
    }
    function add(found) {
      all("[data-found]", list).forEach((item) => item.remove());
      found.forEach((each, i) => {
        const item = document.createElement("li"), label = document.createElement("span"), sub = document.createElement("small");
        item.id = "found-" + i; item.dataset.url = each.url; item.dataset.found = ""; item.setAttribute("role", "option");
        label.textContent = each.label; sub.textContent = each.sub || "";
        item.append(label, sub);
        list.append(item);
      });
      pick(0);
    }
    async function ask() {
      const q = input.value.trim();
      if (q.length < 2) return add([]);
      last = q;
      try {
        const answer = await fetch(box.dataset.searchUrl + "?format=json&q=" + encodeURIComponent(q), { credentials: "same-origin", headers: { Accept: "application/json" } });
        const found = answer.ok ? (await answer.json()).results : [];
        if (last === q) add(found);
      } catch (error) { add([]); }
    }
    input.addEventListener("input", () => {
      const q = input.value.trim().toLowerCase();
      fixed.forEach((item) => { item.hidden = q !== "" && item.textContent.toLowerCase().indexOf(q) < 0; });
      pick(0);
      clearTimeout(timer); timer = setTimeout(ask, 180);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") pick(at + 1);
      else if (event.key === "ArrowUp") pick(at - 1);
      else if (event.key === "Escape") { box.close(); input.blur(); }
      else if (event.key === "Enter" && shown()[at]) location.assign(shown()[at].dataset.url);
      else return;
      event.preventDefault();
    });
    list.addEventListener("click", (event) => { const item = event.target.closest("li"); if (item) location.assign(item.dataset.url); });
    const open = () => { if (!box.open) { box.showModal(); input.select(); pick(0); } };
    document.addEventListener("keydown", (event) => {
      const slash = event.key === "/" && !inField(event.target) && !event.ctrlKey && !event.metaKey;
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (slash || k) { event.preventDefault(); open(); }
    });
  }

  /* The app: its worker in the language of the page; and what was written without a line goes on its way. */
  function installed() {
    if ("serviceWorker" in navigator && words.worker) {
      navigator.serviceWorker.register(words.worker + "?l=" + document.documentElement.lang).catch(() => {});
    }
    let waiting = null;
    try { waiting = localStorage.getItem("fq-told-on-its-way"); } catch (error) { /* storage is switched off */ }
    if (!waiting || document.querySelector("[data-told]")) return;
    const script = document.createElement("script");
    script.src = words.offlineScript;
    document.head.append(script);
  }

  document.addEventListener("DOMContentLoaded", () => {
    all("[data-display]").forEach(display);
    all("input[type=file]").forEach(files);
    all("form[data-draft-url]").forEach(draft);
    all("form[data-once]").forEach(once);
    all("[data-worklist]").forEach(worklist);
    shortcuts();
    const box = document.getElementById("palette");
    if (box && box.showModal) palette(box);
    all("[data-copy]").forEach((button) => {
      if (!navigator.clipboard) return;
      button.hidden = false;
      const label = button.lastChild, before = label.textContent;
      button.addEventListener("click", () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim()).then(() => {
        label.textContent = words.copied;
        setTimeout(() => { label.textContent = before; }, 2500);
      }));
    });
    all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => window.print()); });
    const summary = document.querySelector("[data-focus]");
    if (summary) summary.focus();
    else if (document.body.hasAttribute("data-window")) atWindow();
    document.addEventListener("click", (event) => {
      const opener = event.target.closest("[data-dialog]");
      const dialog = opener && document.getElementById(opener.dataset.dialog);
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
      if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
      all("[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    });
    document.addEventListener("keydown", (event) => {
      const main = event.key === "Enter" && (event.ctrlKey || event.metaKey) && document.querySelector('main [aria-keyshortcuts~="Control+Enter"]');
      if (main && !document.querySelector("dialog[open]")) { event.preventDefault(); main.click(); }
      if (event.key === "Escape") all("[data-menu][open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    });
    const notice = document.querySelector("[data-offline]");
    const network = () => { notice.textContent = navigator.onLine ? "" : words.offline; };
    if (notice) { window.addEventListener("online", network); window.addEventListener("offline", network); network(); }
    installed();
  });
})();
