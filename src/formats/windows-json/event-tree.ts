import { at, type JsonObject, objectOf } from "../json/shape.ts";
import { addData, type Draft, partsOf } from "./draft.ts";
import { setSystem, setTime } from "./system.ts";

/** The event's XML turned into JSON by a converter (`{"Event": {"System": …, "EventData": …}}`), attributes in any of the common ways. */
export function isEventTree(record: JsonObject): boolean {
  return objectOf(at(record, "Event", "System")) !== undefined;
}

const attributeFields: ReadonlyMap<string, string> = new Map([
  ["EventID/Qualifiers", "Qualifiers"],
  ["TimeCreated/SystemTime", "TimeCreated"],
  ["Execution/ThreadID", "ThreadID"],
  ["Security/UserID", "UserID"],
]);

/** Reads such a record into the draft. */
export function readEventTree(draft: Draft, record: JsonObject): void {
  const event = objectOf(record.Event) ?? {};
  readSystem(draft, objectOf(event.System) ?? {});
  for (const name of partsOf(event).children) {
    if (name === "System") continue;
    if (name === "RenderingInfo") addData(draft, "Message", at(event, name, "Message"));
    else addData(draft, "Data", event[name]);
  }
}

function readSystem(draft: Draft, system: JsonObject): void {
  for (const name of Object.keys(system)) {
    const value = system[name];
    const element = objectOf(value);
    if (!element) {
      setSystem(draft, name, value);
      continue;
    }
    const { attributes, text, children } = partsOf(element);
    setSystem(draft, name, text);
    for (const attribute in attributes)
      setSystem(draft, attributeFields.get(`${name}/${attribute}`) ?? `${name}_${attribute}`, attributes[attribute]);
    for (const child of children) setSystem(draft, attributeFields.get(`${name}/${child}`) ?? `${name}_${child}`, element[child]);
  }
  setTime(draft, draft.system.TimeCreated as string | undefined);
}
