// How much of the map is seen: zoom by width, pan by scrolling. Scrolling is the browser's own, so the wheel, touch,
// momentum, find-in-page and focus all work as everywhere; only dragging with a mouse and zooming are ours.

const STEP = 1.25;
const SMALLEST = 0.3;
const LARGEST = 5;
const STILL = 5; // CSS pixels: a press that moved less is a click, not a drag

export interface View {
  /** Zoom in (positive) or out (negative) by steps, around the middle of what is seen. */
  zoom(steps: number): void;
  /** Show the whole width again. */
  fit(): void;
  /** Focus a sign and bring it into view. */
  show(sign: SVGAElement | null): void;
  /** Take back what was done to the page. */
  undo(): void;
}

export function mountView(root: HTMLElement, svg: SVGSVGElement, signal: AbortSignal): View {
  let factor = 1;
  root.classList.add("map-viewport");

  /** Scroll by so much; what the map's own box cannot take, the page takes. */
  function pan(x: number, y: number): void {
    const before = root.scrollTop;
    root.scrollBy(x, y);
    const rest = y - (root.scrollTop - before);
    if (rest) window.scrollBy(0, rest);
  }

  /** Change the size so that what is at a point of the window stays there. */
  function zoomTo(wanted: number, x: number, y: number): void {
    const next = Math.min(LARGEST, Math.max(SMALLEST, wanted));
    const before = svg.getBoundingClientRect();
    const across = (x - before.left) / before.width;
    const down = (y - before.top) / before.height;
    factor = next;
    svg.style.setProperty("--map-zoom", String(factor));
    const after = svg.getBoundingClientRect();
    pan(after.left + across * after.width - x, after.top + down * after.height - y);
  }

  function zoomBy(ratio: number): void {
    const seen = root.getBoundingClientRect();
    const top = Math.max(0, seen.top);
    const bottom = Math.min(window.innerHeight, seen.bottom);
    zoomTo(factor * ratio, seen.left + seen.width / 2, (top + bottom) / 2);
  }

  const view: View = {
    zoom: (steps) => zoomBy(STEP ** steps),
    fit: () => zoomBy(1 / factor),
    show(sign) {
      if (!sign) return;
      sign.focus({ preventScroll: true });
      const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
      sign.scrollIntoView({ block: "nearest", inline: "nearest", behavior });
    },
    undo() {
      root.classList.remove("map-viewport", "dragging");
      svg.style.removeProperty("--map-zoom");
    },
  };

  // With Control a wheel zooms; a pinch on a trackpad arrives as the same event.
  root.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    zoomTo(factor * Math.exp(-Math.max(-60, Math.min(60, pixels)) / 200), event.clientX, event.clientY);
  }, { signal, passive: false });

  dragging(root, pan, signal);
  pinching(root, () => factor, zoomTo, signal);

  for (const button of document.querySelectorAll<HTMLElement>("[data-zoom]")) {
    const wish = button.dataset["zoom"];
    const act = wish === "in" ? () => view.zoom(1) : wish === "out" ? () => view.zoom(-1) : view.fit;
    button.addEventListener("click", act, { signal });
    const group = button.closest<HTMLElement>("[hidden]");
    if (group) group.hidden = false; // without scripts there is nothing to press
  }
  return view;
}

/** Pan with the mouse or a pen. A drag that ends on a sign is no click; a press that hardly moved is one. */
function dragging(root: HTMLElement, pan: (x: number, y: number) => void, signal: AbortSignal): void {
  let last: PointerEvent | undefined;
  let first: PointerEvent | undefined;
  let dragged = false;

  root.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button !== 0 || event.pointerType === "touch") return;
    first = last = event;
  }, { signal });
  root.addEventListener("pointermove", (event) => {
    if (!first || !last || event.pointerId !== first.pointerId) return;
    if (!dragged) {
      if (Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY) < STILL) return;
      dragged = true;
      root.setPointerCapture(event.pointerId);
      root.classList.add("dragging");
    }
    pan(last.clientX - event.clientX, last.clientY - event.clientY);
    last = event;
  }, { signal });
  const drop = (): void => {
    first = last = undefined;
    root.classList.remove("dragging");
  };
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) root.addEventListener(name, drop, { signal });
  root.addEventListener("click", (event) => {
    if (!dragged || event.detail === 0) return; // detail 0: pressed by keyboard, or by a program
    dragged = false;
    event.preventDefault();
    event.stopPropagation();
  }, { signal, capture: true });
  root.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
}

/** Zoom with two fingers; one finger scrolls as on every page. */
function pinching(
  root: HTMLElement,
  current: () => number,
  zoomTo: (factor: number, x: number, y: number) => void,
  signal: AbortSignal,
): void {
  let apart = 0;
  let from = 1;
  const distance = (one: Touch, two: Touch): number => Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);

  root.addEventListener("touchstart", (event) => {
    const [one, two] = event.touches;
    if (!one || !two) return;
    apart = distance(one, two);
    from = current();
  }, { signal, passive: true });
  root.addEventListener("touchmove", (event) => {
    const [one, two] = event.touches;
    if (!one || !two || !apart) return;
    event.preventDefault();
    const x = (one.clientX + two.clientX) / 2;
    const y = (one.clientY + two.clientY) / 2;
    zoomTo((from * distance(one, two)) / apart, x, y);
  }, { signal, passive: false });
}
