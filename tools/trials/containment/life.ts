import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Auditor } from "../../../src/testing/audited-product.ts";
import { answerOverPipe } from "./pipe.ts";
import type { ChildPlan, Place } from "./plan.ts";
import type { TrialProduct } from "./products.ts";

/** How one child is to die: at a boundary, or by somebody else's hand. */
export type Life = { readonly name: string; readonly dieAt: Place | undefined };

/** How it died: at which boundary, or "at a random moment"; undefined for one that came to its end. */
export type Death = { readonly diedAt: string | undefined; readonly problem: string | undefined };

/** A child that carries out containment. Everything that it sent has arrived at the product when its end is known. */
export type Living = { readonly ready: Promise<void>; readonly end: Promise<Death>; readonly kill: () => Promise<Death> };

/** The longest life; one that lasts longer hangs. */
const lifeMsMax = 120_000;
const wordsMax = 4_000;

/** What a child works with. */
export type Surroundings = { readonly folder: string; readonly product: TrialProduct; readonly auditor: Auditor; readonly life: Life };

/** Starts one child. */
export function startLife({ folder, product, auditor, life }: Surroundings): Living {
  const plan: ChildPlan = {
    dataDir: folder,
    product: product.plan,
    executor: life.name,
    ...(life.dieAt !== undefined && { dieAt: life.dieAt }),
  };
  const script = fileURLToPath(new URL("./child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, JSON.stringify(plan)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const pipe = product.call && answerOverPipe(child, { call: product.call }, auditor.look);
  let complaints = "";
  child.stderr?.on("data", (bytes) => {
    complaints = `${complaints}${bytes}`.slice(-wordsMax);
  });
  const hanging = setTimeout(() => child.kill("SIGABRT"), lifeMsMax);
  const end = new Promise<Death>((settle) =>
    child.once("close", async (status, signal) => {
      clearTimeout(hanging);
      await pipe?.idle();
      if (signal === "SIGKILL") settle({ diedAt: life.dieAt?.boundary ?? "at a random moment", problem: undefined });
      else settle({ diedAt: undefined, problem: status === 0 ? undefined : `it ended with ${status ?? signal}: ${complaints}` });
    }),
  );
  return {
    ready: new Promise((settle) => child.on("message", (message) => Object.hasOwn(Object(message), "ready") && settle())),
    end,
    kill: () => {
      child.kill("SIGKILL");
      return end;
    },
  };
}

/** Lets one child live until it dies or everything is over; `killAfterMs` ends it from outside, counted from when its desk is open. */
export async function liveOnce(surroundings: Surroundings, killAfterMs: number | undefined): Promise<Death> {
  const living = startLife(surroundings);
  let killing: NodeJS.Timeout | undefined;
  if (killAfterMs !== undefined) void living.ready.then(() => (killing = setTimeout(() => void living.kill(), killAfterMs)));
  const death = await living.end;
  clearTimeout(killing);
  return death;
}
