import type { Who } from "../../core/access/who.ts";
import type { AskResume } from "../../core/containment/command.ts";
import type { StopScope } from "../../core/containment/containment.ts";
import { hasRole } from "../../core/containment/people.ts";
import type { Person } from "../../core/person/person.ts";
import { SocError } from "../../core/soc-error.ts";
import type { KillSwitch } from "../../core/status/status.ts";
import { actionOperations } from "../contract/actions.ts";
import type { OpenedContainment, TenantDesk } from "../desk.ts";
import { notAPerson } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { obeyed, opened } from "./routes.ts";
import { signerOf } from "./signing.ts";

/** The kill switch: anybody who is signed in stops; two admins with their own keys resume. */
export const stopRoutes: readonly Route[] = [
  defineRoute({
    ...actionOperations.stopContainment,
    handle: async ({ desk, who, body }) => {
      const answer = await desk.containment.stop(body, whoStops(who));
      await desk.views.note({ kind: "action", id: "stop" });
      return answer;
    },
  }),
  defineRoute({
    ...actionOperations.readKillSwitch,
    handle: async ({ desk, who }) => ({ ...switchFor(who, await desk.containment.killSwitch()), mayResume: await mayResume(desk) }),
  }),
  defineRoute({
    ...actionOperations.resumeContainment,
    handle: async ({ desk, who, body: { because, signature, effector } }) => {
      const scope: StopScope = effector === undefined ? "all" : `effector:${effector}`;
      return askResume(desk, scope, (containment) => ({ by: signerOf(who, containment), because, signature }));
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
  defineRoute({
    ...actionOperations.readStatus,
    handle: async ({ desk, who }) => {
      const status = await desk.containment.status();
      return { ...status, killSwitch: switchFor(who, status.killSwitch) };
    },
  }),
];

type Word = Pick<AskResume, "by" | "because" | "signature">;

/** One admin's word to end a stop, given once a stop by file is on the record; with the second it ends, and the file goes. */
export async function askResume(desk: TenantDesk, scope: StopScope, wordOf: (containment: OpenedContainment) => Word) {
  if (scope === "all") await noteFile(desk);
  const containment = await opened(desk);
  const facts = await obeyed(containment, { type: "AskResume", scope, ...wordOf(containment) });
  const resumed = facts.some(({ type }) => type === "Resumed");
  if (resumed && scope === "all") await desk.containment.lowerStopFile();
  await desk.views.note({ kind: "action", id: "stop" });
  const askedBy = (containment.desk.state.stops.get(scope)?.resumeAskedBy ?? []).map((each) => each.by);
  return { resumed, askedBy, killSwitch: await desk.containment.killSwitch() };
}

/** The admins of the orders at hand. Whether it is stopped must be told also where they cannot be read. */
const mayResume = (desk: TenantDesk): Promise<string[]> =>
  desk.containment.open().then(
    ({ orders }) => orders.people.flatMap((person) => (hasRole(person, "admin") ? [person.name] : [])),
    () => [],
  );

/** Where a file lies on the server is for those who administer it, also where a reason names it. */
function switchFor({ rights }: Who, state: KillSwitch): KillSwitch {
  const { place, because } = state.file;
  if (place === null || rights.has("administer")) return state;
  const hidden = (text: string) => text.replaceAll(`"${place}"`, "on the server").replaceAll(place, "on the server");
  const scopes = state.scopes.map((each) => ({ ...each, because: hidden(each.because) }));
  return { ...state, file: { place: null, because: because && hidden(because) }, scopes };
}

/** Stopping is for every person, with whatever rights; not for a machine that only hands alerts in. */
function whoStops({ person, token, rights }: Who): Person {
  const handsInOnly = token !== undefined && [...rights].every((right) => right === "ingest");
  if (person === undefined || handsInOnly) throw notAPerson();
  return person;
}

/** A file that was touched by hand is put on the record first, so that two people end that very stop; one that nobody can take away counts no word. */
async function noteFile(desk: TenantDesk): Promise<void> {
  const hindrance = await desk.containment.stopHindrance();
  if (hindrance !== undefined)
    throw new SocError({
      code: "stop/not-removable",
      problem: `nothing was resumed, and nobody's word was counted: ${hindrance}`,
      remedy:
        "have whoever runs the machine of the server end it there (watchkeeper resume, or remove the file by hand), then resume again",
      retry: "never",
    });
  const { stopped, file, scopes } = await desk.containment.killSwitch();
  if (!stopped || file.because === null || scopes.some(({ scope }) => scope === "all")) return;
  await obeyed(await opened(desk), { type: "Stop", scope: "all", by: "file", because: file.because });
}
