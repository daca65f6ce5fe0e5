import { isSteppedUp, type Who } from "../../core/access/who.ts";
import type { Assessment } from "../../core/assessment/assessment.ts";
import { refused } from "../../core/containment/refusal.ts";
import { bytesToSign } from "../../core/containment/to-sign.ts";
import type { Person } from "../../core/person/person.ts";
import { inline } from "../../core/report/inline.ts";
import type { Step } from "../../engine/access/sign-in.ts";
import { opened } from "../actions/routes.ts";
import { signerOf, whatToSign } from "../actions/signing.ts";
import { askResume } from "../actions/stop-routes.ts";
import { demoOperations } from "../contract/demo.ts";
import { signInOperations } from "../contract/sign-in.ts";
import type { OpenedContainment } from "../desk.ts";
import { isOwnPage, isSafe } from "../http/guards.ts";
import { nothingYet, notSignedIn, otherOrigin } from "../http/refusals.ts";
import { type Authenticate, defineRoute, Reply, type RequestFacts, type Route } from "../route.ts";
import { cookiesOf, handedView } from "../sign-in/answers.ts";

/** How each admin of the demo signs, by name. */
export type DemoAdmins = ReadonlyMap<string, (bytes: Uint8Array) => string>;

/** What the demo alone is made of. */
export type DemoParts = {
  readonly tenant: string;
  readonly nowMs: () => number;
  /** A new session of the person of the demo. */
  readonly signIn: (request: RequestFacts) => Promise<Step>;
  /** Ed25519 over these bytes by the key of that person, base64. */
  readonly sign: (bytes: Uint8Array) => string;
  /** The same for each of the two admins of the demo, by name. */
  readonly admins: DemoAdmins;
  /** What is concluded so far; undefined before anything is. */
  readonly assessment: () => Promise<Assessment | undefined>;
};

/**
 * Whoever shows no session may look, and do nothing: a page of another site may not even that. A session of the demo counts as one that showed a second
 * factor just now, since its person has none; what is signed by it says so (`inDemo`).
 */
export function authenticateDemo(authenticate: Authenticate, { tenant, nowMs }: Pick<DemoParts, "tenant" | "nowMs">): Authenticate {
  const visitor: Who = { tenant, person: undefined, rights: new Set(["read"]) };
  return async (request) => {
    const who = await authenticate(request);
    if (who) return who.session === undefined || isSteppedUp(who, nowMs()) ? who : { ...who, steppedUpAtMs: nowMs(), inDemo: true };
    return isSafe(request.method) && isFromHere(request) ? visitor : undefined;
  };
}

const passedOn = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"] as const;

/** Whether a page of ours or a program of this machine asks: what somebody passed on for others (a proxy, a tunnel) may come from anywhere. */
function isFromHere(request: RequestFacts): boolean {
  return isOwnPage(request) && passedOn.every((name) => request.headers[name] === undefined);
}

/** The routes of the demo: its assessment, signatures of its person, and a session for every page of ours that asks who it is. */
export function demoRoutes(routes: readonly Route[], parts: DemoParts): readonly Route[] {
  return [
    ...routes.map((route) => (route.operation === signInOperations.readSession.operation ? entering(route, parts) : route)),
    ...own(parts),
  ];
}

/** Whoever has a session is told of it; whoever has none gets one, if they are a page of ours or no page at all. */
function entering(route: Route, { tenant, signIn }: DemoParts): Route {
  return defineRoute({
    ...signInOperations.readSession,
    handle: async (asked) => {
      if (asked.who.session !== undefined) return (await route.handle(asked as never)) as never;
      if (!isFromHere(asked.request)) throw otherOrigin();
      const step = await signIn(asked.request);
      if (step.kind !== "in") throw notSignedIn();
      return new Reply(handedView(tenant, step.session), { headers: { "set-cookie": cookiesOf(asked.request, step) } });
    },
  });
}

const own = ({ assessment, sign, admins }: DemoParts): readonly Route[] => [
  defineRoute({
    ...demoOperations.readAssessment,
    handle: async () => {
      const found = await assessment();
      if (!found) throw nothingYet();
      return found;
    },
  }),
  defineRoute({
    ...demoOperations.signForDemo,
    handle: async ({ desk, who, body }) => {
      const containment = await opened(desk);
      const { by, bytes } = whatToSign(body, containment, signerOf(who, containment));
      return { by, signature: sign(Buffer.from(bytes, "base64")) };
    },
  }),
  defineRoute({
    ...demoOperations.resumeForDemo,
    handle: async ({ desk, body: { admin, because } }) =>
      askResume(desk, "all", (containment) => wordOf(admin, because, admins, containment)),
  }),
];

/** The word of an admin of the demo, signed over the stop that stands now. */
function wordOf(admin: string, because: string, admins: DemoAdmins, { desk: { state }, orders }: OpenedContainment) {
  const adminSigns = admins.get(admin);
  if (!adminSigns) throw refused("containment/unknown-person", `"${inline(admin, 64)}" is no admin of the demo`);
  const by: Person = `person:${admin}`;
  return { by, because, signature: adminSigns(bytesToSign({ type: "AskResume", by, scope: "all" }, state, { orders })) };
}
