import { randomUUID } from "node:crypto";
import { type Said, type Seen, startDouble } from "./double.ts";

// A server of files in MISP's feed format, from its published description (misp-project.org, "MISP core format" and feeds; MEM): manifest.json maps the uuid of each event to
// what is shown of it, <uuid>.json holds {Event}, and warning lists are the files of the misp-warninglists repository.

type Attribute = Readonly<Record<string, unknown>>;

/** The files of a feed. */
export type FeedFiles = {
  /** Name (with folders) to what it holds. */
  readonly files: ReadonlyMap<string, unknown>;
  /** Adds an event of these attributes, or changes the one with this uuid; gives its uuid. */
  readonly put: (attributes: readonly Attribute[], uuid?: string) => string;
  readonly putDomain: (value: string) => string;
  readonly remove: (uuid: string) => void;
  readonly putFile: (path: string, content: unknown) => void;
};

/** A feed with `count` events, each of one domain and of what a detection must not use. */
export function makeMispFeed(count: number): FeedFiles {
  const files = new Map<string, unknown>();
  const manifest: Record<string, { info: string; timestamp: string; date: string; Orgc: { name: string } }> = {};
  let timestamp = 1_772_000_000;
  const put = (attributes: readonly Attribute[], uuid: string = randomUUID()) => {
    timestamp++;
    const head = { info: "an event", timestamp: String(timestamp), date: "2026-03-01", Orgc: { name: "A CERT", uuid: randomUUID() } };
    manifest[uuid] = head;
    files.set("manifest.json", manifest);
    files.set(`${uuid}.json`, { Event: { uuid, ...head, Tag: [{ name: "tlp:green" }], Attribute: attributes, Object: [] } });
    return uuid;
  };
  const putDomain = (value: string) =>
    put([
      { type: "domain", value, to_ids: true, timestamp: "1772000000" },
      { type: "ip-dst", value: "192.0.2.1", to_ids: false },
    ]);
  for (let index = 0; index < count; index++) putDomain(`bad-${index}.example.test`);
  const remove = (uuid: string) => {
    delete manifest[uuid];
    files.delete(`${uuid}.json`);
  };
  return { files, put, putDomain, remove, putFile: (path, content) => void files.set(path, content) };
}

/** Serves such a feed to whoever has the key. */
export async function startMispFeed(count: number) {
  const feed = makeMispFeed(count);
  const answer = ({ path, header }: Seen): Said => {
    if (header("authorization") !== "canary-key") return { status: 401, json: {} };
    const name = path.split("/").slice(2).map(decodeURIComponent).join("/");
    return feed.files.has(name) ? { status: 200, json: feed.files.get(name) } : { status: 404, json: {} };
  };
  return { ...feed, double: await startDouble(answer) };
}
