/* A kiosk that nobody touches goes back to the start and forgets. It counts from the last key, touch or movement, and asks first. */
(function () {
  "use strict";
  const told = document.currentScript.dataset, idle = Number(told.idle) * 1000, ask = Math.min(30000, idle / 4);
  let last = Date.now(), dialog = null;
  function touched() {
    last = Date.now();
    if (dialog) { dialog.close(); dialog.remove(); dialog = null; }
  }
  function question() {
    dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.setAttribute("role", "alertdialog");
    const text = document.createElement("p"), stay = document.createElement("button");
    text.textContent = told.ask;
    text.id = "kiosk-idle";
    dialog.setAttribute("aria-labelledby", text.id);
    stay.type = "button";
    stay.className = "button button--main";
    stay.textContent = told.stay;
    dialog.append(text, stay);
    document.body.append(dialog);
    dialog.showModal();
    stay.focus();
  }
  ["keydown", "pointerdown", "pointermove", "wheel", "touchstart", "input"].forEach((name) => document.addEventListener(name, touched, { passive: true }));
  setInterval(() => {
    const since = Date.now() - last;
    if (since >= idle) location.replace(told.end);
    else if (since >= idle - ask && !dialog) question();
  }, 1000);
})();
