// Asks the browser for a passkey, puts its answer into the form, and sends it. Without this script the form works by code.
(function () {
  "use strict";
  var form = document.querySelector("form[data-passkey]");
  var way = form && form.querySelector("[data-passkey-way]");
  if (!way || !window.PublicKeyCredential) return;
  var options = JSON.parse(form.dataset.passkey);
  var isNew = "passkeyNew" in form.dataset;
  var site = isNew ? options.rp.id : options.rpId;
  // A browser keeps passkeys for a name only, and this page may be open under a number.
  if (location.hostname !== site && !location.hostname.endsWith("." + site)) return;
  var failed = way.querySelector("[data-passkey-failed]");
  var unknown = document.querySelector("[data-passkey-unknown]");
  if (unknown) unknown.hidden = true;
  way.hidden = false;

  way.querySelector("[data-passkey-button]").addEventListener("click", function () {
    if (isNew && !form.reportValidity()) return;
    failed.hidden = true;
    ask().then(function (credential) {
      form.elements[form.dataset.passkeyField].value = JSON.stringify(plain(credential));
      form.submit();
    }).catch(function () {
      failed.hidden = false;
    });
  });

  function ask() {
    var wanted = Object.assign({}, options, { challenge: bytes(options.challenge) });
    ["allowCredentials", "excludeCredentials"].forEach(function (list) {
      if (options[list]) wanted[list] = options[list].map(named);
    });
    if (!isNew) return navigator.credentials.get({ publicKey: wanted });
    wanted.user = Object.assign({}, options.user, { id: bytes(options.user.id) });
    return navigator.credentials.create({ publicKey: wanted });
  }

  function named(credential) {
    return Object.assign({}, credential, { id: bytes(credential.id) });
  }

  function plain(credential) {
    var answer = credential.response, said = { clientDataJSON: text(answer.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (part) {
      if (answer[part]) said[part] = text(answer[part]);
    });
    if (answer.getTransports) said.transports = answer.getTransports();
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said, clientExtensionResults: {} };
  }

  function bytes(encoded) {
    var raw = atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (sign) { return sign.charCodeAt(0); });
  }

  function text(buffer) {
    var raw = Array.from(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); }).join("");
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
})();
