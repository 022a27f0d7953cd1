// The button that acts on chosen rows says how many there are, and waits until there is one.
(() => {
  const button = document.querySelector("[data-selection]");
  if (!button) return;
  const label = button.querySelector("span");
  const tell = () => {
    const count = document.querySelectorAll('input[name="tugas"]:checked').length;
    label.textContent = count ? `${button.dataset.selection} (${count})` : button.dataset.selection;
    button.disabled = !count;
  };
  document.addEventListener("change", tell);
  tell();
})();
