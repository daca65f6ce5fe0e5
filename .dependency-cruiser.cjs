/** The walls. Each comment finishes the sentence "this is forbidden because…". */
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });
const TEST = "\\.test\\.ts$";
const pure = (folder, mayKnow, packages, comment, builtins = "crypto") =>
  rule(
    `${folder}-is-pure`,
    comment,
    { path: `^src/${folder}/`, pathNot: TEST },
    { pathNot: [`^src/(${mayKnow})/`, `^(node:)?(${builtins})$`, `node_modules/(${packages})/`] },
  );
const knowsOnly = (name, folders, mayKnow, comment) =>
  rule(name, comment, { path: `^src/(${folders})/`, pathNot: TEST }, { path: "^(src|web)/", pathNot: `^src/(${mayKnow})/` });

module.exports = {
  forbidden: [
    rule("no-circular", "a cycle means two modules are really one", {}, { circular: true }),

    // Pure: bytes and facts in, facts out. A new package here is a new name in this list, and a decision record.
    pure(
      "core",
      "core",
      "zod|yaml|canonicalize|ipaddr\\.js",
      "the laws must replay identically anywhere: no network, disk, clock or chance",
    ),
    pure("learning", "core|learning", "zod", "a model trained twice on the same data must be the same model"),
    pure("detection", "core|detection", "zod|yaml|re2js|ipaddr\\.js", "a rule that matched once must match again"),
    // Inflating bytes is arithmetic, always with a size limit. mailauth gets its resolver handed in and never a name server.
    pure(
      "formats",
      "core|formats",
      "zod|yaml|postal-mime|mailauth|htmlparser2|yauzl|jsqr|jpeg-js|tldts|ipaddr.js",
      "a parser that cannot open a file cannot be tricked into opening one",
      "crypto|zlib",
    ),
    pure("stages", "core|learning|detection|formats|stages|ports", "zod|tldts|ipaddr\\.js", "a stage decides; the engine does"),
    pure("dialects", "core|dialects", "zod", "how a query reads in a product's language depends on nothing but the query"),
    rule(
      "ports-are-contracts",
      "a port names what we need; zod is how it names shapes",
      { path: "^src/ports/" },
      { pathNot: ["^src/(core|ports)/", "node_modules/zod/"] },
    ),

    rule(
      "core-reads-text-in-one-place",
      "a playbook's words become a shape in its linter and nowhere else in core",
      { path: "^src/core/", pathNot: ["^src/core/playbook/lint\\.ts$", TEST] },
      { path: "node_modules/yaml/" },
    ),

    // The yardstick: reads labelled folders, trains, scores. It meets the product as an outsider does, or by its pure parts.
    knowsOnly(
      "quality-measures-from-outside",
      "quality",
      "core|learning|detection|formats|stages|ports|quality",
      "a yardstick that knows the wiring measures itself",
    ),
    knowsOnly(
      "exercise-plays-from-outside",
      "redteam",
      "core|learning|detection|formats|stages|ports|redteam",
      "an attacker who knows the wiring tests the wiring",
    ),
    rule(
      "product-runs-without-its-yardstick",
      "what an alert is worth must not depend on the labelled data at hand",
      { path: "^src/", pathNot: ["^src/(quality|cli|main\\.ts)", TEST] },
      { path: "^src/quality/" },
    ),

    // Each side sees only what it must.
    knowsOnly("knowledge-is-data", "knowledge", "core|ports|knowledge", "a catalogue holds facts; what they mean is a stage's business"),
    knowsOnly(
      "adapters-meet-ports-only",
      "connectors|models|storage",
      "core|dialects|ports|connectors|models|storage",
      "an adapter that knows the workflow cannot be swapped",
    ),
    rule(
      "adapter-kinds-are-strangers",
      "storage must not care which products are connected, nor a model where facts are kept",
      { path: "^src/(connectors|models|storage)/", pathNot: TEST },
      { path: "^src/(connectors|models|storage)/", pathNot: "^src/$1/" },
    ),
    rule(
      "connectors-are-strangers",
      "deleting one connector folder must never break another",
      { path: "^src/connectors/([^/]+)/" },
      { path: "^src/connectors/", pathNot: "^src/connectors/($1|kit)/" },
    ),
    rule(
      "models-are-strangers",
      "deleting one kind of model must never break another",
      { path: "^src/models/([^/]+)/", pathNot: TEST },
      { path: "^src/models/", pathNot: "^src/models/($1|kit)/" },
    ),
    rule(
      "models-are-asked-in-one-place",
      "what asks a model must not know whose it is, and a library for models brings tools, loops and telemetry with it",
      { path: "^(src|web|tools|bench|simulation|scenarios)/", pathNot: "^src/models/" },
      { path: "node_modules/(ai|@ai-sdk)/" },
    ),
    rule(
      "cedar-has-one-door",
      "the limits of containment hold whatever engine the policies have",
      { path: "^src/", pathNot: "^src/connectors/cedar/" },
      { path: "node_modules/@cedar-policy/" },
    ),
    rule(
      "connectors-have-folders",
      "a file beside the connectors knows several of them: that is wiring",
      { path: "^src/connectors/[^/]+$" },
      {},
    ),
    knowsOnly(
      "engine-knows-no-vendor",
      "engine",
      "core|learning|detection|formats|stages|ports|engine",
      "the engine works with any adapter, including none",
    ),
    rule(
      "edges-know-no-vendor",
      "HTTP and the command line are two doors into one engine",
      { path: "^src/(server|cli)/", pathNot: TEST },
      { path: "^src/(connectors|models|storage|knowledge)/" },
    ),
    rule(
      "only-main-knows-everything",
      "the wiring is visible in one file",
      { path: "^(src|web)/", pathNot: "^src/main\\.ts$" },
      { path: "^src/main\\.ts$" },
    ),

    rule(
      "wiring-is-for-main",
      "what joins the parts is part of the one place that knows them all",
      { path: "^(src|web)/", pathNot: ["^src/main\\.ts$", "^src/wiring/", TEST] },
      { path: "^src/wiring/" },
    ),

    // The console is another program.
    rule(
      "console-sees-the-contract",
      "the console may break only when the contract changes",
      // Tests and measures of the console start the product around it.
      { path: "^web/", pathNot: "^web/(tests|bench)/" },
      { path: "^src/", pathNot: "^src/server/contract(\\.ts$|/)" },
    ),
    rule(
      "contract-is-light",
      "what the console downloads holds shapes, not the server",
      { path: "^src/server/contract(\\.ts$|/)", pathNot: TEST },
      { pathNot: ["^src/core/", "^src/server/contract(\\.ts$|/)", "node_modules/zod/"] },
    ),

    rule(
      "who-is-drawn-stays-unknown",
      "whoever reads, judges or writes of a case must not be able to know whether it will be judged again",
      {
        path: "^src/",
        pathNot: [
          "^src/(engine/quality-sample|core/quality-sample|wiring)/",
          "^src/(ports|storage/keys)/draw-secrets\\.ts$",
          "^src/cli/system\\.ts$",
          "^src/testing/",
          TEST,
        ],
      },
      { path: "^src/(ports/draw-secrets|storage/keys/draw-secrets|core/quality-sample/draw)\\.ts$" },
    ),
    rule(
      "samples-look-on",
      "what closes cases must not hear of what becomes of its closings but by a demotion",
      {
        path: "^src/(engine/(watch|model|write-back|containment|sources|sources-of-answers)|models|connectors|formats|detection)/",
        pathNot: TEST,
      },
      { path: "^src/(engine|core|stages)/quality-sample/" },
    ),
    rule(
      "network-has-one-door",
      "what leaves is bounded, logged and replayable in one place",
      { path: "^src/", pathNot: ["^src/(connectors/kit|server|testing)/", TEST] },
      { path: "^(node:)?(http|https|http2|net|tls|dgram)$|node_modules/(undici|axios|got|node-fetch)/" },
    ),
    rule(
      "fakes-stay-out-of-the-product",
      "fakes must not ship",
      { path: "^src/", pathNot: [TEST, "^src/testing/"] },
      { path: ["^src/testing/", TEST] },
    ),
    rule(
      "workbench-stays-out-of-the-product",
      "the product must run without its tools",
      { path: "^src/", pathNot: TEST },
      { path: "^(bench|simulation|tools)/" },
    ),
    rule(
      "scenarios-are-content-of-the-demo",
      "only the wiring may load the demo's recording (decision 0004)",
      { path: "^src/", pathNot: [TEST, "^src/main\\.ts$"] },
      { path: "^scenarios/" },
    ),
    rule("not-to-unresolvable", "an import must exist", {}, { couldNotResolve: true }),
  ],
  options: {
    parser: "swc",
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
