// The find box above the map: signs that match stand out while one types, the arrow keys go from one to the next,
// Enter goes to the sign itself.

export interface Finder {
  focus(): void;
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Serve the page's find box (`#find`, with its count in `#found`), if it has one. */
export function findOnMap(svg: SVGSVGElement, signal: AbortSignal): Finder {
  const box = document.querySelector<HTMLInputElement>("#find");
  const count = document.querySelector<HTMLElement>("#found");
  const signs = [...svg.querySelectorAll<SVGAElement>("a[data-stop]")];
  const names = signs.map((sign) => folded(sign.getAttribute("aria-label") ?? sign.textContent ?? ""));
  let found: SVGAElement[] = [];
  let at = -1;

  function search(): void {
    const wanted = folded(box?.value.trim() ?? "");
    found = wanted ? signs.filter((_, index) => names[index]?.includes(wanted)) : [];
    at = -1;
    svg.classList.toggle("finding", wanted !== "");
    for (const sign of signs) sign.classList.toggle("found", found.includes(sign));
    if (count) count.textContent = wanted ? `${found.length} of ${signs.length}` : "";
  }

  function go(step: number): void {
    if (!found.length) return;
    found[at]?.classList.remove("here");
    at = at < 0 ? 0 : (at + step + found.length) % found.length;
    found[at]?.classList.add("here");
    found[at]?.scrollIntoView({ block: "center", inline: "center" });
    if (count) count.textContent = `${at + 1} of ${found.length}`;
  }

  box?.addEventListener("input", search, { signal });
  box?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") found[Math.max(0, at)]?.focus(); // on the sign, Enter opens it
    else if (event.key === "ArrowDown") go(1);
    else if (event.key === "ArrowUp") go(-1);
    else if (event.key === "Escape") {
      box.value = "";
      search();
      box.blur();
    } else return;
    event.preventDefault(); // the form is for browsers without scripts
  }, { signal });
  if (box?.value) search();
  return { focus: () => box?.focus() };
}
