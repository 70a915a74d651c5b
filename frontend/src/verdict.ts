// What the judge answers (labs/verdict.py), and how a check looks on the lab page.

export interface Frame {
  file: string;
  line: number;
  function: string;
  source: string;
}

export type Outcome = "passed" | "failed" | "error" | "skipped";

export interface CheckResult {
  name: string;
  sentence: string;
  outcome: Outcome;
  message: string;
  expected: string;
  actual: string;
  traceback: Frame[];
  output: string;
}

export interface Verdict {
  status: "passed" | "failed" | "broken" | "limit" | "component-failed" | "not-judged";
  checks: CheckResult[];
  message: string;
  traceback: Frame[];
  output: string;
  notes: string[];
  seed: number;
  seconds: number;
}

export type GoTo = (file: string, line: number) => void;

const glyphs: Record<Outcome | "waiting" | "running", string> = {
  passed: "m5 12.5 4.5 4.5L19 7",
  failed: "M6 6l12 12M18 6 6 18",
  error: "M6 6l12 12M18 6 6 18",
  skipped: "M5 12h14",
  waiting: "M12 11v2",
  running: "M12 4a8 8 0 1 1-8 8",
};

// Terminal escapes go; characters that hide or reorder others are spelt out (the same rule as web/markdown.py).
const ansi =
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])/g;
const hidden = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Return the text as it is safe to show. */
export function visible(text: string): string {
  return text
    .replace(ansi, "")
    .replace(/\r/g, "")
    .replace(hidden, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

type Child = Node | string | null | false;

/** Return a new element; strings become text, never markup. */
export function element(tag: string, attributes: Record<string, string>, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child) made.append(child);
  return made;
}

function glyph(outcome: keyof typeof glyphs): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2.5",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  }))
    svg.setAttribute(name, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", glyphs[outcome]);
  svg.append(path);
  return svg;
}

/** Return the learner's own traceback; each place leads to its line in the editor. */
export function framesList(frames: readonly Frame[], files: ReadonlySet<string>, goTo: GoTo): HTMLElement | null {
  if (!frames.length) return null;
  const list = element("ol", { class: "frames plain" });
  for (const frame of frames) {
    const where = `${visible(frame.file)}:${frame.line}`;
    const place = files.has(frame.file)
      ? element("button", { type: "button", class: "place" }, where)
      : element("span", {}, where);
    if (files.has(frame.file)) place.addEventListener("click", () => goTo(frame.file, frame.line));
    const source = frame.source ? element("pre", { class: "code" }, visible(frame.source)) : null;
    list.append(element("li", {}, place, ` in ${visible(frame.function)}`, source));
  }
  return list;
}

/** Return one check as a list item. */
export function checkItem(check: CheckResult, files: ReadonlySet<string>, goTo: GoTo): HTMLElement {
  const outcome = element("span", { class: "visually-hidden" }, `${check.outcome}: `);
  const sentence = element("span", {}, visible(check.sentence || check.name));
  const head = element("p", { class: "sentence" }, glyph(check.outcome), outcome, sentence);
  const item = element("li", { class: `check ${check.outcome}`, "data-check": check.name }, head);
  if (check.message) item.append(element("p", { class: "message" }, visible(check.message)));
  if (check.expected || check.actual) {
    const pair = (name: string, value: string) => [
      element("dt", {}, name),
      element("dd", {}, element("code", {}, visible(value))),
    ];
    item.append(
      element("dl", { class: "compare" }, ...pair("expected", check.expected), ...pair("happened", check.actual)),
    );
  }
  const frames = framesList(check.traceback, files, goTo);
  if (frames) item.append(frames);
  if (check.output) {
    const printed = element("pre", { tabindex: "0" }, visible(check.output));
    item.append(element("details", {}, element("summary", {}, "What it printed"), printed));
  }
  return item;
}

/** Return a check that has not been run yet, or is running now. */
export function openItem(name: string, state: "waiting" | "running"): HTMLElement {
  const words = element("span", { class: "visually-hidden" }, `${state}: `);
  const label = element("span", {}, visible(name));
  const head = element("p", { class: "sentence" }, glyph(state), words, label);
  return element("li", { class: `check ${state}`, "data-check": name }, head);
}
