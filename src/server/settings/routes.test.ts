import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Configuration } from "../../ports/configuration.ts";
import { openApiScene } from "../../testing/api-scene.ts";
import type { settingsOperations } from "../contract/settings.ts";
import { settingParts } from "./parts.ts";

type Settings = ReturnType<(typeof settingsOperations.readSettings)["answer"]["parse"]>;

const secret = "sealed-v1:AAAAtopsecretAAAA";
const configuration = Configuration.parse({
  version: 1,
  connectors: [
    {
      name: "edge",
      product: "elastic",
      settings: { url: "https://elastic.example.test", token: "in-the-settings" },
      secrets: { "api-key": { file: "secrets/edge" }, other: { sealed: secret }, third: { command: ["vault", "--token=hidden"] } },
      "may-receive": "amber",
    },
  ],
  retention: { "raw-days": 14, "watch-days": 365, "legal-hold": [{ because: "case 12 of the court", from: "2026-01-01T00:00:00Z" }] },
  "sign-in": {
    provider: {
      ...{ name: "company", issuer: "https://login.example.test", "client-id": "wk", "client-secret": { env: "LOGIN_SECRET" } },
      roles: { soc: ["analyst"] },
    },
  },
  tenants: [{ name: "north", connectors: [{ name: "far", product: "misp" }] }],
});
const parts = (tenant: string) => settingParts(tenant, configuration);
const line = (tenant: string, name: string) =>
  parts(tenant)
    .flatMap(({ lines }) => lines)
    .find((each) => each.name === name);

describe("the configuration in force", () => {
  test("is for administrators: 200 with every setting in words, 403 for everybody else", async () => {
    const scene = await openApiScene();
    const ask = (role: "admin" | "lead" | "auditor") => scene.ask({ url: "/api/v1/settings" }, { role });
    const settings = (await ask("admin")).json() as Settings;
    assert.equal(settings.version, "0.1.0");
    assert.equal(settings.file, null);
    const wordless = settings.parts.flatMap(({ lines }) => lines).filter(({ says }) => says === "");
    assert.deepEqual(wordless, []);
    for (const role of ["lead", "auditor"] as const) assert.equal((await ask(role)).statusCode, 403, role);
  });

  test("holds no secret and no settings of a product: only the places that secrets are read from", () => {
    const text = JSON.stringify(parts("default"));
    for (const hidden of [secret, "topsecret", "--token=hidden", "in-the-settings"]) assert.ok(!text.includes(hidden), hidden);
    for (const shown of ["secrets/edge", "LOGIN_SECRET", "lies sealed", "the command vault", "TLP:AMBER"])
      assert.ok(text.includes(shown), shown);
  });

  test("says in words how long what is kept, and what was written by somebody", () => {
    assert.deepEqual(line("default", "retention.raw-days"), {
      name: "retention.raw-days",
      value: "14",
      says: "what came in is kept as it came for 14 days, then deleted",
      byDefault: false,
      variable: "WATCHKEEPER_RETENTION_RAW_DAYS",
    });
    assert.match(line("default", "retention.watch-days")?.says ?? "", /for 365 days \(a year\)/);
    assert.equal(line("default", "retention.events-days")?.byDefault, true);
    assert.match(line("default", "retention.legal-hold")?.value ?? "", /case 12 of the court \(all sources, 2026-01-01/);
  });

  test("of one tenant says nothing of another one, nor of the machine", () => {
    const text = JSON.stringify(parts("north"));
    assert.ok(text.includes("tenants.north.connectors.far"));
    for (const other of ["connectors.edge", "LOGIN_SECRET", "127.0.0.1"]) assert.ok(!text.includes(other), other);
    assert.ok(!JSON.stringify(parts("default")).includes("connectors.far"));
    assert.deepEqual(parts("constructor"), []);
  });
});
