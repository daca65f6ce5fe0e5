import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { isLoopback } from "../../connectors/kit/address.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { ConnectorOrder, type SecretPlace } from "../../ports/connector.ts";
import type { TellCall } from "../../ports/connector-call.ts";
import type { Random } from "../../ports/random.ts";
import type { ConnectorTrial, TrialAnswer } from "../../server/contract/connectors.ts";
import type { ConnectorPart } from "../../server/desk.ts";
import { tooManyRequests } from "../../server/http/refusals.ts";
import { openConnector } from "../connector-kinds.ts";
import type { SecretPlaces } from "../secret-place.ts";
import type { NamedTexts } from "./named-texts.ts";
import { productsOf, untriedBecause } from "./product-lines.ts";
import { configurationText } from "./trial-text.ts";

/** What a trial needs of the process. */
export type TrialParts = {
  readonly tenant: string;
  readonly places: SecretPlaces;
  /** The configuration file, where what works is to be written. */
  readonly file: string;
  /** Whether what is tried may be inside the company's network, or on this machine. */
  readonly internal: boolean;
  /** What the configuration and the standing orders of all tenants name just now. Throws where that cannot be told. */
  readonly named: () => Promise<NamedTexts>;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of every request that leaves. */
  readonly told: TellCall;
};

/** The longest that a product is waited for, milliseconds. */
const trialMs = 20_000;
const retryMs = 5_000;
/** Requests of trials are counted under this name, so that names that somebody types are none of the record's. */
const trialName = "a-trial";

/** Trials of connectors that are not configured: one at a time, bounded, and only with secrets that were laid out for it. */
export function openTrial(parts: TrialParts): Pick<ConnectorPart, "kinds" | "trial"> {
  let isTrying = false;
  return {
    kinds: async () => ({ ...(await productsOf()), secretPlaces: secretPlacesOf(parts.tenant) }),
    async trial(asked, signal) {
      if (isTrying) throw tooManyRequests(retryMs);
      isTrying = true;
      try {
        const outcome = await outcomeOf(asked, parts, signal);
        return { ...outcome, ...configurationText(asked, parts) };
      } finally {
        isTrying = false;
      }
    },
  };
}

type Outcome = Pick<TrialAnswer, "works" | "says" | "remedy" | "code">;

async function outcomeOf(asked: ConnectorTrial, parts: TrialParts, signal: AbortSignal): Promise<Outcome> {
  try {
    const order = ConnectorOrder.safeParse(asked);
    if (!order.success) throw notAnOrder(order.error.issues[0]?.message ?? "it is none");
    const why = untriedBecause(asked);
    if (why !== null) return { works: null, says: why, remedy: null, code: null };
    await requireLaidOut(asked, parts);
    if (!parts.internal && isInside(asked.settings)) throw inside();
    return { works: true, says: await answerOf(order.data, parts, signal), remedy: null, code: null };
  } catch (error) {
    if (!(error instanceof SocError)) throw error;
    return { works: false, says: error.problem, remedy: error.remedy, code: error.code };
  }
}

async function answerOf(order: ConnectorOrder, { clock, random, told, places, tenant }: TrialParts, signal: AbortSignal): Promise<string> {
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const connector = await openConnector(order, {
    ...places,
    ...{ tenant, clock, random },
    told: (call) => told({ ...call, connector: trialName }),
  });
  const late = clock.sleep(trialMs, ended).then(
    () => "late" as const,
    () => "ended" as const,
  );
  try {
    const first = await Promise.race([connector.check(ended), late]);
    if (typeof first === "string") throw tooLate();
    return first.says;
  } finally {
    over.abort();
    await connector.close().catch(() => undefined);
  }
}

/**
 * A secret goes to whatever address was typed, so only those are read that somebody laid out for trials on the machine itself, and none that anything is
 * configured with: files of a folder of their own, variables of one beginning, and what was sealed for a connector of this name.
 */
async function requireLaidOut({ name, secrets }: Pick<ConnectorOrder, "name" | "secrets">, parts: TrialParts): Promise<void> {
  const { tenant, places } = parts;
  const asked = Object.entries(secrets);
  if (asked.length === 0) return;
  const named = await parts.named().catch(() => undefined);
  for (const [secret, place] of asked) {
    if (!isForTrials(place, tenant)) throw notForTrials(secret, "it is not read from there by a trial", tenant);
    if (!named) throw notForTrials(secret, "what the standing orders name cannot be read, so nobody can tell whether it is in use", tenant);
    if (await isInUse(name, place, { folder: places.folder, named }))
      throw notForTrials(secret, "what is configured uses the same place or the same name", tenant);
  }
}

function isForTrials(place: SecretPlace, tenant: string): boolean {
  if ("sealed" in place) return true;
  if ("env" in place) return tenant === "default" && /^WATCHKEEPER_TRIAL_[A-Z0-9_]{1,200}$/.test(place.env);
  const folder = trialFolderOf(tenant);
  return "file" in place && place.file.startsWith(folder) && /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(place.file.slice(folder.length));
}

/** Also under another name: a file that leads to one in use is that one. What is sealed opens for the connector of its name alone. */
async function isInUse(name: string, place: SecretPlace, { folder, named }: { readonly folder: string; readonly named: NamedTexts }) {
  if ("sealed" in place) return named.texts.has(place.sealed) || named.texts.has(name);
  if ("env" in place) return named.texts.has(place.env);
  if (!("file" in place)) return true;
  const path = resolve(folder, place.file);
  const real = await realpath(path).catch(() => path);
  if (named.files.has(path) || named.files.has(real)) return true;
  const others = await Promise.all([...named.files].map((each) => realpath(each).catch(() => each)));
  return others.includes(real);
}

const trialFolderOf = (tenant: string) => `secrets/trial/${tenant === "default" ? "" : `${tenant}/`}`;

const notForTrials = (secret: string, why: string, tenant: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `the secret "${secret.slice(0, 64)}" is not used by a trial: ${why}`,
    remedy: `lay one out for the trial: ${secretPlacesOf(tenant).join(", or ")}`,
    retry: "never",
  });

const secretPlacesOf = (tenant: string): readonly string[] => [
  `a file ${trialFolderOf(tenant)}NAME beside watchkeeper.yaml, mode 600`,
  ...(tenant === "default" ? ["a variable WATCHKEEPER_TRIAL_NAME of the service"] : []),
  "what watchkeeper secret seal printed for a connector that is not configured",
];

/** Whether settings open the company's own network, or name this machine. */
function isInside(settings: unknown): boolean {
  if (typeof settings === "string") return isHere(settings);
  if (typeof settings !== "object" || settings === null) return false;
  return Object.entries(settings).some(([name, value]) => (name === "internal" && value !== false) || isInside(value));
}

function isHere(text: string): boolean {
  const host = URL.canParse(text) ? new URL(text).hostname : "";
  const given = [text, text.replace(/:\d{1,5}$/, ""), host].map((each) => each.replaceAll(/^\[|\]$/g, ""));
  return given.some((each) => /^(?:.+\.)?localhost\.?$/i.test(each) || isLoopback(each));
}

const inside = () =>
  new SocError({
    code: "connector/address-not-allowed",
    problem: "it is inside the company's network, and trials do not go there",
    remedy: "whoever runs the service allows it with server: { try-internal: true }; or try it there with watchkeeper connector check",
    retry: "never",
  });

const notAnOrder = (why: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: why.slice(0, 200),
    remedy: "compare it with the connector's README",
    retry: "never",
  });

const tooLate = () =>
  new SocError({
    code: "connector/too-late",
    problem: `nothing was answered within ${trialMs / 1_000} seconds`,
    remedy: "look whether the address leads to the product from where the service runs, and whether a firewall is between them",
    retry: "never",
  });
