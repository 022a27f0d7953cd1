// Drawing a signature with pen or finger; the picture travels in the hidden field beside the canvas.
(() => {
  const start = (box) => {
    const canvas = box.querySelector("canvas");
    const kept = box.querySelector("input[type=hidden]");
    const clear = box.querySelector("[data-pad-clear]");
    if (!canvas.hidden) return;
    canvas.hidden = clear.hidden = false;
    const pen = canvas.getContext("2d");
    pen.lineWidth = 2.5;
    pen.lineCap = "round";
    if (kept.value.startsWith("data:image/")) {
      const picture = new Image();
      picture.addEventListener("load", () => pen.drawImage(picture, 0, 0));
      picture.src = kept.value;
    }
    const point = (event) => {
      const frame = canvas.getBoundingClientRect();
      return [((event.clientX - frame.left) * canvas.width) / frame.width, ((event.clientY - frame.top) * canvas.height) / frame.height];
    };
    const changed = (value) => {
      kept.value = value;
      kept.dispatchEvent(new Event("change", { bubbles: true }));
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...point(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      pen.lineTo(...point(event));
      pen.stroke();
    });
    canvas.addEventListener("pointerup", () => changed(canvas.toDataURL("image/png")));
    clear.addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      changed("");
    });
  };
  const startAll = () => document.querySelectorAll("[data-pad]").forEach(start);
  startAll();
  document.addEventListener("htmx:afterSwap", startAll);
})();
