// A session is dragged by its hour to where another stands, as its buttons move it.
const way = (one) => one?.querySelector("[formaction$='/advance/'],[formaction$='/defer/']")
  ?.getAttribute("formaction").split("/"); // what has begun has none
const line = (event) => event.target.closest?.("#programme li");
let held;
addEventListener("mouseover", (event) => { // before it can be taken up
  if (event.target.matches("#programme time")) event.target.draggable = !!way(line(event));
});
addEventListener("dragstart", (event) => { held = line(event); });
addEventListener("dragover", (event) => { if (held && way(line(event))) event.preventDefault(); });
addEventListener("drop", (event) => {
  const from = way(held), to = way(line(event));
  if (!from || !to || held === line(event)) return;
  event.preventDefault();
  const button = document.createElement("button");
  button.hidden = true;
  button.name = "to";
  button.value = to.at(-3);
  from.splice(-2, 1, "place");
  button.setAttribute("formaction", from.join("/"));
  held.querySelector("form").append(button);
  button.click();
});
