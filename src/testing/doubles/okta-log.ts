import { type Said, type Seen, startDouble } from "./double.ts";

// Okta's System Log, users and role assignments as its reference documents them (from memory of it, MEM): a polling question of the log gives events in the order
// in which they were stored and always a link to go on; lists of users lead on by a Link header, assignees by a link in the body.

type Event = { readonly uuid: string; readonly published: string } & Readonly<Record<string, unknown>>;

/** Starts the product with so many users, of whom the first two hold a role. */
export async function startOktaLog({ people = 0 } = {}) {
  const events: Event[] = [];
  const users = Array.from({ length: people }, (_, index) => ({
    id: `00u${index}`,
    status: index === 2 ? "SUSPENDED" : "ACTIVE",
    profile: {
      login: `person-${index}@example.test`,
      email: `p${index}@example.test`,
      firstName: "Person",
      lastName: String(index),
      department: null,
    },
  }));
  let [isStuck, isGone] = [false, false];

  function logs(seen: Seen): Said {
    const [after, since] = [seen.query.get("after"), seen.query.get("since")];
    if (after !== null && (isGone || !/^log_\d+$/.test(after))) return failure(400, "E0000001");
    const size = Number(seen.query.get("limit") ?? "100");
    const from = after === null ? 0 : Number(after.slice(4));
    const fitting = events
      .map((event, index) => ({ event, index }))
      .filter(({ event, index }) => index >= from && (after !== null || since === null || event.published >= since));
    const page = fitting.slice(0, size);
    const next = isStuck ? from : (page.at(-1)?.index ?? (after === null ? events.length - 1 : from - 1)) + 1;
    const link = `<${double.url}/api/v1/logs?limit=${size}>; rel="self", <${double.url}/api/v1/logs?after=log_${next}&limit=${size}>; rel="next"`;
    return { status: 200, json: page.map(({ event }) => event), headers: { link } };
  }

  function list(seen: Seen): Said {
    const [at, size] = [Number(seen.query.get("after")?.slice(1) ?? "0"), Math.min(4, Number(seen.query.get("limit") ?? "200"))];
    const more = isStuck || at + size < users.length;
    const link = `<${double.url}/api/v1/users?after=u${isStuck ? at : at + size}>; rel="next"`;
    return { status: 200, json: users.slice(at, at + size), headers: more ? { link } : {} };
  }

  function assignees(seen: Seen): Said {
    const at = Number(seen.query.get("after")?.slice(1) ?? "0");
    const next = { _links: { next: { href: `${double.url}/api/v1/iam/assignees/users?after=a${at + 1}` } } };
    return {
      status: 200,
      json: { value: users.slice(at, at + 1).map(({ id }) => ({ id, orn: `orn:${id}` })), ...(at === 0 ? next : { _links: {} }) },
    };
  }

  const double = await startDouble((seen) => {
    if (seen.header("authorization") !== "SSWS canary-token") return failure(401, "E0000011");
    if (seen.path === "/api/v1/logs") return logs(seen);
    if (seen.path === "/api/v1/users") return list(seen);
    return seen.path === "/api/v1/iam/assignees/users" ? assignees(seen) : failure(404, "E0000007");
  });

  return {
    double,
    events,
    add(timeMs: number): string {
      const uuid = `event-${events.length}`;
      events.push({
        uuid,
        published: new Date(timeMs).toISOString(),
        eventType: "user.mfa.factor.deactivate",
        severity: "INFO",
        actor: { id: "00u0", type: "User", alternateId: "mara@example.test" },
        client: { ipAddress: "198.51.100.7" },
        outcome: { result: "SUCCESS" },
      });
      return uuid;
    },
    holdStuck: () => {
      isStuck = true;
    },
    /** Whether no place in the log is known any more. */
    forget: (isSo: boolean) => {
      isGone = isSo;
    },
  };
}

const failure = (status: number, errorCode: string): Said => ({ status, json: { errorCode, errorSummary: "…", errorCauses: [] } });
