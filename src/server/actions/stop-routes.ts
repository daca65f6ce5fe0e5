import type { StopScope } from "../../core/containment/containment.ts";
import type { Person } from "../../core/person/person.ts";
import { SocError } from "../../core/soc-error.ts";
import { actionOperations } from "../contract/actions.ts";
import type { TenantDesk } from "../desk.ts";
import { defineRoute, type Route } from "../route.ts";
import { obeyed, opened } from "./routes.ts";
import { signerOf } from "./signing.ts";

/** The kill switch: anybody who is signed in stops; two admins with their own keys resume. */
export const stopRoutes: readonly Route[] = [
  defineRoute({
    ...actionOperations.stopContainment,
    handle: async ({ desk, who, body }) => {
      // Stopping is for everybody, also for a machine whose person is gone.
      const by: Person = who.person ?? "person:unnamed";
      const answer = await desk.containment.stop(body, by);
      await desk.views.note({ kind: "action", id: "stop" });
      return answer;
    },
  }),
  defineRoute({
    ...actionOperations.resumeContainment,
    handle: async ({ desk, who, body: { because, signature, effector } }) => {
      const scope: StopScope = effector === undefined ? "all" : `effector:${effector}`;
      if (scope === "all") await noteFile(desk);
      const containment = await opened(desk);
      const facts = await obeyed(containment, { type: "AskResume", scope, by: signerOf(who, containment), because, signature });
      const resumed = facts.some(({ type }) => type === "Resumed");
      if (resumed && scope === "all") await desk.containment.lowerStopFile();
      await desk.views.note({ kind: "action", id: "stop" });
      const askedBy = (containment.desk.state.stops.get(scope)?.resumeAskedBy ?? []).map((each) => each.by);
      return { resumed, askedBy, killSwitch: await desk.containment.killSwitch() };
    },
  }),
  defineRoute({
    ...actionOperations.resetBreaker,
    handle: async ({ desk, who, params: { assetClass }, body }) => {
      const containment = await opened(desk);
      await obeyed(containment, { type: "ResetBreaker", assetClass, by: signerOf(who, containment), ...body });
      return undefined;
    },
  }),
  defineRoute({ ...actionOperations.readStatus, handle: ({ desk }) => desk.containment.status() }),
];

/** A file that was touched by hand is put on the record first, so that two people end that very stop; one that nobody can take away counts no word. */
async function noteFile(desk: TenantDesk): Promise<void> {
  const hindrance = await desk.containment.stopHindrance();
  if (hindrance !== undefined)
    throw new SocError({
      code: "stop/not-removable",
      problem: `nothing was resumed, and nobody's word was counted: ${hindrance}`,
      remedy: "remove the file STOP by hand on the machine of the server, then resume again; until then it stays stopped",
      retry: "never",
    });
  const { stopped, file, scopes } = await desk.containment.killSwitch();
  if (!stopped || file.because === null || scopes.some(({ scope }) => scope === "all")) return;
  await obeyed(await opened(desk), { type: "Stop", scope: "all", by: "file", because: file.because });
}
