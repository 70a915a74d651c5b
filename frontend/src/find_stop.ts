// The find box of the map: dims what is not meant, and leads from one find to the next.

const dimming = "finding";
const found = "found";

/** Let `box` search the signs of `map`; `count` says how many were found. */
export function mountFind(map: HTMLElement, box: HTMLInputElement, count: HTMLElement): void {
  let at = -1;

  const finds = (): SVGElement[] => [...map.querySelectorAll<SVGElement>(`a.${found}`)];

  const search = (): void => {
    at = -1;
    const words = box.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    map.classList.toggle(dimming, words.length > 0);
    let hits = 0;
    for (const sign of map.querySelectorAll<SVGElement>("a[data-stop]")) {
      const name = (sign.getAttribute("aria-label") ?? sign.textContent ?? "").toLocaleLowerCase();
      const hit = words.length > 0 && words.every((word) => name.includes(word));
      sign.classList.toggle(found, hit);
      if (hit) hits += 1;
    }
    count.textContent = words.length ? `${hits} found` : "";
  };

  box.addEventListener("input", search);
  box.form?.addEventListener("submit", (event) => {
    const hits = finds();
    if (!hits.length) return; // the outline says so, in words
    event.preventDefault();
    at = (at + 1) % hits.length;
    hits[at]?.focus();
    hits[at]?.scrollIntoView({ block: "center", inline: "center" });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.value) return;
    event.stopPropagation();
    box.value = "";
    search();
  });
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  if (box.value) search(); // the browser kept it over a reload
}
