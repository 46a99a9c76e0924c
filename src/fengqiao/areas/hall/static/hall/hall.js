/* The hall on top of pages that work without it: fresh numbers by themselves, one key for each button, a kiosk that forgets. */
(function () {
  "use strict";
  const live = () => document.getElementById("hall-live");
  async function refresh() {
    const held = live();
    if (!held || document.hidden) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("hall-live");
      if (!fresh) return;
      if (held.dataset.hallStage && fresh.dataset.hallStage !== held.dataset.hallStage) { location.reload(); return; }
      const open = Array.from(held.querySelectorAll("details")).map((each) => each.open);
      held.replaceChildren(...fresh.childNodes);
      Array.from(held.querySelectorAll("details")).forEach((each, n) => { each.open = Boolean(open[n]); });
    } catch (error) { /* the page says itself that there is no network */ }
  }
  if (live() && live().dataset.hallLive) setInterval(refresh, 1000 * Number(live().dataset.hallLive));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const button = document.querySelector('[data-hall-key="' + CSS.escape(event.key) + '"]');
    const field = document.querySelector('[data-hall-focus="' + CSS.escape(event.key) + '"]');
    if (button) { event.preventDefault(); button.click(); } else if (field) { event.preventDefault(); field.focus(); }
  });
  const idle = document.querySelector("[data-hall-idle]");
  if (idle) setTimeout(() => { location.replace(idle.dataset.hallHome); }, 1000 * Number(idle.dataset.hallIdle));
})();
