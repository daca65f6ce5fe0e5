import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Resolve } from "../connectors/kit/address.ts";
import { isHosted, isThisMachine, ModelOrder, ModelPolicy, namesInUse } from "../core/configuration/models.ts";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { TellCall } from "../ports/connector-call.ts";
import type { LanguageModel, Models } from "../ports/model.ts";
import { openModelDoor } from "./model-door.ts";
import { openEach, type Unopened } from "./open-each.ts";
import { readSecret, type SecretPlaces } from "./secret-place.ts";

/** What opening models needs of the world. Paths of the orders begin at `folder`. */
export type ModelOpening = SecretPlaces & {
  readonly clock: Clock;
  readonly resolve?: Resolve;
  /** Told of every request that leaves, as of a connector's. */
  readonly told?: TellCall;
};

/** A tenant's models and their rules, as the configuration has them. */
export type ModelOrders = { readonly models: readonly ModelOrder[]; readonly "model-policy": ModelPolicy };

/** The models of a tenant, opened: what the engine asks, and what people see. With an air gap hosted ones are held back, not opened. */
export type OpenModels = Models & {
  readonly orders: readonly ModelOrder[];
  readonly opened: readonly LanguageModel[];
  readonly unopened: readonly Unopened[];
  /** Names of hosted models that an air gap keeps from being asked. */
  readonly heldBack: readonly string[];
};

/** Opens what can be opened, and says why of each of the others; a role whose model is not there is not asked. Sends nothing. */
export async function openModels(orders: ModelOrders, parts: ModelOpening): Promise<OpenModels> {
  const policy = orders["model-policy"];
  const isHeld = (order: ModelOrder) => policy["air-gap"] && leaves(order);
  const { opened, unopened } = await openEach(
    orders.models.filter((order) => !isHeld(order)),
    (order) => openModel(order, parts),
  );
  const names = namesInUse(policy);
  return {
    policy,
    orders: orders.models,
    opened,
    unopened,
    heldBack: orders.models.filter(isHeld).map(({ name }) => name),
    of: (role) => opened.find(({ name }) => name === names.get(role)),
  };
}

/** Whether asking it sends anything out of the organisation: a recording of a hosted model does not. */
const leaves = (order: ModelOrder) => isHosted(order) && order.file === undefined;

/** Opens one. Refuses (`connector/bad-settings`, `connector/bad-secret`, `secret/not-opened`); sends nothing. The library is loaded when it is first needed. */
export async function openModel(order: ModelOrder, parts: ModelOpening): Promise<LanguageModel> {
  const model = await opened(order, parts);
  if (order["record-to"] === undefined) return model;
  const { recordingOf } = await import("../models/recorded/record.ts");
  return recordingOf(model, resolve(parts.folder, order["record-to"]));
}

async function opened(order: ModelOrder, parts: ModelOpening): Promise<LanguageModel> {
  const file = resolve(parts.folder, order.file ?? "");
  if (order.product === "scripted") return (await import("../models/scripted/model.ts")).openScripted(order, file);
  if (order.product === "recorded") return (await import("../models/recorded/model.ts")).openRecorded(order, file);
  const server = { door: await doorOf(order, parts), clock: parts.clock, key: await keyOf(order, parts) };
  if (order.product === "anthropic") return (await import("../models/anthropic/model.ts")).openAnthropic(order, server);
  return (await import("../models/openai-compatible/model.ts")).openOpenAiCompatible(order, server);
}

async function doorOf(order: ModelOrder, { folder, clock, resolve: resolveName, told }: ModelOpening) {
  const { name, url = "", internal, plain } = order;
  const ca = order.ca === undefined ? undefined : await certificates(name, resolve(folder, order.ca));
  const place = { name, url, internal: internal || isThisMachine(url), plain, timeMsMax: Math.round(order["answer-seconds"] * 1_000) };
  return openModelDoor(
    { ...place, ...(ca !== undefined && { ca }) },
    { clock, ...(resolveName && { resolve: resolveName }), ...(told && { told }) },
  );
}

const keyOf = async (order: ModelOrder, parts: ModelOpening) =>
  order.key === undefined ? undefined : readSecret(order.name, "key", order.key, { file: "watchkeeper.yaml", ...parts });

async function certificates(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new SocError({
      code: "connector/bad-settings",
      problem: `the certificates of "${name}" cannot be read`,
      remedy: "name a file in PEM in its setting ca, that this user may read",
      retry: "never",
    });
  }
}

/** Files that are models by themselves, as `--model` names them. */
const fileModel = /^(scripted|recorded):(.+)$/s;

/**
 * The models for `--model`: a file that answers for every role, or one of a configuration's, for every role, under its policy. Refuses (`cli/bad-option`) a
 * name that is not there, and one that an air gap keeps from being asked; otherwise as `openModel`.
 */
export async function openNamedModels(named: string, orders: ModelOrders | undefined, parts: ModelOpening): Promise<OpenModels> {
  const [, product, file] = fileModel.exec(named) ?? [];
  if (product !== undefined && file !== undefined) {
    const order = ModelOrder.parse({ name: product, product, file: resolve(file) });
    return together([order], ModelPolicy.parse({ ...orders?.["model-policy"], use: product }), await openModel(order, parts));
  }
  const names = orders?.models.map(({ name }) => name) ?? [];
  const order = orders?.models.find(({ name }) => name === named);
  if (!orders || !order) throw unknownModel(named, names);
  const policy = { ...orders["model-policy"], use: named };
  if (policy["air-gap"] && leaves(order)) throw airGap(named);
  return together(orders.models, policy, await openModel(order, parts));
}

function together(orders: readonly ModelOrder[], policy: ModelPolicy, model: LanguageModel): OpenModels {
  return { policy, orders, opened: [model], unopened: [], heldBack: [], of: () => model };
}

const unknownModel = (named: string, names: readonly string[]) =>
  new SocError({
    code: "cli/bad-option",
    problem: `no model is called "${named.slice(0, 80)}"`,
    remedy: `use one of ${["none", ...names.toSorted(), "scripted:FILE", "recorded:FILE"].join(", ")}${
      names.length > 0 ? "" : "; models of watchkeeper.yaml need --config FILE"
    }`,
    retry: "never",
  });

const airGap = (named: string) =>
  new SocError({
    code: "cli/bad-option",
    problem: `the model "${named}" is hosted, and the configuration has air-gap: true`,
    remedy: "use a model inside the organisation, or none",
    retry: "never",
  });
