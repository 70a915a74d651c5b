// The editor of the lab page: one CodeMirror view, one state for each file.
//
// It lives in a shadow root, where CodeMirror's style sheets are adopted sheets rather than <style> elements,
// so that the page's content security policy needs no exception for inline styles.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type DecorationSet,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { languageOf } from "./languages";

export interface EditorFile {
  name: string;
  text: string;
  editable: boolean;
}

export interface EditorEvents {
  changed(name: string): void;
  check(): void;
  save(): void;
}

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "0.9rem", color: "var(--ink)", backgroundColor: "var(--raised)" },
  "&.cm-focused": { outline: "none" }, // the host shows the focus, around the gutter too
  ".cm-scroller": { fontFamily: "var(--mono)", fontVariantLigatures: "none", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--raised)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--sign-yellow) 9%, transparent)" },
  ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "transparent" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--sign-blue) 28%, transparent)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--edge)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--sign-yellow) 25%, transparent)" },
  ".cm-blamed": { backgroundColor: "var(--bad-wash)", boxShadow: "inset 3px 0 var(--bad)" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--paper)", fontFamily: "var(--font)" },
  ".cm-panels input, .cm-panels button": { font: "inherit", color: "inherit" },
  ".cm-textfield": { backgroundColor: "var(--raised)", border: "1px solid var(--edge)", borderRadius: "4px" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--raised)", border: "1px solid var(--edge)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.bool, tags.null], color: "var(--syn-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.escape], color: "var(--syn-string)" },
  { tag: [tags.number, tags.atom], color: "var(--syn-number)" },
  { tag: [tags.comment, tags.docComment], color: "var(--syn-comment)", fontStyle: "italic" },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.function(tags.variableName), tags.propertyName, tags.meta],
    color: "var(--syn-name)",
  },
  { tag: [tags.className, tags.definition(tags.className), tags.typeName, tags.self], color: "var(--syn-type)" },
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.link, textDecoration: "underline" },
]);

const blame = StateEffect.define<readonly number[]>();
const blamedLine = Decoration.line({ class: "cm-blamed" });
const blamed = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(blame)) continue;
      const document = transaction.state.doc;
      const inside = effect.value.filter((line) => line >= 1 && line <= document.lines).sort((a, b) => a - b);
      next = Decoration.set([...new Set(inside)].map((line) => blamedLine.range(document.line(line).from)));
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Marks changes that did not come from the learner's hands, so that they are not saved back. */
const fromDisk = Annotation.define<boolean>();

/** CodeMirror 6 with the files of one workspace. */
export class Editor {
  readonly #view: EditorView;
  readonly #states = new Map<string, EditorState>();
  readonly #languages = new Map<string, Compartment>();
  readonly #events: EditorEvents;
  #shown: string;

  constructor(host: HTMLElement, files: readonly EditorFile[], events: EditorEvents) {
    this.#events = events;
    for (const file of files) this.#states.set(file.name, this.#newState(file));
    this.#shown = files[0]?.name ?? "";
    const root = host.attachShadow({ mode: "open" });
    const parent = document.createElement("div");
    parent.style.height = "100%";
    root.append(parent);
    this.#view = new EditorView({ state: this.#states.get(this.#shown) ?? EditorState.create(), parent, root });
    void this.#loadLanguage(this.#shown);
  }

  get shown(): string {
    return this.#shown;
  }

  /** Show the file; the cursor is where it was left. */
  show(name: string): void {
    if (name === this.#shown || !this.#states.has(name)) return;
    this.#states.set(this.#shown, this.#view.state);
    this.#shown = name;
    this.#view.setState(this.#states.get(name)!);
    void this.#loadLanguage(name);
  }

  /** Return the text of the file as it stands in the editor. */
  text(name: string): string {
    return (name === this.#shown ? this.#view.state : this.#states.get(name))?.doc.toString() ?? "";
  }

  /** Put another text into the file (it changed on disk, or was reset); undo brings the old one back. */
  replace(name: string, text: string): void {
    const state = name === this.#shown ? this.#view.state : this.#states.get(name);
    if (!state || state.doc.toString() === text) return;
    const transaction = state.update({
      changes: { from: 0, to: state.doc.length, insert: text },
      annotations: fromDisk.of(true),
    });
    if (name === this.#shown) this.#view.dispatch(transaction);
    else this.#states.set(name, transaction.state);
  }

  /** Mark the lines that a traceback names, in every file. */
  blame(lines: ReadonlyMap<string, readonly number[]>): void {
    for (const [name, state] of this.#states) {
      const effects = blame.of(lines.get(name) ?? []);
      if (name === this.#shown) this.#view.dispatch({ effects });
      else this.#states.set(name, state.update({ effects }).state);
    }
  }

  /** Show the file with the cursor on a line (1-based), and focus it. */
  goTo(name: string, line: number): void {
    this.show(name);
    const document = this.#view.state.doc;
    const at = document.line(Math.min(Math.max(line, 1), document.lines));
    this.#view.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) });
    this.#view.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  async #loadLanguage(name: string): Promise<void> {
    const load = languageOf(name);
    const place = this.#languages.get(name);
    if (!load || !place) return;
    const language = await load();
    const effects = place.reconfigure(language);
    if (name === this.#shown) this.#view.dispatch({ effects });
    else this.#states.set(name, this.#states.get(name)!.update({ effects }).state);
  }

  #newState(file: EditorFile): EditorState {
    const language = new Compartment();
    this.#languages.set(file.name, language);
    const common: Extension[] = [
      lineNumbers(),
      highlightSpecialChars(),
      drawSelection(),
      syntaxHighlighting(colours),
      highlightSelectionMatches(),
      look,
      language.of([]),
      blamed,
      // With a tabindex, so that what scrolls around it is reached by keyboard, also where nothing can be typed.
      EditorView.contentAttributes.of({
        "aria-label": `${file.name}${file.editable ? "" : " (read-only)"}`,
        tabindex: "0",
      }),
    ];
    const keys = keymap.of([
      { key: "Mod-Enter", run: () => (this.#events.check(), true) },
      { key: "Mod-s", run: () => (this.#events.save(), true) },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...searchKeymap,
      indentWithTab,
    ]);
    const writing: Extension[] = [
      history(),
      indentUnit.of(/\.(ya?ml|json|conf)$/.test(file.name) ? "  " : "    "),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      EditorView.updateListener.of((update) => {
        const ours = update.transactions.some((transaction) => transaction.annotation(fromDisk));
        if (update.docChanged && !ours) this.#events.changed(this.#shown);
      }),
    ];
    const reading: Extension[] = [EditorState.readOnly.of(true)];
    return EditorState.create({ doc: file.text, extensions: [keys, common, file.editable ? writing : reading] });
  }
}
