import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Auditor } from "../../../src/testing/audited-product.ts";
import { answerOverPipe } from "./pipe.ts";
import type { ChildPlan, Place } from "./plan.ts";
import type { TrialProduct } from "./products.ts";

/** How one child is to die: at a boundary, after so many milliseconds, or not at all. */
export type Life = { readonly name: string; readonly dieAt: Place | undefined; readonly killAfterMs: number | undefined };

/** How it died: at which boundary, or "at a random moment"; undefined for one that came to its end. */
export type Death = { readonly diedAt: string | undefined; readonly problem: string | undefined };

/** The longest life; one that lasts longer hangs. */
const lifeMsMax = 120_000;
const wordsMax = 4_000;

/** Lets one child carry out containment until it dies or everything is over. Everything that it sent has arrived at the product when this returns. */
export async function liveOnce({
  folder,
  product,
  auditor,
  life,
}: {
  folder: string;
  product: TrialProduct;
  auditor: Auditor;
  life: Life;
}): Promise<Death> {
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
  const killing = life.killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), life.killAfterMs);
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((settle) =>
    child.once("close", (...end) => settle(end)),
  );
  clearTimeout(hanging);
  clearTimeout(killing);
  await pipe?.idle();
  if (signal === "SIGKILL") return { diedAt: life.dieAt?.boundary ?? "at a random moment", problem: undefined };
  return { diedAt: undefined, problem: status === 0 ? undefined : `it ended with ${status ?? signal}: ${complaints}` };
}
