// Questions about the signs of a drawn map: which lies in a direction, and does every name fit its plate.

export type Direction = "up" | "down" | "left" | "right";

/** The nearest sign in a direction, or null at the edge of the map. Straight ahead counts for more than near. */
export function neighbour(svg: SVGSVGElement, from: SVGAElement, direction: Direction): SVGAElement | null {
  const here = plateOf(from);
  let best: SVGAElement | null = null;
  let least = Infinity;
  for (const sign of svg.querySelectorAll<SVGAElement>("a[data-stop]")) {
    if (sign === from) continue;
    const there = plateOf(sign);
    const vertical = direction === "up" || direction === "down";
    const ahead =
      direction === "down" ? there.top - here.bottom
      : direction === "up" ? here.top - there.bottom
      : direction === "right" ? there.left - here.right
      : here.left - there.right;
    if (ahead < -2) continue;
    const aside = vertical
      ? Math.max(0, there.left - here.right, here.left - there.right)
      : Math.max(0, there.top - here.bottom, here.top - there.bottom);
    const offCentre = vertical
      ? Math.abs(there.left + there.right - here.left - here.right) / 2
      : Math.abs(there.top + there.bottom - here.top - here.bottom) / 2;
    const cost = ahead + (vertical ? 2 : 6) * aside + offCentre / 20;
    if (cost < least) {
      least = cost;
      best = sign;
    }
  }
  return best;
}

function plateOf(sign: SVGAElement): DOMRect {
  return (sign.querySelector(".plate") ?? sign).getBoundingClientRect();
}

/** Squeeze names that are wider than their plate, as happens when the font did not load or lacks a script. */
export function fitNames(svg: SVGSVGElement): void {
  const tooWide: [SVGTextContentElement, number][] = [];
  for (const sign of svg.querySelectorAll<SVGAElement>("a[data-stop]")) {
    const plate = sign.querySelector<SVGGraphicsElement>(".plate")?.getBBox();
    if (!plate) continue;
    const badge = sign.querySelector<SVGUseElement>('use[href^="#glyph-labs"]');
    const end = badge ? badge.x.baseVal.value - 2 : plate.x + plate.width - 4;
    for (const text of sign.querySelectorAll<SVGTextContentElement>(":scope > text:not(.exit-no)")) {
      const spans = [...text.querySelectorAll<SVGTSpanElement>("tspan")];
      for (const line of spans.length ? spans : [text as SVGTextElement]) {
        const middle = line.x.baseVal.numberOfItems ? line.x.baseVal.getItem(0).value : 0;
        const room = 2 * Math.min(end - middle, middle - plate.x - 4);
        if (room > 0 && line.getComputedTextLength() > room) tooWide.push([line, room]);
      }
    }
  }
  for (const [line, room] of tooWide) {
    line.setAttribute("textLength", String(Math.floor(room)));
    line.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}
