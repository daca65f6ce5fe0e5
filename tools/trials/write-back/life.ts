import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How one child lives: by which program and plan, how long at the most, and when somebody else kills it, counted from when it says that it is ready. */
export type LifeOptions = {
  readonly program: string;
  readonly plan: { readonly name: string };
  readonly lifeMsMax: number;
  readonly killAfterMs?: number | undefined;
};

/** Lets one child live until it dies, or until it says that nothing waits any more and is killed for that. */
export function liveOnce({ program, plan, lifeMsMax, killAfterMs }: LifeOptions): Promise<"killed" | "idle"> {
  const script = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, JSON.stringify(plan)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let [complaints, isIdle] = ["", false];
  child.stderr?.on("data", (bytes) => {
    complaints = `${complaints}${bytes}`.slice(-4_000);
  });
  const hanging = setTimeout(() => child.kill("SIGABRT"), lifeMsMax);
  child.on("message", (message) => {
    const said = Object(message) as { ready?: true; idle?: true };
    if (said.ready && killAfterMs !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfterMs).unref();
    if (!said.idle) return;
    isIdle = true;
    child.kill("SIGKILL");
  });
  return new Promise((settle, fail) =>
    child.once("close", (status, signal) => {
      clearTimeout(hanging);
      if (signal === "SIGKILL") settle(isIdle ? "idle" : "killed");
      else fail(new Error(`${plan.name} ended with ${status ?? signal}: ${complaints}`));
    }),
  );
}
