// What a plain document cannot do: say where the eye was led, and warn before words are lost.
"use strict";
(() => {
  let leaving = false; // a form is on its way, so leaving is what was meant
  let pressed = false; // a person asked for the swap; polls and filters keep the focus where it is

  // Words stand in a box, and the form that is being sent is not theirs.
  const unsaved = (sent) =>
    [...document.querySelectorAll("textarea")].some(
      (box) => box.value !== box.defaultValue && (!sent || box.form !== sent));

  const lead = (region) => {
    const place = region.querySelector(".errors") || region.querySelector("h1, h2, h3");
    if (!place) return;
    place.tabIndex = -1;
    place.focus();
  };

  // A private link brings a code after the #, which no server sees. It goes into the box and
  // out of the address; a person presses, so that no scanner of mail does. The browser has
  // written it down by then: it opens once, and is no other's once she is in.
  const box = document.querySelector("input[data-code]");
  const take = () => {
    if (!box || !/^#[0-9a-z-]{36,}$/i.test(location.hash)) return;
    box.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
  };
  take();
  addEventListener("hashchange", take);

  // The hour of a round stands by the venue's clock. Beside it goes that of whoever looks, where
  // it is another; only this browser knows it, and it is told to nobody.
  const tell = (region) => region.querySelectorAll("[data-clock]").forEach((place) => {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(place.dataset.clock);
    const when = new Date(place.dataset.clock);
    const there = (sign === "-" ? -1 : 1) * (60 * hours + Number(minutes));
    const own = when.toLocaleString(`${document.documentElement.lang}-u-nu-latn`,
      { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    place.textContent = there === -when.getTimezoneOffset() ? "" : `= ${own} ${document.body.dataset.yours}`;
  });
  tell(document);

  addEventListener("submit", (event) => { leaving = !unsaved(event.target); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved()) event.preventDefault();
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const cause = event.detail.requestConfig.triggeringEvent;
    if (unsaved(event.target) && !confirm(document.body.dataset.unsaved)) {
      event.preventDefault();
      return;
    }
    pressed = Boolean(cause && ["submit", "click"].includes(cause.type));
  });
  document.addEventListener("htmx:afterRequest", () => { leaving = false; });
  document.addEventListener("htmx:afterSettle", (event) => {
    tell(event.target);
    if (pressed && !event.target.closest("#messages")) lead(event.target);
  });
  document.addEventListener("htmx:sendError", () => {
    const words = document.createElement("p");
    words.className = "notice error";
    words.textContent = document.body.dataset.offline;
    document.getElementById("messages")?.replaceChildren(words);
  });
})();
