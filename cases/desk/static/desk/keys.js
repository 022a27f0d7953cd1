// Keys for people who work all day with the list: j k move, Enter opens (the row's link has the focus), c claims, / ?
(() => {
  const typing = (element) => element.closest("input, select, textarea, [contenteditable], dialog");
  const links = () => [...document.querySelectorAll("[data-row] a.name")];

  const move = (step) => {
    const all = links();
    if (!all.length) return;
    const row = document.activeElement.closest("[data-row]");
    const at = row ? all.indexOf(row.querySelector("a.name")) : step > 0 ? -1 : all.length;
    all[Math.min(all.length - 1, Math.max(0, at + step))].focus();
  };
  const claim = () => {
    const row = document.activeElement.closest("[data-row]");
    const button = (row || document).querySelector("[data-claim]");
    if (button) button.click();
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    c: claim,
    "/": () => document.getElementById("q").focus(),
    "?": () => document.getElementById("keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
