import { Parser } from "htmlparser2";

/** One exported event: values by flat field name, in the order of the XML; an element without text gives one empty value. */
export type ExportedEvent = Record<string, string[]>;

type Open = { readonly name: string; readonly attributes: Readonly<Record<string, string>>; text: string; hasChildren: boolean };

const numbered: Readonly<Record<string, string>> = {
  "EventID/Qualifiers": "Qualifiers",
  "TimeCreated/SystemTime": "TimeCreated",
  "Execution/ThreadID": "ThreadID",
  "Security/UserID": "UserID",
};
const identity = new Set(["EventID", "Provider_Name", "Channel", "Computer", "EventRecordID", "TimeCreated"]);

/** Reads event XML (as `evtxexport -f xml` or Event Viewer write it) into flat fields, by a second way that shares no code with the readers. */
export function exportedEvents(xml: string): ExportedEvent[] {
  const events: ExportedEvent[] = [];
  const open: Open[] = [];
  let system: ExportedEvent = {};
  let data: ExportedEvent = {};
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const parent = open.at(-1);
        if (parent) parent.hasChildren = true;
        if (name === "Event" && open.length === 0) [system, data] = [Object.create(null), Object.create(null)];
        open.push({ name, attributes, text: "", hasChildren: false });
      },
      ontext(text) {
        const top = open.at(-1);
        if (top) top.text += text;
      },
      onclosetag(name) {
        const closed = open.pop();
        if (!closed) return;
        if (name === "Event" && open.length === 0) events.push({ ...system, ...data });
        else if (open[1]?.name === "System") addSystem(system, closed);
        else if (open.length > 0 && closed.name !== "System") addData(data, closed, open.length);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
  return events;
}

function addSystem(system: ExportedEvent, { name, attributes, text }: Open): void {
  for (const [attribute, value] of Object.entries(attributes)) system[numbered[`${name}/${attribute}`] ?? `${name}_${attribute}`] = [value];
  if (text !== "") system[name] = [text];
}

function addData(data: ExportedEvent, { name, attributes, text, hasChildren }: Open, depth: number): void {
  const isSection = depth === 1;
  const field = !isSection && !hasChildren && attributes.Name ? attributes.Name : name;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === "xmlns" || attribute.startsWith("xmlns:") || (attribute === "Name" && field === value)) continue;
    push(data, `${field}_${attribute}`, value);
  }
  if (!isSection && !hasChildren) push(data, field, text);
}

function push(data: ExportedEvent, name: string, value: string): void {
  const field = identity.has(name) ? `EventData_${name}` : name;
  const values = data[field] ?? [];
  values.push(value);
  data[field] = values;
}
