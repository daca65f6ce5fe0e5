import type { IncomingAlert } from "../core/alert/alert.ts";
import type { TelemetryEvent } from "../core/event/event.ts";
import type { InputRecord } from "./format.ts";

/** The longest title and description of an alert, in characters; the record's fields keep the whole text. */
const titleLengthMax = 500;
const descriptionLengthMax = 8_192;

type Optional = "rule" | "ruleId" | "givenId" | "host" | "user" | "dataset" | "channel" | "action";

/** An alert record; what is left out is unknown. Host names are made lower-case; title and description are bounded. */
export function alertRecord(alert: Omit<IncomingAlert, Optional> & Partial<Pick<IncomingAlert, Optional>>): InputRecord {
  return {
    kind: "alert",
    alert: {
      rule: undefined,
      ruleId: undefined,
      givenId: undefined,
      user: undefined,
      dataset: undefined,
      channel: undefined,
      action: undefined,
      ...alert,
      title: alert.title.slice(0, titleLengthMax).toWellFormed(),
      description: alert.description.slice(0, descriptionLengthMax).toWellFormed(),
      host: hostName(alert.host),
    },
  };
}

/** An event record. The host name is made lower-case. */
export function eventRecord(event: TelemetryEvent): InputRecord {
  return { kind: "event", event: { ...event, host: hostName(event.host) } };
}

/** A machine's name as events carry it: lower-case, without a trailing dot; empty and "-" are unknown. */
export function hostName(name: string | undefined): string | undefined {
  const host = name?.trim().toLowerCase().replace(/\.$/, "");
  return host && host !== "-" && host.length <= 255 ? host : undefined;
}
