import { type Double, type Said, type Seen, startDouble } from "./double.ts";

type Ban = { ip_address: string; source: string; created: number; expires?: number };

/** A FortiGate's banned addresses: the envelope with `status` and `http_status`, errors inside a 200, and a call that clears everything beside ours. */
export async function startFortinet() {
  let bans: Ban[] = [];
  let refuses = false;
  let errorsInside = false;
  const double: Double = await startDouble((seen) => {
    if (seen.header("authorization") !== "Bearer canary-token") return envelope(seen, 401, "error", {});
    if (seen.query.get("vdom") !== "root") return envelope(seen, 424, "error", { error: -651 });
    if (seen.path === "/api/v2/monitor/user/banned/select" && seen.method === "GET")
      return envelope(seen, 200, "success", { results: bans });
    if (seen.method !== "POST") return envelope(seen, 405, "error", {});
    if (refuses) return envelope(seen, 403, "error", {});
    if (errorsInside) return { ...envelope(seen, 400, "error", { error: -3 }), status: 200 };
    if (seen.path === "/api/v2/monitor/user/banned/clear_all") bans = [];
    else if (seen.path === "/api/v2/monitor/user/banned/add_users") add(seen);
    else if (seen.path === "/api/v2/monitor/user/banned/clear_users") clear(seen);
    else return envelope(seen, 404, "error", {});
    return envelope(seen, 200, "success", {});
  });

  function add(seen: Seen): void {
    const { ip_addresses, expiry } = JSON.parse(seen.text) as { ip_addresses: string[]; expiry?: number };
    for (const ip_address of ip_addresses)
      bans.push({ ip_address, source: "Admin", created: 1_767_322_800, ...(expiry ? { expires: 1_767_322_800 + expiry } : {}) });
  }

  function clear(seen: Seen): void {
    const { ip_addresses } = JSON.parse(seen.text) as { ip_addresses: string[] };
    bans = bans.filter(({ ip_address }) => !ip_addresses.includes(ip_address));
  }

  return {
    double,
    ban: (ip_address: string, source: string) => void bans.push({ ip_address, source, created: 1_767_322_700 }),
    bansOn: (ip: string) => bans.filter(({ ip_address }) => ip_address === ip),
    refuse: () => {
      refuses = true;
    },
    answerWithErrorsInside: () => {
      errorsInside = true;
    },
  };
}

const envelope = (seen: Seen, status: number, word: string, more: Readonly<Record<string, unknown>>): Said => ({
  status,
  json: {
    http_method: seen.method,
    vdom: "root",
    path: "user",
    name: "banned",
    action: seen.path.split("/").at(-1),
    status: word,
    http_status: status,
    serial: "FGVMEXAMPLE",
    version: "v7.4.4",
    build: 2573,
    ...more,
  },
});
