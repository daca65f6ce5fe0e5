import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/** One run of `nft`: arguments as a list, never a shell line. `namespace` is a network namespace of this machine. */
export type NftRun = {
  readonly given: readonly string[];
  /** Whether it changes anything. */
  readonly changes: boolean;
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
};

/** How it ended: by itself, or never started, or cut off, in which case nobody knows what it did. */
export type NftEnd =
  | { readonly kind: "ended"; readonly status: number; readonly output: string; readonly complaint: string }
  | { readonly kind: "not-started"; readonly why: string }
  | { readonly kind: "cut-off"; readonly why: string };

/** Runs the firewall's own command. Never throws. */
export type RunNft = (run: NftRun) => Promise<NftEnd>;

/** What a table may hold as text; 65,000 IPv6 addresses take 1.2 MB. */
export const outputBytesMax = 16_777_216;
const complaintBytesMax = 4_096;
const places = ["/usr/sbin", "/sbin", "/usr/bin"];

/** The `nft` of this machine, `before` it whatever else is to stand there (tests take rights away with it). */
export const runNft =
  (before: readonly string[] = []): RunNft =>
  ({ given, namespace, signal }) => {
    const nft = programAt("nft");
    const ip = namespace === undefined ? undefined : programAt("ip");
    if (nft === undefined || (namespace !== undefined && ip === undefined)) {
      return Promise.resolve({
        kind: "not-started",
        why: `"${nft === undefined ? "nft" : "ip"}" is not installed in ${places.join(", ")}`,
      });
    }
    const [program = nft, ...rest] = [...(ip === undefined ? [] : [ip, "netns", "exec", namespace ?? ""]), ...before, nft, ...given];
    return collect(program, rest, signal);
  };

const programAt = (name: string) => places.map((place) => `${place}/${name}`).find((path) => existsSync(path));

function collect(program: string, given: readonly string[], signal: AbortSignal): Promise<NftEnd> {
  return new Promise((settle) => {
    // No variable of ours reaches it; messages in one language, so that we can tell them apart.
    const child = spawn(program, given, {
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      killSignal: "SIGKILL",
      env: { LC_ALL: "C", PATH: places.join(":") },
    });
    const output: Buffer[] = [];
    let outputBytes = 0;
    let complaint = "";
    let started = false;
    child.once("spawn", () => {
      started = true;
    });
    child.stdout.on("data", (data: Buffer) => {
      outputBytes += data.length;
      if (outputBytes <= outputBytesMax) output.push(data);
      else child.kill("SIGKILL");
    });
    child.stderr.on("data", (data: Buffer) => {
      if (complaint.length < complaintBytesMax) complaint += data.toString("latin1");
    });
    child.once("error", () =>
      settle(started ? { kind: "cut-off", why: "it ran out of time" } : { kind: "not-started", why: "it could not be started" }),
    );
    child.once("close", (status) => {
      if (outputBytes > outputBytesMax) settle({ kind: "cut-off", why: "its answer was too large" });
      else if (status === null) settle({ kind: "cut-off", why: "it was ended from outside" });
      else
        settle({ kind: "ended", status, output: Buffer.concat(output).toString("utf8"), complaint: complaint.slice(0, complaintBytesMax) });
    });
  });
}
