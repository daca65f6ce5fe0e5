import type { Core } from "cytoscape";
import { kinds } from "./kinds.ts";
import type { Node } from "./queries.ts";
import type { Colours } from "./style.ts";
import { drawNames, type Named } from "./words-on-canvas.ts";

/** Letters smaller than this are not read, pixels. */
const letterLeastPx = 4.5;
/** What is farther out than this is not drawn, pixels. */
const outsidePx = 40;

/** Draws the letter of each kind into its shape, a mark on what is known as bad, and names, on a canvas above the picture. */
export function drawLetters(cy: Core, canvas: HTMLCanvasElement, colours: Colours): void {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [cy.width(), cy.height()];
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const all = seenIn(cy);
  for (const { x, y, size, kind, isHostile, isDim } of all) {
    const letterPx = size * (kinds[kind].letter.length > 1 ? 0.36 : 0.46);
    pen.globalAlpha = isDim ? 0.3 : 1;
    if (isHostile) drawBadMark(pen, x + size * 0.5, y - size * 0.5, Math.max(5, size * 0.22), colours);
    if (letterPx < letterLeastPx) continue;
    pen.font = `600 ${letterPx}px "Inter Variable", system-ui, sans-serif`;
    pen.fillStyle = isHostile ? colours.onBad : colours.soft;
    pen.fillText(kinds[kind].letter, x, y + letterPx * 0.06);
  }
  pen.globalAlpha = 1;
  drawNames(all, pen, colours);
}

/** The entities that are in the window, each looked at once: the library reckons anew for every question. */
function seenIn(cy: Core): (Named & Pick<Node, "kind">)[] {
  const [zoom, pan] = [cy.zoom(), cy.pan()];
  const [width, height] = [cy.width(), cy.height()];
  return cy
    .nodes()
    .map((node) => {
      const { x, y } = node.position();
      const { kind, hostile, degree, name } = node.data() as Pick<Node, "kind" | "hostile" | "degree"> & { readonly name: string };
      return {
        ...{ x: x * zoom + pan.x, y: y * zoom + pan.y, size: node.width() * zoom, kind, name, degree },
        ...{ isHostile: hostile, isActor: kind === "host" || kind === "account" },
        ...{ isChosen: node.hasClass("chosen"), isMatched: node.hasClass("matched"), isDim: node.hasClass("dim") },
      };
    })
    .filter(
      ({ x, y, size }) => x > -outsidePx - size && y > -outsidePx - size && x < width + outsidePx + size && y < height + outsidePx + size,
    );
}

function drawBadMark(pen: CanvasRenderingContext2D, x: number, y: number, radius: number, { bad, ground }: Colours): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fillStyle = bad;
  pen.fill();
  pen.fillStyle = ground;
  pen.font = `800 ${radius * 1.5}px "Inter Variable", system-ui, sans-serif`;
  pen.fillText("!", x, y + radius * 0.1);
}
