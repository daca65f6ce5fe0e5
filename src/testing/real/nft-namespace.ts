import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { guard, lacking, type Missing, run } from "./part.ts";

/**
 * Two machines in network namespaces of their own, joined by a cable: `guarded` has the firewall with the sets of blocked addresses, `peer` is an
 * outsider with two addresses of each family. Nothing of it touches the network of this machine.
 */
export type NftNamespace = {
  /** The names of the network namespaces. */
  readonly guarded: string;
  readonly peer: string;
  readonly addresses: {
    readonly guarded4: string;
    readonly guarded6: string;
    readonly peer4: string;
    readonly peer6: string;
    readonly bystander4: string;
  };
  readonly table: string;
  readonly set4: string;
  readonly set6: string;
  /** Runs `nft` beside the firewall, past every client of ours. */
  readonly nft: (...given: string[]) => string;
  /** Whether a TCP connection from this address of the peer to the guarded machine is answered within `waitMs`; real packets through the cable. */
  readonly connects: (from: string, waitMs?: number) => boolean;
  readonly stop: () => Promise<void>;
};

const needs = [
  { program: "/usr/sbin/nft", from: "nftables" },
  { program: "/usr/sbin/ip", from: "iproute2" },
];

const addresses = {
  guarded4: "10.77.0.2",
  guarded6: "2001:db8:77::2",
  peer4: "10.77.0.1",
  peer6: "2001:db8:77::1",
  bystander4: "10.77.0.3",
};
const port = 7_070;

/** The rules as README.md of connectors/nftables gives them to administrators. */
export const nftRuleset = `table inet soc {
  set blocked4 { type ipv4_addr; flags timeout; }
  set blocked6 { type ipv6_addr; flags timeout; }
  chain input {
    type filter hook input priority filter - 10; policy accept;
    ip saddr @blocked4 counter drop
    ip6 saddr @blocked6 counter drop
  }
  chain output {
    type filter hook output priority filter - 10; policy accept;
    ip daddr @blocked4 counter drop
    ip6 daddr @blocked6 counter drop
  }
}
`;

export async function startNftNamespace({ ruleset = nftRuleset }: { ruleset?: string } = {}): Promise<NftNamespace | Missing> {
  const missing = lacking("the firewall", needs, "as root");
  if (missing) return missing;
  const id = randomBytes(4).toString("hex");
  const [guarded, peer] = [`wkg-${id}`, `wkp-${id}`];
  const stop = guard({ namespaces: [guarded, peer] });
  if (spawnSync("/usr/sbin/ip", ["netns", "add", guarded], { timeout: 10_000 }).status !== 0) {
    await stop();
    return { missing: "the firewall needs the right to make network namespaces (CAP_SYS_ADMIN), which this machine refuses" };
  }
  ip("netns", "add", peer);
  ip("link", "add", `g${id}`, "netns", guarded, "type", "veth", "peer", "name", `p${id}`, "netns", peer);
  for (const [namespace, device, ...held] of [
    [guarded, `g${id}`, `${addresses.guarded4}/24`, `${addresses.guarded6}/64`],
    [peer, `p${id}`, `${addresses.peer4}/24`, `${addresses.bystander4}/24`, `${addresses.peer6}/64`],
  ] as const) {
    ip("-n", namespace, "link", "set", "lo", "up");
    ip("-n", namespace, "link", "set", device, "up");
    for (const address of held) ip("-n", namespace, "address", "add", address, "dev", device, ...(address.includes(":") ? ["nodad"] : []));
  }
  if (ruleset !== "") run("/usr/sbin/ip", ["netns", "exec", guarded, "/usr/sbin/nft", "-f", "-"], { input: ruleset });
  const silence = guard({ groups: [await listenIn(guarded)] });
  return {
    guarded,
    peer,
    addresses,
    table: "soc",
    set4: "blocked4",
    set6: "blocked6",
    nft: (...given) => run("/usr/sbin/ip", ["netns", "exec", guarded, "/usr/sbin/nft", ...given]),
    connects: (from, waitMs = 400) => connects(peer, from, waitMs),
    stop: () => silence().then(stop),
  };
}

const ip = (...given: string[]) => run("/usr/sbin/ip", given);

const listener = `require("node:net").createServer((socket) => socket.end("hello")).listen(${port}, "::", () => console.log("ready"))`;
const caller = `const [from, to] = process.argv.slice(1);
const socket = require("node:net").connect({ host: to, port: ${port}, localAddress: from, family: to.includes(":") ? 6 : 4 });
socket.once("data", () => process.exit(0)); socket.once("error", () => process.exit(3)); setTimeout(() => process.exit(2), Number(process.argv[3]));`;

/** A server in the namespace; the id of its process group. */
async function listenIn(namespace: string): Promise<number> {
  const given = ["netns", "exec", namespace, process.execPath, "-e", listener];
  const server = spawn("/usr/sbin/ip", given, { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  await new Promise<void>((settle, fail) => {
    server.stdout.once("data", () => settle());
    server.once("exit", (status) => fail(new Error(`the server in "${namespace}" ended with ${status}`)));
  });
  server.stdout.destroy();
  server.unref();
  return server.pid ?? 0;
}

function connects(peer: string, from: string, waitMs: number): boolean {
  const to = from.includes(":") ? addresses.guarded6 : addresses.guarded4;
  const given = ["netns", "exec", peer, process.execPath, "-e", caller, from, to, String(waitMs)];
  const { status } = spawnSync("/usr/sbin/ip", given, { timeout: 10_000, stdio: "ignore" });
  if (status === 0) return true;
  if (status === 2 || status === 3) return false;
  throw new Error(`the caller in "${peer}" ended with ${status}`);
}
