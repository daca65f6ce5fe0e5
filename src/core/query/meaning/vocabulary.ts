import type { ObservableRole, ObservableType } from "../../observable/observable.ts";

/** The fields of the normalised schema (names follow OCSF objects, shortened): what a typed query may name. */
export const meanings = [
  "dataset",
  "channel",
  "action",
  "host",
  "user",
  "target.user",
  "user.sid",
  "src.ip",
  "src.port",
  "src.host",
  "dst.ip",
  "dst.port",
  "dst.host",
  "domain",
  "url",
  "user-agent",
  "process.path",
  "process.command-line",
  "process.guid",
  "process.hash",
  "parent.path",
  "parent.command-line",
  "file.path",
  "file.hash",
  "registry.key",
  "registry.value",
  "service.name",
  "service.path",
  "task.name",
  "share.name",
  "logon.type",
  "logon.id",
  "status",
  "bytes.out",
  "bytes.in",
  "signature",
  "mail.sender",
  "mail.recipient",
  "mail.subject",
  "cloud.resource",
  "cloud.service",
] as const;
/** One word of `meanings`: what a field tells, whatever the dataset calls it. */
export type Meaning = (typeof meanings)[number];

/**
 * What the native fields of one dataset mean. `fields`: for each meaning the native names that may hold it, most telling first;
 * a condition holds when any of them satisfies it. `entities`: native names whose values are observables worth pivoting on.
 */
export type Vocabulary = {
  readonly fields: Readonly<Partial<Record<Meaning, readonly string[]>>>;
  readonly entities: readonly { readonly name: string; readonly type: ObservableType; readonly role: ObservableRole }[];
};
