// The list of checks on the lab page, filled in as the judge reports.
import {
  checkItem,
  element,
  framesList,
  openItem,
  visible,
  type CheckResult,
  type GoTo,
  type Verdict,
} from "./verdict";

const words: Record<Verdict["status"], string> = {
  passed: "Passed.",
  failed: "Not passed yet.",
  broken: "The code could not be loaded.",
  limit: "A limit was reached.",
  "component-failed": "A component failed; that is ours to mend, not yours. It does not count.",
  "not-judged": "Not judged; it does not count.",
};

/** "test_entries_expire[5]" -> "entries expire [5]", until the check's own sentence arrives. */
function readable(name: string): string {
  return name.replace(/^.*::/, "").replace(/^test_/, "").replaceAll("_", " ").replace("[", " [");
}

export class Results {
  readonly #status: HTMLElement;
  readonly #list: HTMLElement;
  readonly #files: ReadonlySet<string>;
  readonly #goTo: GoTo;

  constructor(status: HTMLElement, list: HTMLElement, files: ReadonlySet<string>, goTo: GoTo) {
    this.#status = status;
    this.#list = list;
    this.#files = files;
    this.#goTo = goTo;
  }

  begin(): void {
    this.#say("status", "Checking …");
    this.#list.setAttribute("aria-busy", "true");
  }

  /** Show one line about what is being prepared ("starting Redis"). */
  progress(text: string): void {
    if (text) this.#say("status", visible(text));
  }

  collected(names: readonly string[]): void {
    this.#list.replaceChildren(...names.map((name) => this.#named(openItem(readable(name), "waiting"), name)));
    this.#say("status", `Checking: ${names.length} ${names.length === 1 ? "check" : "checks"} …`);
  }

  started(name: string): void {
    this.#item(name)?.replaceWith(this.#named(openItem(readable(name), "running"), name));
  }

  finished(check: CheckResult): void {
    const made = checkItem(check, this.#files, this.#goTo);
    const there = this.#item(check.name);
    if (there) there.replaceWith(made);
    else this.#list.append(made);
  }

  finish(verdict: Verdict, earlier = false): void {
    const passed = verdict.checks.filter((check) => check.outcome === "passed").length;
    const parts: (Node | string)[] = [
      element("strong", {}, earlier ? `Last time: ${words[verdict.status]}` : words[verdict.status]),
    ];
    if (verdict.checks.length) parts.push(` ${passed} of ${verdict.checks.length} checks passed`);
    if (!earlier) parts.push(` in ${verdict.seconds.toFixed(verdict.seconds < 1 ? 2 : 1)} s`);
    // With checks to look at, the judge's own line would only count them again.
    const told = verdict.status === "passed" || verdict.status === "failed";
    if (verdict.message && !told) parts.push(element("span", { class: "message" }, ` ${visible(verdict.message)}`));
    this.#say(`status ${verdict.status}`, ...parts);
    this.#list.replaceChildren(
      ...verdict.notes.map((note) => element("li", { class: "notice" }, visible(note))),
      ...this.#loading(verdict),
      ...verdict.checks.map((check) => checkItem(check, this.#files, this.#goTo)),
    );
    this.#list.removeAttribute("aria-busy");
    if (verdict.status === "failed" && verdict.seed) {
      this.#list.append(element("li", { class: "small muted" }, `Seed of the random inputs: ${verdict.seed}`));
    }
  }

  /** There is no verdict, and why. */
  failed(message: string): void {
    this.#say("status not-judged", visible(message));
    this.#list.removeAttribute("aria-busy");
  }

  clear(message: string): void {
    this.#say("status", message);
    this.#list.replaceChildren();
  }

  /** Return, for each of the learner's files, the lines that the verdict's tracebacks end in. */
  blamed(verdict: Verdict): Map<string, number[]> {
    const lines = new Map<string, number[]>();
    for (const frames of [verdict.traceback, ...verdict.checks.map((check) => check.traceback)]) {
      const last = frames.at(-1);
      if (last) lines.set(last.file, [...(lines.get(last.file) ?? []), last.line]);
    }
    return lines;
  }

  #loading(verdict: Verdict): HTMLElement[] {
    const frames = framesList(verdict.traceback, this.#files, this.#goTo);
    const output = verdict.output
      ? element("details", {}, element("summary", {}, "What it printed"), element("pre", { tabindex: "0" }, visible(verdict.output)))
      : null;
    return frames || output ? [element("li", { class: "check failed" }, frames, output)] : [];
  }

  #say(kind: string, ...parts: (Node | string)[]): void {
    this.#status.className = kind.startsWith("status") ? kind : `status ${kind}`;
    this.#status.replaceChildren(...parts);
  }

  #named(item: HTMLElement, name: string): HTMLElement {
    item.dataset["check"] = name;
    return item;
  }

  #item(name: string): Element | undefined {
    return [...this.#list.children].find((item) => (item as HTMLElement).dataset["check"] === name);
  }
}
