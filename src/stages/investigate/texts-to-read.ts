import type { SlotType } from "../../core/prompt/prompt.ts";
import { textsOf } from "../../core/query/meaning.ts";
import type { CaseAlert, CaseView } from "./case-view.ts";

/** A text of a case that a model may read: which alert holds it and under which name, and what kind of text it is. */
export type TextToRead = {
  /** Names it in the record: nothing is read twice under one key. */
  readonly key: string;
  readonly type: Extract<SlotType, "mail-text" | "script" | "command-line" | "log-text">;
  readonly value: string;
  readonly alertId: string;
  /** The product that raised the alert, and the sources of its records. */
  readonly connectors: readonly string[];
  readonly field: string;
};

/** By which names a connector that brought an alert may be meant: its product's, and that of the source of each record that it stands on. */
export const connectorsOf = ({ product, source, records = [] }: CaseAlert["alert"]): string[] => [
  ...new Set([product, source.path, ...records.map(({ path }) => path)]),
];

/** Texts of one case that are read: few, because each costs what all other roles together do. */
export const textsReadMax = 2;

/** What is no sentence tells a reader nothing that its rule did not: shorter texts are left alone, characters. */
const lengthMin = { "mail-text": 60, script: 60, "command-line": 80, "log-text": 200 } as const;
/** Which is more telling, where alerts are equally grave. */
const order: readonly TextToRead["type"][] = ["mail-text", "script", "command-line", "log-text"];

/** The texts of a case that are worth reading, chosen by code from what its alerts hold: of the gravest alerts, one of a kind each, none twice. */
export function textsToRead({ alerts }: CaseView, textsMax = textsReadMax): TextToRead[] {
  const chosen = new Map<string, TextToRead>();
  const ranked = alerts.toSorted((a, b) => b.triage.maliciousness - a.triage.maliciousness || (a.alert.id < b.alert.id ? -1 : 1));
  for (const each of ranked) {
    if (chosen.size >= textsMax) break;
    const [best] = textsIn(each).toSorted((a, b) => order.indexOf(a.type) - order.indexOf(b.type) || b.value.length - a.value.length);
    if (best && !chosen.has(best.value)) chosen.set(best.value, best);
  }
  return [...chosen.values()];
}

function textsIn({ alert }: CaseAlert): TextToRead[] {
  const { id: alertId, dataset, fields, description } = alert;
  const isMail = dataset === "mail";
  const connectors = connectorsOf(alert);
  const named = Object.keys(fields)
    .toSorted()
    .slice(0, fieldsMax)
    .map((field) => ({ field, value: textsOf(fields[field]).join("\n") }));
  return [...named, { field: "description", value: description }].flatMap(({ field, value }) => {
    const type = kindOf(field, isMail);
    const text = value.slice(0, lengthMax);
    return text.length < lengthMin[type]
      ? []
      : [{ key: `reader ${alertId} ${field.slice(0, fieldNameMax)}`, type, value: text, alertId, connectors, field }];
  });
}

function kindOf(field: string, isMail: boolean): TextToRead["type"] {
  if (isMail && field === "text") return "mail-text";
  if (/(^|[._])script_?block_?text$/i.test(field)) return "script";
  if (/(^|[._])((parent)?command_?line|host_?application|proctitle)$/i.test(field)) return "command-line";
  return "log-text";
}

/** Fields of one alert that are looked at, characters of a text that are handed on (a slot holds less), and characters of a field's name that a key holds. */
const fieldsMax = 400;
const lengthMax = 20_000;
const fieldNameMax = 80;
