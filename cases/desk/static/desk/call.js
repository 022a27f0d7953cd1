// A call is typed with one hand: the first field is ready, Ctrl Enter sends from anywhere.
(() => {
  const form = document.querySelector("form.call");
  if (!form) return;
  const faults = document.getElementById("faults");
  const first = form.querySelector("#fields select, #fields input:not([type=hidden]), #fields textarea");
  if (faults) faults.focus();
  else if (first) first.focus();
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
})();
