import type { ExerciseWorld } from "../bases/base-case.ts";
import type { Played } from "../records/recording.ts";
import { isoOf, minuteMs } from "../records/time.ts";
import { decoys } from "./decoys.ts";
import type { AttackScenario, Tape, Truth } from "./scenario.ts";
import { openStage, type Stage } from "./stage.ts";

/** One step as its author tells it: its name, the ATT&CK technique, and a sentence. */
export type StepStory = readonly [step: string, technique: string, says: string];

/** A story as its author writes it. `attack` answers the machines and accounts that were in the attacker's hands or his aim. */
export type Intrusion = {
  readonly id: string;
  readonly trade: string;
  readonly says: string;
  readonly sources: readonly string[];
  readonly steps: readonly StepStory[];
  readonly attack: (stage: Stage) => readonly string[];
  readonly twin: (stage: Stage) => void;
};

/** Makes a scenario of a story: the same seed and variant give the same bytes. */
export function intrusion(story: Intrusion): AttackScenario {
  const { id, trade, says, sources, steps } = story;
  return {
    id,
    trade,
    says,
    sources,
    attack(seed, variant) {
      const stage = openStage(id, seed, variant);
      const names = story.attack(stage);
      if (variant === "deceptive") decoys(stage);
      return tapeOf(stage, steps, names);
    },
    twin(seed) {
      const stage = openStage(id, seed, "twin");
      story.twin(stage);
      return tapeOf(stage, [], []);
    },
  };
}

function tapeOf(stage: Stage, steps: readonly StepStory[], names: readonly string[]): Tape {
  const all = stage.recording.close();
  const times = new Map(all.files.map(({ path, timesMs = [] }) => [path, timesMs]));
  const inventory = { path: "inventory.json", text: JSON.stringify(inventoryOf(stage)) };
  return {
    records: all.records,
    timeOf: (path, record) => times.get(path)?.[record - 1],
    truth: truthOf(steps, names, all),
    world: (untilMs) => worldOf(untilMs === undefined ? all : stage.recording.close(untilMs), inventory),
  };
}

const worldOf = ({ files }: Played, inventory: NonNullable<ExerciseWorld["inventory"]>): ExerciseWorld => ({
  evidence: files.map(({ path, bytes }) => ({ path, text: Buffer.from(bytes).toString("utf8") })),
  inventory,
});

/** Throws where a record belongs to a step that nobody tells of: a typing error would hide a step. */
function truthOf(steps: readonly StepStory[], names: readonly string[], { mentions }: Played): Truth {
  if (steps.length > 0)
    for (const mark of mentions.keys())
      if (!steps.some(([step]) => mark === `story/${step}`)) throw new Error(`the truth does not tell of "${mark}"`);
  const told = steps.flatMap(([step, technique, says]) => {
    const records = mentions.get(`story/${step}`) ?? [];
    if (records.length === 0) return [];
    const times = records.map(({ timeMs }) => timeMs);
    const ids = records.map(({ path, record }) => `${path}#${record}`);
    return [{ step, technique, says, fromMs: Math.min(...times), toMs: Math.max(...times), records: ids }];
  });
  return { steps: told.sort((a, b) => a.fromMs - b.fromMs), names };
}

/** What the company knows of itself: its machines, its people, and the work that was announced. */
function inventoryOf(stage: Stage): object {
  const { company, startMs, changes } = stage;
  return {
    "as-of": isoOf(startMs - 60 * minuteMs),
    assets: assetsOf(stage),
    identities: [...peopleOf(stage), ...servicesOf(stage)],
    changes: changes.map(({ summary, from, to, assets: on, accounts, activity = [] }, at) => ({
      id: `CHG-${2_100 + at}`,
      summary,
      from: isoOf(stage.at(from)),
      to: isoOf(stage.at(to)),
      assets: on,
      identities: accounts,
      activity,
    })),
    "own-domains": [company.domain],
    "own-addresses": [`${company.net}.0.0/16`, officeAddresses],
  };
}

/** The people who have an account for administration beside their own. */
const administrators: readonly number[] = [0, 2, 3, 12];
/** Accounts that programs run under, and the kind of machine that they run on. */
const serviceAccounts: Readonly<Record<string, string>> = {
  "svc-erp": "APP",
  "svc-sql": "SQL",
  "svc-scan": "FS",
  "svc-reports": "SQL",
  "svc-ldap": "DC",
  "backup-bot": "FS",
  deploy: "APP",
  "platform-admin": "APP",
};
/** Where the office's own requests come from, seen from outside. */
const officeAddresses = "192.0.2.8/29";

const criticalityOf = (kind: string) => (kind === "DC" ? "critical" : kind === "workstation" ? "medium" : "high");

function assetsOf(stage: Stage): object[] {
  const { company } = stage;
  const hosts = stage.hosts();
  const stations = administrators.slice(1).map((at) => company.workstationName(at));
  return hosts.map(({ host, kind }) => ({
    name: host.name,
    aliases: [host.computer.toLowerCase()],
    addresses: [host.address],
    criticality: criticalityOf(kind),
    role:
      kind === "DC"
        ? "domain-controller"
        : kind !== "workstation"
          ? "server"
          : stations.includes(host.name)
            ? "admin-workstation"
            : "workstation",
  }));
}

function peopleOf(stage: Stage): object[] {
  const { company } = stage;
  const hosts = stage.hosts();
  const workstations = hosts.filter(({ kind }) => kind === "workstation").map(({ host }) => host.name);
  const servers = hosts.filter(({ kind }) => kind !== "workstation").map(({ host }) => host.name);
  const hostOf = (at: number) => workstations.find((name) => name === company.workstationName(at));
  return company.people.flatMap((person, at) => {
    const { name, mail, role } = person;
    const usual = hostOf(at) ? [company.workstationName(at)] : [];
    const admin = company.adminNameOf(person);
    return [
      { name, aliases: [mail], role, "usual-hosts": usual },
      ...(administrators.includes(at)
        ? [
            {
              name: admin,
              aliases: [`${admin}@${company.domain}`],
              role: "administrator",
              privileged: true,
              "usual-hosts": [...usual, ...servers],
            },
          ]
        : []),
    ];
  });
}

function servicesOf(stage: Stage): object[] {
  const hosts = stage.hosts();
  return Object.entries(serviceAccounts).map(([name, kind]) => {
    const own = hosts.filter((each) => each.kind === kind).map(({ host }) => host.name);
    return { name, role: "service-account", "usual-hosts": own.slice(0, 1) };
  });
}
