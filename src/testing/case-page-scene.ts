import { createHash } from "node:crypto";
import { act, type CaseAct } from "../engine/watch/act.ts";
import { viewOf } from "../stages/investigate/case-view.ts";
import { type ApiScene, openApiScene } from "./api-scene.ts";
import { smallWorld } from "./small-world.ts";
import { handTo, watchByHand, watchGround } from "./watch-by-hand.ts";

const minuteMs = 60_000;

/** A live watch in memory with the API over it: what people and sources do becomes facts, and pages read the record. */
export type CasePageScene = {
  readonly api: ApiScene;
  readonly hand: (source: string, alert: Readonly<Record<string, unknown>>) => void;
  /** Some time passes; what is due is read, looked at, shown and told. */
  readonly go: (minutes?: number) => Promise<void>;
  readonly does: (command: CaseAct & { readonly caseId: string }, by?: string) => Promise<void>;
  /** What an address answers to somebody who may read. */
  readonly read: <Answer = Record<string, unknown>>(url: string) => Promise<Answer>;
  /** Lets go of the case, as the watch does in time. */
  readonly forget: (caseId: string) => void;
};

/** Opens it, with every shipped playbook under a digest of its own. */
export async function casePageScene(): Promise<CasePageScene> {
  const known = smallWorld({});
  const playbooks = known.playbooks.map(({ playbook }) => {
    const digest = `sha256:${createHash("sha256").update(playbook.playbook).digest("hex")}`;
    return { playbook, digest, text: "", inUse: true };
  });
  const ground = watchGround({ playbooks });
  const watch = await watchByHand(ground, { lookMs: 0, settlingMs: minuteMs });
  const api = await openApiScene();
  const { desk, views } = api.tenant();
  const { worlds } = ground.parts;
  const run = () => watch.state().run;
  Object.assign(desk, {
    playbooks: async () => playbooks,
    journal: {
      worldNames: async () => worlds.names(""),
      hasWorld: async (name: string) => (await worlds.names("")).includes(name),
      world: async (name: string) => ({ journal: await worlds.journal(name) }),
    },
    intake: { ...desk.intake, one: async (position: number) => ground.records.find((each) => each.position === position) },
    watch: {
      ...desk.watch,
      view: async (caseId: string) => {
        const held = run().cases.get(caseId);
        return held && held.status !== "unopened" && held.status !== "merged" ? viewOf(held, run()) : undefined;
      },
    },
  });
  const show = () =>
    views.put({ alerts: [...ground.alerts.values()], cases: [...ground.cases.values()], world: "watch-000001", sequence: 1 });
  return {
    api,
    hand: (source, alert) => handTo(ground, source, alert),
    async go(minutes = 10) {
      ground.nowMs += minutes * minuteMs;
      await watch.turn();
      await show();
    },
    async does(command, by = "mara") {
      await act(command, `person:${by}`, watch.context);
      await watch.round();
      await show();
    },
    async read<Answer>(url: string) {
      const answer = await api.ask({ url }, { role: "viewer" });
      if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body.slice(0, 500)}`);
      return answer.json() as Answer;
    },
    forget: (caseId) => void run().cases.delete(caseId),
  };
}
