// The procedure's diagram with the token on it and the path that the case took.
(async () => {
  const canvas = document.getElementById("diagram");
  if (!canvas || !window.BpmnJS) return;
  const listed = (text) => (text ? text.split(" ") : []);
  const answer = await fetch(canvas.dataset.source, { headers: { "X-Background": "1" } });
  if (!answer.ok) return;
  const viewer = new window.BpmnJS({ container: canvas });
  await viewer.importXML(await answer.text());
  const view = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  const fit = () => view.zoom("fit-viewport", "auto");

  for (const id of listed(canvas.dataset.path)) {
    const flow = registry.get(id);
    if (!flow) continue;
    view.addMarker(flow, "taken");
    for (const end of [flow.source, flow.target]) if (end) view.addMarker(end, "passed");
  }
  for (const id of listed(canvas.dataset.here)) {
    if (!registry.get(id)) continue;
    view.addMarker(id, "token");
    const dot = document.createElement("div");
    dot.className = "token-dot";
    viewer.get("overlays").add(id, { position: { top: -9, left: -9 }, html: dot });
  }
  fit();
  const button = document.querySelector("[data-diagram-large]");
  const card = canvas.closest(".diagram");
  const enlarge = (large) => {
    card.classList.toggle("large", large);
    button.setAttribute("aria-pressed", String(large));
    view.resized();
    fit();
  };
  button.hidden = false;
  button.addEventListener("click", () => enlarge(!card.classList.contains("large")));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") enlarge(false); });
})();
