import { canonicalText, digestOfText } from "../containment/digest.ts";
import { isSignedBy } from "../containment/signature.ts";
import type { Person } from "../person/person.ts";
import { type Dossier, packNamedOf, type SheetValue } from "./dossier.ts";
import { judge } from "./findings.ts";
import { classificationOf, timeValue, valuesOf } from "./known.ts";
import type { PackTemplate, RulePack, SignedPack, TemplateField } from "./pack.ts";
import type { LegalSituation } from "./situation.ts";
import { notLegalAdvice, type Regime, type ReportFieldStatus } from "./words.ts";

/** One field of a report with what it says. Only what is "filled" is anybody's word. */
export type ReportField = {
  readonly number: string;
  readonly title: string;
  readonly required: boolean;
  readonly status: ReportFieldStatus;
  readonly value: SheetValue | undefined;
  readonly estimate: boolean;
  readonly source: string | undefined;
  readonly confirmedBy: Person | undefined;
};

/** A report of a stage as it would be signed now: `canonical` is exactly what is signed, `digest` is over it. */
export type RegulatoryReport = {
  readonly caseId: string;
  readonly pack: SignedPack;
  readonly template: PackTemplate;
  readonly fields: readonly ReportField[];
  readonly canonical: string;
  readonly digest: string;
};

type Filled = Pick<ReportField, "value" | "estimate" | "source" | "confirmedBy"> & { readonly proposed?: true };
type Filling = { readonly dossier: Dossier; readonly pack: RulePack; readonly template: PackTemplate; readonly situation: LegalSituation };

/** Fills the report of a stage from the papers of a case. The same papers give the same report. */
export function reportOf(dossier: Dossier, signed: SignedPack, template: PackTemplate, situation: LegalSituation): RegulatoryReport {
  const filling = { dossier, pack: signed.pack, template, situation };
  const fields = template.fields.map((field) => fieldOf(field, filling));
  const canonical = canonicalText({
    format: "watchkeeper/regulatory-report@1",
    notice: notLegalAdvice,
    caseId: dossier.caseId,
    regime: signed.pack.regime,
    stage: template.stage,
    title: template.title,
    pack: packNamedOf(signed),
    fields: fields.map(({ number, title, status, value, estimate, source, confirmedBy }) => ({
      number,
      title,
      status,
      value: value ?? null,
      estimate,
      source: source ?? null,
      confirmedBy: confirmedBy ?? null,
    })),
  });
  return { caseId: dossier.caseId, pack: signed, template, fields, canonical, digest: digestOfText(canonical) };
}

function fieldOf({ number, title, from, required }: TemplateField, filling: Filling): ReportField {
  const { proposed, ...filled } = filledFrom(from, filling);
  const status = filled.value === undefined ? (required ? "missing" : "empty") : proposed ? "proposed" : "filled";
  return { number, title, required, status, ...filled };
}

const nothing: Filled = { value: undefined, estimate: false, source: undefined, confirmedBy: undefined };
const recorded = (value: SheetValue | undefined, source: string): Filled =>
  value === undefined ? nothing : { value, estimate: false, source, confirmedBy: undefined };

function filledFrom(from: string, filling: Filling): Filled {
  const [kind = "", name = ""] = from.split(":");
  if (kind === "organisation") return recorded(organisationValue(name, filling.situation), "configuration");
  if (kind === "fact") return factValue(name, filling);
  const held = filling.dossier.values.get(name);
  if (held?.confirmed) {
    const { value, estimate, source, by } = held.confirmed;
    return { value, estimate, source, confirmedBy: by };
  }
  const said = held?.earliest && filling.pack.values.find(({ id }) => id === name)?.type === "time" ? held.earliest : held?.proposed;
  return said ? { value: said.value, estimate: true, source: said.source, confirmedBy: undefined, proposed: true } : nothing;
}

function organisationValue(name: string, { order: { organisation } }: LegalSituation): string | undefined {
  const value = Object.hasOwn(organisation, name) ? organisation[name as keyof typeof organisation] : undefined;
  return value;
}

const reputation = ["media-attention", "repeated-complaints", "regulatory-breach", "clients-lost"] as const;
const numbers = [
  "clients-count",
  "clients-share",
  "counterparts-count",
  "counterparts-share",
  "transactions-count",
  "transactions-share",
  "transactions-value",
];
const times = ["duration-hours", "downtime-hours"];

/** What the record itself says, by the names that templates use. */
function factValue(name: string, { dossier, pack, template, situation }: Filling): Filled {
  const { regime } = pack;
  switch (name) {
    case "case-id":
      return recorded(dossier.caseId, "record");
    case "submission":
      return recorded(submissionOf(dossier, regime, template.stage), "record");
    case "entity-types":
      return recorded([...situation.order.entity], "configuration");
    case "classified-at": {
      const { sinceMs } = classificationOf(dossier, regime);
      return recorded(sinceMs === undefined ? undefined : new Date(sinceMs).toISOString(), "record");
    }
    case "criteria-met":
      return recorded(criteriaMet(dossier, pack, situation), "worksheet");
    case "economic-threshold":
      return recorded(criteriaMet(dossier, pack, situation)?.some((each) => each === economicTitle(pack)) ?? undefined, "worksheet");
    case "reputation":
      return recorded(titlesWhereTrue(dossier, pack, reputation), "worksheet");
    case "estimates-of-numbers":
      return recorded(estimatesOf(dossier, numbers), "worksheet");
    case "estimates-of-times":
      return recorded(estimatesOf(dossier, times), "worksheet");
    case "other-authorities":
      return recorded(otherRegimes(dossier, regime), "record");
    default:
      return nothing;
  }
}

const submissionOf = ({ submitted }: Dossier, regime: Regime, stage: string) =>
  submitted.some((each) => each.regime === regime && each.stage === stage) ? `update of ${stage}` : stage;

function criteriaMet(dossier: Dossier, pack: RulePack, situation: LegalSituation): string[] | undefined {
  const { criteria } = judge(pack, situation, valuesOf(dossier, "confirmed"));
  const met = criteria.filter(({ finding }) => finding === "met").map(({ criterion }) => criterion.title);
  return met.length > 0 || criteria.every(({ finding }) => finding !== "unknown") ? met : undefined;
}

const economicTitle = ({ criteria }: RulePack) => criteria.find(({ id }) => id === "economic")?.title;

/** Undefined as long as one of them is unknown and none is so. */
function titlesWhereTrue({ values }: Dossier, pack: RulePack, ids: readonly string[]): string[] | undefined {
  const confirmed = ids.map((id) => values.get(id)?.confirmed?.value);
  const are = ids.filter((_, at) => confirmed[at] === true).map((id) => pack.values.find((each) => each.id === id)?.title ?? id);
  return are.length > 0 || confirmed.every((each) => each === false) ? are : undefined;
}

/** One line for each that is known: "clients-count: estimate". */
function estimatesOf({ values }: Dossier, ids: readonly string[]): string[] | undefined {
  const known = ids.flatMap((id) => {
    const confirmed = values.get(id)?.confirmed;
    return confirmed ? [`${id}: ${confirmed.estimate ? "estimate" : "actual"}`] : [];
  });
  return known.length > 0 ? known : undefined;
}

function otherRegimes({ submitted }: Dossier, regime: Regime): string[] | undefined {
  const others = submitted.filter((each) => each.regime !== regime);
  return others.length === 0 ? undefined : [...new Set(others.map((each) => `${each.regime} ${each.stage}: ${each.reference}`))].toSorted();
}

const domain = "watchkeeper regulation signature v1\n";

/** What is signed of a report, and by whom. */
export type ReportSubject = {
  readonly by: Person;
  readonly caseId: string;
  readonly regime: Regime;
  readonly stage: string;
  readonly digest: string;
};

/** The bytes that a person signs (Ed25519 or a passkey): a version line, then canonical JSON. They are no bytes of containment and of no handover. */
export const reportBytes = ({ by, caseId, regime, stage, digest }: ReportSubject): Uint8Array =>
  new TextEncoder().encode(domain + canonicalText({ by, caseId, digest, regime, stage }));

/** Whether a signature still fits: the digest is that of the text that was signed, and the key signed it. Of a session's word only the digest. Never throws. */
export function reportSignatureHolds(caseId: string, signed: Dossier["signed"][number]): boolean {
  const { canonical, digest, proof, by, regime, stage } = signed;
  if (digestOfText(canonical) !== digest) return false;
  if (proof.kind !== "key") return true;
  return isSignedBy(proof.key, reportBytes({ by, caseId, regime, stage, digest }), proof.signature, proof.origins);
}

/** How far a report is filled. It is complete where a person or the record fills all that is required. */
export function completenessOf(fields: readonly ReportField[]) {
  const required = fields.filter((each) => each.required);
  const requiredFilled = required.filter(({ status }) => status === "filled").length;
  return {
    fields: fields.length,
    filled: fields.filter(({ status }) => status === "filled").length,
    proposed: fields.filter(({ status }) => status === "proposed").length,
    required: required.length,
    requiredFilled,
    complete: requiredFilled === required.length,
    missing: required.filter(({ status }) => status !== "filled").map(({ number, title }) => ({ number, title })),
  };
}

/** Since when somebody was aware, for whoever lists cases. */
export const awareSince = (dossier: Dossier) => timeValue(dossier, "aware-at");
