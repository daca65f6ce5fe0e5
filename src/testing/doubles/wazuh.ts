import { type Double, later, type Said, type Seen, startDouble, tokenBooth } from "./double.ts";

type Agent = { id: string; name: string; ip: string; status: string; version: string };

/**
 * A Wazuh manager's API: a JWT after a basic login, `affected_items` and `failed_items` with an error code inside a 200, commands that agents carry out
 * when they hear of them, and file integrity monitoring that shows what their scripts left behind. A command without a list of agents goes to all.
 */
export async function startWazuh(parts: { readonly looksUntilDone?: number; readonly version?: string } = {}) {
  const agents: Agent[] = [];
  const files = new Map<string, Set<string>>();
  const tokens = tokenBooth();
  const coming = later(parts.looksUntilDone ?? 2);
  const folder = "/var/ossec/active-response/watchkeeper";
  let refuses = false;
  const double: Double = await startDouble((seen) => {
    if (seen.path === "/security/user/authenticate") {
      const isRight = seen.header("authorization") === `Basic ${Buffer.from("keeper:canary-password").toString("base64")}`;
      return isRight
        ? { status: 200, json: { data: { token: tokens.give() }, error: 0 } }
        : failure(401, "Unauthorized", "Invalid credentials");
    }
    if (!tokens.accepts(seen.header("authorization"))) return failure(401, "Unauthorized", "Invalid token");
    if (seen.path === "/" && seen.method === "GET")
      return {
        status: 200,
        json: { data: { title: "Wazuh API REST", api_version: parts.version ?? "4.9.2", revision: 40_910, hostname: "manager" }, error: 0 },
      };
    if (seen.path === "/agents" && seen.method === "GET") return list(seen);
    const agent = /^\/syscheck\/(\d+)$/.exec(seen.path)?.[1];
    if (agent && seen.method === "GET") return filesOn(seen, agent);
    if (seen.path === "/active-response" && seen.method === "PUT") return respond(seen);
    return failure(404, "Not Found", "404: Not Found");
  });

  function list(seen: Seen): Said {
    const words = seen.query
      .get("q")
      ?.split(",")
      .map((each) => each.replace(/^name~/, ""));
    const found = agents.filter(({ name }) => !words || words.some((word) => name.toLowerCase().includes(word)));
    return whole(found.slice(0, Number(seen.query.get("limit") ?? "500")), found.length);
  }

  function filesOn(seen: Seen, agent: string): Said {
    coming.look(agent);
    const file = seen.query.get("file") ?? "";
    return whole(files.get(agent)?.has(file) ? [{ file, type: "file", size: 0, date: "2026-01-02T03:04:05Z", changes: 1 }] : []);
  }

  function respond(seen: Seen): Said {
    if (refuses) return failure(403, "Permission Denied", "Permission denied: Resource type: agent:id");
    const listed = seen.query.get("agents_list")?.split(",");
    const { command, alert } = JSON.parse(seen.text) as { command: string; alert?: { data?: { srcip?: string } } };
    const asked = agents.filter(({ id }) => !listed || listed.includes(id));
    const reached = asked.filter(({ status }) => status === "active");
    for (const { id } of reached) coming.plan(id, () => run(id, command, alert?.data?.srcip));
    const failed = asked
      .filter(({ status }) => status !== "active")
      .map(({ id }) => ({ error: { code: 1707, message: "Cannot send request, agent is not active" }, id: [id] }));
    const error = failed.length === 0 ? 0 : reached.length === 0 ? 1 : 2;
    const data = {
      affected_items: reached.map(({ id }) => id),
      total_affected_items: reached.length,
      total_failed_items: failed.length,
      failed_items: failed,
    };
    return {
      status: 200,
      json: { data, message: error === 0 ? "AR command was sent to all agents" : "AR command was not sent to some agents", error },
    };
  }

  /** What the scripts of the README do: a mark when done, none when undone. */
  function run(id: string, command: string, srcip: string | undefined): void {
    const mark = srcip === undefined ? `${folder}/isolated` : `${folder}/blocked-${srcip.replaceAll(":", "-")}`;
    const held = files.get(id) ?? new Set<string>();
    if (command === "!isolate" || command === "!block") held.add(mark);
    if (command === "!release" || command === "!unblock") held.delete(mark);
    files.set(id, held);
  }

  return {
    double,
    tokens,
    add: (id: string, name: string, status = "active") => void agents.push({ id, name, ip: "10.0.0.9", status, version: "Wazuh v4.9.2" }),
    marksOn: (id: string) => [...(files.get(id) ?? [])].toSorted(),
    mark: (id: string, file: string) => void files.set(id, new Set([`${folder}/${file}`])),
    refuse: () => {
      refuses = true;
    },
  };
}

const whole = (items: readonly unknown[], total = items.length): Said => ({
  status: 200,
  json: {
    data: { affected_items: items, total_affected_items: total, total_failed_items: 0, failed_items: [] },
    message: "All selected items were returned",
    error: 0,
  },
});
const failure = (status: number, title: string, detail: string): Said => ({ status, json: { title, detail } });
