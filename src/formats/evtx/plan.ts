import { isIdentityField, isSystemField } from "../../core/event/windows-field.ts";
import type { Attribute, Element, Piece } from "./node.ts";

/** Where in the event's XML an element stands; it decides which field its text becomes. */
export const place = { document: 0, event: 1, system: 2, data: 3, rendering: 4 } as const;
/** Which of `place` an element stands in; a small number, so that walking a template compares no names. */
export type Place = (typeof place)[keyof typeof place];

/** How a step's value enters the fields. */
export const mode = {
  /** A data field: a repeated name becomes an array. */
  data: 0,
  /** A data field that takes the name of a System field: it replaces that one. */
  override: 1,
  /** A System field kept as text, or as a number. */
  text: 2,
  number: 3,
  /** The event's own time. */
  time: 4,
  /** Unnamed Data: always an array, empty items included, because only the position tells what they are. */
  list: 5,
} as const;
/** Which of `mode` a step writes in. */
export type Mode = (typeof mode)[keyof typeof mode];

/**
 * One value to write for a record: the template compiled to what a flat field map needs, so that reading a record builds no tree.
 * `index` is the substitution (-1 for constant `text`); `pieces` is set only when text and values are mixed.
 */
export type Step = {
  readonly field: string;
  readonly mode: Mode;
  readonly index: number;
  readonly text: string;
  readonly pieces: readonly Piece[] | undefined;
  /** A Data element whose name is itself a value. */
  readonly nameIndex: number;
  /** The place of elements found in a value that is binary XML. */
  readonly inside: Place;
  /** The substitution that, when null, removes the whole element; -1 for none. */
  readonly unless: number;
};

/** Compiles parsed elements at a place in the event into the list of values to write. */
export function compile(elements: readonly Element[], at: Place): Step[] {
  const steps: Step[] = [];
  for (const element of elements) compileElement(element, at, steps);
  return steps;
}

function compileElement(element: Element, at: Place, steps: Step[]): void {
  if (at === place.system) compileSystem(element, steps);
  else if (at === place.rendering)
    compileLeaf(element, element.name === "Message" ? "Message" : `RenderingInfo_${element.name}`, at, steps);
  else if (at === place.data) compileData(element, steps);
  else if (at === place.document && element.name === "Event") compileInside(element, place.event, steps);
  else compileSection(element, steps);
}

function compileInside(element: Element, inside: Place, steps: Step[]): void {
  for (const child of element.children) compileElement(child, inside, steps);
  for (const piece of element.pieces)
    if (piece.kind === "substitution") steps.push({ ...blank, field: element.name, index: piece.index, inside, unless: piece.index });
}

function compileSection(element: Element, steps: Step[]): void {
  if (element.name === "System") compileInside(element, place.system, steps);
  else if (element.name === "RenderingInfo") compileInside(element, place.rendering, steps);
  else {
    attributeSteps(element, element.name, mode.data, steps);
    compileInside(element, place.data, steps);
  }
}

const systemNumbers: ReadonlySet<string> = new Set(["EventID", "Version", "Level", "Task", "Opcode", "EventRecordID"]);
/** Attributes of System elements, by element and attribute; others are written `Element_Attribute`. */
const systemAttributes: ReadonlyMap<string, { readonly field: string; readonly mode: Mode }> = new Map([
  ["EventID/Qualifiers", { field: "Qualifiers", mode: mode.number }],
  ["TimeCreated/SystemTime", { field: "TimeCreated", mode: mode.time }],
  ["Execution/ProcessID", { field: "Execution_ProcessID", mode: mode.number }],
  ["Execution/ThreadID", { field: "ThreadID", mode: mode.number }],
  ["Security/UserID", { field: "UserID", mode: mode.text }],
]);

function compileSystem(element: Element, steps: Step[]): void {
  for (const attribute of element.attributes) {
    const known = systemAttributes.get(`${element.name}/${attribute.name}`);
    const target = known ?? { field: `${element.name}_${attribute.name}`, mode: mode.text };
    pushSteps(target.field, target.mode, attribute.pieces, place.system, steps);
  }
  if (element.pieces.length === 0) return;
  pushSteps(element.name, systemNumbers.has(element.name) ? mode.number : mode.text, element.pieces, place.event, steps);
}

function compileData(element: Element, steps: Step[]): void {
  if (element.name === "EventData" || element.name === "UserData" || element.children.length > 0) {
    attributeSteps(element, element.name, mode.data, steps);
    compileInside(element, place.data, steps);
    return;
  }
  const named = element.attributes.find((attribute) => attribute.name === "Name");
  const rest = { ...element, attributes: element.attributes.filter((attribute) => attribute !== named) };
  const constant = named ? constantOf(named.pieces) : undefined;
  if (named && constant === undefined) compileNamedByValue(rest, named, steps);
  else compileLeaf(rest, constant || element.name, place.data, steps);
}

function compileNamedByValue(element: Element, named: Attribute, steps: Step[]): void {
  const index = named.pieces.find((piece) => piece.kind === "substitution")?.index ?? -1;
  const only = element.pieces.length === 1 ? element.pieces[0] : undefined;
  if (only?.kind === "substitution") steps.push({ ...blank, field: element.name, nameIndex: index, index: only.index, unless: -1 });
  else steps.push({ ...blank, field: element.name, nameIndex: index, pieces: element.pieces });
}

function compileLeaf(element: Element, field: string, inside: Place, steps: Step[]): void {
  const unnamed = inside === place.data && field === "Data";
  pushSteps(field, unnamed ? mode.list : mode.data, element.pieces, inside, steps);
  attributeSteps(element, field, mode.data, steps);
}

function attributeSteps(element: Element, prefix: string, how: Mode, steps: Step[]): void {
  for (const { name, pieces } of element.attributes)
    if (name !== "xmlns" && !name.startsWith("xmlns:")) pushSteps(`${prefix}_${name}`, how, pieces, place.data, steps);
}

function pushSteps(wanted: string, how: Mode, pieces: readonly Piece[], inside: Place, steps: Step[]): void {
  const base = how === mode.data ? dataStep(wanted) : { ...blank, field: wanted, mode: how };
  const text = constantOf(pieces);
  const only = pieces.length === 1 ? pieces[0] : undefined;
  if (text !== undefined) steps.push({ ...base, text, inside });
  else if (only?.kind === "substitution")
    steps.push({ ...base, index: only.index, inside, unless: how === mode.list && !only.optional ? -1 : only.index });
  else steps.push({ ...base, pieces, inside });
}

/** What a data field is called: it may replace System's Level or Version, but never what identifies the event. */
function dataStep(name: string): Step {
  if (isIdentityField(name)) return { ...blank, field: `EventData_${name}` };
  return { ...blank, field: name, mode: isSystemField(name) ? mode.override : mode.data };
}

function constantOf(pieces: readonly Piece[]): string | undefined {
  let text = "";
  for (const piece of pieces) {
    if (piece.kind !== "text") return undefined;
    text += piece.text;
  }
  return text;
}

const blank: Step = {
  field: "",
  mode: mode.data,
  index: -1,
  text: "",
  pieces: undefined,
  nameIndex: -1,
  inside: place.data,
  unless: -1,
};
