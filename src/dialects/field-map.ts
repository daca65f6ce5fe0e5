import type { Dataset } from "../core/event/event.ts";
import type { ObservableType } from "../core/observable/observable.ts";
import type { Meaning } from "../core/query/meaning/vocabulary.ts";

/** What a product's field holds: text compared as it is, an address type of its own, or a number. */
export type FieldKind = "text" | "address" | "number";

/** A field as the product names it. */
export type NativeField = { readonly name: string; readonly kind: FieldKind };

/**
 * Where a product keeps what our normalised schema names. `tells` says how events of one dataset are told from others: any of these fields holds any of these
 * values; a dataset that is not named is not there. A meaning that is not named cannot be asked about.
 */
export type FieldMap = {
  readonly product: string;
  readonly time: string;
  readonly fields: Readonly<Partial<Record<Meaning, readonly NativeField[]>>>;
  readonly tells: Readonly<Partial<Record<Dataset, { readonly field: string; readonly values: readonly string[] }>>>;
};

/** The meanings under which an observable of a type may stand: what a question about an entity is answered from where there is no index of entities. */
export const entityMeanings: Readonly<Partial<Record<ObservableType, readonly Meaning[]>>> = {
  ip: ["src.ip", "dst.ip"],
  host: ["host", "src.host", "dst.host"],
  user: ["user", "target.user"],
  sid: ["user.sid"],
  domain: ["domain"],
  url: ["url"],
  hash: ["file.hash", "process.hash"],
  file: ["file.path"],
  process: ["process.path"],
  "command-line": ["process.command-line"],
  "registry-key": ["registry.key"],
  service: ["service.name"],
  "scheduled-task": ["task.name"],
  share: ["share.name"],
  email: ["mail.sender", "mail.recipient"],
  session: ["logon.id"],
  "cloud-resource": ["cloud.resource"],
  "user-agent": ["user-agent"],
};

/** Text fields by name. */
export const text = (...names: string[]): readonly NativeField[] => names.map((name) => ({ name, kind: "text" }));
/** Fields of an address type. */
export const address = (...names: string[]): readonly NativeField[] => names.map((name) => ({ name, kind: "address" }));
/** Fields of a number type. */
export const number = (...names: string[]): readonly NativeField[] => names.map((name) => ({ name, kind: "number" }));
