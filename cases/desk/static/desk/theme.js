// Light or dark as the person chose on this device; without a choice the system decides.
(() => {
  const root = document.documentElement;
  const kept = localStorage.getItem("alur-theme");
  if (kept) root.dataset.theme = kept;
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const systemDark = matchMedia("(prefers-color-scheme: dark)").matches;
        const dark = root.dataset.theme ? root.dataset.theme === "dark" : systemDark;
        root.dataset.theme = dark ? "light" : "dark";
        localStorage.setItem("alur-theme", root.dataset.theme);
      });
    }
  });
})();
