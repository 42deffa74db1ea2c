// What the page can do beyond links and forms: keys, and brushing over the timeline.
"use strict";

(() => {
  const box = document.getElementById("q");
  const keys = document.getElementById("keys");
  const hits = [...document.querySelectorAll(".hit, .lane")];
  let at = -1;

  const go = (step) => {
    if (hits.length === 0) return;
    hits[at]?.classList.remove("at");
    at = Math.min(Math.max(at + step, 0), hits.length - 1);
    hits[at].classList.add("at");
    hits[at].querySelector(".open").focus({ preventScroll: true });
    hits[at].scrollIntoView({ block: "nearest" });
  };

  hits.forEach((hit, place) =>
    hit.addEventListener("focusin", () => {
      hits[at]?.classList.remove("at");
      at = place;
      hit.classList.add("at");
    })
  );

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isTyping = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape") {
      if (keys.open) return;
      if (isTyping) event.target.blur();
      else if (document.body.dataset.back) location.href = document.body.dataset.back;
      return;
    }
    if (isTyping || keys.open) return;
    if (event.key === "/" && box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "?") keys.showModal();
  });

  // Names of languages, as the reader's own language has them.
  if (Intl.DisplayNames) {
    const names = new Intl.DisplayNames(undefined, { type: "language" });
    document.querySelectorAll("[data-language]").forEach((code) => (code.textContent = names.of(code.dataset.language)));
  }

  // The switch of an article is part of its address, so that it can be shared.
  const junk = document.getElementById("junk");
  junk?.addEventListener("change", () => {
    const address = new URL(location.href);
    if (junk.checked) address.searchParams.set("junk", "true");
    else address.searchParams.delete("junk");
    history.replaceState(history.state, "", address);
  });

  // Dragging over bars asks for their days; a click on one is its link.
  const plot = document.querySelector(".timeline svg");
  if (!plot) return;
  const bars = [...plot.querySelectorAll("a")];
  let from = -1;
  let to = -1;
  const barAt = (event) => {
    const { left, width } = plot.getBoundingClientRect();
    const place = Math.floor(((event.clientX - left) / width) * bars.length);
    return Math.min(Math.max(place, 0), bars.length - 1);
  };
  const show = () =>
    bars.forEach((bar, place) =>
      bar.classList.toggle("on", from >= 0 && place >= Math.min(from, to) && place <= Math.max(from, to))
    );
  plot.addEventListener("dragstart", (event) => event.preventDefault());
  // The bar where a brush begins does not take the focus.
  plot.addEventListener("mousedown", (event) => event.preventDefault());
  plot.addEventListener("pointerdown", (event) => {
    if (event.button === 0) from = to = barAt(event);
  });
  window.addEventListener("pointermove", (event) => {
    if (from < 0) return;
    to = barAt(event);
    show();
  });
  window.addEventListener("pointercancel", () => {
    from = -1;
    show();
  });
  window.addEventListener("pointerup", () => {
    if (from < 0) return;
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    from = -1;
    if (first === last) return show();
    const address = new URL(location.href);
    ["on", "page"].forEach((name) => address.searchParams.delete(name));
    address.searchParams.set("since", bars[first].dataset.from);
    address.searchParams.set("until", bars[last].dataset.to);
    // The click that follows would lead to one bar's days.
    plot.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
    location.href = address;
  });
})();
