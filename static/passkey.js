// Passkeys: a form with data-passkey asks the browser for a credential, then sends it as any form is sent.
//   make  registers one · show  proves one from the options on the page · ask  fetches the options first (sign-in)
"use strict";
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const read = (given) => ({
    ...given,
    challenge: bytes(given.challenge),
    ...(given.user && { user: { ...given.user, id: bytes(given.user.id) } }),
    ...Object.fromEntries(["allowCredentials", "excludeCredentials"].filter((list) => given[list])
      .map((list) => [list, given[list].map((key) => ({ ...key, id: bytes(key.id) }))])),
  });

  const write = (made) => JSON.stringify({
    type: made.type,
    id: made.id,
    rawId: text(made.rawId),
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      ...Object.fromEntries(["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
        .filter((part) => made.response[part]).map((part) => [part, text(made.response[part])])),
      ...(made.response.getTransports && { transports: made.response.getTransports() }),
    },
  });

  const options = async (form) => {
    if (form.dataset.passkey !== "ask") return JSON.parse(document.getElementById("passkey-options").textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  };

  const credential = async (form) => {
    const given = await options(form);
    if (form.dataset.passkey !== "make") {
      return navigator.credentials.get({ publicKey: read(given.request_options.publicKey) });
    }
    const publicKey = read(given.creation_options.publicKey);
    const alone = Boolean(form.elements.passwordless?.checked); // may sign in without a password
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone && { userVerification: "required" }),
    };
    return navigator.credentials.create({ publicKey });
  };

  const begin = (form) => {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const trouble = form.querySelector(".notice.error");
      trouble.hidden = true;
      try {
        form.elements.credential.value = write(await credential(form));
        form.submit();
      } catch {
        trouble.hidden = false;
      }
    });
  };

  if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(begin);
})();
