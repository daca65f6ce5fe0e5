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
import { productsOf, untriedBecause } from "./product-lines.ts";
import { configurationText } from "./trial-text.ts";

/** What a trial needs of the process. */
export type TrialParts = {
  readonly tenant: string;
  readonly places: SecretPlaces;
  /** The configuration file, where what works is to be written. */
  readonly file: string;
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
    for (const [secret, place] of Object.entries(asked.secrets)) requireLaidOut(secret, place, parts.tenant);
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
 * A secret goes to whatever address was typed, so only those are read that somebody laid out for this on the machine itself: files in the folder `secrets` beside
 * the configuration, variables of one beginning, and what was sealed for this very connector.
 */
function requireLaidOut(secret: string, place: SecretPlace, tenant: string): void {
  if ("sealed" in place) return;
  if ("env" in place && tenant === "default" && /^WATCHKEEPER_SECRET_[A-Z0-9_]{1,200}$/.test(place.env)) return;
  const folder = tenant === "default" ? "secrets/" : `secrets/${tenant}/`;
  if ("file" in place && place.file.startsWith(folder) && /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(place.file.slice(folder.length)))
    return;
  throw new SocError({
    code: "connector/bad-secret",
    problem: `the secret "${secret.slice(0, 64)}" is not read from there by a trial`,
    remedy: `name ${secretPlacesOf(tenant).join(", or ")}`,
    retry: "never",
  });
}

const secretPlacesOf = (tenant: string): readonly string[] => [
  `a file secrets/${tenant === "default" ? "" : `${tenant}/`}NAME beside watchkeeper.yaml, mode 600`,
  ...(tenant === "default" ? ["a variable WATCHKEEPER_SECRET_NAME of the service"] : []),
  "what watchkeeper secret seal printed for this connector",
];

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
