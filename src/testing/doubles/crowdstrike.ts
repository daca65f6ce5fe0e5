import { type Double, later, type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

type Device = { device_id: string; hostname: string; machine_domain: string; status: string; platform_name: string; last_seen: string };

/**
 * Falcon's hosts as its API documents them: OAuth 2.0 tokens (201), ids by a filter and details by ids in any order, containment that is accepted (202)
 * and takes hold when the sensor calls home, and the `meta`/`resources`/`errors` envelope around everything.
 */
export async function startCrowdstrike(parts: { readonly looksUntilDone?: number } = {}) {
  const devices = new Map<string, Device>();
  const tokens = tokenBooth();
  const coming = later(parts.looksUntilDone ?? 2);
  let refuses: { status: number; code: number } | undefined;
  let errorsInside = false;
  const double: Double = await startDouble((seen) => {
    if (seen.path === "/oauth2/token") return giveToken(seen, tokens.give);
    if (!tokens.accepts(seen.header("authorization"))) return failure(401, 401, "access denied, invalid bearer token");
    if (seen.path === "/devices/queries/devices/v1" && seen.method === "GET") return idsFor(seen, [...devices.values()]);
    if (seen.path === "/devices/entities/devices/v2" && seen.method === "POST") return detailsFor(seen);
    if (seen.path === "/devices/entities/devices-actions/v2" && seen.method === "POST") return act(seen);
    return failure(404, 404, "404: Page Not Found");
  }, putOff);

  function detailsFor(seen: Seen): Said {
    const { ids } = JSON.parse(seen.text) as { ids: string[] };
    for (const id of ids) coming.look(id);
    // In any order: here the reverse of what was asked.
    return envelope(
      200,
      ids.toReversed().flatMap((id) => devices.get(id) ?? []),
    );
  }

  function act(seen: Seen): Said {
    if (refuses) return failure(refuses.status, refuses.code, "access denied, authorization failed");
    const action = seen.query.get("action_name");
    const { ids } = JSON.parse(seen.text) as { ids: string[] };
    if (action !== "contain" && action !== "lift_containment")
      return failure(400, 400, "Provided data does not match expected 'Action Name' format");
    if (errorsInside)
      return {
        status: 202,
        json: { meta: meta(), resources: [], errors: [{ code: 409, message: "Device is not in a state for this action" }] },
      };
    for (const id of ids) {
      const device = devices.get(id);
      if (!device) return failure(404, 404, "No matching device found for ID");
      if (device.status !== (action === "contain" ? "normal" : "contained")) return failure(409, 409, "containment already in this state");
    }
    for (const id of ids) {
      const device = devices.get(id)!;
      device.status = action === "contain" ? "containment_pending" : "lift_containment_pending";
      coming.plan(id, () => {
        device.status = action === "contain" ? "contained" : "normal";
      });
    }
    return envelope(
      202,
      ids.map((id) => ({ id, path: `/devices/entities/devices/v1?ids=${id}` })),
    );
  }

  return {
    double,
    tokens,
    add(device_id: string, hostname: string, machine_domain: string, status = "normal") {
      devices.set(device_id, { device_id, hostname, machine_domain, status, platform_name: "Windows", last_seen: "2026-01-02T03:04:05Z" });
    },
    statusOf: (id: string) => devices.get(id)?.status,
    set(id: string, status: string) {
      const device = devices.get(id);
      if (device) device.status = status;
    },
    refuse(status: number, code: number) {
      refuses = { status, code };
    },
    answerWithErrorsInside() {
      errorsInside = true;
    },
  };
}

function giveToken(seen: Seen, give: () => string): Said {
  const form = new URLSearchParams(seen.text);
  if (form.get("client_secret") !== "canary-secret" || form.get("client_id") !== "client7")
    return failure(403, 403, "access denied, invalid client");
  return { status: 201, json: { access_token: give(), expires_in: 1799, token_type: "bearer" } };
}

/** Understands the one filter that we send: a list of names. Minds case, as the real one may. */
function idsFor(seen: Seen, devices: readonly Device[]): Said {
  const limit = Number(seen.query.get("limit") ?? "100");
  const filter = seen.query.get("filter");
  const list = filter === null ? undefined : /^hostname:\[('[^']*'(?:,'[^']*')*)\]$/.exec(filter)?.[1];
  if (filter !== null && list === undefined) return failure(400, 400, "Invalid filter expression supplied");
  const names = list?.split(",").map((each) => each.slice(1, -1));
  const found = devices.filter(({ hostname }) => names === undefined || names.includes(hostname)).map(({ device_id }) => device_id);
  return {
    status: 200,
    json: { meta: { ...meta(), pagination: { offset: 0, limit, total: found.length } }, resources: found.slice(0, limit), errors: [] },
  };
}

/** Falcon names the moment, seconds since the epoch, at which its allowance is renewed. */
const putOff = (): Said => ({
  ...failure(429, 429, "API rate limit exceeded."),
  headers: { "x-ratelimit-limit": "6000", "x-ratelimit-remaining": "0", "x-ratelimit-retryafter": String(renewedAtSeconds) },
});

/** When the allowance is renewed: 2 January 2026, 03:05 UTC. */
export const renewedAtSeconds = 1_767_323_100;

const meta = () => ({ query_time: 0.004, powered_by: "device-api", trace_id: "11111111-2222-4333-8444-555555555555" });
const envelope = (status: number, resources: readonly unknown[]): Said => ({ status, json: { meta: meta(), resources, errors: [] } });
const failure = (status: number, code: number, message: string): Said => ({
  status,
  json: { meta: meta(), resources: [], errors: [{ code, message }] },
});
