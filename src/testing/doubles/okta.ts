import { type Double, type Said, type Seen, startDouble } from "./double.ts";

type User = {
  id: string;
  status: string;
  profile: { login: string; email: string; firstName: string; lastName: string };
  sessions: number;
};

/**
 * Okta's users as its API documents them: a life cycle that suspends active users alone (E0000001 otherwise), sessions that end (204), a System Log that
 * shows an event after a few looks and keeps the caller's user agent, and an error envelope with code and summary.
 */
export async function startOkta(parts: { readonly looksUntilLogged?: number } = {}) {
  const users = new Map<string, User>();
  const log: { left: number; readonly event: { readonly target: readonly { readonly id: string }[] } & Record<string, unknown> }[] = [];
  let refuses = false;
  const double: Double = await startDouble((seen) => {
    if (seen.header("authorization") !== "SSWS canary-token") return failure(401, "E0000011", "Invalid token provided");
    if (seen.path === "/api/v1/logs" && seen.method === "GET") return logFor(seen);
    if (seen.path === "/api/v1/users" && seen.method === "GET") return search(seen, [...users.values()]);
    const [, id, rest] = /^\/api\/v1\/users\/([^/]+)(\/.*)?$/.exec(seen.path) ?? [];
    const user = id ? users.get(id) : undefined;
    if (!user) return failure(404, "E0000007", `Not found: Resource not found: ${id} (User)`);
    if (rest === undefined && seen.method === "GET") return { status: 200, json: shown(user) };
    if (refuses) return failure(403, "E0000006", "You do not have permission to perform the requested action");
    return change(seen, user, rest ?? "");
  }, putOff);

  function change(seen: Seen, user: User, rest: string): Said {
    if (rest === "/lifecycle/suspend" && seen.method === "POST") {
      if (user.status !== "ACTIVE") return failure(400, "E0000001", "Api validation failed: suspendUser");
      user.status = "SUSPENDED";
      return { status: 200, json: {} };
    }
    if (rest === "/lifecycle/unsuspend" && seen.method === "POST") {
      if (user.status !== "SUSPENDED") return failure(400, "E0000001", "Api validation failed: unsuspendUser");
      user.status = "ACTIVE";
      return { status: 200, json: {} };
    }
    if (rest === "/sessions" && seen.method === "DELETE") {
      user.sessions = 0;
      const client = { userAgent: { rawUserAgent: seen.header("user-agent"), os: "Unknown", browser: "UNKNOWN" }, ipAddress: "192.0.2.44" };
      const event = {
        uuid: `event-${log.length}`,
        eventType: "user.session.clear",
        published: "2026-01-02T03:04:05.000Z",
        client,
        target: [{ id: user.id, type: "User" }],
      };
      log.push({ left: parts.looksUntilLogged ?? 2, event });
      return { status: 204, nothing: true };
    }
    return failure(405, "E0000022", "The endpoint does not support the provided HTTP method");
  }

  function logFor(seen: Seen): Said {
    const id = /^eventType eq "user\.session\.clear" and target\.id eq "([^"]+)"$/.exec(seen.query.get("filter") ?? "")?.[1];
    if (id === undefined) return failure(400, "E0000031", "Invalid search criteria");
    for (const entry of log) entry.left--;
    return {
      status: 200,
      json: log
        .filter(({ left, event }) => left < 0 && event.target[0]?.id === id)
        .map(({ event }) => event)
        .toReversed(),
    };
  }

  return {
    double,
    add: (id: string, login: string, status = "ACTIVE") =>
      void users.set(id, { id, status, profile: { login, email: login, firstName: "Mara", lastName: "Example" }, sessions: 3 }),
    userOf: (id: string) => users.get(id),
    log,
    refuse: () => {
      refuses = true;
    },
  };
}

/** Okta names the moment, seconds since the epoch, at which its allowance is renewed. */
const putOff = (): Said => ({
  ...failure(429, "E0000047", "API call exceeded rate limit due to too many requests."),
  headers: { "x-rate-limit-limit": "600", "x-rate-limit-remaining": "0", "x-rate-limit-reset": String(renewedAtSeconds) },
});

/** When the allowance is renewed: 2 January 2026, 03:05 UTC. */
export const renewedAtSeconds = 1_767_323_100;

const shown = ({ sessions: _sessions, ...user }: User) => ({ ...user, created: "2026-01-01T00:00:00.000Z", type: { id: "oty" } });

function search(seen: Seen, users: readonly User[]): Said {
  const filter = seen.query.get("filter");
  if (filter === null) return { status: 200, json: users.slice(0, Number(seen.query.get("limit") ?? "200")).map(shown) };
  const logins = filter.split(" or ").map((each) => /^profile\.login eq "([^"\\]*)"$/.exec(each)?.[1]);
  if (logins.includes(undefined)) return failure(400, "E0000031", "Invalid search criteria");
  return { status: 200, json: users.filter(({ profile }) => logins.includes(profile.login.toLowerCase())).map(shown) };
}

const failure = (status: number, errorCode: string, errorSummary: string): Said => ({
  status,
  json: { errorCode, errorSummary, errorLink: errorCode, errorId: "oae-example", errorCauses: [] },
});
