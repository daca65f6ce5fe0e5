import { type Said, type Seen, startDouble } from "./double.ts";
import { fileIn } from "./form.ts";

// TheHive 5's API, version 1, as far as alerts, the cases made of them and their comments go (paths and names of fields READ in clients that others made
// from it; the form of a query and that a second alert with one sourceRef is refused from memory of the documentation, MEM). Attachments: the field's name and the
// answer's form READ in the same clients, whether the account's name stands in each MEM.

type Comment = { readonly _id: string; readonly createdBy: string; readonly createdAt: number; readonly message: string };
type File = {
  readonly _id: string;
  readonly _createdBy: string;
  readonly name: string;
  readonly contentType: string;
  readonly text: string;
};
type Thing = { readonly _id: string; readonly fields: Record<string, unknown>; readonly comments: Comment[]; readonly files: File[] };

export const us = "watchkeeper@example.test";
const permissions = ["manageAlert/create", "manageAlert/update", "manageCase/update", "manageComment"];
const closed = new Set(["Ignored", "Duplicated", "TruePositive", "FalsePositive", "Other", "Indeterminate"]);

/** Starts the product. */
export async function startThehive() {
  const alerts = new Map<string, Thing>();
  const cases = new Map<string, Thing>();
  let [clockMs, ids] = [Date.UTC(2026, 2, 4), 40_960];
  const later = () => {
    clockMs += 1_000;
    return clockMs;
  };
  const nextId = () => {
    ids += 8;
    return `~${ids}`;
  };
  const make = (kind: "alert" | "case", fields: Record<string, unknown>): Thing => {
    const _id = nextId();
    const made = {
      _id,
      fields: { _id, _type: kind, _createdBy: us, _createdAt: later(), status: "New", stage: "New", ...fields },
      comments: [],
      files: [],
    };
    (kind === "alert" ? alerts : cases).set(_id, made);
    return made;
  };
  const change = (thing: Thing, by: string, given: Record<string, unknown>) => {
    Object.assign(thing.fields, given, { _updatedAt: later(), _updatedBy: by });
    if (typeof given.status === "string") thing.fields.stage = closed.has(given.status) ? "Closed" : "InProgress";
  };
  const comment = (thing: Thing, by: string, message: string): Comment => {
    const made = { _id: nextId(), _type: "Comment", createdBy: by, createdAt: later(), message, isEdited: false };
    thing.comments.push(made);
    return made;
  };
  const attach = (thing: Thing, by: string, name: string, contentType: string, text: string): File => {
    const made = { _id: nextId(), _createdBy: by, name, contentType, text };
    thing.files.push(made);
    return made;
  };
  const fileJson = ({ text: _, ...file }: File) => ({ ...file, _type: "Attachment", _createdAt: clockMs, hashes: [] });
  const no = (status: number, type: string): Said => ({ status, json: { type, message: "as the vendor says it" } });
  function create(given: Record<string, unknown>): Said {
    const isThere = [...alerts.values()].some(({ fields }) => fields.source === given.source && fields.sourceRef === given.sourceRef);
    if (isThere || !given.title || !given.type || !given.description) return no(400, "CreateError");
    return { status: 201, json: make("alert", given).fields };
  }
  function queried(steps: readonly Record<string, unknown>[]): Said {
    const [first, second] = steps;
    const page = steps.find(({ _name }) => _name === "page") as { from: number; to: number } | undefined;
    if (first?._name === "listAlert") {
      const wanted = (second?._and ?? []) as { _eq: { _field: string; _value: unknown } }[];
      const found = [...alerts.values()].filter(({ fields }) => wanted.every(({ _eq }) => fields[_eq._field] === _eq._value));
      return { status: 200, json: found.map(({ fields }) => fields).slice(page?.from, page?.to) };
    }
    const thing = (first?._name === "getAlert" ? alerts : cases).get(String(first?.idOrName));
    if (thing && second?._name === "attachments") return { status: 200, json: thing.files.map(fileJson).slice(page?.from, page?.to) };
    if (!thing || second?._name !== "comments") return no(404, "NotFoundError");
    return { status: 200, json: thing.comments.toReversed().slice(page?.from, page?.to) };
  }
  const answer = (seen: Seen): Said => {
    if (seen.header("authorization") !== "Bearer canary-key") return no(401, "AuthenticationError");
    const [, , , kind = "", id = "", part = ""] = seen.path.split("/").map(decodeURIComponent);
    const isFile = part === "attachments" && seen.method === "POST";
    const given = seen.method === "GET" || isFile ? {} : (JSON.parse(seen.text) as Record<string, unknown>);
    if (kind === "user") return { status: 200, json: { _id: "~1", login: us, name: "Watchkeeper", permissions } };
    if (kind === "query") return queried(given.query as Record<string, unknown>[]);
    if (kind === "alert" && id === "" && seen.method === "POST") return create(given);
    const thing = (kind === "alert" ? alerts : cases).get(id);
    if (!thing) return no(404, "NotFoundError");
    if (isFile) {
      const file = fileIn(seen, "attachments");
      if (!file || kind !== "alert") return no(400, "BadRequest");
      return { status: 201, json: { attachments: [fileJson(attach(thing, us, file.name, file.type, file.text))] } };
    }
    if (part === "comment" && seen.method === "POST") return { status: 201, json: comment(thing, us, String(given.message)) };
    if (seen.method === "PATCH") {
      change(thing, us, given);
      return { status: 204, nothing: true };
    }
    return { status: 200, json: thing.fields };
  };
  /** People make a case of an alert. */
  const importAlert = (alert: Thing, by: string): Thing => {
    const made = make("case", { title: alert.fields.title });
    change(alert, by, { caseId: made._id, status: "Imported" });
    alert.fields.stage = "Imported";
    return made;
  };
  return { double: await startDouble(answer), alerts, cases, comment, change, attach, importAlert };
}
