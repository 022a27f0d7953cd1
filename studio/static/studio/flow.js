// The modeler: the diagram is drawn here, judged and kept by the server a moment after each change.
(async () => {
  const place = document.getElementById("modeler");
  if (!place || !window.BpmnJS) return;
  const settings = JSON.parse(document.getElementById("flow-settings").textContent);
  const { words, writes } = settings;
  const form = document.getElementById("flow-form");
  const saved = document.getElementById("flow-saved");
  const [schema, source] = await Promise.all([
    fetch(place.dataset.schema).then((answer) => answer.json()),
    fetch(place.dataset.source).then((answer) => answer.text()),
  ]);
  const modeler = new window.BpmnJS({ container: "#canvas", moddleExtensions: { zeebe: schema } });
  const canvas = modeler.get("canvas");
  const registry = modeler.get("elementRegistry");
  const selection = modeler.get("selection");
  // The palette covers the left edge of the canvas.
  const fit = () => {
    canvas.zoom("fit-viewport", "auto");
    canvas.zoom(canvas.zoom() * (writes ? 0.86 : 1), "auto");
    if (writes) canvas.scroll({ dx: 40, dy: 0 });
  };

  // Problems ------------------------------------------------------------------------------------------------------
  const go = (id) => {
    const element = registry.get(id);
    if (!element) return;
    selection.select(element);
    canvas.scrollToElement(element);
    place.scrollIntoView({ block: "nearest" });
  };
  const problems = (found) => {
    const list = document.getElementById("flow-problems");
    for (const element of registry.getAll()) canvas.removeMarker(element, "faulty");
    list.replaceChildren(...found.map(row));
    document.getElementById("flow-count").textContent = found.length ? String(found.length) : "";
    if (!found.length) list.append(Object.assign(document.createElement("li"), { textContent: words.no_problems }));
  };
  const row = (finding) => {
    const item = document.createElement("li");
    const kind = document.createElement("span");
    kind.className = finding.severity === "error" ? "tag inverse" : "tag";
    kind.textContent = finding.severity === "error" ? words.error : words.warning;
    const text = document.createElement("div");
    text.append(Object.assign(document.createElement("p"), { textContent: finding.message }));
    const hint = finding.here ? finding.hint : `${finding.file}. ${finding.hint}`;
    text.append(Object.assign(document.createElement("p"), { className: "quiet-text small", textContent: hint }));
    item.append(kind, text);
    if (finding.here && registry.get(finding.element)) {
      canvas.addMarker(finding.element, "faulty");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "compact", textContent: words.show });
      button.setAttribute("aria-label", `${words.show}: ${finding.message}`);
      button.addEventListener("click", () => go(finding.element));
      item.append(button);
    }
    return item;
  };

  // Saving --------------------------------------------------------------------------------------------------------
  let timer = 0;
  let busy = false;
  let changed = false;
  let refused = false;
  const send = async (address) => {
    const { xml } = await modeler.saveXML({ format: true });
    form.elements.xml.value = xml;
    return fetch(address, { method: "POST", body: new FormData(form), headers: { "X-Background": "1" } });
  };
  const save = async () => {
    if (busy || refused) return;
    busy = true;
    changed = false;
    saved.textContent = words.saving;
    try {
      const answer = await send(place.dataset.save);
      const told = await answer.json();
      if (answer.ok) {
        form.elements._suntingan.value = told.revision;
        saved.textContent = `${words.saved} ${new Date().toLocaleTimeString("id-ID").replaceAll(":", ".")}`;
        problems(told.findings);
      } else {
        refused = told.code === "draft_changed";
        document.getElementById("flow-conflict").textContent = told.text;
        form.hidden = false;
        form.querySelector("button").hidden = !refused;
        saved.textContent = words.unsaved;
      }
    } catch {
      changed = true;
      saved.textContent = words.offline;
      timer = setTimeout(save, 5000);
    }
    busy = false;
    if (changed && !timer) soon();
  };
  const soon = () => {
    changed = true;
    saved.textContent = words.unsaved;
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; save(); }, 900);
  };
  window.addEventListener("beforeunload", (event) => { if (changed && !refused) event.preventDefault(); });
  form.addEventListener("submit", () => { changed = false; });

  // Tools ---------------------------------------------------------------------------------------------------------
  const tools = {
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    fit,
    layout: async () => {
      const answer = await send(place.dataset.layout);
      const told = await answer.json();
      if (!answer.ok) { saved.textContent = told.text; return; }
      await modeler.importXML(told.xml);
      fit();
      soon();
    },
  };
  for (const button of place.querySelectorAll("[data-tool]")) {
    button.addEventListener("click", () => tools[button.dataset.tool]());
  }

  try {
    await modeler.importXML(source);
  } catch {
    document.getElementById("canvas").textContent = words.unreadable;
    return;
  }
  fit();
  window.studioProperties(modeler, settings);
  problems(settings.findings);
  if (settings.element) go(settings.element);
  if (writes) modeler.on("commandStack.changed", soon);
  else place.classList.add("reading");
  place.dataset.ready = "true";
})();
