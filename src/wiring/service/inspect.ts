import { resolve } from "node:path";
import { z } from "zod";
import type { Looked, Service } from "../../cli/service-system.ts";
import type { System } from "../../cli/system.ts";
import { modelSecondsMax } from "../../core/configuration/models.ts";
import { SocError } from "../../core/soc-error.ts";
import { Configuration, type Mistake, type ReadConfiguration, type TenantConfiguration, tenantsOf } from "../../ports/configuration.ts";
import { openConnector } from "../connector-kinds.ts";
import { modelsToCheck } from "../model-check.ts";
import { openModel } from "../models.ts";
import type { SecretPlaces } from "../secret-place.ts";
import { readTls } from "./place.ts";
import { placesIn } from "./places.ts";

/** How long one product may take to say that it is well. */
const checkMsMax = 30_000;

type Parts = Pick<System, "clock" | "random" | "environment" | "loadInventory" | "loadIndicators" | "loadRules" | "readOrders">;
type Finding = { readonly path: readonly PropertyKey[]; readonly says: string };

/** JSON Schema of the configuration, as people write it. */
export const configurationSchema = (): unknown => ({
  ...z.toJSONSchema(Configuration, { io: "input", unrepresentable: "any" }),
  $id: "https://watchkeeper.invalid/watchkeeper.schema.json",
  title: "watchkeeper.yaml",
});

/** Opens everything that a configuration names, without sending anything, and adds what is wrong with it to the mistakes of the file. */
export function inspectWith(system: Parts): Service["inspect"] {
  return async (read) => {
    const { configuration } = read;
    if (!configuration) return read;
    const findings = await found(read, configuration, system);
    const mistakes = findings.map(({ path, says }): Mistake => ({ ...read.placeOf(path), says }));
    const sorted = [...read.mistakes, ...mistakes].toSorted(
      (a, b) => a.line - b.line || a.column - b.column || (a.where < b.where ? -1 : 1),
    );
    return { ...read, configuration: sorted.length === 0 ? configuration : undefined, mistakes: sorted };
  };
}

async function found(read: ReadConfiguration, configuration: Configuration, system: Parts): Promise<readonly Finding[]> {
  const { tls } = configuration.server;
  const findings: Finding[] = [];
  if (tls) findings.push(...(await tried(["server", "tls"], () => readTls(tls, read.folder))));
  let places: SecretPlaces = { folder: read.folder, environment: system.environment, file: "watchkeeper.yaml" };
  findings.push(
    ...(await tried(["secret-key"], async () => {
      places = await placesIn(read.folder, configuration, system.environment);
    })),
  );
  for (const [index, tenant] of tenantsOf(configuration).entries())
    findings.push(...(await ofTenant(index === 0 ? [] : ["tenants", index - 1], tenant, places, system)));
  return findings;
}

async function ofTenant(
  at: readonly PropertyKey[],
  tenant: TenantConfiguration,
  places: SecretPlaces,
  system: Parts,
): Promise<readonly Finding[]> {
  const { folder } = places;
  const findings: Finding[] = [];
  for (const [index, order] of tenant.connectors.entries())
    findings.push(
      ...(await tried([...at, "connectors", index], async () => {
        await (await openConnector(order, { ...places, tenant: tenant.name, clock: system.clock, random: system.random })).close();
      })),
    );
  for (const [index, order] of tenant.models.entries())
    findings.push(
      ...(await tried([...at, "models", index], () => openModel(order, { ...places, tenant: tenant.name, clock: system.clock }))),
    );
  for (const [index, path] of tenant.inventory.entries())
    findings.push(...(await tried([...at, "inventory", index], () => system.loadInventory([resolve(folder, path)]))));
  for (const [index, path] of tenant.indicators.entries())
    findings.push(...(await tried([...at, "indicators", index], () => system.loadIndicators([resolve(folder, path)]))));
  for (const [index, path] of tenant.rules.entries())
    findings.push(
      ...(await tried([...at, "rules", index], async () => {
        const { problems } = await system.loadRules([resolve(folder, path)], false);
        const [first] = problems;
        if (first)
          throw new SocError({
            code: "rule/malformed",
            problem: `${problems.length} of its rules cannot be used, as ${first.path}: ${first.problem}`,
            remedy: first.remedy,
            retry: "never",
          });
      })),
    );
  const orders = tenant.containment;
  if (orders !== undefined) findings.push(...(await tried([...at, "containment"], () => system.readOrders(resolve(folder, orders)))));
  return findings;
}

/** What is wrong with one thing, in one sentence with what to do. */
async function tried(path: readonly PropertyKey[], work: () => Promise<unknown>): Promise<readonly Finding[]> {
  try {
    await work();
    return [];
  } catch (cause) {
    if (!(cause instanceof SocError)) throw cause;
    return [{ path, says: `${cause.problem}; ${cause.remedy} (${cause.code})` }];
  }
}

/** Asks every product whether it answers and our rights suffice, all at once, and tells of each as it answers. */
export function connectWith(system: Parts): Service["connect"] {
  return async function* (read, signal) {
    const { configuration } = read;
    if (!configuration) return;
    const { clock, random } = system;
    const places = await placesIn(read.folder, configuration, system.environment);
    const waiting = new Map<string, Promise<readonly [string, Looked]>>();
    for (const tenant of tenantsOf(configuration))
      for (const order of tenant.connectors) {
        const key = `${tenant.name}/${order.name}`;
        waiting.set(
          key,
          lookAt(
            { tenant: tenant.name, name: order.name, timeMs: checkMsMax },
            () => openConnector(order, { ...places, tenant: tenant.name, clock, random }),
            {
              system,
              signal,
            },
          ).then((looked) => [key, looked] as const),
        );
      }
    for (const tenant of tenantsOf(configuration))
      for (const { name, open } of modelsToCheck(tenant, { ...places, clock: system.clock })) {
        const key = `${tenant.name}/${name}`;
        const looked = lookAt({ tenant: tenant.name, name, timeMs: modelSecondsMax * 1_000 }, open, { system, signal });
        waiting.set(
          key,
          looked.then((each) => [key, each] as const),
        );
      }
    while (waiting.size > 0) {
      const [key, looked] = await Promise.race(waiting.values());
      waiting.delete(key);
      yield looked;
    }
  };
}

type Looking = { readonly system: Parts; readonly signal: AbortSignal };

/** What can be asked whether it is well. */
type Checked = { readonly check: (signal: AbortSignal) => Promise<{ readonly says: string }>; readonly close: () => Promise<void> };
type Whose = { readonly tenant: string; readonly name: string; readonly timeMs: number };

async function lookAt({ tenant, name, timeMs }: Whose, open: () => Promise<Checked>, { system, signal }: Looking): Promise<Looked> {
  const late = new AbortController();
  const done = new AbortController();
  const over = system.clock.sleep(timeMs, done.signal).then(() => {
    late.abort();
    throw tooLate(name, timeMs);
  });
  over.catch(() => {});
  try {
    const opened = await open();
    const checking = opened.check(AbortSignal.any([signal, late.signal])).finally(() => opened.close());
    checking.catch(() => {});
    const { says } = await Promise.race([checking, over]);
    return { tenant, name, ok: true, says };
  } catch (cause) {
    if (!(cause instanceof SocError)) throw cause;
    return { tenant, name, ok: false, code: cause.code, says: cause.problem, remedy: cause.remedy };
  } finally {
    done.abort();
  }
}

const tooLate = (name: string, timeMs: number) =>
  new SocError({
    code: "connector/too-late",
    problem: `"${name}" did not answer within ${timeMs / 1_000} s`,
    remedy: "see that its url is right, that it runs, and that nothing between it and this machine swallows the connection",
    retry: { afterMs: 60_000 },
  });
