// The map in a page: zoom and pan, gestures and keys on its signs. Without it the map is still an SVG full of links.
//
// mountMap(root) serves the <svg class="map"> inside `root` and returns a function that takes everything back.
// What a learner does comes out as events that bubble from the sign (docs/map.md):
//   stop:open  {id}          a click, or Enter; cancel it to keep the browser from following the link
//   stop:claim {id, claim}   right-click or d (done), shift-click or l (learning), alt-click or s or x (skipped)
//   stop:menu  {id, x, y}    a long press on a touch screen; opens the stop unless cancelled
import { cutForPaper } from "./map_print";
import { fitNames, neighbour, type Direction } from "./map_signs";
import { mountView } from "./map_view";

export type Claim = "pending" | "learning" | "done" | "skipped";
type Sign = SVGAElement;

const CLAIM_KEYS: Record<string, Claim> = { d: "done", l: "learning", s: "skipped", x: "skipped" };
const ARROWS: Record<string, Direction> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};
const LONG_PRESS = 500; // milliseconds, as on phones
const STEADY = 10; // CSS pixels a resting finger may tremble

function signAt(target: EventTarget | null): Sign | null {
  return target instanceof Element ? target.closest<Sign>("a[data-stop]") : null;
}

/** Dispatch an event from a sign; false if a listener cancelled it. */
function tell(from: Element, name: string, detail: object): boolean {
  return from.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }));
}

/** Claim a stop, or take the claim back when it stands already. */
function claim(sign: Sign, wanted: Claim): void {
  const stands = sign.classList.contains(wanted);
  tell(sign, "stop:claim", { id: sign.dataset["stop"], claim: stands ? "pending" : wanted });
}

function open(sign: Sign): boolean {
  return tell(sign, "stop:open", { id: sign.dataset["stop"] });
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0]; // an editor may live in a shadow root
  return (
    document.querySelector("dialog[open]") !== null ||
    (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)))
  );
}

export function mountMap(root: HTMLElement): () => void {
  const svg = root.querySelector<SVGSVGElement>("svg.map");
  if (!svg) return () => undefined;
  const stopping = new AbortController();
  const { signal } = stopping;
  const view = mountView(root, svg, signal);
  cutForPaper(svg, signal);
  void document.fonts.ready.then(() => signal.aborted || fitNames(svg));

  svg.addEventListener("click", (event) => {
    const sign = signAt(event.target);
    if (!sign || event.ctrlKey || event.metaKey) return; // with these the browser opens a new tab
    const wanted = event.shiftKey ? "learning" : event.altKey ? "skipped" : undefined;
    if (wanted) claim(sign, wanted);
    if (wanted || !open(sign)) event.preventDefault();
  }, { signal });

  let pressing: number | undefined;
  let pressed = false; // a long press was answered: what the browser makes of the same touch is not wanted
  svg.addEventListener("contextmenu", (event) => {
    const sign = signAt(event.target);
    if (!sign) return;
    event.preventDefault();
    const byTouch = pressed || pressing !== undefined || (event as PointerEvent).pointerType === "touch";
    if (!byTouch) claim(sign, "done");
  }, { signal });

  let start: Touch | undefined;
  const letGo = (): void => {
    clearTimeout(pressing);
    pressing = undefined;
  };
  svg.addEventListener("touchstart", (event) => {
    letGo();
    pressed = false;
    const sign = signAt(event.target);
    start = event.touches[0];
    if (!sign || !start || event.touches.length > 1) return;
    const { clientX: x, clientY: y } = start;
    pressing = window.setTimeout(() => {
      letGo();
      pressed = true;
      if (tell(sign, "stop:menu", { id: sign.dataset["stop"], x, y })) if (open(sign)) location.assign(sign.href.baseVal);
    }, LONG_PRESS);
  }, { signal, passive: true });
  svg.addEventListener("touchmove", (event) => {
    const now = event.touches[0];
    if (now && start && Math.hypot(now.clientX - start.clientX, now.clientY - start.clientY) > STEADY) letGo();
  }, { signal, passive: true });
  svg.addEventListener("touchend", (event) => {
    letGo();
    if (pressed) event.preventDefault(); // no click after a long press
    pressed = false;
  }, { signal, passive: false });
  svg.addEventListener("touchcancel", letGo, { signal });

  svg.addEventListener("keydown", (event) => {
    const sign = signAt(event.target);
    if (!sign || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    const wanted = CLAIM_KEYS[event.key];
    if (direction) view.show(neighbour(svg, sign, direction));
    else if (wanted) claim(sign, wanted);
    else return;
    event.preventDefault();
  }, { signal });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (event.key === "+" || event.key === "=") view.zoom(1);
    else if (event.key === "-") view.zoom(-1);
    else if (event.key === "0") view.fit();
    else return;
    event.preventDefault();
  }, { signal });

  return () => {
    letGo();
    stopping.abort();
    view.undo();
  };
}
