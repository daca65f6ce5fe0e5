import { z } from "zod";
import type { Severity } from "../../core/alert/severity.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { isoMs } from "../kit/iso-time.ts";
import { type Named, ownAlert } from "../kit/own-alert.ts";
import type { Listed } from "../kit/window-alerts.ts";

// An alert of Microsoft Graph ("alert resource type", security namespace: READ): only what is used has to be of its shape, the rest is kept as it came.

const text = z.string().max(65_536).nullish().catch(undefined);
const part = z.looseObject({}).nullish().catch(undefined);

/** An alert as Graph lists it. */
export const XdrAlert = z.looseObject({
  id: z.string().min(1).max(512),
  createdDateTime: z.string().min(1).max(64),
  title: text,
  description: text,
  severity: text,
  detectorId: text,
  category: text,
  serviceSource: text,
  mitreTechniques: z.array(z.string().max(64)).max(256).nullish().catch(undefined),
  evidence: z.array(z.looseObject({})).max(5_000).nullish().catch(undefined),
});
type XdrAlert = z.output<typeof XdrAlert>;
type Evidence = Readonly<Record<string, unknown>>;

const evidenceMax = 200;
const severities: ReadonlyMap<string, Severity> = new Map([
  ["informational", "informational"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
]);

/** The alert as a record; its times and names are Graph's own. */
export function xdrAlert(name: string, alert: XdrAlert): Listed {
  const timeMs = isoMs(alert.createdDateTime);
  if (timeMs === undefined || timeMs < 0) throw unexpectedAnswer(name, "an alert without a time");
  const evidence = (alert.evidence ?? []).slice(0, evidenceMax);
  const observables = evidence.flatMap(thingsOf);
  const find = (type: string, role: string) => observables.find((each) => each.type === type && each.role === role)?.value;
  const bytes = ownAlert({
    id: alert.id,
    timeMs: isoMs(textIn(alert, "firstActivityDateTime")) ?? timeMs,
    source: "Microsoft Defender XDR",
    title: alert.title ?? "",
    description: alert.description ?? undefined,
    severity: severities.get((alert.severity ?? "").toLowerCase()) ?? "medium",
    rule: alert.detectorId ?? alert.title ?? undefined,
    techniques: alert.mitreTechniques ?? [],
    host: find("host", "target"),
    user: find("user", "actor"),
    observables,
    original: alert,
  });
  return { id: alert.id, timeMs, bytes };
}

/** A text at a place inside evidence; anything else there is nothing. */
function textIn(value: unknown, ...path: readonly string[]): string | undefined {
  let at: unknown = value;
  for (const key of path) {
    const object = part.parse(at);
    at = object && Object.hasOwn(object, key) ? object[key] : undefined;
  }
  return typeof at === "string" && at !== "" ? at : undefined;
}

function fileOf(of: Evidence, key: string): string | undefined {
  const [folder, file] = [textIn(of, key, "filePath"), textIn(of, key, "fileName")];
  if (!folder || !file) return file;
  const slash = folder.includes("/") ? "/" : "\\";
  return folder.toLowerCase().endsWith(file.toLowerCase()) ? folder : `${folder.replace(/[\\/]$/, "")}${slash}${file}`;
}

function accountOf(of: Evidence, key: string): string | undefined {
  const [principal, account, domain] = ["userPrincipalName", "accountName", "domainName"].map((each) => textIn(of, key, each));
  return principal ?? (account && domain ? `${domain}\\${account}` : account);
}

type Take = (of: Evidence) => readonly Named[];
const account = (of: Evidence, key: string): readonly Named[] => [
  { type: "user", value: accountOf(of, key), role: "actor" },
  { type: "sid", value: textIn(of, key, "userSid"), role: "actor" },
];
const takers: ReadonlyMap<string, Take> = new Map<string, Take>([
  ["deviceEvidence", (of) => [{ type: "host", value: textIn(of, "deviceDnsName") ?? textIn(of, "hostName"), role: "target" }]],
  ["userEvidence", (of) => account(of, "userAccount")],
  [
    "processEvidence",
    (of) => [
      { type: "process", value: fileOf(of, "imageFile"), role: "actor" },
      { type: "command-line", value: textIn(of, "processCommandLine"), role: "actor" },
      { type: "hash", value: textIn(of, "imageFile", "sha256"), role: "file" },
      { type: "process", value: fileOf(of, "parentProcessImageFile"), role: "parent" },
      ...account(of, "userAccount"),
    ],
  ],
  [
    "fileEvidence",
    (of) => [
      { type: "file", value: fileOf(of, "fileDetails"), role: "file" },
      { type: "hash", value: textIn(of, "fileDetails", "sha256"), role: "file" },
    ],
  ],
  ["ipEvidence", (of) => [{ type: "ip", value: textIn(of, "ipAddress"), role: "source" }]],
  ["urlEvidence", (of) => [{ type: "url", value: textIn(of, "url"), role: "target" }]],
  ["registryKeyEvidence", registryOf],
  ["registryValueEvidence", registryOf],
  ["mailboxEvidence", (of) => [{ type: "email", value: textIn(of, "primaryAddress"), role: "recipient" }, ...account(of, "userAccount")]],
  [
    "analyzedMessageEvidence",
    (of) => [
      { type: "email", value: textIn(of, "p2Sender", "emailAddress") ?? textIn(of, "p1Sender", "emailAddress"), role: "sender" },
      { type: "email", value: textIn(of, "recipientEmailAddress"), role: "recipient" },
      { type: "ip", value: textIn(of, "senderIp"), role: "source" },
      { type: "mail", value: textIn(of, "internetMessageId") ?? textIn(of, "networkMessageId"), role: "related" },
    ],
  ],
  ["cloudApplicationEvidence", (of) => [{ type: "cloud-resource", value: textIn(of, "displayName"), role: "target" }]],
]);

function registryOf(of: Evidence): readonly Named[] {
  const [hive, key] = [textIn(of, "registryHive"), textIn(of, "registryKey")];
  return [{ type: "registry-key", value: hive && key ? `${hive}\\${key}` : key, role: "target" }];
}

const thingsOf = (of: Evidence): readonly Named[] =>
  takers.get((textIn(of, "@odata.type") ?? "").replace(/^#microsoft\.graph\.security\./, ""))?.(of) ?? [];
