import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import type { Call, ConnectorKind } from "../../connectors/kit/connector-kind.ts";
import type { Observable } from "../../core/observable/observable.ts";
import type { EventQuery } from "../../core/query/query.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { BundleNote, Capability, Connector, FindingNote, NewTicket, Notice, Reputation, VerdictNote } from "../../ports/connector.ts";
import type { Double, Seen } from "../doubles/double.ts";
import { hurriedClock } from "../hurried-clock.ts";

/** A product, whose double answers rightly until told otherwise, and what is known of it past the connector. What is absent is left out of the suite. */
export type ConnectorScene = {
  readonly kind: ConnectorKind;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Every value, and every token that a double gives out, has the word "canary" in it. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly doubles: readonly Double[];
  /** Whether a request changes something at the product; by default everything but GET and HEAD, and but paths of signing in, of tokens and of searches. */
  readonly isWrite?: (seen: Seen) => boolean;
  /** All that the product holds, seen past the connector: what questions must leave as it was. */
  readonly view?: () => unknown;
  /** Capabilities of which `{}` is an honest answer ("nothing found"), each with the reason. */
  readonly emptyIsHonest?: Partial<Record<Capability, string>>;
  readonly alerts?: AlertsScene;
  readonly search?: SearchScene;
  readonly reputation?: ReputationScene;
  readonly inventory?: InventoryScene;
  readonly indicators?: IndicatorsScene;
  readonly tickets?: TicketsScene;
  readonly findings?: SinkScene<FindingNote>;
  readonly verdicts?: SinkScene<VerdictNote>;
  readonly notify?: SinkScene<Notice>;
  readonly publish?: SinkScene<BundleNote>;
  readonly close: () => Promise<void>;
};

/** Alerts that are asked for. */
export type AlertsScene = {
  /** How many records fit on one page: the suite makes more than two pages of them. */
  readonly pageRecords: number;
  /**
   * Makes so many new alerts and gives the ids that their records have: each at a time of its own, all at the very same moment, or late: each with a time
   * before that of what was made already, as it comes from agents that were off. `undefined` where the product cannot have such.
   */
  readonly add: (count: number, how: "apart" | "at once" | "late") => readonly string[] | undefined;
  /** From now on every page leads to itself. */
  readonly stuck?: () => void;
  /** Sets the product's clock off by so much; its alerts' times follow. */
  readonly clockOff?: (offMs: number) => void;
};

/** A typed query with its answer. */
export type SearchScene = {
  readonly query: EventQuery;
  /** How many rows the double holds for it; more than one. */
  readonly rows: number;
  /** A query for one text, and how the text stands in what the double was sent, read back by the product's own rules. */
  readonly literal?: { readonly asks: (text: string) => EventQuery; readonly sent: (seen: Seen) => string | undefined };
};

/** What the service says of some observables; at least one that it calls bad, and one that it does not know. */
export type ReputationScene = {
  readonly cases: readonly { readonly observable: Observable; readonly answer: Reputation["answer"] }[];
};

/** The names of everything that the product holds: more than fits on one page where it has pages. */
export type InventoryScene = {
  readonly assets: readonly string[];
  readonly identities: readonly string[];
  readonly stuck?: () => void;
};

/** The values of all indicators that a feed gives: over more than one page, or part, where it has such. */
export type IndicatorsScene = {
  readonly values: readonly string[];
  /** Adds one domain that the feed is to give from now on. */
  readonly add: (value: string) => void;
  readonly stuck?: () => void;
};

/** Something to write, and a second thing with another key. */
export type SinkScene<What> = {
  readonly what: What & { readonly key: string };
  readonly another: What & { readonly key: string };
  /** What of ours the product holds, one element each. */
  readonly view: () => readonly unknown[];
  /** Something that holds a text, and the text as the product shows it then to whoever reads there; the suite compares. */
  readonly text?: { readonly holding: (text: string) => What & { readonly key: string }; readonly shown: () => string | undefined };
};

/** Tickets, and what people do with them there. */
export type TicketsScene = {
  readonly tickets: SinkScene<NewTicket>;
  /** Files of one ticket at the product, where they are requests of their own, and how somebody else attaches one. */
  readonly files?: {
    readonly view: (ticket: string) => readonly { readonly name: string; readonly type: string; readonly text: string }[];
    readonly attach: (ticket: string, name: string, text: string) => void;
  };
  /** Comments of one ticket at the product that are ours. */
  readonly comments: (ticket: string) => readonly unknown[];
  readonly people: {
    readonly comment: (ticket: string, text: string) => void;
    /** Closes it with a code that the settings take for `verdict`. */
    readonly close: (ticket: string, verdict: "true-positive" | "false-positive") => void;
  };
};

/** A connector that was opened for a test, and what it told of its requests. */
export type Opened = { readonly connector: Connector; readonly calls: readonly Call[] };

export const canary = /canary/i;
/** How much faster than life tests of long waits run. */
export const hurryTimes = 40;
const realClock: Clock = hurriedClock(1);

/** Opens the scene's connector anew, as after a restart. */
export function openIn(scene: ConnectorScene, clock: Clock = realClock): Opened {
  const calls: Call[] = [];
  const secrets = {
    get: (name: string) => scene.secrets[name] ?? assert.fail(`the scene has no secret "${name}"`),
    has: (name: string) => Object.hasOwn(scene.secrets, name),
  };
  const order = {
    name: "in-scene",
    product: scene.kind.product,
    settings: scene.settings,
    secrets: {},
    "may-receive": "red",
  } as const;
  const random = { secret: (sizeBytes: number) => "55".repeat(sizeBytes) };
  const connector = scene.kind.open(order, secrets, { clock, random, told: (call) => void calls.push(call) });
  return { connector, calls };
}

/** A test in a scene of its own, closed whatever happens. `open` gives the name of what is missing where a scene cannot be. */
export type OpenScene = () => Promise<ConnectorScene | { readonly missing: string }>;
export function inScene(
  title: string,
  open: OpenScene,
  body: (scene: ConnectorScene, tell: (line: string) => void) => Promise<void>,
): void {
  test(title, async (t) => {
    const scene = await open();
    if ("missing" in scene) {
      assert.equal(process.env.CI, undefined, `missing where it must not be: ${scene.missing}`);
      return t.diagnostic(`not run: ${scene.missing}`);
    }
    try {
      await body(scene, (line) => t.diagnostic(line));
    } finally {
      for (const double of scene.doubles) double.fault = undefined;
      await scene.close();
    }
  });
}

/** A signal that nobody ever aborts. */
export const still = () => new AbortController().signal;

/** The failure that a call ends in: named, of these codes, without a secret or a vendor's words. */
export async function failureOf(call: () => Promise<unknown>, codes: RegExp = /^(?:connector|sink)\//): Promise<SocError> {
  const error = await Promise.resolve()
    .then(call)
    .then(
      (answer) => assert.fail(`it answered ${inspect(answer, { depth: 3 }).slice(0, 300)}`),
      (cause: unknown) => cause,
    );
  assert.ok(error instanceof SocError, `an unnamed error: ${inspect(error)}`);
  assert.match(error.code, codes, `${error.code}: ${error.problem}`);
  hidesCanaries(`${error.stack} ${error.remedy} ${error.detail} ${inspect(error, { depth: 6 })}`, "an error");
  assert.doesNotMatch(
    `${error.problem} ${error.remedy}`,
    /guest network|Service Unavailable|access denied|it broke/,
    "a vendor's words are shown as ours",
  );
  assert.ok(error.remedy.length > 0);
  return error;
}

/** No secret in what is shown. */
export function hidesCanaries(shown: string, where: string): void {
  assert.doesNotMatch(shown, canary, `${where} shows a secret`);
}

/** Whether a request changes something, as the scene or everybody has it. */
export const writesIn = (scene: ConnectorScene): ((seen: Seen) => boolean) => scene.isWrite ?? changesSomething;
const changesSomething = ({ method, path }: Seen) =>
  method !== "GET" && method !== "HEAD" && !/token|oauth|authenticate|log-?in|session|search|query/i.test(path);

/** Texts that break out of, or into, queries, markup, paths and logs where somebody forgot to write them as text. */
export const hostileTexts = [
  `"`,
  `'`,
  `\\`,
  `a\\"b\\\\`,
  `*`,
  `a?b*c`,
  `x' OR '1'='1`,
  `x" OR "1"="1`,
  `) | delete index=*`,
  "`id`$(id)",
  "{{7*7}}#{7*7}",
  "<img src=x onerror=alert(1)>",
  "@everyone <!channel> [x](https://example.test)",
  "../../admin?x=1#y",
  "a%2f..%2fb",
  "é 日本語 😀",
  "null",
  "%s%n {0}",
] as const;
