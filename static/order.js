// Sessions of a programme are dragged by their hour to where another stands; the buttons beside them do the same.
let carried = null;

// Dropped on is what can be moved itself; what has begun keeps its place.
const under = (event) => carried && event.target.closest?.("#programme li[data-session]");
const ready = () => document.querySelectorAll("#programme li[data-session] > time").forEach(
  (hour) => { hour.draggable = true; });
ready();
addEventListener("htmx:afterSettle", ready);

addEventListener("dragstart", (event) => { carried = event.target.closest?.("#programme li[data-session]") ?? null; });
addEventListener("dragend", () => { carried = null; });
addEventListener("dragover", (event) => { if (under(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  const there = under(event);
  if (!there || there === carried) return;
  event.preventDefault();
  const button = document.createElement("button");
  button.hidden = true;
  button.name = "to";
  button.value = there.dataset.session;
  button.setAttribute("formaction", `${location.pathname}${carried.dataset.session}/place/`);
  carried.querySelector("form").append(button);
  button.click(); // sent as the buttons are, and once
});
