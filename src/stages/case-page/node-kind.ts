import type { ObservableType } from "../../core/observable/observable.ts";

/** What a node of a case's graph is. */
export type NodeKind =
  | "host"
  | "account"
  | "process"
  | "file"
  | "address"
  | "domain"
  | "url"
  | "mail"
  | "cloud"
  | "persistence"
  | "session"
  | "other";

const kinds: Readonly<Record<ObservableType, NodeKind>> = {
  ip: "address",
  domain: "domain",
  url: "url",
  email: "mail",
  host: "host",
  user: "account",
  sid: "account",
  hash: "file",
  file: "file",
  process: "process",
  "command-line": "process",
  "registry-key": "persistence",
  service: "persistence",
  "scheduled-task": "persistence",
  share: "file",
  session: "session",
  "cloud-resource": "cloud",
  "access-key": "account",
  mail: "mail",
  "user-agent": "other",
  certificate: "other",
  cve: "other",
  other: "other",
};

/** The kind of node that an observable of a type is. */
export const nodeKindOf = (type: ObservableType): NodeKind => kinds[type];

const onHost: Readonly<Partial<Record<NodeKind, string>>> = {
  process: "runs",
  file: "holds",
  persistence: "keeps",
  address: "talks to",
  domain: "talks to",
  url: "talks to",
  mail: "gets mail of",
  cloud: "uses",
  session: "has",
  host: "reaches",
};

/** What an alert says when it names two kinds of thing together, in a word or two. */
export function relationOf(from: NodeKind, to: NodeKind): string {
  if (from === "account" && to === "host") return "acts on";
  if (from === "host") return onHost[to] ?? "with";
  if (from === "account") return to === "mail" ? "has the address" : "uses";
  if (from === "mail") return to === "mail" ? "writes to" : "brings";
  return "with";
}
