import type { Core, NodeSingular } from "cytoscape";
import type { Colours } from "./style.ts";

const fontPx = 11;
const belowPx = 4;
const padPx = 3;
/** What is farther out than this is not looked at, pixels. */
const outsidePx = 40;
const widthsMax = 5_000;
/** The names of so many may lie over shapes: of those one looks for. */
const weightiest = 28;

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
const widths = new Map<string, number>();

/**
 * Writes what entities are called, at one size however near one looks, the weightiest first: a name that would lie over another is left out until there is
 * room for it. So the picture stays readable with hundreds of them.
 */
export function drawNames(cy: Core, pen: CanvasRenderingContext2D, colours: Colours): void {
  pen.direction = "ltr";
  pen.textAlign = "center";
  pen.textBaseline = "top";
  const order = inOrder(cy);
  // Neither does a name lie over the shape of another.
  const shapes = new Map(order.filter((node) => !node.hasClass("dim")).map((node) => [node.id(), boxOf(node)]));
  const isOverShape = (id: string, box: Box) => [...shapes].some(([other, shape]) => other !== id && overlaps(box, shape));
  const taken: Box[] = [];
  const [width, height] = [cy.width(), cy.height()];
  for (const [rank, node] of order.entries()) {
    const { x, y } = node.renderedPosition();
    if (x < -outsidePx || y < -outsidePx || x > width + outsidePx || y > height + outsidePx) continue;
    const bold = isHeavy(node);
    pen.font = `${bold ? 600 : 400} ${fontPx}px "Inter Variable", system-ui, sans-serif`;
    const name = String(node.data("name"));
    const half = widthOf(pen, name) / 2 + padPx;
    const top = y + node.renderedHeight() / 2 + belowPx;
    const box = { left: x - half, right: x + half, top, bottom: top + fontPx + padPx };
    const isFree = () => !taken.some((other) => overlaps(box, other)) && (rank < weightiest || !isOverShape(node.id(), box));
    if (!node.hasClass("chosen") && !isFree()) continue;
    taken.push(box);
    pen.globalAlpha = node.hasClass("dim") ? 0.25 : 1;
    pen.fillStyle = node.data("hostile") ? colours.bad : bold ? colours.text : colours.soft;
    pen.strokeStyle = colours.surface;
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    pen.strokeText(name, x, top);
    pen.fillText(name, x, top);
  }
  pen.globalAlpha = 1;
}

function boxOf(node: NodeSingular): Box {
  const { x, y } = node.renderedPosition();
  const half = (node.renderedWidth() / 2) * 0.8;
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

const overlaps = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const isHeavy = (node: NodeSingular) =>
  node.hasClass("chosen") || node.hasClass("host") || node.hasClass("account") || node.hasClass("hostile");

function inOrder(cy: Core): NodeSingular[] {
  const weight = (node: NodeSingular) =>
    Number(node.hasClass("chosen")) * 10_000 +
    Number(!node.hasClass("dim")) * 5_000 +
    Number(node.hasClass("matched")) * 2_000 +
    Number(node.hasClass("hostile")) * 1_000 +
    Number(isHeavy(node)) * 500 +
    Math.min(400, Number(node.data("degree")));
  return cy
    .nodes()
    .toArray()
    .map((node) => ({ node, weight: weight(node) }))
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ node }) => node);
}

function widthOf(pen: CanvasRenderingContext2D, name: string): number {
  const key = `${pen.font} ${name}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size >= widthsMax) widths.clear();
  const { width } = pen.measureText(name);
  widths.set(key, width);
  return width;
}
