import { randomBytes } from "node:crypto";
import { formatVerifierKey, parseVerifierKey, verifierKeyOf } from "../core/transparency/verifier-key.ts";
import { openWitness } from "../engine/witness/open-witness.ts";
import { buildWitnessServer } from "../server/witness.ts";
import { openWitnessFolder } from "../storage/witness/witness-folder.ts";

// A witness as a process of its own, to be killed: FOLDER LOGKEY. Prints its address and its key.
const [folder = "", logKey = ""] = process.argv.slice(2);
const store = openWitnessFolder(folder, "witness.example.net", { secret: (sizeBytes) => randomBytes(sizeBytes).toString("hex") });
const clock = { nowMs: () => Date.now(), sleep: () => Promise.resolve() };
const server = buildWitnessServer(openWitness(store, [parseVerifierKey(logKey)], clock));
const url = await server.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${url} ${formatVerifierKey(verifierKeyOf(store.key, "cosignature"))}\n`);
