import type { z } from "zod";
import type { CaseGraph } from "../../src/server/contract/case-reasons.ts";
import type { CaseTimeline } from "../../src/server/contract/cases.ts";

type Graph = z.infer<typeof CaseGraph>;
type Story = z.infer<typeof CaseTimeline>;
type Node = Graph["nodes"][number];
const began = Date.UTC(2026, 2, 17, 6);
const time = (seconds: number) => new Date(began + seconds * 1_000).toISOString();
const severities = ["low", "medium", "high", "critical", "informational"] as const;
const pick = <Item>(items: readonly Item[], at: number): Item => items[at % items.length]!;

/** Lines of a day on 40 machines and 25 accounts by 12 sources: bursts, silences, and a steady noise. The same each time. */
export function madeStory(lines: number): Story {
  const says = [
    "read the credential store",
    "started a script out of an office document",
    "sent 2.1 GB to file-drop.example",
    "signed in from 203.0.113.7",
  ];
  return {
    timeline: Array.from({ length: lines }, (_, at) => {
      const burst = Math.floor((at * 7) / lines);
      const seconds = burst * 9_000 + ((at * 7_919) % 5_400);
      const machine = `ws-${(at * at + burst) % 40}.example.test`;
      return {
        time: time(seconds),
        until: time(seconds + (at % 9 === 0 ? 240 : 0)),
        says: `user-${at % 25} on ${machine} ${pick(says, at)}, which nothing in the inventory explains (${at % 9 === 0 ? `12 times until ${time(seconds + 240).slice(11, 19)} UTC` : "1 times"})`,
        evidence: [`e-${at % 400}`, ...(at % 3 === 0 ? [`e-${(at % 400) + 1}`] : [])],
        alerts: at % 9 === 0 ? 12 : 1,
        machines: at % 11 === 0 ? [] : [machine],
        accounts: [`user-${at % 25}`],
        sources: [`source-${at % 12}`],
        severity: pick(severities, at % 13),
        techniques: [pick(["T1003.001", "T1059.001", "T1567.002", "T1078"], at)],
      };
    }),
    alertsRead: lines * 2,
    alertsTotal: lines * 2,
  };
}

/** Entities as alerts tie them: each to its machine, some to several, some to an account alone, some to nothing. The same each time. */
export function madeGraph(nodes: number): Graph {
  const [machines, accounts] = [Math.ceil(nodes / 25), Math.ceil(nodes / 12)];
  const made: Node[] = [];
  const ties = new Map<string, readonly [string, string]>();
  const tie = (from: string, to: string) => void ties.set(`${from} ${to}`, [from, to]);
  for (let at = 0; at < nodes; at++) {
    const isMachine = at < machines;
    const isAccount = !isMachine && at < machines + accounts;
    const node = isMachine
      ? nodeOf("host", "host", `ws-${at}.example.test`, at)
      : isAccount
        ? nodeOf("account", "user", `user-${at}`, at)
        : leafOf(at);
    made.push(node);
    // The first machine has the most; one entity in nine stands on its own, or hangs on an account.
    const home = made[Math.floor(Math.min(at, machines) * ((at * 0.618_034) % 1) ** 1.8)]!;
    if (isMachine) {
      if (at % 3 === 1 && home !== node) tie(home.id, node.id);
    } else if (at % 9 !== 4) tie(home.id, node.id);
    else if (at % 18 === 4 && !isAccount) tie(made[machines + (at % accounts)]!.id, node.id);
    if (at % 6 === 0 && !isMachine) tie(made[at % machines]!.id, node.id);
  }
  const degree = new Map<string, number>();
  for (const ends of ties.values()) for (const end of ends) degree.set(end, (degree.get(end) ?? 0) + 1);
  const edges = [...ties.values()].map(([from, to], at) => ({
    ...{ from, to, relation: pick(["used by", "ran on", "seen with"], at), count: 1 + (at % 40) },
    ...{ firstTime: time(0), lastTime: time(90), evidence: ["e-1"] },
  }));
  return {
    ...{ nodes: made.map((node) => ({ ...node, degree: degree.get(node.id) ?? 0 })), edges },
    ...{ nodesTotal: nodes, edgesTotal: edges.length, alertsRead: 2_000, alertsTotal: 2_000 },
  };
}

function leafOf(at: number): Node {
  const values = [
    ["process", "process", `C:\\Windows\\System32\\tool-${at}.exe`],
    ["file", "file", `C:\\Users\\Public\\report-${at}.docm`],
    ["address", "ip", `2001:db8::${at.toString(16)}`],
    ["domain", "domain", `cdn-${at}.example.net`],
    ["file", "hash", (at * 2_654_435_761).toString(16).padStart(64, "a")],
    ["mail", "email", `sender-${at}@example.org`],
  ] as const;
  const [kind, type, value] = pick(values, at * 5);
  return nodeOf(kind, type, value, at);
}

function nodeOf(kind: Node["kind"], type: string, value: string, at: number): Node {
  return {
    ...{ id: `${type}:${value}`, kind, type, value, label: value, roles: at % 4 === 0 ? ["target"] : [] },
    ...{ assetRole: null, criticality: null, known: null, hostile: at % 29 === 17, rarity: pick([1, 0.6, 0.2, null], at * 3) },
    seenIn: pick(["alone", "few", "many", "uncounted"] as const, at * 3),
    ...{
      alerts: 1 + (at % 30),
      alertIds: [],
      cases: [],
      severity: pick(severities, at),
      firstTime: time(0),
      lastTime: time(90),
      evidence: ["e-1"],
      degree: 0,
      hidden: 0,
    },
  };
}
