import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse, parseAllDocuments } from "yaml";
import { Configuration } from "../src/ports/configuration.ts";
import { ChartError, renderChart } from "./chart/render.ts";

// Guarantees: whoever installs the service by what we ship runs it as nobody in particular, on a root that it cannot write, and ends it in order.

const home = fileURLToPath(new URL("../", import.meta.url));
const textOf = (path: string) => readFileSync(join(home, "packaging", path), "utf8");

describe("the systemd unit", () => {
  const unit = textOf("systemd/watchkeeper.service");

  test("is one that systemd takes, and is closed up", () => {
    const has = spawnSync("systemd-analyze", ["--version"]).status === 0;
    if (!has) {
      assert.ok(!process.env.CI, "systemd-analyze is needed here (Debian package systemd)");
      console.log("not run: systemd-analyze is absent (Debian package systemd)");
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "wk-unit-"));
    try {
      const place = join(folder, "watchkeeper.service");
      writeFileSync(place, unit.replace("/opt/watchkeeper/bin/watchkeeper", "/bin/true"));
      const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", place], { encoding: "utf8" });
      const own = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("watchkeeper"));
      assert.deepEqual(own, []);
      const closed = spawnSync("systemd-analyze", ["security", "--offline=true", "--no-pager", place], { encoding: "utf8" });
      const exposure = Number(/Overall exposure level for \S+: (\d+\.\d+)/.exec(closed.stdout)?.[1]);
      assert.ok(exposure <= 2.5, `exposure ${exposure}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("gives it longer to end than it takes, and starts it anew", () => {
    const seconds = Number(/TimeoutStopSec=(\d+)/.exec(unit)?.[1]);
    assert.ok(seconds > Configuration.parse({ version: 1 }).limits["shutdown-seconds"]);
    assert.match(unit, /Restart=always/);
    assert.match(unit, /NoNewPrivileges=yes/);
  });
});

describe("the container file", () => {
  const file = textOf("container/Containerfile");
  const last = file.slice(file.lastIndexOf("\nFROM "));

  test("ends in a stage that builds nothing, runs as a number that is not root, and can be asked how it is", () => {
    assert.match(last, /^USER 10001:10001$/m);
    assert.ok(!/npm |apt-get|curl |ADD /.test(last));
    assert.match(last, /^HEALTHCHECK /m);
    assert.match(last, /^STOPSIGNAL SIGTERM$/m);
    assert.ok(!/(?:password|secret|token)\s*=/i.test(file));
    for (const line of file.split("\n").filter((each) => each.startsWith("FROM ")))
      assert.match(line, /:[\w.-]+(?: AS \w+)?$/, "a base without a tag");
    const copied = [...last.matchAll(/--from=build --chown=root:root (.+) \S+$/gm)].flatMap(([, paths = ""]) => paths.split(" "));
    const made = new Set(["dist", "node_modules"]);
    for (const path of copied.map((each) => each.replace("/build/", "")))
      assert.ok(made.has(path) || readdirSync(join(home, path, "..")).length > 0, path);
  });
});

describe("the chart", () => {
  const folder = "helm/watchkeeper";
  const chart = parse(textOf(`${folder}/Chart.yaml`)) as Record<string, unknown>;
  const values = parse(textOf(`${folder}/values.yaml`)) as Record<string, unknown>;
  const schema = new Ajv2020({ strict: true }).compile(JSON.parse(textOf(`${folder}/values.schema.json`)) as object);
  const templates = new Map(
    readdirSync(join(home, "packaging", folder, "templates")).map((name) => [name, textOf(`${folder}/templates/${name}`)]),
  );
  type Made = { kind: string; metadata: { name: string; labels?: Record<string, string> }; spec: never; data?: Record<string, string> };
  const rendered = (given: object) =>
    [...renderChart(templates, given, "try", { AppVersion: chart.appVersion }).values()].flatMap((text) =>
      parseAllDocuments(text)
        .filter((document) => document.contents !== null)
        .map((document) => {
          assert.deepEqual(document.errors, [], text);
          return document.toJS() as Made;
        }),
    );
  type Pod = {
    replicas: number;
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        automountServiceAccountToken: boolean;
        terminationGracePeriodSeconds: number;
        securityContext: Record<string, unknown>;
        containers: {
          image: string;
          args: string[];
          env: object[];
          envFrom?: object[];
          securityContext: Record<string, unknown>;
          readinessProbe?: { httpGet: { path: string } };
          volumeMounts: { name: string }[];
        }[];
        volumes: { name: string }[];
      };
    };
    selector: { matchLabels: Record<string, string> };
    volumeClaimTemplates: { metadata: { name: string } }[];
  };
  const pods = (given: object) =>
    rendered(given)
      .filter(({ kind }) => kind === "StatefulSet")
      .map(({ spec }) => spec as Pod);

  test("has the version of the product, and values that its schema takes", () => {
    const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string };
    assert.equal(chart.appVersion, version);
    assert.ok(schema(values), JSON.stringify(schema.errors));
    for (const wrong of [{ workloads: [] }, { workloads: [{ name: "a", roles: ["root"], replicas: 1 }] }, { imagee: {} }])
      assert.ok(!schema({ ...values, ...wrong }));
  });

  test("its configuration is one that the service takes, and is mounted as it was written", () => {
    const [map] = rendered(values).filter(({ kind }) => kind === "ConfigMap");
    const configuration = parse(map?.data?.["watchkeeper.yaml"] ?? "") as unknown;
    assert.deepEqual(configuration, values.configuration);
    assert.doesNotThrow(() => Configuration.parse(configuration));
  });

  test("every pod runs as nobody, on a root that it cannot write, without privileges, and is asked whether it is ready", () => {
    const all = [
      ...pods(values),
      ...pods({
        ...values,
        database: { existingSecret: "db" },
        secrets: { existingSecret: "s" },
        workloads: [{ name: "w", roles: ["worker"], replicas: 3 }],
      }),
    ];
    assert.equal(all.length, 2);
    for (const { template, selector, volumeClaimTemplates } of all) {
      const { spec } = template;
      assert.equal(spec.automountServiceAccountToken, false);
      assert.equal(spec.securityContext.runAsNonRoot, true);
      assert.ok(spec.terminationGracePeriodSeconds > Configuration.parse({ version: 1 }).limits["shutdown-seconds"]);
      const volumes = new Set([...spec.volumes, ...volumeClaimTemplates.map(({ metadata }) => metadata)].map(({ name }) => name));
      for (const container of spec.containers) {
        assert.deepEqual(container.securityContext, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        assert.match(container.image, /^watchkeeper:\d/);
        for (const { name } of container.volumeMounts) assert.ok(volumes.has(name), name);
      }
      for (const [label, value] of Object.entries(selector.matchLabels)) assert.equal(template.metadata.labels[label], value, label);
    }
    const [whole, worker] = all;
    assert.equal(whole?.template.spec.containers[0]?.readinessProbe?.httpGet.path, "/ready");
    assert.deepEqual(whole?.template.spec.containers[0]?.args, [
      "serve",
      "--config=/etc/watchkeeper/watchkeeper.yaml",
      "--data-dir=/var/lib/watchkeeper",
      "--role=api",
      "--role=worker",
      "--role=ingest",
    ]);
    assert.deepEqual(worker?.template.spec.containers[0]?.args, ["serve", "--config=/etc/watchkeeper/watchkeeper.yaml", "--role=worker"]);
    assert.equal(worker?.template.spec.containers[0]?.envFrom?.length, 1);
  });

  test("the service finds the pods that answer, and the network policy lets in nothing but the API", () => {
    const made = rendered(values);
    const [service] = made.filter(({ kind }) => kind === "Service");
    const labels = pods(values)[0]!.template.metadata.labels;
    for (const [label, value] of Object.entries((service!.spec as { selector: Record<string, string> }).selector))
      assert.equal(labels[label], value);
    const [policy] = made.filter(({ kind }) => kind === "NetworkPolicy");
    assert.deepEqual((policy!.spec as { ingress: unknown[] }).ingress, [{ ports: [{ port: "http", protocol: "TCP" }] }]);
    assert.equal(
      rendered({ ...values, networkPolicy: { enabled: false, from: [], egress: [] } }).some(({ kind }) => kind === "NetworkPolicy"),
      false,
    );
  });

  test("two replicas of an embedded database are refused", () => {
    assert.throws(() => rendered({ ...values, workloads: [{ name: "all", roles: ["api"], replicas: 2 }] }), ChartError);
  });
});
