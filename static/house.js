// What a plain document cannot do: say where the eye was led, and warn before words are lost.
let leaving = false; // a form is on its way, so leaving is what was meant
let pressed = false; // a person asked for the swap; polls and filters keep the focus where it is

// Words stand in a box, and the form that is being sent is not theirs.
const unsaved = (sent) => [...document.querySelectorAll("textarea")].some(
  (box) => box.value !== box.defaultValue && (!sent || box.form !== sent));

const lead = (region) => {
  const place = region.querySelector(".errors") || region.querySelector("h1, h2, h3");
  place?.setAttribute("tabindex", "-1");
  place?.focus();
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
  const when = new Date(place.dataset.clock);
  const here = new Date(place.dataset.clock.slice(0, 16)); // if the venue's clock were ours
  const own = when.toLocaleString(`${document.documentElement.lang}-u-nu-latn`,
    { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: /^ar/.test(document.documentElement.lang) ? "h12" : "h23" });
  place.textContent = +when === +here ? "" : `= ${own} ${document.body.dataset.yours}`;
});
tell(document);

addEventListener("submit", (event) => { leaving = !unsaved(event.target); });
addEventListener("pageshow", () => { leaving = false; });
addEventListener("beforeunload", (event) => { if (!leaving && unsaved()) event.preventDefault(); });

// Why nothing came of it, above the page as it stands; a plain page has no place for it.
const why = (words) => document.getElementById("why")?.replaceChildren(words);
addEventListener("htmx:beforeRequest", (event) => {
  pressed = ["submit", "click"].includes(event.detail.requestConfig.triggeringEvent?.type);
  if (unsaved(event.target) && !confirm(document.body.dataset.unsaved)) event.preventDefault();
});
addEventListener("htmx:beforeOnLoad", () => why(""));
addEventListener("htmx:afterRequest", () => { leaving = false; });
addEventListener("htmx:sendError", () => why(document.body.dataset.away));
// A page of ours says what it takes the place of. What broke takes nothing away.
addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.isError || detail.xhr.getResponseHeader("HX-Retarget")) return;
  detail.shouldSwap = false; why(document.body.dataset.broke);
});
addEventListener("htmx:afterSettle", (event) => {
  tell(event.target);
  if (pressed && !event.target.closest("#messages")) lead(event.target);
});
