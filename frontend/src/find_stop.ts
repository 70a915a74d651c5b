// The find box above the map: dims the signs that are not meant, and leads from one find to the next.

export interface Finder {
  /** Search again: the drawing is another one. */
  again(): void;
}

/** Fold case and accents, so that "resume" finds "Résumé". */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Let `box` search the signs in `map`; `count` says how many were found. */
export function mountFind(map: HTMLElement, box: HTMLInputElement, count: HTMLElement): Finder {
  let finds: SVGElement[] = [];
  let at = -1;

  const search = (): void => {
    const words = folded(box.value).split(/\s+/).filter(Boolean);
    const signs = [...map.querySelectorAll<SVGElement>("a[data-stop]")];
    finds = words.length ? signs.filter((sign) => matches(sign, words)) : [];
    at = -1;
    map.classList.toggle("finding", words.length > 0);
    for (const sign of signs) sign.classList.remove("found", "here");
    for (const sign of finds) sign.classList.add("found");
    count.textContent = words.length ? `${finds.length} found` : "";
  };

  const step = (by: number): void => {
    finds[at]?.classList.remove("here");
    at = (at + by + finds.length) % finds.length;
    finds[at]?.classList.add("here");
    finds[at]?.scrollIntoView({ block: "center", inline: "center" });
    count.textContent = `${at + 1} of ${finds.length}`;
  };

  box.addEventListener("input", search);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && finds.length) {
      event.preventDefault(); // with no finds the form goes to the outline, which says so in words
      if (event.ctrlKey || event.metaKey) finds[Math.max(at, 0)]?.focus();
      else step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape" && box.value) {
      event.stopPropagation();
      box.value = "";
      search();
    }
  });
  if (box.value) search(); // the browser kept it over a reload
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  return { again: search };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function matches(sign: SVGElement, words: readonly string[]): boolean {
  const name = folded(sign.getAttribute("aria-label") ?? sign.textContent ?? "");
  return words.every((word) => name.includes(word));
}
