import type { Observable, ObservableRole, ObservableType } from "../observable/observable.ts";

/** What a question may be about. `case` asks once about the whole case; every other word asks once for each observable that it selects. */
export const abouts = [
  "case.hosts",
  "case.users",
  "case.source-addresses",
  "case.target-addresses",
  "case.domains",
  "case.urls",
  "case.hashes",
  "case.files",
  "case.processes",
  "case.senders",
  "case.recipients",
  "case.mails",
  "case.services",
  "case.cloud-resources",
  "case",
] as const;
/** One word of `abouts`, as a playbook question writes it. */
export type About = (typeof abouts)[number];

type Selection = { readonly types: readonly ObservableType[]; readonly roles?: readonly ObservableRole[] };

const selections: ReadonlyMap<About, Selection> = new Map<About, Selection>([
  ["case.hosts", { types: ["host"] }],
  ["case.users", { types: ["user"] }],
  ["case.source-addresses", { types: ["ip"], roles: ["source", "client", "actor"] }],
  ["case.target-addresses", { types: ["ip"], roles: ["target", "server", "related"] }],
  ["case.domains", { types: ["domain"] }],
  ["case.urls", { types: ["url"] }],
  ["case.hashes", { types: ["hash"] }],
  ["case.files", { types: ["file"] }],
  ["case.processes", { types: ["process"] }],
  ["case.senders", { types: ["email"], roles: ["sender", "actor", "source"] }],
  ["case.recipients", { types: ["email"], roles: ["recipient", "target", "related"] }],
  ["case.mails", { types: ["mail"] }],
  ["case.services", { types: ["service", "scheduled-task"] }],
  ["case.cloud-resources", { types: ["cloud-resource", "access-key"] }],
]);

/**
 * True when a question about `about` is to be asked of this observable. An observable without a role is selected by its type alone,
 * so that what a source did not say costs no question. `case` selects none.
 */
export function selects(about: About, observable: Pick<Observable, "type" | "role">): boolean {
  const selection = selections.get(about);
  if (!selection?.types.includes(observable.type)) return false;
  return !selection.roles || observable.role === undefined || selection.roles.includes(observable.role);
}
