import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import type { ExitStatus } from "./command.ts";
import { connectorNamed, type Given, type Named, unknownName } from "./connector-named.ts";
import { printError } from "./print-error.ts";
import { paint } from "./terminal.ts";

/** The longest that a product may take to say that it works, milliseconds. */
const checkMsMax = 30_000;

/** Codes that say: what we were told is wrong, not how the product feels today. */
const wrongSettings = new Set([
  "connector/bad-settings",
  "connector/bad-secret",
  "connector/unknown-product",
  "connector/unknown-name",
  "connector/credentials",
  "connector/not-allowed",
  "connector/certificate",
  "connector/tool-changed",
  "secret/not-opened",
  "secret/bad-key",
]);

/** `connector check`: whether one product answers and our rights suffice, with what to do where not. */
export async function checkConnector(named: Named, name: string, { system, terminal, json, signal }: Given): Promise<ExitStatus> {
  try {
    const { says, product, provenOn } = await asked(named, name, system, signal);
    if (json) terminal.out(`${JSON.stringify({ name, answers: true, product, provenOn, says })}\n`);
    else terminal.out(`${paint(terminal, "green", "✓")} ${name}: ${inline(says)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SocError)) throw error;
    const { code, problem, remedy } = error;
    if (json) terminal.out(`${JSON.stringify({ name, answers: false, code, problem, remedy })}\n`);
    else printError(error, terminal);
    if (wrongSettings.has(code)) return 2;
    return /^(?:connector|effector)\//.test(code) ? 3 : 4;
  }
}

async function asked(named: Named, name: string, system: Given["system"], signal: AbortSignal) {
  const found = connectorNamed(named.connectors, name);
  if (found && "problem" in found) throw new SocError({ code: found.code, problem: found.problem, remedy: found.remedy, retry: "never" });
  if (found) {
    const { connector } = found;
    try {
      return { ...connector, ...(await inTime(connector.check, name, system, signal)) };
    } finally {
      await connector.close();
    }
  }
  if (!named.orders?.orders.effectors.some((each) => each.name === name)) throw unknownName(name, named);
  const effector = await system.connectors.openOne(named.orders, name);
  return { ...effector, ...(await effector.check()) };
}

/** Asks, and does not wait for whoever never answers. */
async function inTime(
  check: (signal: AbortSignal) => Promise<{ readonly says: string }>,
  name: string,
  system: Given["system"],
  signal: AbortSignal,
): Promise<{ readonly says: string }> {
  const late = new AbortController();
  const done = new AbortController();
  const deadline = system.clock.sleep(checkMsMax, done.signal).then(() => {
    late.abort();
    throw tooLate(name);
  });
  deadline.catch(() => undefined);
  try {
    return await Promise.race([check(AbortSignal.any([signal, late.signal])), deadline]);
  } finally {
    done.abort();
  }
}

const tooLate = (name: string) =>
  new SocError({
    code: "connector/too-late",
    problem: `"${name}" did not say within ${checkMsMax / 1_000} seconds that it works`,
    remedy: "look at the product, and at what lies between it and this machine",
    retry: { afterMs: 60_000 },
  });
