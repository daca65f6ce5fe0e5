import type { Said, Seen } from "./double.ts";
import { held, startKeyed } from "./reputation.ts";

// MISP's REST API as far as events/add, events/view, attributes/restSearch and users/view/me go, from its OpenAPI (paths READ in domain.md 3.5; answers and the 403 of a UUID
// that was there already from the project's own issues, READ; % as any text, and the 403 of a key that is not known from memory, MEM).

type Attribute = { readonly type: string; readonly value: string; readonly to_ids: boolean; readonly warnings?: readonly unknown[] };
type Event = { readonly id: string; readonly uuid: string; readonly Attribute: readonly Attribute[] } & Readonly<Record<string, unknown>>;

const no = (status: number, name: string): Said => ({ status, json: { name, message: name, url: "/" } });

/** An instance that lists the bad values of `held`, and the odd ones on a warning list of its own. */
export async function startMisp({ mayAdd = true } = {}) {
  const events: Event[] = [];
  const attributes: Attribute[] = [
    { type: "ip-dst|port", value: `${held.ip.bad}|443`, to_ids: true },
    { type: "domain|ip", value: `${held.domain.bad}|192.0.2.9`, to_ids: true },
    { type: "url", value: held.url.bad, to_ids: true },
    { type: "filename|sha256", value: `a.exe|${held.hash.bad}`, to_ids: true },
    ...(["ip", "domain", "url", "hash"] as const).flatMap((type) => {
      const kind = { ip: "ip-src", domain: "hostname", url: "url", hash: "sha256" }[type];
      return [
        { type: kind, value: held[type].odd, to_ids: true, warnings: [{ match: "x", warninglist_id: "1", warninglist_name: "A list" }] },
        { type: kind, value: held[type].good, to_ids: false },
      ];
    }),
  ];
  function search(text: string): Said {
    const asked = JSON.parse(text) as { value: { OR: string[] }; type: { OR: string[] }; to_ids?: number; limit: number };
    const fits = (pattern: string, value: string) =>
      new RegExp(
        `^${pattern
          .split("%")
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
          .join(".*")}$`,
        "i",
      ).test(value);
    const found = attributes.filter(
      (each) =>
        asked.type.OR.includes(each.type) &&
        (asked.to_ids !== 1 || each.to_ids) &&
        asked.value.OR.some((pattern) => [each.value, ...each.value.split("|")].some((part) => fits(pattern, part))),
    );
    const event = { id: "1", uuid: "11111111-1111-4111-8111-111111111111", info: "An event", date: "2026-03-01" };
    return {
      status: 200,
      json: { response: { Attribute: found.slice(0, asked.limit).map((each) => ({ ...each, Event: event, Tag: [] })) } },
    };
  }
  function add(text: string): Said {
    const { Event: given } = JSON.parse(text) as { Event: Omit<Event, "id"> };
    if (!mayAdd || events.some(({ uuid }) => uuid === given.uuid)) return no(403, "Could not add Event");
    const event = { ...given, id: String(events.length + 1) } as Event;
    events.push(event);
    return { status: 200, json: { Event: event } };
  }
  const answer = ({ path, method, text }: Seen): Said => {
    if (path === "/users/view/me") return { status: 200, json: { User: { id: "2" }, Role: { id: "3", perm_add: mayAdd } } };
    if (path === "/attributes/restSearch" && method === "POST") return search(text);
    if (path === "/events/add" && method === "POST") return add(text);
    const [, uuid] = /^\/events\/view\/([0-9a-f-]{36})$/.exec(path) ?? [];
    const event = events.find((each) => each.uuid === uuid);
    return event ? { status: 200, json: { Event: event } } : no(404, "Invalid event");
  };
  return { double: await startKeyed("authorization", "canary-key", answer, no(403, "Authentication failed.")), events };
}
