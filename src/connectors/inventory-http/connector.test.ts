import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { type Said, type Seen, startDouble } from "../../testing/doubles/double.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import kind from "./connector.ts";

// The double is a file server as RFC 9110 has it: an entity tag for each version, 304 for whoever knows it, the date of the last change.

const still = () => new AbortController().signal;
const changed = "Tue, 03 Feb 2026 04:05:06 GMT";
type File = { text: string; type: string; etag?: string };

async function startFiles(files: Map<string, File>) {
  const answer = (seen: Seen): Said => {
    if (seen.header("authorization") !== "Bearer canary-token") return { status: 401, json: {} };
    const file = files.get(seen.path);
    if (!file) return { status: 404, json: {} };
    const headers = { "last-modified": changed, ...(file.etag ? { etag: file.etag } : {}) };
    if (file.etag && seen.header("if-none-match") === file.etag) return { status: 304, nothing: true, headers };
    if (file.type === "application/json") return { status: 200, json: JSON.parse(file.text), headers };
    return { status: 200, text: file.text, type: file.type, headers };
  };
  return startDouble(answer);
}

const machines = (): File => ({
  text: "name,addresses,role\nweb-1,192.0.2.7;2001:db8::7,web-server\nws-1,,\n",
  type: "text/csv",
  etag: '"m1"',
});
const people = (): File => ({
  text: JSON.stringify({ identities: [{ name: "mara", privileged: true }] }),
  type: "application/json",
  etag: '"p1"',
});

async function scene(): Promise<ConnectorScene> {
  const double = await startFiles(
    new Map([
      ["/exports/machines.csv", machines()],
      ["/people.json", people()],
    ]),
  );
  return {
    kind,
    settings: { url: double.url, internal: true, paths: ["exports/machines.csv", "people.json"] },
    secrets: { token: "canary-token" },
    doubles: [double],
    inventory: { assets: ["web-1", "ws-1"], identities: ["mara"] },
    close: double.close,
  };
}

testConnector("inventory over HTTPS", scene);

describe("inventory over HTTPS", () => {
  const opened = async (files: Map<string, File>, more: Record<string, unknown>) => {
    const double = await startFiles(files);
    const settings = { url: double.url, internal: true, ...more };
    const { inventory } = openConnectorOf(kind, { name: "cmdb", settings, secrets: { token: "canary-token" } });
    return { double, read: () => inventory!.read(still()) };
  };

  test("what has not changed is not sent again, what has is, and the oldest document says how old it all is", async () => {
    const files = new Map([
      ["/m.csv", machines()],
      ["/p.json", people()],
    ]);
    const { double, read } = await opened(files, { paths: ["m.csv", "p.json"] });
    try {
      const first = await read();
      assert.equal(first["as-of"], "2026-02-03T04:05:06.000Z");
      assert.deepEqual(first.assets[0]?.addresses, ["192.0.2.7", "2001:db8::7"]);
      assert.deepEqual(await read(), first);
      assert.deepEqual(
        double.seen.map((seen) => seen.header("if-none-match")),
        [undefined, undefined, '"m1"', '"p1"'],
      );
      files.set("/m.csv", { text: "name,role\nweb-2,server\n", type: "text/csv", etag: '"m2"' });
      const second = await read();
      assert.deepEqual([second.assets.map(({ name }) => name), second.identities], [["web-2"], first.identities]);
      files.set("/p.json", {
        text: JSON.stringify({ "as-of": "2026-01-01T00:00:00Z", identities: [{ name: "joss" }] }),
        type: "application/json",
      });
      assert.equal((await read())["as-of"], "2026-01-01T00:00:00.000Z");
    } finally {
      await double.close();
    }
  });

  test("rows with columns of their own are read as the settings say", async () => {
    const rows = { of: "assets", columns: { name: "Hostname", addresses: "IPs", owner: "Owner", criticality: "Tier" } };
    const csv = 'Hostname,IPs,Owner,Tier,Colour\n"web-1","192.0.2.7, 192.0.2.8",mara,high,blue\nws-1,,,low,\n';
    const json = JSON.stringify({
      total: 2,
      results: [
        { Hostname: "web-1", IPs: ["192.0.2.7", "192.0.2.8"], Owner: "mara", Tier: "high" },
        { Hostname: "ws-1", Owner: null, Tier: "low" },
      ],
    });
    for (const [text, type] of [
      [csv, "text/csv"],
      [json, "application/json"],
    ] as const) {
      const { double, read } = await opened(new Map([["/x", { text, type }]]), { paths: ["x"], rows });
      try {
        const { assets } = await read();
        assert.deepEqual(
          assets.map(({ name, addresses, owner, criticality }) => [name, addresses, owner, criticality]),
          [
            ["web-1", ["192.0.2.7", "192.0.2.8"], "mara", "high"],
            ["ws-1", [], undefined, "low"],
          ],
        );
      } finally {
        await double.close();
      }
    }
  });

  test("a document that is broken, cut off or empty is refused whole", async () => {
    const rows = { of: "assets", columns: { name: "h" } };
    const broken: [string, unknown][] = [
      ["", undefined],
      ["name,role\n", undefined],
      ["assets: []", undefined],
      ["assets:\n  - { nmae: web-1 }", undefined],
      ["<!doctype html><p>sign in", undefined],
      ["h,i\nweb-1", rows],
      ["other\nweb-1", rows],
      ['[{"h":"a"},3]', rows],
      ["[[[[", rows],
      ["__proto__,h\nx,web-1\ny", rows],
    ];
    for (const [text, mapping] of broken) {
      const { double, read } = await opened(new Map([["/x", { text, type: "text/plain" }]]), {
        paths: ["x"],
        ...(mapping ? { rows: mapping } : {}),
      });
      await assert.rejects(read(), { code: "connector/unexpected-answer" }, JSON.stringify(text)).finally(double.close);
    }
  });
});

describe("inventory in a folder", () => {
  const inFolder = async (
    body: (folder: string, read: () => Promise<unknown>, write: (name: string, text: string) => void) => Promise<void>,
  ) => {
    const folder = mkdtempSync(join(tmpdir(), "inventory-"));
    const settings = { folder, files: ["*.csv", "*.yaml"], "every-minutes": 5 };
    const { inventory } = openConnectorOf(kind, { name: "files", settings });
    assert.equal(inventory!.everyMs, 300_000);
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      utimesSync(join(folder, name), new Date("2026-02-03T04:05:06Z"), new Date("2026-02-03T04:05:06Z"));
    };
    await body(folder, () => inventory!.read(still()), write).finally(() => rmSync(folder, { recursive: true }));
  };

  test("files that fit are read as one, and links and other files are not", async () => {
    await inFolder(async (folder, read, write) => {
      await assert.rejects(read(), { code: "connector/not-readable" });
      write("a.csv", "name,role\nweb-1,server\n");
      write("b.yaml", "identities: [{ name: mara }]\n");
      write("c.txt", "name,role\nnobody,server\n");
      symlinkSync(join(folder, "c.txt"), join(folder, "d.csv"));
      const {
        assets,
        identities,
        "as-of": asOf,
      } = (await read()) as { assets: { name: string }[]; identities: { name: string }[]; "as-of": string };
      assert.deepEqual(
        [assets.map(({ name }) => name), identities.map(({ name }) => name), asOf],
        [["web-1"], ["mara"], "2026-02-03T04:05:06.000Z"],
      );
      write("b.yaml", "identities: [{ name: mara ");
      await assert.rejects(read(), { code: "connector/unexpected-answer" });
    });
  });

  test("a file that is being written is not taken for the whole", async () => {
    await inFolder(async (folder, read) => {
      const path = join(folder, "a.csv");
      writeFileSync(path, "name,role\nweb-1,server\n");
      const writing = setInterval(() => writeFileSync(path, "web-2,server\n", { flag: "a" }), 5);
      await assert.rejects(read(), { code: "connector/unexpected-answer" }).finally(() => clearInterval(writing));
    });
  });
});
