// A map on paper: cut between sections, so that a page ends there and not in the middle of a sign.

const ABOVE = 22; // map units of road shown above a section's sign

/** Cut the drawing into one per section while the page is printed. */
export function cutForPaper(svg: SVGSVGElement, signal: AbortSignal): void {
  let cut: HTMLElement | undefined;

  addEventListener("beforeprint", () => {
    cut?.remove();
    const { width, height } = svg.viewBox.baseVal;
    const sections = [...svg.querySelectorAll<SVGGElement>(":scope > .stretch")];
    const tops = sections.map((section) => (section.transform.baseVal.consolidate()?.matrix.f ?? 0) - ABOVE);
    cut = document.createElement("div");
    cut.className = "map-on-paper";
    for (const [index, section] of sections.entries()) {
      const top = index ? (tops[index] ?? 0) : 0;
      const bottom = tops[index + 1] ?? height;
      const piece = svg.cloneNode(false) as SVGSVGElement;
      piece.setAttribute("viewBox", `0 ${top} ${width} ${bottom - top}`);
      piece.setAttribute("height", String(bottom - top));
      const ways = svg.querySelector(":scope > .ways");
      if (ways) piece.append(ways.cloneNode(true));
      piece.append(section.cloneNode(true));
      cut.append(piece);
    }
    svg.after(cut);
    svg.classList.toggle("cut", sections.length > 0);
  }, { signal });

  const mend = (): void => {
    cut?.remove();
    svg.classList.remove("cut");
  };
  addEventListener("afterprint", mend, { signal });
  signal.addEventListener("abort", mend);
}
