import type { Colours } from "./style.ts";

const fontPx = 11;
const belowPx = 4;
const padPx = 3;
const widthsMax = 5_000;
/** The names of so many may lie over shapes: of those one looks for. */
const weightiest = 28;

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
/** An entity as it stands in the window, and what it is called there. */
export type Named = {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly name: string;
  readonly degree: number;
  readonly isChosen: boolean;
  readonly isMatched: boolean;
  readonly isHostile: boolean;
  readonly isActor: boolean;
  readonly isDim: boolean;
};
const widths = { bold: new Map<string, number>(), plain: new Map<string, number>() };

/**
 * Writes what entities are called, at one size however near one looks, the weightiest first: a name that would lie over another is left out until there is
 * room for it. So the picture stays readable with hundreds of them.
 */
export function drawNames(all: readonly Named[], pen: CanvasRenderingContext2D, colours: Colours): void {
  pen.direction = "ltr";
  pen.textAlign = "center";
  pen.textBaseline = "top";
  pen.strokeStyle = colours.surface;
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  // Neither does a name lie over the shape of another.
  const shapes = all.filter(({ isDim }) => !isDim).map((each) => ({ of: each, box: shapeOf(each) }));
  const taken: Box[] = [];
  for (const [rank, each] of all.toSorted((a, b) => weightOf(b) - weightOf(a)).entries()) {
    const bold = isHeavy(each);
    pen.font = `${bold ? 600 : 400} ${fontPx}px "Inter Variable", system-ui, sans-serif`;
    const half = widthOf(pen, each.name, bold) / 2 + padPx;
    const top = each.y + each.size / 2 + belowPx;
    const box = { left: each.x - half, right: each.x + half, top, bottom: top + fontPx + padPx };
    const isFree = () =>
      !taken.some((other) => overlaps(box, other)) &&
      (rank < weightiest || !shapes.some((other) => other.of !== each && overlaps(box, other.box)));
    if (!each.isChosen && !isFree()) continue;
    taken.push(box);
    pen.globalAlpha = each.isDim ? 0.25 : 1;
    pen.fillStyle = each.isHostile ? colours.bad : bold ? colours.text : colours.soft;
    pen.strokeText(each.name, each.x, top);
    pen.fillText(each.name, each.x, top);
  }
  pen.globalAlpha = 1;
}

function shapeOf({ x, y, size }: Named): Box {
  const half = (size / 2) * 0.8;
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

const overlaps = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const isHeavy = ({ isChosen, isActor, isHostile }: Named) => isChosen || isActor || isHostile;
const weightOf = (each: Named) =>
  Number(each.isChosen) * 10_000 +
  Number(!each.isDim) * 5_000 +
  Number(each.isMatched) * 2_000 +
  Number(each.isHostile) * 1_000 +
  Number(isHeavy(each)) * 500 +
  Math.min(400, each.degree);

function widthOf(pen: CanvasRenderingContext2D, name: string, bold: boolean): number {
  const known = widths[bold ? "bold" : "plain"];
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= widthsMax) known.clear();
  const { width } = pen.measureText(name);
  known.set(name, width);
  return width;
}
