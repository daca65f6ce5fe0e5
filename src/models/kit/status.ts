import type { ModelAnswer } from "../../ports/model.ts";

type Why = Extract<ModelAnswer, { kind: "failed" }>["why"];

/** What a status says that is no success, in our words. */
export function failureOfStatus(status: number): { readonly why: Why; readonly detail: string } {
  if (status === 408 || status === 504) return { why: "late", detail: `its server gave up waiting (status ${status})` };
  if (status === 413) return { why: "too-long", detail: "its server takes no prompt of this length (status 413)" };
  if (status === 429) return { why: "rate-limited", detail: "its server takes no more requests for now (status 429)" };
  return { why: "unreachable", detail: `${meaningOf(status)} (status ${status})` };
}

function meaningOf(status: number): string {
  if (status === 400 || status === 422)
    return "its server does not take the request: see structured-output, output-limit-field and temperature";
  if (status === 401) return "its server does not accept the key";
  if (status === 403) return "its server does not let this key ask this model";
  if (status === 404) return "its server knows no such model, or its url does not end where the API begins";
  if (status >= 300 && status < 400) return "its server sends us elsewhere, and nobody follows";
  return "its server has trouble of its own";
}
