// A form that keeps itself: what was typed while the server answered is never overwritten by the answer.
(() => {
  let typedAt = 0;
  let sentAt = 0;
  let leaving = false;
  const isFields = (element) => element && element.id === "fields";

  document.addEventListener("input", (event) => {
    if (event.target.closest("#fields")) typedAt = performance.now();
  });
  document.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isFields(event.detail.elt)) return;
    if (leaving) event.preventDefault();
    sentAt = performance.now();
  });
  // Only the draft's number and the time saved are taken over; the fields follow with the next answer.
  const takeOver = (html) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    const draft = answer.querySelector("input[name=_draf]");
    const fields = document.getElementById("fields");
    if (draft && !fields.querySelector("input[name=_draf]")) fields.append(document.importNode(draft, true));
    const saved = answer.getElementById("saved");
    if (saved) document.getElementById("saved").replaceWith(document.importNode(saved, true));
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isFields(event.detail.target) || !isFields(event.detail.elt)) return;
    if (leaving || typedAt > sentAt) {
      event.detail.shouldSwap = false;
      if (event.detail.xhr.status === 200) takeOver(event.detail.xhr.responseText);
    }
  });

  // A refused file is taken out, or every later answer would be refused with it; the sentence stays until one succeeds.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isFields(event.detail.elt)) return;
    if (event.detail.xhr.status === 409) {
      for (const input of document.querySelectorAll("#fields input[type=file]")) input.value = "";
    } else if (event.detail.successful) {
      document.getElementById("refusal").replaceChildren();
    }
  });

  const opened = new Set();
  document.addEventListener("toggle", (event) => {
    const box = event.target.closest(".document");
    const input = box && box.querySelector("input[id]");
    if (input) opened[event.target.open ? "add" : "delete"](input.id);
  }, true);
  document.addEventListener("htmx:afterSettle", () => {
    for (const id of opened) {
      const input = document.getElementById(id);
      const details = input && input.closest(".document").querySelector("details");
      if (details) details.open = true;
    }
  });
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
})();
