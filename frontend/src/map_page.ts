// The map page: opens stops beside the map, records claims made on it, finds stops, fetches the width that fits.
import htmx from "htmx.org";
import { mountFind } from "./find_stop";
import { mountMap } from "./map";
import { fitNames } from "./map_signs";
import { notify } from "./notify";

htmx.config.historyCacheSize = 0;
document.body.addEventListener("htmx:responseError", (event) => {
  const status = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status;
  notify(status === 404 ? "That is no longer there. Reload the page." : `The server could not do that (${status}).`, "bad");
});
document.body.addEventListener("htmx:sendError", () =>
  notify("Roadworthy does not answer. Is it still running in your terminal?", "bad"),
);

const map = document.querySelector<HTMLElement>("#map")!;
const panel = document.querySelector<HTMLElement>("#panel")!;
const panelBody = document.querySelector<HTMLElement>("#panel-body")!;
const closeButton = panel.querySelector<HTMLElement>(".close")!;
const slug = map.dataset["slug"] ?? "";
const home = `/maps/${encodeURIComponent(slug)}`;
const frame = panel.parentElement!;
const phone = matchMedia("(max-width: 40rem)");

function address(id: string): string {
  return `${home}/stops/${encodeURIComponent(id)}`;
}

function signOf(id: string): HTMLElement | SVGElement | null {
  return map.querySelector(`a[data-stop="${CSS.escape(id)}"]`);
}

// ---- The panel

let opened = new URLSearchParams(location.search).get("stop") ?? "";

/** Make room for the panel or take it back; the sign one looks at stays where it is on the screen. */
function showPanel(shown: boolean, sign: Element | null): void {
  const before = sign?.getBoundingClientRect().top;
  frame.classList.toggle("with-panel", shown);
  panel.hidden = !shown;
  const after = sign?.getBoundingClientRect().top;
  if (before !== undefined && after !== undefined) window.scrollBy({ top: after - before, behavior: "instant" });
}

function setOpened(id: string): void {
  signOf(opened)?.removeAttribute("aria-current");
  opened = id;
  signOf(id)?.setAttribute("aria-current", "true");
}

async function open(id: string, remember = true): Promise<void> {
  await htmx.ajax("get", address(id), { target: panelBody, swap: "innerHTML" });
  setOpened(id);
  showPanel(true, signOf(id));
  panel.scrollTop = 0;
  panelBody.querySelector<HTMLElement>(".stop-title")?.focus({ preventScroll: true });
  if (remember) history.pushState({ stop: id }, "", `${home}?stop=${encodeURIComponent(id)}`);
}

function close(remember = true): void {
  const last = signOf(opened);
  setOpened("");
  showPanel(false, last);
  panelBody.replaceChildren();
  if (remember) history.pushState({}, "", home);
  last?.focus({ preventScroll: true });
}

closeButton.addEventListener("click", () => close());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened && !document.querySelector("dialog[open]")) close();
});
addEventListener("popstate", () => {
  const id = new URLSearchParams(location.search).get("stop") ?? "";
  if (id) void open(id, false);
  else if (opened) close(false);
});
panel.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = (event.target as Element).closest<HTMLElement>("[data-stop-link]");
  if (!link) return;
  event.preventDefault();
  void open(link.dataset["stopLink"] ?? "");
});

map.addEventListener("stop:open", (event) => {
  event.preventDefault();
  void open((event as CustomEvent<{ id: string }>).detail.id);
});

// ---- Claims

map.addEventListener("stop:claim", (event) => {
  const { id, claim } = (event as CustomEvent<{ id: string; claim: string }>).detail;
  void makeClaim(id, claim);
});

async function makeClaim(id: string, claim: string): Promise<void> {
  const body = new FormData();
  body.set("claim", claim);
  try {
    const response = await fetch(`${address(id)}/claim`, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!response.ok) throw new Error(`The claim was not kept (${response.status}).`);
    if (opened === id) {
      panelBody.innerHTML = await response.text();
      htmx.process(panelBody);
    }
    await refreshMarks();
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), "bad");
  }
}

panelBody.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig } = (event as CustomEvent<{ requestConfig: { verb: string } }>).detail;
  if (requestConfig.verb === "post") void refreshMarks();
});

// ---- The drawing

async function fetchDrawing(width: string): Promise<Document> {
  const response = await fetch(`${home}/drawing?width=${width}`);
  if (!response.ok) throw new Error(`The map could not be drawn (${response.status}).`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

const ofTheFinder = ["found", "here"]; // classes that a fresh drawing does not know

/** Put fresh marks on the signs that changed; focus, zoom and position stay. */
async function refreshMarks(): Promise<void> {
  const fresh = await fetchDrawing(map.dataset["width"] ?? "wide");
  for (const sign of fresh.querySelectorAll<SVGElement>("a[data-stop]")) {
    const there = signOf(sign.dataset["stop"] ?? "");
    if (!there) continue;
    sign.classList.add(...ofTheFinder.filter((name) => there.classList.contains(name)));
    if (sign.getAttribute("class") === there.getAttribute("class")) continue;
    for (const { name, value } of sign.attributes) there.setAttribute(name, value);
    if (!sign.hasAttribute("aria-label")) there.removeAttribute("aria-label");
    there.replaceChildren(...sign.childNodes);
  }
  const svg = map.querySelector<SVGSVGElement>("svg");
  if (svg) fitNames(svg);
}

async function fitWidth(): Promise<void> {
  const width = phone.matches ? "narrow" : "wide";
  if (map.dataset["width"] === width) return;
  const svg = (await fetchDrawing(width)).querySelector("svg");
  if (!svg) return;
  map.dataset["width"] = width;
  map.querySelector("svg")?.replaceWith(svg);
  unmount?.();
  unmount = mountMap(map);
  setOpened(opened);
  finder.again();
}

const finder = mountFind(
  map,
  document.querySelector<HTMLInputElement>("#find")!,
  document.querySelector<HTMLElement>("#found")!,
);

let unmount: (() => void) | undefined = mountMap(map);
setOpened(opened);
void fitWidth();
phone.addEventListener("change", () => void fitWidth());
