import { setTimeout as sleep } from "node:timers/promises";
import { comeIn, type PersonAtDesk } from "../../../scenarios/soc-day/person.ts";
import { until } from "../../../src/testing/serving.ts";
import { chanceOf } from "../chance.ts";
import type { ServiceCluster } from "./cluster.ts";
import { type Hands, openHands } from "./deeds.ts";

/** Somebody who leads, at work on a cluster whose processes die: every answer to them is remembered. */
export type Office = Pick<Hands, "deeds" | "answers"> & {
  /** Hands cases on, files incidents and classifies until told to stop. */
  readonly work: (seed: number, signal: AbortSignal) => Promise<void>;
  /** Hands on every case that the agent left to people, so that its ticket may be written. For a cluster at rest. */
  readonly lastWord: () => Promise<void>;
  readonly read: (at: URL, path: string) => Promise<unknown>;
};

const [startMsMax, betweenMsMax] = [30_000, 400];

/** The first person comes in by the link that the first start printed, and makes the one who leads today. Nobody may be killed meanwhile. */
export async function openOffice(cluster: ServiceCluster): Promise<Office> {
  const [place] = cluster.urls();
  if (!place) throw new Error("nobody serves");
  const ada = await until(
    async () => {
      // Of processes that start together each may print one, and the last one made is good.
      for (const link of cluster.links()) {
        const came = await comeIn(place, link, "ada").catch(() => undefined);
        if (came) return came;
      }
      return undefined;
    },
    startMsMax,
    () => "no link of a first start lets anybody in",
  );
  await ada.addApp();
  const { id } = await ada.ask<{ id: string }>("POST", "/api/v1/people", { name: "rhea", roles: ["lead"] });
  const { link } = await ada.ask<{ link: string }>("POST", `/api/v1/people/${id}/link`);
  const rhea = await comeIn(place, /[0-9a-f]{64}/.exec(link)?.[0] ?? "");
  // Whoever classifies has shown a second factor.
  await rhea.addApp();
  return officeOf(cluster, rhea);
}

function officeOf(cluster: ServiceCluster, rhea: PersonAtDesk): Office {
  const hands = openHands(rhea, cluster.urls);
  const { deeds, answers, perform, post } = hands;
  const incidents: string[] = [];
  const left = async () => (await cluster.cases()).filter(({ state }) => state === "escalated" || state === "waiting");
  const handOn = (about: string) => {
    const body = (because: string) => ({ act: "escalate", because });
    return perform({ kind: "escalate", about, path: `/api/v1/cases/${about}/acts`, body, again: true });
  };
  const classify = async (about: string) => {
    const path = `/api/v1/regulation/cases/${about}`;
    await post(path);
    const body = (because: string) => ({ regime: "dora", outcome: "reportable", because });
    await perform({ kind: "classify", about, path: `${path}/classifications`, body });
  };
  const file = async () => {
    const path = "/api/v1/governance/incidents";
    const opened = await perform({ kind: "incident", about: undefined, path, body: (title) => ({ title }) });
    if (opened) incidents.push((opened as { id: string }).id);
  };
  const addFact = (about: string) =>
    perform({ kind: "fact", about, path: `/api/v1/governance/incidents/${about}/facts`, body: (says) => ({ says }) });
  return {
    deeds,
    answers,
    read: async (at, path) => (await rhea.send("GET", path, { at })).body,
    async lastWord() {
      for (const { id } of await left()) await handOn(id);
    },
    async work(seed, signal) {
      const { below, pick } = chanceOf(seed);
      while (!signal.aborted) {
        // The database may be stopped just now.
        const cases = await left().catch(() => []);
        const what = below(6);
        if (what === 0) await file();
        else if (what === 1 && incidents.length > 0) await addFact(pick(incidents));
        else if (cases.length > 0) await (what === 2 ? classify : handOn)(pick(cases).id);
        await sleep(below(betweenMsMax));
      }
    },
  };
}
