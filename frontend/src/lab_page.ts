// The lab page: files in tabs, an editor, checks that come in as they finish, hints, starting over.
import { Problem, request, sendJson } from "./api";
import { Editor } from "./editor";
import { LabFiles, type LabFile } from "./lab_files";
import { notify } from "./notify";
import { Results } from "./results";
import { serverEvents } from "./sse";
import { element, visible, type CheckResult, type Verdict } from "./verdict";

interface LabData {
  lab: string;
  review: string; // the day of a review, "" in the workspace
  files: LabFile[];
  verdict: Verdict | null;
}

interface JudgeEvent {
  text: string;
  check: CheckResult | null;
  names: string[];
}

function find<Kind extends HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

const data = JSON.parse(find("#lab-data").textContent ?? "") as LabData;
const lab = `/api/v1/labs/${encodeURIComponent(data.lab)}`;
const where = data.review ? `?review=${encodeURIComponent(data.review)}` : "";
const checkButton = find<HTMLButtonElement>("#check");
const stopButton = find<HTMLButtonElement>("#stop");
const tabs = [...document.querySelectorAll<HTMLButtonElement>(".tab")];

const editor = new Editor(find("#editor"), data.files, {
  changed: (name) => files.changed(name),
  check: () => void check(),
  save: () => void files.save(),
});
const files = new LabFiles(lab, where, data.files, editor, find("#conflict"), find("#saved"));
const results = new Results(
  find("#status"),
  find("#checks"),
  new Set(data.files.map((file) => file.name)),
  (file, line) => {
    editor.goTo(file, line);
    markTab(file);
  },
);

function markTab(name: string): void {
  for (const tab of tabs) {
    const shown = tab.dataset["file"] === name;
    tab.setAttribute("aria-selected", String(shown));
    tab.tabIndex = shown ? 0 : -1;
    if (shown) find("#editor").setAttribute("aria-labelledby", tab.id);
  }
}

for (const [place, tab] of tabs.entries()) {
  const open = (which: HTMLButtonElement | undefined): void => {
    if (!which) return;
    editor.show(which.dataset["file"] ?? "");
    markTab(editor.shown);
    which.focus();
  };
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") open(tabs[(place + 1) % tabs.length]);
    else if (event.key === "ArrowLeft") open(tabs.at(place - 1));
    else if (event.key === "Home") open(tabs[0]);
    else if (event.key === "End") open(tabs.at(-1));
    else return;
    event.preventDefault();
  });
}

let running: AbortController | null = null;
let attemptId = "";

function setRunning(attempt: AbortController | null): void {
  running = attempt;
  attemptId = "";
  stopButton.hidden = attempt === null;
}

async function check(): Promise<void> {
  running?.abort(); // a second check supersedes the first
  const attempt = new AbortController();
  setRunning(attempt);
  try {
    if (!(await files.save())) {
      notify("Some of your work could not be saved, so it was not checked.", "warn");
      return;
    }
    results.begin();
    const response = await request("POST", `${lab}/attempts${where}`, {}, attempt.signal);
    let answered = false;
    for await (const event of serverEvents(response)) {
      if (running !== attempt) return;
      answered = show(event.event, event.data) || answered;
    }
    if (!answered) results.failed("The answer broke off. Check again.");
  } catch (error) {
    if (attempt.signal.aborted) return;
    results.failed(error instanceof Problem ? error.message : "The answer broke off. Check again.");
  } finally {
    if (running === attempt) {
      setRunning(null);
    }
  }
}

/** Show an event of the judge; returns true for the last one, the verdict (or why there is none). */
function show(kind: string, text: string): boolean {
  const answer = JSON.parse(text) as unknown;
  if (kind === "verdict") {
    const { verdict } = answer as { verdict: Verdict };
    results.finish(verdict);
    editor.blame(results.blamed(verdict));
    if (verdict.status === "passed") celebrate();
    return true;
  }
  if (kind === "error") {
    results.failed((answer as { message: string }).message);
    return true;
  }
  if (kind === "attempt") {
    attemptId = (answer as { id: string }).id;
    return false;
  }
  const event = answer as JudgeEvent;
  if (kind === "progress") results.progress(event.text);
  else if (kind === "collected") results.collected(event.names);
  else if (kind === "check-started") results.started(event.text);
  else if (kind === "check-finished" && event.check) results.finished(event.check);
  return false;
}

function celebrate(): void {
  const plate = element("span", { class: "plate passed" }, "Passed");
  find("#lab-state").replaceChildren(plate);
}

checkButton.disabled = false;
checkButton.addEventListener("click", () => void check());
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  void check();
});

stopButton.addEventListener("click", () => {
  // The stream goes on until the judge has stopped and said so.
  if (attemptId) void request("DELETE", `/api/v1/attempts/${encodeURIComponent(attemptId)}`).catch(() => undefined);
});

document.querySelector("#hint")?.closest("form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  void takeHint();
});

async function takeHint(): Promise<void> {
  const button = find<HTMLButtonElement>("#hint");
  button.disabled = true;
  try {
    const hint = await sendJson<{ text: string; left: number }>("POST", `${lab}/hints`);
    find("#hints").append(element("li", {}, visible(hint.text)));
    if (hint.left > 0) {
      button.replaceChildren("Another hint ", element("span", { class: "muted" }, `(${hint.left} left)`));
      button.disabled = false;
    } else {
      button.replaceWith(element("p", { class: "small muted" }, "That was the last one."));
    }
  } catch (error) {
    button.disabled = false;
    notify(error instanceof Error ? error.message : String(error), "bad");
  }
}

const resetDialog = find<HTMLDialogElement>("#reset-dialog");
resetDialog.addEventListener("close", () => {
  if (resetDialog.returnValue === "reset") void startOver();
  resetDialog.returnValue = "";
});

async function startOver(): Promise<void> {
  try {
    await files.save();
    const { kept } = await sendJson<{ kept: string }>("POST", `${lab}/reset`);
    await files.reload();
    editor.blame(new Map());
    results.clear(`Back at the start. Your work is kept in ${kept}.`);
  } catch (error) {
    notify(error instanceof Error ? error.message : String(error), "bad");
  }
}

if (data.verdict) {
  results.finish(data.verdict, true);
  editor.blame(results.blamed(data.verdict));
}
