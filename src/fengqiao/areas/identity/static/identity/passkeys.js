/* Passkeys: asks the device, puts its answer into the form, and sends it. The page says so where this cannot work. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-passkey]");
  if (!form) { return; }
  var able = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  var button = form.querySelector("button");
  var said = form.querySelector("[data-passkey-status]");
  if (!able) {
    form.querySelector("[data-passkey-unable]").hidden = false;
    return;
  }
  button.hidden = false;
  form.addEventListener("submit", function (event) {
    var field = form.elements.credential;
    if (field.value) { return; }
    event.preventDefault();
    var told = JSON.parse(form.dataset.options);
    var making = form.dataset.passkey === "create";
    var asked = making
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(told) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(told) });
    button.disabled = true;
    asked.then(function (credential) {
      field.value = JSON.stringify(credential.toJSON());
      form.submit();
    }).catch(function () {
      button.disabled = false;
      said.textContent = form.dataset.failed;
    });
  });
})();
