// The server's clock, and the pills that count by it. A device's own clock may be wrong; only its pace is trusted.
(() => {
  const shown = document.getElementById("server-clock");
  if (!shown) return;
  const offset = Date.parse(shown.dateTime) - performance.now();
  const now = () => offset + performance.now();
  const english = document.documentElement.lang === "en";
  const words = english ? { left: "Left", late: "Overdue" } : { left: "Sisa", late: "Lewat" };
  const zoned = new Intl.DateTimeFormat("id-ID", {
    timeZone: shown.dataset.zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
  });

  const span = (milliseconds) => {
    const seconds = Math.floor(milliseconds / 1000);
    const two = (number) => String(number).padStart(2, "0");
    if (seconds < 3600) return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    const minutes = Math.floor(seconds / 60);
    if (seconds < 86400) {
      return english ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 60)} j ${minutes % 60} mnt`;
    }
    const days = Math.floor(seconds / 86400);
    return `${days} ${english ? (days === 1 ? "day" : "days") : "hari"}`;
  };

  const set = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

  const count = (pill) => {
    const due = Date.parse(pill.dataset.due);
    const near = Date.parse(pill.dataset.near);
    const start = Date.parse(pill.dataset.start);
    const late = now() > due;
    pill.classList.toggle("lewat", late);
    pill.classList.toggle("mendekati", !late && now() >= near);
    pill.classList.toggle("longgar", !late && !(now() >= near));
    set(pill.querySelector(".word"), late ? words.late : words.left);
    set(pill.querySelector("time"), span(Math.abs(due - now())));
    const ring = pill.querySelector(".ring .left");
    if (ring && start) ring.setAttribute("stroke-dasharray", `${Math.max(0, (100 * (due - now())) / (due - start))} 100`);
  };

  const tick = () => {
    set(shown, zoned.format(new Date(now())).replaceAll(":", "."));
    document.querySelectorAll(".pill[data-due]").forEach(count);
  };
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSwap", tick);
})();
