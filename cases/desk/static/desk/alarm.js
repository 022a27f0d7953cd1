// An emergency may sound, but only where an officer switched that on. Who can't hear it sees and is told the same.
(() => {
  const button = document.querySelector("[data-alarm-switch]");
  if (!button) return;
  const KEY = "alur-alarm";
  const stored = () => { try { return localStorage.getItem(KEY) === "on"; } catch { return false; } };
  const store = (on) => { try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* private mode */ } };
  let on = stored();
  let sound = null;
  button.hidden = false;

  const told = document.createElement("p");
  told.className = "unseen";
  told.setAttribute("role", "alert");
  document.body.append(told);
  const title = document.title;

  const show = () => {
    button.setAttribute("aria-pressed", String(on));
    button.querySelector("span").textContent = on ? button.dataset.on : button.dataset.off;
  };
  // Browsers let a page sound only after somebody touched it; until then the button says that it is silent.
  const wake = () => {
    if (!on) return;
    sound = sound || new AudioContext();
    if (sound.state === "suspended") sound.resume();
  };
  const ring = () => {
    if (!on || !sound || sound.state !== "running") return;
    for (const [start, tone] of [[0, 880], [0.35, 660], [0.7, 880], [1.05, 660]]) {
      const voice = sound.createOscillator();
      const volume = sound.createGain();
      voice.frequency.value = tone;
      volume.gain.setValueAtTime(0.25, sound.currentTime + start);
      volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + start + 0.3);
      voice.connect(volume).connect(sound.destination);
      voice.start(sound.currentTime + start);
      voice.stop(sound.currentTime + start + 0.32);
    }
    document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang || 0) + 1);
  };

  const urgent = () => [...document.querySelectorAll("[data-alarm]")].map((row) => [row.dataset.alarm, row.dataset.alarmText]);
  const known = new Set(urgent().map(([id]) => id));
  const look = () => {
    const fresh = urgent().filter(([id]) => !known.has(id));
    fresh.forEach(([id]) => known.add(id));
    document.title = urgent().length ? `(${urgent().length}) ${title}` : title;
    if (!fresh.length) return;
    told.textContent = fresh.map(([, text]) => text).join(". ");
    ring();
  };

  // A board that could not refresh itself says so, larger than when it is fresh.
  let refreshed = performance.now();
  document.addEventListener("htmx:afterSwap", () => { refreshed = performance.now(); });
  setInterval(() => {
    const fresh = document.querySelector(".board .fresh");
    if (fresh) fresh.classList.toggle("stale", performance.now() - refreshed > 35000);
  }, 5000);

  button.addEventListener("click", () => { on = !on; store(on); show(); wake(); ring(); });
  for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, wake, { once: true });
  document.addEventListener("htmx:afterSwap", look);
  show();
  look();
})();
