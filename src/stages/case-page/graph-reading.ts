import { type Observable, type ObservableType, observableKey, observableTypes } from "../../core/observable/observable.ts";
import type { AlertRow } from "../../ports/views.ts";

/** Values of one alert that are read. */
const observablesReadMax = 50;

/** The key of what a recorded question was about; undefined where it was about none. */
export function askedAbout(query: string): string | undefined {
  const asked = parsed(query);
  if (typeof asked !== "object" || asked === null) return undefined;
  if ("entity" in asked && typeof asked.entity === "string") return asked.entity;
  if ("key" in asked && typeof asked.key === "string") return asked.key;
  if ("user" in asked && typeof asked.user === "string") return observableKey({ type: "user", value: asked.user });
  const [observable] = "observable" in asked ? readObservables([asked.observable]) : [];
  return observable && observableKey(observable);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an alert's row names: its machine first, its account next, then the rest. */
export function observablesIn(detail: AlertRow["detail"]): Observable[] {
  const host = typeof detail.host === "string" ? [{ type: "host", value: detail.host, role: "target" } as const] : [];
  const user = typeof detail.user === "string" ? [{ type: "user", value: detail.user, role: "actor" } as const] : [];
  return [...host, ...user, ...(Array.isArray(detail.observables) ? readObservables(detail.observables) : [])];
}

const types: ReadonlySet<unknown> = new Set(observableTypes);

function readObservables(said: readonly unknown[]): Observable[] {
  return said.slice(0, observablesReadMax).flatMap((each): Observable[] => {
    if (typeof each !== "object" || each === null || !("type" in each) || !("value" in each)) return [];
    if (!types.has(each.type) || typeof each.value !== "string") return [];
    const role = "role" in each && typeof each.role === "string" ? { role: each.role as NonNullable<Observable["role"]> } : {};
    return [{ type: each.type as ObservableType, value: each.value, ...role }];
  });
}

/** The place of the record that an alert came in as, as evidence names it. */
export function placeOf({ record }: AlertRow["detail"]): string {
  if (typeof record !== "object" || record === null || !("path" in record) || !("record" in record)) return "";
  return `${String(record.path)}#${String(record.record)}`;
}
