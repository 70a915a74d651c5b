// Claims before a placement: a hundred boxes, ticked without leaving the keyboard. Without scripts Tab and Space do it.

const form = document.querySelector<HTMLFormElement>(".claim-form")!;
const boxes = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];

for (const note of form.querySelectorAll<HTMLElement>(".keys-note")) note.hidden = false;

/** Tick every box of a section, or untick them if all are ticked. */
function tickSection(box: HTMLInputElement): void {
  const section = [...(box.closest("fieldset")?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [])];
  const wanted = !section.every((each) => each.checked);
  for (const each of section) each.checked = wanted;
}

form.addEventListener("keydown", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = boxes.indexOf(box);
  if (event.key === "ArrowDown") boxes[at + 1]?.focus();
  else if (event.key === "ArrowUp") boxes[at - 1]?.focus();
  else if (event.key === "Home") boxes[0]?.focus();
  else if (event.key === "End") boxes.at(-1)?.focus();
  else if (event.key === "a") tickSection(box);
  else return;
  event.preventDefault();
});

export {};
