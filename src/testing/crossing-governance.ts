import type { ErrorCode } from "../core/soc-error.ts";

type Asked = {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly owner: number | ErrorCode;
  readonly free?: true;
};

const because = "it is asked";
const free = (body?: object): readonly Asked[] => [{ owner: 200, free: true, ...(body && { body }) }];
const named = (owner: Asked["owner"], params: Readonly<Record<string, string>>, body: object): readonly Asked[] => [
  { owner, free: true, params, body },
];

/** The oversight of the agent: each tenant has a roster and incidents of its own, and the same names and numbers mean their own in each. */
export const governanceExamples: Readonly<Record<string, () => readonly Asked[]>> = {
  readSystemCard: () => free(),
  readOversightRoster: () => free(),
  enterOverseer: () => named(200, { name: "mara" }, { duty: because }),
  enterCompetence: () => named(200, { name: "mara" }, { kind: "ai-literacy", title: because, since: "2020-01-01" }),
  strikeCompetence: () => named(200, { name: "mara", number: "1" }, { because }),
  removeOverseer: () => named(200, { name: "mara" }, { because }),
  listSeriousIncidents: () => free(),
  openSeriousIncident: () => free({ title: because }),
  addIncidentFact: () => named(200, { id: "si-1" }, { says: because }),
  // What is suspended is gone for every other example, so this one names an incident that nobody has.
  suspendAutonomy: () => named("governance/unknown", { id: "si-999" }, {}),
  recordInformed: () => named(200, { id: "si-1" }, { party: "provider", reference: because }),
  closeSeriousIncident: () => named(200, { id: "si-1" }, { outcome: "not-serious", because }),
};
