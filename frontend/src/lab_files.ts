// The files of the workspace: saved as they are typed, and reconciled with what other editors do to them on disk.
import { getJson, Problem, sendJson } from "./api";
import { Editor, type EditorFile } from "./editor";
import { notify } from "./notify";
import { element } from "./verdict";

export interface LabFile extends EditorFile {
  sha256: string;
}

interface FilesAnswer {
  files: LabFile[];
}

const SAVE_AFTER = 500; // milliseconds without a keystroke

/** Keeps editor and workspace the same. */
export class LabFiles {
  readonly #address: string;
  readonly #where: string;
  readonly #editor: Editor;
  readonly #known: Map<string, string>; // name -> SHA-256 of the text on disk that the editor's text builds on
  readonly #unsaved = new Set<string>();
  readonly #conflicts = new Set<string>();
  readonly #notice: HTMLElement;
  readonly #saved: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<boolean> = Promise.resolve(true);

  /** `lab` is the lab's address in the API; `where` the query that names a review, or "". */
  constructor(lab: string, where: string, files: readonly LabFile[], editor: Editor, notice: HTMLElement, saved: HTMLElement) {
    this.#address = `${lab}/files`;
    this.#where = where;
    this.#editor = editor;
    this.#known = new Map(files.map((file) => [file.name, file.sha256]));
    this.#notice = notice;
    this.#saved = saved;
    addEventListener("focus", () => void this.refresh());
    addEventListener("beforeunload", (event) => {
      if (this.#unsaved.size) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.save();
    });
  }

  /** Note that the learner changed a file; it is saved when they pause. */
  changed(name: string): void {
    this.#unsaved.add(name);
    this.#saved.textContent = "";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), SAVE_AFTER);
  }

  /** Save what is unsaved, one save at a time. Returns false if something could not be saved. */
  save(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#saveAll());
    return this.#saving;
  }

  async #saveAll(): Promise<boolean> {
    for (const name of [...this.#unsaved]) {
      if (this.#conflicts.has(name)) continue;
      const text = this.#editor.text(name);
      try {
        await this.#put(name, text, this.#known.get(name) ?? "");
      } catch (error) {
        if (error instanceof Problem && error.status === 409) this.#conflict(name);
        else notify(error instanceof Error ? error.message : String(error), "bad");
      }
    }
    const done = this.#unsaved.size === 0;
    this.#saved.textContent = done ? "Saved" : "Not saved";
    return done;
  }

  async #put(name: string, text: string, expected: string): Promise<void> {
    const path = name.split("/").map(encodeURIComponent).join("/");
    const answer = await sendJson<{ sha256: string }>("PUT", `${this.#address}/${path}${this.#where}`, { text, expected });
    this.#known.set(name, answer.sha256);
    if (this.#editor.text(name) === text) this.#unsaved.delete(name);
  }

  /** Take over what another editor wrote, unless the same file has changes here. */
  async refresh(): Promise<void> {
    let there: LabFile[];
    try {
      there = (await getJson<FilesAnswer>(this.#address + this.#where)).files;
    } catch {
      return; // the server is away; the next save says so
    }
    for (const file of there) {
      if (this.#known.get(file.name) === file.sha256 || this.#conflicts.has(file.name)) continue;
      if (this.#unsaved.has(file.name)) {
        this.#conflict(file.name);
      } else {
        this.#take(file);
        notify(`${file.name} changed on disk; this is the new text.`);
      }
    }
  }

  /** Put every file in the editor back to what is on disk (after a reset). */
  async reload(): Promise<void> {
    for (const file of (await getJson<FilesAnswer>(this.#address + this.#where)).files) this.#take(file);
    this.#unsaved.clear();
    this.#settled();
  }

  #take(file: LabFile): void {
    this.#known.set(file.name, file.sha256);
    this.#editor.replace(file.name, file.text);
    this.#unsaved.delete(file.name);
  }

  #conflict(name: string): void {
    this.#conflicts.add(name);
    const theirs = element("button", { class: "button small", type: "button" }, "Take the one on disk");
    const mine = element("button", { class: "button small", type: "button" }, "Keep mine");
    theirs.addEventListener("click", () => void this.#resolve(name, false));
    mine.addEventListener("click", () => void this.#resolve(name, true));
    this.#notice.replaceChildren(
      element("p", {}, element("strong", {}, name), " was changed here and on disk. Which one is right?"),
      element("p", { class: "buttons" }, mine, theirs),
    );
    this.#notice.hidden = false;
  }

  async #resolve(name: string, mine: boolean): Promise<void> {
    try {
      if (mine) {
        await this.#put(name, this.#editor.text(name), "");
      } else {
        const file = (await getJson<FilesAnswer>(this.#address + this.#where)).files.find((one) => one.name === name);
        if (file) this.#take(file); // undo in the editor brings the other text back
      }
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error), "bad");
      return;
    }
    this.#conflicts.delete(name);
    this.#settled();
    await this.save();
  }

  #settled(): void {
    const next = [...this.#conflicts][0];
    if (next) this.#conflict(next);
    else this.#notice.hidden = true;
    this.#saved.textContent = this.#unsaved.size ? "" : "Saved";
  }
}
