import { ConsoleFault } from "./faults.ts";

// What a person signs, made here from what is on the screen. A server that hands over other bytes, or another challenge, gets no signature.

/** Canonical JSON (RFC 8785) of what came as JSON: names in order of their code units, no blanks. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join(",")}}`;
}

const sha256 = async (text: string) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/** `sha256:…` over a text, worked out here and by nobody else. */
export async function digestOf(text: string): Promise<string> {
  return `sha256:${[...(await sha256(text))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** All that two admins sign when they adopt standing orders. */
export type OrdersShown = {
  readonly orders: Readonly<Record<string, unknown>>;
  readonly schema: string;
  readonly policies: readonly { readonly id: string; readonly text: string }[];
};

/** The digest of standing orders with their policies, worked out from what is shown (wiring/standing-orders.ts, connectors/cedar/engine.ts). */
export async function ordersDigestOf({ orders, schema, policies }: OrdersShown): Promise<string> {
  const ordered = policies.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const version = await digestOf(
    [["watchkeeper/policies@1", schema], ...ordered.map(({ id, text }) => [id, text])].map((each) => JSON.stringify(each)).join(""),
  );
  return digestOf(canonical({ schema: "watchkeeper/standing-orders@1", orders, policies: version }));
}

/** What a passkey signs for a text: its SHA-256 in base64url. */
export async function challengeOf(text: string): Promise<string> {
  return btoa(String.fromCharCode(...(await sha256(text))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** The lines before what is signed (signature.ts of core/containment, core/handover and core/autonomy, report.ts of core/regulation): one kind is none of another. */
const domains = {
  containment: "watchkeeper containment signature v1\n",
  handover: "watchkeeper handover signature v1\n",
  autonomy: "watchkeeper autonomy signature v1\n",
  regulation: "watchkeeper regulation signature v1\n",
} as const;

/** What is asked to be signed. `subject` is known word for word, or up to a number that the server counts (`prefix#7`). */
export type Meant =
  | { readonly of: "containment"; readonly kind: string; readonly subject: string | { readonly upToNumber: string } }
  | { readonly of: "handover"; readonly as: "hand-over" | "take-over"; readonly digest: string }
  | { readonly of: "autonomy"; readonly digest: string }
  | { readonly of: "regulation"; readonly caseId: string; readonly regime: string; readonly stage: string; readonly digest: string };

/**
 * The challenge for a passkey, worked out over bytes that are made here: whoever is signed in, what they meant, and nothing that the server could swap. Throws
 * when what the server would have signed is anything else.
 */
export async function challengeFor(meant: Meant, given: { readonly by: string; readonly bytes: string }, person: string): Promise<string> {
  if (given.by.toLowerCase() !== person.toLowerCase()) throw new ConsoleFault("console/other-action");
  const text = `${domains[meant.of]}${canonical(signedOf(meant, given))}`;
  if (textIn(given.bytes) !== text) throw new ConsoleFault("console/other-action");
  return challengeOf(text);
}

function signedOf(meant: Meant, { by, bytes }: { readonly by: string; readonly bytes: string }): object {
  if (meant.of !== "containment") {
    const { of: _, ...signed } = meant;
    return { ...signed, by };
  }
  const { kind, subject } = meant;
  if (typeof subject === "string") return { by, kind, subject };
  return { by, kind, subject: numbered(subject.upToNumber, textIn(bytes)) };
}

/** The subject with the number that the server counts: it alone is taken over, and only as a number. */
function numbered(prefix: string, text: string): string {
  const said = /"subject":"((?:[^"\\]|\\.)*)"\}$/.exec(text)?.[1];
  const subject: unknown = said === undefined ? undefined : JSON.parse(`"${said}"`);
  if (typeof subject !== "string" || !subject.startsWith(`${prefix}#`) || !/^\d{1,15}$/.test(subject.slice(prefix.length + 1)))
    throw new ConsoleFault("console/other-action");
  return subject;
}

function textIn(base64: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(base64), (each) => each.charCodeAt(0)));
  } catch {
    throw new ConsoleFault("console/other-action");
  }
}

/** Whether the fields of a page are those of the canonical text that is signed. Throws for a text that is no JSON. */
export function isSameAsShown(text: string, shown: Readonly<Record<string, unknown>>): boolean {
  const held = JSON.parse(text) as Record<string, unknown>;
  return Object.entries(shown).every(([path, value]) => {
    const found = path.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], held);
    return canonical(found ?? null) === canonical(value ?? null);
  });
}
