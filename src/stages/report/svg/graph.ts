import { inert, inertObservable } from "../../../core/inert/inert.ts";
import { type Entity, type EntityGraph, type EntityGroup, entityGroups, type Sight } from "../entity-graph.ts";
import { type Html, ready, svg } from "../html/html.ts";
import { clockOf, severitySteps } from "../words.ts";
import { fitted } from "./label.ts";

const rowHeight = 30;
const boxHeight = 24;
const headHeight = 26;
const sideWidth = 266;
const middleWidth = 446;
const gap = 106;
/** The width of every drawing of a case's entities, in pixels; only its height varies. */
export const graphWidth = sideWidth * 2 + middleWidth + gap * 2;
/** A tie is drawn at most this thick, in pixels. */
const strokeMax = 4;

const groupName: Readonly<Record<EntityGroup, string>> = {
  network: "Addresses, domains, links, mail",
  accounts: "Accounts",
  machines: "Machines",
  files: "Files, programs, services",
};
const left: readonly EntityGroup[] = ["network", "accounts"];

type Box = { readonly x: number; readonly y: number; readonly width: number };

/** Three columns: who and whence on the left, what was seen in the middle in order of time, where and with what on the right. Boxes never overlap. */
export function graphDrawing(graph: EntityGraph, anchor: string): Html {
  const places = new Map(graph.sights.map(({ key }, index) => [key, index]));
  const sideOf = (onLeft: boolean) =>
    entityGroups.filter((group) => left.includes(group) === onLeft).map((group) => ({ group, entities: ordered(graph, group, places) }));
  const columns = [sideOf(true), sideOf(false)];
  const heights = [...columns.map(heightOf), headHeight + graph.sights.length * rowHeight];
  const height = Math.max(...heights) + 8;
  const boxes = new Map<string, Box>();
  const headings: Html[] = [];
  columns.forEach((column, index) => {
    placeColumn(column, index === 0 ? 0 : sideWidth + middleWidth + gap * 2, (height - heightOf(column)) / 2, boxes, headings);
  });
  const top = (height - (headHeight + graph.sights.length * rowHeight)) / 2;
  headings.push(heading("What was seen", sideWidth + gap, top));
  for (const [key, index] of places)
    boxes.set(`sight ${key}`, { x: sideWidth + gap, y: top + headHeight + index * rowHeight, width: middleWidth });
  return svg`<svg class="drawing" viewBox="0 0 ${graphWidth} ${Math.ceil(height)}" width="${graphWidth}" height="${Math.ceil(height)}" role="img" aria-labelledby="${anchor}-graph-title"><title id="${anchor}-graph-title">${graph.sights.length} kinds of alert and ${graph.entities.length} values that they name</title>
${graph.ties.map((tie) => line(boxes.get(`sight ${tie.sight}`), boxes.get(tie.entity), tie.count))}${headings}${graph.sights.map((sight) => sightBox(sight, boxes.get(`sight ${sight.key}`)))}${graph.entities.map((entity) => entityBox(entity, boxes.get(entity.key)))}</svg>`;
}

type Column = readonly { readonly group: EntityGroup; readonly entities: readonly Entity[] }[];

const heightOf = (column: Column) =>
  column.reduce((sum, { entities }) => sum + (entities.length > 0 ? headHeight + entities.length * rowHeight + 8 : 0), 0);

/** Entities stand about as high as the alerts that name them, so that lines cross little. */
function ordered(graph: EntityGraph, group: EntityGroup, places: ReadonlyMap<string, number>): Entity[] {
  const middle = new Map<string, { sum: number; weight: number }>();
  for (const { sight, entity, count } of graph.ties) {
    const held = middle.get(entity) ?? { sum: 0, weight: 0 };
    middle.set(entity, { sum: held.sum + (places.get(sight) ?? 0) * count, weight: held.weight + count });
  }
  const at = ({ key }: Entity) => (middle.get(key)?.sum ?? 0) / (middle.get(key)?.weight || 1);
  return graph.entities.filter((entity) => entity.group === group).toSorted((a, b) => at(a) - at(b) || (a.key < b.key ? -1 : 1));
}

function placeColumn(column: Column, x: number, top: number, boxes: Map<string, Box>, headings: Html[]): void {
  let y = top;
  for (const { group, entities } of column) {
    if (entities.length === 0) continue;
    headings.push(heading(groupName[group], x, y));
    y += headHeight;
    for (const { key } of entities) {
      boxes.set(key, { x, y, width: sideWidth });
      y += rowHeight;
    }
    y += 8;
  }
}

const heading = (name: string, x: number, y: number) => svg`<text class="heading" x="${x}" y="${round(y + 17)}">${name}</text>`;

function line(sight: Box | undefined, entity: Box | undefined, count: number): Html | undefined {
  if (!sight || !entity) return undefined;
  const onLeft = entity.x < sight.x;
  const [fromX, toX] = onLeft ? [sight.x, entity.x + entity.width] : [sight.x + sight.width, entity.x];
  const [fromY, toY] = [round(sight.y + boxHeight / 2), round(entity.y + boxHeight / 2)];
  const bend = onLeft ? -gap / 2 : gap / 2;
  const thickness = Math.min(strokeMax, 1 + Math.log2(count) / 2).toFixed(1);
  return svg`<path class="tie" stroke-width="${thickness}" d="M${fromX} ${fromY}C${fromX + bend} ${fromY} ${toX - bend} ${toY} ${toX} ${toY}"/>`;
}

function sightBox({ title, count, severity, time }: Sight, box: Box | undefined): Html | undefined {
  if (!box) return undefined;
  const meter = "■".repeat(severitySteps[severity]) + "□".repeat(5 - severitySteps[severity]);
  const times = count > 1 ? ` ×${count}` : "";
  const said = inert(title);
  return svg`<g class="sight ${severity}"><title>${ready(said)}${times}, ${severity}, first ${time}</title><rect x="${box.x}" y="${round(box.y)}" width="${box.width}" height="${boxHeight}" rx="4"/><text class="clock" x="${box.x + 8}" y="${round(box.y + 16)}">${clockOf(time)}</text><text x="${box.x + 68}" y="${round(box.y + 16)}">${ready(fitted(said, box.width - 68 - 62 - (times ? 30 : 0), "end") + times)}</text><text class="meter" x="${box.x + box.width - 8}" y="${round(box.y + 16)}" text-anchor="end">${meter}</text></g>
`;
}

/** A letter for the kind, because colour alone would not tell everybody. */
const letters: Readonly<Partial<Record<Entity["observable"]["type"], string>>> = {
  ip: "IP",
  domain: "DNS",
  url: "URL",
  email: "@",
  user: "USR",
  sid: "SID",
  "access-key": "KEY",
  host: "PC",
  "cloud-resource": "CLD",
  share: "SHR",
  file: "FIL",
  hash: "#",
  process: "EXE",
  "command-line": "CMD",
  service: "SVC",
  "scheduled-task": "TSK",
  "registry-key": "REG",
};

function entityBox({ observable, group, hostile, note }: Entity, box: Box | undefined): Html | undefined {
  if (!box) return undefined;
  const said = inertObservable(observable);
  const sign = hostile ? "✕ " : "";
  const kind = letters[observable.type] ?? "?";
  return svg`<g class="entity ${group}${hostile && " hostile"}"><title>${observable.type} ${ready(said)}${note && `, ${note}`}${hostile && ", known to be hostile"}</title><rect x="${box.x}" y="${round(box.y)}" width="${box.width}" height="${boxHeight}" rx="12"/><text class="kind" x="${box.x + 12}" y="${round(box.y + 16)}">${kind}</text><text x="${box.x + 44}" y="${round(box.y + 16)}">${sign}${ready(fitted(said, box.width - 44 - 14 - (sign ? 36 : 0)))}</text></g>
`;
}

const round = (value: number) => Math.round(value * 10) / 10;
