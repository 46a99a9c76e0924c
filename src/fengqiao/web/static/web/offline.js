/* What is told without a line: kept in this browser alone, sent when the line is back, once.
   fq-told holds {key, values, state, where}: state is "writing", "waiting" or "taken"; the text is wiped as soon as the court has it. */
(function () {
  "use strict";
  const STORE = "fq-told", FLAG = "fq-told-on-its-way", TAKE = "/offline/tell/take/";
  const form = document.querySelector("[data-told]");
  const read = () => { try { return JSON.parse(localStorage.getItem(STORE)) || {}; } catch (error) { return {}; } };
  const write = (told) => {
    localStorage.setItem(STORE, JSON.stringify(told));
    if (told.state !== "writing") localStorage.setItem(FLAG, "1"); else localStorage.removeItem(FLAG);
  };
  const forget = () => { localStorage.removeItem(STORE); localStorage.removeItem(FLAG); };
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(32)), (b) => b.toString(16).padStart(2, "0")).join("");
  let sending = false;

  async function send() {
    const told = read();
    if (sending || told.state !== "waiting" || !navigator.onLine) return;
    sending = true;
    try {
      const asked = await fetch(TAKE, { credentials: "same-origin", cache: "no-store" });
      const token = (await asked.json()).token;
      const answer = await fetch(TAKE, {
        method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ key: told.key, values: told.values }),
      });
      if (answer.ok) write({ key: told.key, state: "taken" });
      else if (answer.status === 422) write({ ...told, state: "writing" });
    } catch (error) { /* no line yet: the next try comes with the line, or with the next page */ }
    sending = false;
    show();
  }

  function show() {
    const state = read().state || "writing";
    if (!form) {
      if (state === "taken") banner();
      return;
    }
    document.querySelectorAll("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== state; });
    document.querySelectorAll("[data-key]").forEach((input) => { input.value = read().key || ""; });
  }

  function banner() {
    const words = document.getElementById("told-words"), main = document.getElementById("main");
    if (!words || !main || document.getElementById("told-banner")) return;
    const note = document.createElement("p"), link = document.createElement("a");
    note.id = "told-banner"; note.className = "card"; note.setAttribute("role", "status");
    link.href = words.dataset.url; link.textContent = words.dataset.open;
    note.append(words.dataset.taken + " ", link);
    main.prepend(note);
  }

  function edit() {
    const held = read();
    Object.entries(held.values || {}).forEach(([name, value]) => { if (form.elements[name]) form.elements[name].value = value; });
    const keep = (state) => {
      const values = {};
      Array.from(new FormData(form)).forEach(([name, value]) => { values[name] = value; });
      try { write({ key: read().key || newKey(), values: values, state: state }); return true; } catch (error) { return false; }
    };
    form.addEventListener("input", () => {
      const kept = keep("writing");
      form.querySelector("[data-kept]").hidden = !kept;
      form.querySelector("[data-not-kept]").hidden = kept;
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (keep("waiting")) { show(); send(); }
    });
    document.querySelectorAll("[data-forget]").forEach((button) => button.addEventListener("click", () => { forget(); form.reset(); show(); }));
    document.querySelectorAll("[data-again]").forEach((button) => button.addEventListener("click", () => { const told = read(); write({ ...told, state: "writing" }); show(); }));
    document.querySelectorAll("[data-now]").forEach((button) => button.addEventListener("click", send));
    /* this page may come from the browser's own store: the token of the day is asked for before anything is sent */
    document.querySelectorAll("form[data-fresh]").forEach((each) => each.addEventListener("submit", async (event) => {
      event.preventDefault();
      const asked = await fetch(TAKE, { credentials: "same-origin", cache: "no-store" });
      each.querySelector("[name=csrfmiddlewaretoken]").value = (await asked.json()).token;
      forget();
      each.submit();
    }));
    document.querySelectorAll("[data-scripts]").forEach((part) => { part.hidden = false; });
  }

  if (form) edit();
  show();
  send();
  window.addEventListener("online", send);
})();
