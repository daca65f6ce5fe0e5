import type { Observable, ObservableRole, ObservableType } from "../../core/observable/observable.ts";
import { at, type JsonObject, listOf, objectOf } from "../json/shape.ts";
import { type ObservableSet, observableSet } from "../observables.ts";

/** What OCSF's `observable.type_id` is in our words (OCSF 1.x; 7 and 8 are a file's name and hash, 20 to 28 are whole objects). */
const typeById: ReadonlyMap<number, ObservableType> = new Map([
  [1, "host"],
  [2, "ip"],
  [4, "user"],
  [5, "email"],
  [6, "url"],
  [7, "file"],
  [8, "hash"],
  [9, "process"],
  [10, "cloud-resource"],
  [13, "command-line"],
  [16, "user-agent"],
  [18, "cve"],
  [20, "host"],
  [21, "user"],
  [22, "email"],
  [23, "url"],
  [24, "file"],
  [25, "process"],
  [28, "registry-key"],
  [30, "certificate"],
]);

/** The most evidences of one finding that are looked through. */
const evidencesMax = 64;

/** A finding's own observables, then those of its evidences, its actor and its device. */
export function ocsfObservables(record: JsonObject): readonly Observable[] {
  const found = observableSet();
  const evidences = listOf(record.evidences).slice(0, evidencesMax).map(objectOf);
  // What an evidence says comes first: there a value has a role.
  for (const evidence of [...evidences, record]) if (evidence) takeEvidence(found, evidence);
  for (const item of listOf(record.observables)) {
    const observable = objectOf(item);
    found.take(typeById.get(Number(observable?.type_id)) ?? "other", observable?.value);
  }
  return found.all();
}

function takeEvidence(found: ObservableSet, evidence: JsonObject): void {
  takeEndpoint(found, objectOf(evidence.src_endpoint), "source");
  takeEndpoint(found, objectOf(evidence.dst_endpoint), "target");
  takeEndpoint(found, objectOf(evidence.device), "target");
  found.take("domain", at(evidence, "query", "hostname"), "target");
  found.take("url", at(evidence, "url", "url_string"), "target");
  found.take("user", at(evidence, "user", "name"), "target");
  found.take("user", at(evidence, "actor", "user", "name"), "actor");
  takeProcess(found, objectOf(evidence.process), "actor");
  takeProcess(found, objectOf(at(evidence, "actor", "process")), "actor");
  takeFile(found, objectOf(evidence.file));
  found.take("email", at(evidence, "email", "from"), "sender");
  for (const recipient of listOf(at(evidence, "email", "to"))) found.take("email", recipient, "recipient");
  for (const resource of listOf(evidence.resources)) found.take("cloud-resource", at(objectOf(resource), "uid"), "target");
}

function takeEndpoint(found: ObservableSet, endpoint: JsonObject | undefined, role: ObservableRole): void {
  found.take("ip", endpoint?.ip, role);
  found.take("host", endpoint?.hostname, role);
  found.take("domain", endpoint?.domain, role);
}

function takeProcess(found: ObservableSet, process: JsonObject | undefined, role: ObservableRole): void {
  if (!process) return;
  found.take("process", at(process, "file", "path") ?? process.name, role);
  found.take("command-line", process.cmd_line, role);
  found.take("user", at(process, "user", "name"), "actor");
  takeFile(found, objectOf(process.file));
  const parent = objectOf(process.parent_process);
  found.take("process", at(parent, "file", "path") ?? parent?.name, "parent");
  found.take("command-line", parent?.cmd_line, "parent");
}

function takeFile(found: ObservableSet, file: JsonObject | undefined): void {
  found.take("file", file?.path ?? file?.name, "file");
  for (const hash of listOf(file?.hashes)) found.take("hash", at(objectOf(hash), "value"), "file");
}
