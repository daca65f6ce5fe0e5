import type { Dataset, FieldValue } from "../../core/event/event.ts";

/** Whether what the event tells came about. "told" is missing where no field says so. */
export type Outcome = "success" | "failure" | "untold";

const codeName = /(^|\.)(status_?code|statuscode|code|status|http_?status|edgeresponsestatus|resultsignature|sc-status|response_?code)$/i;
const errorName = /(^|\.)(error_?code|error_?message|errordescription|error|failurereason|failure_?reason)$/i;
/** True for a field that is filled only when something went wrong: that it is filled counts, not what it says. */
export function isErrorName(path: string): boolean {
  return errorName.test(path);
}
const wordName =
  /(^|\.)(result|resulttype|resultdescription|outcome|status|state|decision|granted|success|succeeded|is_success|issuccess|consolelogin|login_?status|action|response|category|severity|level|access|message|reason|statusdetails|authentication_?result)$/i;
const failed =
  /^(fail\w*|den(y|ied|ies)|error\w*|reject\w*|block\w*|forbid\w*|unauthori[sz]ed|invalid\w*|no|false|unsuccessful\w*|challenge\w*|abandoned|access ?denied|permission_denied|aborted|timeout)\b/i;
const succeeded = /^(succe\w*|ok|allow\w*|accept\w*|true|complete\w*|passed|granted|yes|permit\w*|approved|login_no_error|0x0)\b/i;

/** Weighs every field that says whether it came about: one failure counts more than any success, since products repeat "ok" everywhere. */
export function outcomeOf(lines: readonly (readonly [name: string, value: FieldValue])[], dataset: Dataset): Outcome {
  let succeededSeen = false;
  for (const [name, value] of lines) {
    const said = saidBy(name, value);
    if (said === "failure") return "failure";
    if (said === "success") succeededSeen = true;
  }
  // CloudTrail says so only when a call failed.
  return succeededSeen || dataset === "cloudtrail" ? "success" : "untold";
}

function saidBy(name: string, value: FieldValue): Outcome {
  if (value === null || typeof value === "object") return "untold";
  const text = String(value).trim();
  if (errorName.test(name)) {
    if (text === "" || /^(null|none|0|success\w*|ok)$/i.test(text)) return "untold";
    return "failure";
  }
  if (codeName.test(name) && /^\d+$/.test(text)) return ofCode(name, Number(text));
  if (!wordName.test(name)) return "untold";
  const last = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  if (last === "severity" || last === "level") return /^error$/i.test(text) ? "failure" : "untold";
  if (text.length > 60) return "untold";
  return failed.test(text) ? "failure" : succeeded.test(text) ? "success" : "untold";
}

/** HTTP codes; gRPC's, which Google writes as `protoPayload.status.code`, are small numbers of which 0 is well. */
function ofCode(name: string, code: number): Outcome {
  if (code >= 400 && code < 600) return "failure";
  if (code >= 100 && code < 400) return "success";
  if (/protopayload\.status\.code$/i.test(name)) return code === 0 ? "success" : "failure";
  return "untold";
}
