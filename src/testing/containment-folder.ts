import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeKey } from "../cli/person-key.ts";
import { type WatchedRun, watchedRun } from "./watched-run.ts";

/** An installation of its own in a fresh folder, driven as people drive it: by the executable. */
export type ContainmentFolder = {
  readonly place: (name: string) => string;
  readonly data: string;
  /** Runs `watchkeeper …` with this data folder. */
  readonly cli: (...words: string[]) => Promise<WatchedRun>;
  /** The same, and asserts that it ended with 0. */
  readonly ok: (...words: string[]) => Promise<WatchedRun>;
  /** `--as`, `--key` and `--because` of a person whose key is here. */
  readonly signed: (name: string, because?: string) => string[];
  /** `contain approve` by this person, who looked at the action and names the beginning of its digest. */
  readonly approve: (id: string, name: string, ...more: string[]) => Promise<WatchedRun>;
  readonly write: (name: string, text: string, mode?: number) => void;
  /** Makes keys for these people, writes containment.yaml, and has the first two adopt it. */
  readonly adoptOrders: (more: string, people?: Readonly<Record<string, readonly string[]>>) => Promise<void>;
  /** Investigates alerts that name the account and the outsider's address, in a world of this name. */
  readonly investigate: (
    world: string,
    named: { readonly account: string; readonly address: string },
    ...more: string[]
  ) => Promise<WatchedRun>;
  readonly remove: () => void;
};

const timeoutMs = 120_000;

/** Who is in the orders where a test says nothing else. */
export const team: Readonly<Record<string, readonly string[]>> = {
  mara: ["admin", "responder"],
  joss: ["admin", "lead"],
  ana: ["responder"],
};

/** Makes the folder; nothing is in it yet. */
export function containmentFolder(): ContainmentFolder {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-contain-"));
  chmodSync(folder, 0o755);
  const place = (name: string) => join(folder, name);
  const data = place("data");
  mkdirSync(data);
  const cli = (...words: string[]) => watchedRun([...words, "--data-dir", data], { timeoutMs });
  const ok = async (...words: string[]) => {
    const run = await cli(...words);
    assert.equal(run.status, 0, `${words.join(" ")}: ${run.out}${run.err}`);
    return run;
  };
  const signed = (name: string, because = "seen on the phone") => ["--as", name, "--key", place(`${name}.key`), "--because", because];
  const write = (name: string, text: string, mode = 0o644) => {
    writeFileSync(place(name), text);
    chmodSync(place(name), mode);
  };
  const keys = new Map<string, string>();
  const keyOf = async (name: string) => {
    if (!keys.has(name)) keys.set(name, (await makeKey(place(`${name}.key`))).publicKey);
    return keys.get(name) ?? "";
  };
  return {
    place,
    data,
    cli,
    ok,
    signed,
    async approve(id, name, ...more) {
      const { held } = JSON.parse((await ok("contain", "show", id, "--json")).out) as { held: { digest: string } };
      return cli("contain", "approve", id, ...signed(name), "--digest", held.digest.slice("sha256:".length).slice(0, 12), ...more);
    },
    write,
    async adoptOrders(more, people = team) {
      const lines: string[] = [];
      for (const [name, roles] of Object.entries(people))
        lines.push(`  - { name: ${name}, roles: [${roles.join(", ")}], public-key: "${await keyOf(name)}" }`);
      write("data/containment.yaml", `people:\n${lines.join("\n")}\n${more}`);
      for (const name of Object.keys(people).slice(0, 2)) await ok("contain", "adopt", "--as", name, "--key", place(`${name}.key`));
    },
    async investigate(world, { account, address }, ...more) {
      write(`${world}.jsonl`, alertsNaming(account, address));
      return ok("investigate", place(`${world}.jsonl`), "--out", place(`${world}-out`), "--world", world, ...more);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Two products that saw one intrusion: enough for a case that is held to be true. */
function alertsNaming(account: string, address: string): string {
  const shared = { alert: 1, host: "ws-1", user: account, observables: [{ type: "ip", value: address, role: "source" }] };
  const lines = [
    {
      ...shared,
      time: "2026-01-20T10:11:12Z",
      source: "suricata",
      title: "SSH brute force then login",
      description: "many failed passwords, then one that was taken",
      severity: "high",
      techniques: ["T1110"],
    },
    {
      ...shared,
      time: "2026-01-20T10:12:12Z",
      source: "wazuh",
      title: "Credential dumping tool started",
      description: "credential dumping tool mimikatz run",
      severity: "critical",
      techniques: ["T1003.001"],
    },
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}
