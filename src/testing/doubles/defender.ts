import { type Double, later, type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

type Machine = { id: string; computerDnsName: string; healthStatus: string; onboardingStatus: string; lastSeen: string };
type Action = {
  id: string;
  type: string;
  scope: string | null;
  requestor: string;
  requestorComment: string;
  status: string;
  machineId: string;
  creationDateTimeUtc: string;
  lastUpdateDateTimeUtc: string;
};

/**
 * Defender's machines and machine actions as Microsoft documents them: actions are made (201, Pending) and come to their end when the machine calls home;
 * a second one meanwhile is refused with `ActiveRequestAlreadyExists`; lists come in pages; how a machine stands is in its actions alone.
 */
export async function startDefender(parts: { readonly looksUntilDone?: number; readonly end?: "Succeeded" | "Failed" } = {}) {
  const machines: Machine[] = [];
  const actions: Action[] = [];
  const tokens = tokenBooth();
  const coming = later(parts.looksUntilDone ?? 2);
  let refuses = false;
  let minute = 0;
  const double: Double = await startDouble((seen) => {
    if (/\/oauth2\/v2\.0\/token$/.test(seen.path)) return giveToken(seen, tokens.give);
    if (!tokens.accepts(seen.header("authorization"))) return failure(401, "Unauthorized", "Access token has expired.");
    const [, machineId, what] = /^\/api\/machines\/([^/]+)\/(isolate|unisolate)$/.exec(seen.path) ?? [];
    if (machineId && what && seen.method === "POST") return act(seen, machineId, what);
    if (seen.path === "/api/machines" && seen.method === "GET") return page(seen, byName(seen, machines));
    if (seen.path === "/api/machineactions" && seen.method === "GET") return actionsFor(seen);
    return failure(404, "ResourceNotFound", "The resource was not found");
  });

  function record(type: string, machineId: string, scope: string | null, comment: string, status: string): Action {
    const at = new Date(Date.UTC(2026, 0, 2, 3, minute++)).toISOString();
    const id = `00000000-0000-4000-8000-${String(actions.length + 1).padStart(12, "0")}`;
    const action = {
      id,
      type,
      scope,
      requestor: "app",
      requestorComment: comment,
      status,
      machineId,
      creationDateTimeUtc: at,
      lastUpdateDateTimeUtc: at,
    };
    actions.push(action);
    return action;
  }

  function act(seen: Seen, machineId: string, what: string): Said {
    if (refuses) return failure(403, "Forbidden", "Missing application roles. API required roles: Machine.Isolate");
    const { Comment, IsolationType } = JSON.parse(seen.text) as { Comment?: string; IsolationType?: string };
    if (!machines.some(({ id }) => id === machineId)) return failure(404, "ResourceNotFound", `Machine ${machineId} was not found`);
    if (!Comment) return failure(400, "InvalidInput", "Comment cannot be null");
    if (actions.some((each) => each.machineId === machineId && each.status === "Pending"))
      return failure(400, "ActiveRequestAlreadyExists", "Action is already in progress");
    const action = record(what === "isolate" ? "Isolate" : "Unisolate", machineId, IsolationType ?? null, Comment, "Pending");
    coming.plan(machineId, () => {
      action.status = parts.end ?? "Succeeded";
    });
    return { status: 201, json: { "@odata.context": "https://api.example.test/api/$metadata#MachineActions/$entity", ...action } };
  }

  function actionsFor(seen: Seen): Said {
    const machineId = /^machineId eq '([^']*)'$/.exec(seen.query.get("$filter") ?? "")?.[1];
    if (machineId === undefined) return failure(400, "BadRequest", "Invalid $filter");
    coming.look(machineId);
    return page(
      seen,
      actions.filter((each) => each.machineId === machineId),
    );
  }

  return {
    double,
    tokens,
    record,
    actions,
    add: (id: string, computerDnsName: string, healthStatus = "Active") =>
      void machines.push({ id, computerDnsName, healthStatus, onboardingStatus: "Onboarded", lastSeen: "2026-01-02T03:04:05Z" }),
    /** How it stands, from the last action that ended. */
    standOf: (id: string) => actions.findLast((each) => each.machineId === id && each.status === "Succeeded")?.type === "Isolate",
    refuse: () => {
      refuses = true;
    },
  };
}

function giveToken(seen: Seen, give: () => string): Said {
  const form = new URLSearchParams(seen.text);
  if (form.get("client_secret") !== "canary-secret" || form.get("grant_type") !== "client_credentials")
    return { status: 401, json: { error: "invalid_client", error_description: "AADSTS7000215: Invalid client secret provided." } };
  return { status: 200, json: { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token: give() } };
}

function byName(seen: Seen, machines: readonly Machine[]): readonly Machine[] {
  const filter = seen.query.get("$filter");
  if (filter === null) return machines;
  const names = filter.split(" or ").map((each) => /^computerDnsName eq '([^']*)'$/.exec(each)?.[1]);
  return machines.filter(({ computerDnsName }) => names.includes(computerDnsName));
}

function page(seen: Seen, all: readonly unknown[]): Said {
  const [top, skip] = [Number(seen.query.get("$top") ?? "10000"), Number(seen.query.get("$skip") ?? "0")];
  const value = all.slice(skip, skip + top);
  const more = skip + top < all.length ? { "@odata.nextLink": `https://192.0.2.1/api/next?$skip=${skip + top}` } : {};
  return { status: 200, json: { "@odata.context": "https://api.example.test/api/$metadata", value, ...more } };
}

const failure = (status: number, code: string, message: string): Said => ({
  status,
  json: { error: { code, message, target: "11111111-2222-4333-8444-555555555555" } },
});
