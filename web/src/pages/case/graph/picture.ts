import type cytoscape from "cytoscape";
import type { Core, NodeCollection } from "cytoscape";
import type { Gathered } from "./gather.ts";
import { rarityIn } from "./kinds.ts";
import { drawLetters } from "./letters.ts";
import { beginningsOf, type Place, type Places, type Spread, spreadOf } from "./place.ts";
import type { Edge, Node } from "./queries.ts";
import { shortLabel } from "./short-label.ts";
import { inSlices, type Step } from "./slices.ts";
import { spread } from "./spread.ts";
import { coloursNow, styleOf } from "./style.ts";

const zoomLeast = 0.15;
const zoomMost = 3;
/** Room around all of it in the window, and around the middle of each in the picture, pixels. */
const fitRoomPx = 16;
const shapeRoomPx = 34;
const edgeWidthMost = 5;
/** So many entities or ties are put into the picture between two of its drawings. */
const putAtOnce = 60;
/** Of more ties than this only those of what is chosen say which way they go. */
const fewEdges = 150;
/** Marks an entity that is still being laid out: where it stands is no place of its own yet. */
const onItsWay = "on-its-way";
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
  listen(cy, events);
  cy.on("render", () => drawLetters(cy, letters, colours));
  let stop = () => {};
  let [chosen, matched]: [string | undefined, ReadonlySet<string>] = [undefined, new Set()];
  const mark = () => {
    choose(cy, chosen);
    match(cy, matched);
  };
  const shown = (graph: Gathered, kept: Places) => {
    stop();
    stop = show(cy, graph, kept, { onPut: mark, onDone: () => events.onPlaces(settled(cy)) });
  };
  return {
    show: shown,
    anew: (graph: Gathered) => {
      cy.nodes().remove();
      shown(graph, new Map());
    },
    choose: (id: string | undefined) => {
      chosen = id;
      choose(cy, id);
    },
    match: (ids: ReadonlySet<string>) => {
      matched = ids;
      match(cy, ids);
    },
    fit: () => fit(cy),
    zoom: (factor: number) => void cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }),
    pan: (x: number, y: number) => void cy.panBy({ x, y }),
    restyle: () => {
      colours = coloursNow();
      cy.style(styleOf(colours));
    },
    close: () => {
      stop();
      cy.destroy();
    },
  };
}

function listen(cy: Core, events: PictureEvents): void {
  cy.on("tap", (event) => events.onChoose(event.target === cy ? undefined : event.target.isNode() ? event.target.id() : undefined));
  cy.on("dbltap", "node", (event) => events.onOpen(event.target.id()));
  cy.on("dragfree", "node", (event) => {
    event.target.scratch(onItsWay, false);
    events.onPlaces(settled(cy));
  });
}

/** Marks what is looked for. */
function match(cy: Core, ids: ReadonlySet<string>): void {
  cy.batch(() => cy.nodes().forEach((node) => void node.toggleClass("matched", ids.has(node.id()))));
}

const settled = (cy: Core): Places => placesIn(cy.nodes().filter((node) => !node.scratch(onItsWay)));
const placesIn = (nodes: NodeCollection): Places => new Map(nodes.map((node) => [node.id(), { ...node.position() }]));

/** Puts what is new beside what stands, and lays out only that, in slices; gives the way to stop it. */
function show(cy: Core, graph: Gathered, kept: Places, events: { readonly onPut: () => void; readonly onDone: () => void }): () => void {
  const standing = settled(cy);
  const held: Places = new Map([...kept, ...standing]);
  const onTheirWay = placesIn(cy.nodes().filter((node) => node.scratch(onItsWay)));
  const begin: Places = new Map([...beginningsOf(graph.nodes, graph.edges, held), ...onTheirWay]);
  const isFirst = standing.size === 0;
  const laid = spreadOf(graph, held, begin);
  function* steps(): Generator<Step> {
    yield* put(cy, graph, (id) => held.get(id) ?? begin.get(id), held);
    if (isFirst) fit(cy);
    events.onPut();
    if (begin.size > 0) yield* spread(laid);
  }
  return inSlices(steps(), (isLast) => {
    if (begin.size > 0) move(cy, graph, laid);
    if (begin.size > 0 && (isFirst || (isLast && isBeyond(cy)))) fit(cy);
    if (!isLast) return;
    cy.nodes().forEach((node) => void node.scratch(onItsWay, false));
    events.onDone();
  });
}

/** Takes out what is not in the graph, and puts in what is new, so much at a time that the page draws between. */
function* put(cy: Core, { nodes, edges }: Gathered, placeOf: (id: string) => Place | undefined, held: Places): Generator<Step> {
  const ids = new Set([...nodes.map(({ id }) => id), ...edges.map(edgeId)]);
  cy.elements()
    .filter((each) => !ids.has(each.id()))
    .remove();
  for (let from = 0; from < nodes.length; from += putAtOnce) {
    cy.batch(() => {
      for (const node of nodes.slice(from, from + putAtOnce)) putNode(cy, node, placeOf(node.id), !held.has(node.id));
    });
    yield "drawn";
  }
  const isMany = edges.length > fewEdges;
  for (let from = 0; from < edges.length; from += putAtOnce) {
    cy.batch(() => {
      for (const edge of edges.slice(from, from + putAtOnce)) putEdge(cy, edge, isMany);
    });
    yield "drawn";
  }
}

/** Shows entities where they are laid by now; what a hand holds or has put down meanwhile stays under it. */
function move(cy: Core, { nodes }: Gathered, { places, held }: Spread): void {
  const numbers = new Map(nodes.map(({ id }, at) => [id, at]));
  cy.nodes().positions((node) => {
    const at = numbers.get(node.id()) ?? -1;
    const place = places[at];
    if (!place || node.grabbed() || !node.scratch(onItsWay)) {
      held[at] = true;
      if (place) Object.assign(place, node.position());
      return node.position();
    }
    return { ...place };
  });
}

type Bounds = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** Where the middles of entities lie, with room for their shapes and names. The library's own reckoning asks every shape and every tie. */
function boundsOf(cy: Core): Bounds {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  cy.nodes().forEach((node) => {
    const { x, y } = node.position();
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  });
  return { left: left - shapeRoomPx, top: top - shapeRoomPx, right: right + shapeRoomPx, bottom: bottom + shapeRoomPx };
}

/** Whether something lies outside of what is looked at. */
function isBeyond(cy: Core): boolean {
  const { left, top, right, bottom } = boundsOf(cy);
  const { x1, y1, x2, y2 } = cy.extent();
  return left < x1 || top < y1 || right > x2 || bottom > y2;
}

/** Looks at all of it. */
function fit(cy: Core): void {
  const { left, top, right, bottom } = boundsOf(cy);
  if (!(left < right) || cy.width() === 0 || cy.height() === 0) return;
  const [width, height] = [cy.width() - 2 * fitRoomPx, cy.height() - 2 * fitRoomPx];
  const zoom = Math.min(zoomMost, Math.max(zoomLeast, Math.min(width / (right - left), height / (bottom - top))));
  const pan = { x: cy.width() / 2 - ((left + right) / 2) * zoom, y: cy.height() / 2 - ((top + bottom) / 2) * zoom };
  cy.viewport({ zoom, pan });
}

function putNode(cy: Core, node: Node, position: Place | undefined, isOnItsWay: boolean): void {
  const { id, kind, hostile } = node;
  const data = { id, kind, hostile, degree: node.degree, name: isolated(shortLabel(node)) };
  const classes = [kind, rarityIn(node), ...(hostile ? ["hostile"] : [])];
  const there = cy.getElementById(id);
  if (there.nonempty()) there.data(data);
  else cy.add({ group: "nodes", data, classes, position: { x: position?.x ?? 0, y: position?.y ?? 0 } }).scratch(onItsWay, isOnItsWay);
}

const edgeId = ({ from, to }: Edge) => JSON.stringify([from, to]);

function putEdge(cy: Core, edge: Edge, isMany: boolean): void {
  const { from, to, relation, count } = edge;
  const data = { id: edgeId(edge), source: from, target: to, relation, width: Math.min(edgeWidthMost, 1 + Math.log2(count) / 2) };
  const there = cy.getElementById(data.id);
  if (there.nonempty()) there.data({ relation, width: data.width }).toggleClass("many", isMany);
  else cy.add({ group: "edges", data, classes: isMany ? ["many"] : [] });
}

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
