import { canonicalJson, uuid5 } from "../identifier.ts";

/** A STIX 2.1 object as JSON. */
export type StixObject = { readonly type: string; readonly id: string } & Readonly<Record<string, unknown>>;

/** The namespace of STIX 2.1 (section 2.9) for ids of cyber-observables, over the canonical JSON of the properties that contribute. */
const observableNamespace = "00abedb4-aa42-466c-9c01-fed23315a9b7";
/** Our own, for everything else: the version 5 UUID of "watchkeeper" in the namespace for names (RFC 9562, 6.6). STIX forbids the one above for it. */
const ownNamespace = uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "watchkeeper");

/** An id that is the same wherever the same contributing properties are seen, by whichever product. */
export function observableId(type: string, contributing: Readonly<Record<string, unknown>>): string {
  return `${type}--${uuid5(observableNamespace, canonicalJson(contributing))}`;
}

/** An id of our own: the same for the same parts. */
export function ownId(type: string, ...parts: readonly string[]): string {
  return `${type}--${uuid5(ownNamespace, canonicalJson([type, ...parts]))}`;
}

/** When objects that describe no moment (the product, a technique, a machine) were made: before any case, and always the same. */
export const standingTime = "2026-01-01T00:00:00.000Z";

/** A time with milliseconds and Z, as STIX writes them. */
export function stixTime(time: string): string {
  return new Date(Date.parse(time)).toISOString();
}

/** The Watchkeeper that says all this. */
export const producer: StixObject = {
  type: "identity",
  spec_version: "2.1",
  id: ownId("identity", "watchkeeper"),
  created: standingTime,
  modified: standingTime,
  name: "Watchkeeper",
  identity_class: "system",
  description: "A self-hosted SOC analyst. What it says is a conclusion from evidence, not a fact.",
};

/** The properties that every domain and relationship object of ours has. */
export function made(
  type: string,
  id: string,
  time: string,
): {
  readonly type: string;
  readonly spec_version: "2.1";
  readonly id: string;
  readonly created_by_ref: string;
  readonly created: string;
  readonly modified: string;
} {
  return { type, spec_version: "2.1", id, created_by_ref: producer.id, created: stixTime(time), modified: stixTime(time) };
}
