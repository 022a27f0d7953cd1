// Steps that outlive a bad line: each tap is kept on the phone with its time, and sent until the server has it.
(() => {
  const texts = document.body.dataset;
  const tell = (text) => {
    const place = document.querySelector("#line span");
    if (place.textContent !== text) place.textContent = text;
  };

  // The server's clock: how far this phone is off is learned while there is a line, and remembered.
  const OFFSET = "alur-field-offset";
  let offset = 0;
  try { offset = Number(localStorage.getItem(OFFSET)) || 0; } catch { /* private mode: the phone's own clock */ }
  const learn = (answer) => {
    const said = Date.parse(answer.headers.get("Date") || "");
    if (!said || Math.abs(said - Date.now()) < 2000) offset = 0;
    else offset = said - Date.now();
    try { localStorage.setItem(OFFSET, String(offset)); } catch { /* private mode */ }
  };
  const happened = () => new Date(Date.now() + offset);

  // What waits, in the phone's own database: fields and pictures of each step, in the order of the taps.
  const open = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("alur-field", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("steps", { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const ask = async (mode, question) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const request = question(database.transaction("steps", mode).objectStore("steps"));
      request.onsuccess = () => { database.close(); resolve(request.result); };
      request.onerror = () => reject(request.error);
    });
  };
  const mine = async () => (await ask("readonly", (store) => store.getAll()))
    .filter((item) => item.page === location.pathname);

  const two = (number) => String(number).padStart(2, "0");
  const zone = document.getElementById("server-clock").dataset.zone;
  const clock = (moment) => new Intl.DateTimeFormat("id-ID", {
    timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false,
  }).format(moment).replace(":", ".");
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => two(byte.toString(16))).join("");

  // A tapped step shows its time at once, and the next one opens, whether there is a line or not.
  const mark = (item) => {
    const form = document.querySelector(`form[data-step="${item.step}"]`);
    if (!form || form.hidden) return;
    form.hidden = true;
    const done = document.createElement("div");
    done.className = "step done";
    const title = document.createElement("b");
    title.textContent = form.querySelector("button.step b").textContent;
    const time = document.createElement("time");
    time.textContent = item.typed ? item.typed.replace(":", ".") : clock(new Date(item.at));
    const note = document.createElement("small");
    note.textContent = texts.waiting;
    done.append(form.querySelector("button.step .icon").cloneNode(true), title, note, time);
    form.after(done);
    const next = [...document.querySelectorAll("form[data-step]")].find((other) => !other.hidden);
    if (!next) return;
    next.className = "step-form next";
    const button = next.querySelector("button.step");
    button.disabled = false;
    button.className = "step next";
    for (const part of next.querySelectorAll("fieldset, details")) part.hidden = false;
  };

  // The form may have been hidden again by an answer that is older than a tap: what waits is marked once more.
  const show = async (html) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    const main = answer.querySelector("main");
    if (!main) return;
    document.querySelector("main").replaceWith(document.importNode(main, true));
    (await mine()).forEach(mark);
    listen();
  };

  // The page as it is now, with all it is made of: the worker gives it when there is no line.
  const keepPage = async () => {
    if (!("caches" in window)) return;
    const store = await caches.open("alur-field");
    const parts = [...document.querySelectorAll("link[href], script[src]")].map((part) => part.href || part.src);
    for (const part of [location.href, ...parts]) await store.add(part).catch(() => {});
    document.body.dataset.kept = "yes";
  };

  let sending = false;
  const flush = async () => {
    if (sending) return;
    sending = true;
    try {
      for (const item of await mine()) {
        const body = new FormData();
        for (const [name, value] of item.fields) body.append(name, value);
        const answer = await fetch(item.url, { method: "POST", body, cache: "no-store" });
        if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
        learn(answer);
        await ask("readwrite", (store) => store.delete(item.id));
        if (answer.status === 404) { tell(texts.gone); return; }
        await show(await answer.text());
      }
      if (!(await mine()).length) { tell(texts.sent); keepPage(); }
    } catch {
      const waiting = (await mine()).length;
      tell(`${texts.saved} (${waiting})`);
    } finally {
      sending = false;
    }
  };

  const position = () => new Promise((resolve) => {
    if (!("geolocation" in navigator) || !window.isSecureContext) { resolve(null); return; }
    navigator.geolocation.getCurrentPosition((found) => resolve(found.coords), () => resolve(null), {
      maximumAge: 60000, timeout: 2500,
    });
  });

  const tapped = async (event) => {
    const form = event.target;
    event.preventDefault();
    const at = happened();
    const fields = [...new FormData(form).entries()].filter(([, value]) => !(value instanceof File) || value.size);
    const typed = form.elements._jam ? form.elements._jam.value : "";
    const item = {
      page: location.pathname, url: form.action, step: form.dataset.step, at: at.toISOString(), typed,
      fields: fields.filter(([name]) => !["_terjadi", "_kunci"].includes(name))
        .concat([["_terjadi", at.toISOString()], ["_kunci", random()]]),
    };
    const short = form.querySelector("textarea");
    if (short && !short.value.trim()) { short.focus(); return; }
    item.id = await ask("readwrite", (store) => store.add(item));
    mark(item);
    const where = await position();
    if (where) {
      item.fields.push(["_lintang", String(where.latitude)], ["_bujur", String(where.longitude)]);
      if ((await mine()).some((other) => other.id === item.id)) await ask("readwrite", (store) => store.put(item));
    }
    flush();
  };

  const listen = () => {
    for (const form of document.querySelectorAll("form[data-step]")) form.addEventListener("submit", tapped);
  };

  if (!("indexedDB" in window)) return; // the plain forms still work
  listen();
  mine().then((items) => { items.forEach(mark); if (items.length) flush(); });
  fetch(location.href, { method: "HEAD", cache: "no-store" }).then(learn, () => {});
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(async () => { if ((await mine()).length) flush(); }, 10000);

  if ("serviceWorker" in navigator) navigator.serviceWorker.register(texts.worker).then(keepPage, () => {});
})();
