// A draft's page saves itself, but not while it is being left: what was typed goes with the button.
(() => {
  let leaving = false;
  document.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("htmx:beforeRequest", (event) => { if (leaving) event.preventDefault(); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const refusal = document.getElementById("refusal");
    if (event.detail.successful && refusal) refusal.replaceChildren();
  });
})();
