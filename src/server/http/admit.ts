import { isSteppedUp, may, type Who } from "../../core/access/who.ts";
import { SocError } from "../../core/soc-error.ts";
import type { TenantDesk } from "../desk.ts";
import type { Authenticate, RequestFacts, Route } from "../route.ts";
import { isOwnPage, isSafe } from "./guards.ts";
import type { Asker } from "./perform.ts";
import { askerOf, type Paces, type RateLimit } from "./rate-limit.ts";
import { needsStepUp, noRight, notSignedIn, otherOrigin, tooManyRequests } from "./refusals.ts";

/** What decides whether a request comes in at all, before a byte of its body is read. */
export type Door = {
  readonly authenticate: Authenticate;
  readonly deskOf: (tenant: string) => TenantDesk | undefined;
  readonly limit: RateLimit;
  readonly nowMs: () => number;
};

/** Lets a request in, or refuses: pace, origin, who asks, their right, and a second factor where one is needed. */
export async function admit(route: Route, request: RequestFacts, door: Door): Promise<Asker> {
  const slowly = (pace: keyof Paces, asker: string) => {
    const waitMs = door.limit.take(pace, asker);
    if (waitMs > 0) throw tooManyRequests(waitMs);
  };
  const address = askerOf(request.address);
  if (!isSafe(request.method) && route.pace === undefined && !isOwnPage(request)) throw otherOrigin();
  if (route.right === "public") {
    slowly(route.pace ?? (isSafe(request.method) ? "publicRead" : "publicWrite"), address);
    const who = await door.authenticate(request).catch(ignoreRefusal);
    return { who, desk: undefined };
  }
  const who = await known(request, door, () => slowly("stranger", address));
  slowly(who.token === undefined ? "person" : "token", `${who.tenant} ${who.token ?? who.person ?? address}`);
  if (route.right !== "self" && !may(who, route.right)) throw noRight(route.right);
  if (route.stepUp && who.token === undefined && !isSteppedUp(who, door.nowMs())) throw needsStepUp();
  const desk = door.deskOf(who.tenant);
  // A tenant that is no longer configured: its accounts lead nowhere.
  if (!desk) throw notSignedIn();
  return { who, desk };
}

/** Who asks. Each time that nobody can be told counts against the address. */
async function known(request: RequestFacts, { authenticate }: Door, stranger: () => void): Promise<Who> {
  let who: Who | undefined;
  try {
    who = await authenticate(request);
  } catch (error) {
    stranger();
    throw error;
  }
  if (who) return who;
  stranger();
  throw notSignedIn();
}

/** What does not hold says nothing on a page that is for everybody. */
function ignoreRefusal(error: unknown): undefined {
  if (error instanceof SocError) return undefined;
  throw error;
}
