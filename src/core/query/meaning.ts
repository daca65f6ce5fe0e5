import type { Dataset, FieldValue, TelemetryEvent } from "../event/event.ts";
import { cef } from "./meaning/cef.ts";
import { cloudtrail } from "./meaning/cloudtrail.ts";
import { leef } from "./meaning/leef.ts";
import { mail } from "./meaning/mail.ts";
import { saas } from "./meaning/saas.ts";
import { suricata } from "./meaning/suricata.ts";
import { syslog } from "./meaning/syslog.ts";
import type { Meaning, Vocabulary } from "./meaning/vocabulary.ts";
import { windows } from "./meaning/windows.ts";
import { zeek } from "./meaning/zeek.ts";

/** One vocabulary per dataset; compiled queries and entity extraction both read it, so they cannot disagree. */
export const vocabularies: Readonly<Record<Dataset, Vocabulary>> = { windows, suricata, zeek, cloudtrail, syslog, cef, leef, mail, saas };

/** Every value that an event holds under one meaning, as text, most telling first; empty and "-" are absent. */
export function valuesOf(event: Pick<TelemetryEvent, "dataset" | "channel" | "action" | "host" | "fields">, meaning: Meaning): string[] {
  switch (meaning) {
    case "dataset":
      return [event.dataset];
    case "channel":
      return [event.channel];
    case "action":
      return [event.action];
    case "host":
      return event.host ? [event.host] : [];
    default:
      return (vocabularies[event.dataset].fields[meaning] ?? []).flatMap((name) => textsOf(event.fields[name]));
  }
}

/** The texts in one field value; absent, empty and "-" give none. */
export function textsOf(value: FieldValue | undefined): string[] {
  if (value === undefined || value === null || value === "" || value === "-") return [];
  if (typeof value === "object") return value.flatMap((item) => textsOf(item));
  return [String(value)];
}
