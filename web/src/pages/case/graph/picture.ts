import type cytoscape from "cytoscape";
import type { Core, ElementDefinition } from "cytoscape";
import type { Gathered } from "./gather.ts";
import { rarityIn } from "./kinds.ts";
import { drawLetters } from "./letters.ts";
import { beginningsOf, type Place, type Places } from "./place.ts";
import type { Edge, Node } from "./queries.ts";
import { shortLabel } from "./short-label.ts";
import { coloursNow, styleOf } from "./style.ts";

const zoomLeast = 0.15;
const zoomMost = 3;
const fitRoomPx = 40;
const edgeWidthMost = 5;
/** Text of the canvas has no box of its own: these keep its direction within it (Unicode UAX 9, FSI and PDI). */
const isolated = (text: string) => `\u2068${text}\u2069`;

/** What happens in the picture. */
export type PictureEvents = {
  readonly onChoose: (id: string | undefined) => void;
  readonly onOpen: (id: string) => void;
  readonly onPlaces: (places: Places) => void;
};
/** A picture of entities on a canvas. */
export type Picture = ReturnType<typeof openPicture>;

/** Draws into a box; `letters` is a canvas above it. */
export function openPicture(draw: typeof cytoscape, box: HTMLElement, letters: HTMLCanvasElement, events: PictureEvents) {
  let colours = coloursNow();
  const cy = draw({
    container: box,
    style: styleOf(colours),
    minZoom: zoomLeast,
    maxZoom: zoomMost,
    boxSelectionEnabled: false,
    autounselectify: true,
  });
  cy.on("tap", (event) => events.onChoose(event.target === cy ? undefined : event.target.isNode() ? event.target.id() : undefined));
  cy.on("dbltap", "node", (event) => events.onOpen(event.target.id()));
  cy.on("dragfree", "node", () => events.onPlaces(placesIn(cy)));
  cy.on("render", () => drawLetters(cy, letters, colours));
  return {
    show: (graph: Gathered, kept: Places) => show(cy, graph, kept, () => events.onPlaces(placesIn(cy))),
    anew: (graph: Gathered) => {
      cy.nodes().remove();
      show(cy, graph, new Map(), () => events.onPlaces(placesIn(cy)));
    },
    choose: (id: string | undefined) => choose(cy, id),
    match: (ids: ReadonlySet<string>) => {
      cy.batch(() => cy.nodes().forEach((node) => void node.toggleClass("matched", ids.has(node.id()))));
    },
    fit: () => void cy.fit(undefined, fitRoomPx),
    zoom: (factor: number) => void cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }),
    pan: (x: number, y: number) => void cy.panBy({ x, y }),
    restyle: () => {
      colours = coloursNow();
      cy.style(styleOf(colours));
    },
    /** For whoever tests it: where an entity stands on the page of the picture. */
    placeOf: (id: string) => cy.getElementById(id).renderedPosition(),
    close: () => cy.destroy(),
  };
}

const placesIn = (cy: Core): Places => new Map(cy.nodes().map((node) => [node.id(), { ...node.position() }]));

/** Puts what is new beside what stands, and lays out only that. */
function show(cy: Core, graph: Gathered, kept: Places, onDone: () => void): void {
  const standing = placesIn(cy);
  const held: Places = new Map([...kept, ...standing]);
  const begin = beginningsOf(graph.nodes, graph.edges, held);
  const isFirst = standing.size === 0;
  const ids = new Set(graph.nodes.map(({ id }) => id));
  cy.batch(() => {
    cy.nodes()
      .filter((node) => !ids.has(node.id()))
      .remove();
    cy.edges().remove();
    for (const node of graph.nodes) put(cy, node, held.get(node.id) ?? begin.get(node.id));
    cy.add(graph.edges.map(edgeOf));
  });
  const done = () => {
    if (isFirst || isBeyond(cy)) cy.fit(undefined, fitRoomPx);
    onDone();
  };
  if (begin.size === 0) {
    done();
    return;
  }
  const constraints = graph.nodes.flatMap(({ id }) => {
    const position = held.get(id);
    return position ? [{ nodeId: id, position: { ...position } }] : [];
  });
  layOut(cy, constraints.length > 0 ? constraints : undefined, done);
}

/** Whether something lies outside of what is looked at. */
function isBeyond(cy: Core): boolean {
  const { x1, y1, x2, y2 } = cy.elements().renderedBoundingBox();
  return x1 < 0 || y1 < 0 || x2 > cy.width() || y2 > cy.height();
}

function layOut(cy: Core, fixed: readonly { readonly nodeId: string; readonly position: Place }[] | undefined, done: () => void): void {
  const options = {
    name: "fcose",
    quality: "proof",
    // What stands stays, and what comes begins beside it; only a picture of nothing yet is drafted as a whole.
    randomize: fixed === undefined,
    animate: false,
    fit: false,
    nodeRepulsion: () => 50_000,
    idealEdgeLength: () => 130,
    gravity: 0.12,
    numIter: 2_500,
    ...(fixed && { fixedNodeConstraint: fixed }),
  };
  const layout = cy.layout(options as cytoscape.LayoutOptions);
  layout.one("layoutstop", done);
  layout.run();
}

function put(cy: Core, node: Node, position: Place | undefined): void {
  const { id, kind, hostile } = node;
  const data = { id, kind, hostile, degree: node.degree, name: isolated(shortLabel(node)) };
  const classes = [kind, rarityIn(node), ...(hostile ? ["hostile"] : [])];
  const there = cy.getElementById(id);
  if (there.empty()) cy.add({ group: "nodes", data, classes, position: { x: position?.x ?? 0, y: position?.y ?? 0 } });
  else there.data(data);
}

const edgeOf = ({ from, to, relation, count }: Edge): ElementDefinition => ({
  group: "edges",
  data: { id: JSON.stringify([from, to]), source: from, target: to, relation, width: Math.min(edgeWidthMost, 1 + Math.log2(count) / 2) },
});

/** What is chosen and what is tied to it stand out; the rest steps back. */
function choose(cy: Core, id: string | undefined): void {
  const node = id === undefined ? cy.collection() : cy.getElementById(id);
  cy.batch(() => {
    cy.elements().removeClass("chosen near dim");
    if (node.empty()) return;
    const near = node.closedNeighborhood();
    cy.elements().difference(near).addClass("dim");
    node.addClass("chosen");
    node.connectedEdges().addClass("near");
  });
  if (node.empty()) return;
  const { x, y } = node.renderedPosition();
  const isOut = x < fitRoomPx || y < fitRoomPx || x > cy.width() - fitRoomPx || y > cy.height() - fitRoomPx;
  if (isOut) cy.center(node);
}
