import { STATUS_CODES } from "node:http";
import type { z } from "zod";
import { type ErrorCode, SocError } from "../../core/soc-error.ts";
import { faultsShownMax, type Problem } from "../contract/problem.ts";

/** The media type of every refusal (RFC 9457). */
export const problemType = "application/problem+json; charset=utf-8";

/** Codes whose status no rule below says. */
const exactly: ReadonlyMap<string, number> = new Map<ErrorCode, number>([
  ["server/unknown-host", 421],
  ["server/no-such-page", 404],
  ["server/no-such-case", 404],
  ["server/no-such-thing", 404],
  ["server/nothing-yet", 404],
  ["server/no-containment", 404],
  ["server/too-large", 413],
  ["server/bad-request", 400],
  ["server/malformed", 400],
  ["server/bad-stop", 400],
  ["server/other-origin", 403],
  ["server/not-json", 415],
  ["server/not-signed-in", 401],
  ["server/no-right", 403],
  ["server/step-up", 403],
  ["server/not-a-person", 403],
  ["server/too-many-requests", 429],
  ["server/too-many-streams", 503],
  ["server/key-reused", 409],
  ["server/key-under-way", 409],
  ["server/answer-not-kept", 409],
  ["server/outcome-unknown", 409],
  ["server/too-slow", 408],
  ["server/headers-too-large", 431],
  ["server/not-running", 503],
  ["server/source-taken", 409],
  ["server/fault", 500],
  ["handover/unknown", 404],
  ["handover/nothing-there", 404],
  ["handover/not-as-it-stands", 409],
  ["handover/same-person", 409],
  ["handover/not-opened", 409],
  ["handover/other-text", 409],
  ["handover/too-many", 409],
  ["handover/not-yours", 403],
  ["handover/bad-signature", 403],
  ["handover/passkey-needed", 403],
  ["handover/no-proof", 403],
  ["handover/not-a-person", 403],
  ["handover/bad-period", 400],
  ["quality/unknown", 404],
  ["quality/worked-on", 403],
  ["quality/judged-already", 403],
  ["quality/not-waiting", 409],
  ["quality/blind", 403],
  ["governance/unknown", 404],
  ["governance/not-a-person", 403],
  ["governance/bad-time", 400],
  ["governance/not-as-it-stands", 409],
  ["governance/still-owed", 409],
  ["governance/too-many", 409],
  ["autonomy/unknown", 404],
  ["autonomy/bad-signature", 403],
  ["autonomy/not-a-person", 403],
  ["autonomy/no-reason", 400],
  ["autonomy/not-as-it-stands", 409],
  ["autonomy/already-there", 409],
  ["autonomy/too-little-evidence", 409],
  ["autonomy/other-basis", 409],
  ["autonomy/other-text", 409],
  ["autonomy/same-person", 409],
  ["autonomy/too-many", 409],
  ["quality/not-stopped", 409],
  ["quality/not-carried-out", 409],
  ["quality/not-a-person", 403],
  ["quality/out-of-order", 409],
  ["regulation/unknown", 404],
  ["regulation/not-a-person", 403],
  ["regulation/bad-signature", 403],
  ["regulation/passkey-needed", 403],
  ["regulation/no-proof", 403],
  ["regulation/bad-value", 400],
  ["regulation/in-the-future", 400],
  ["regulation/not-as-it-stands", 409],
  ["regulation/other-report", 409],
  ["regulation/not-signed", 409],
  ["regulation/too-many", 409],
  ["model/not-connected", 409],
  ["model/withheld", 409],
  ["model/budget-spent", 429],
  ["model/no-answer", 502],
  ["access/sign-in-failed", 401],
  ["access/too-soon", 429],
  ["access/busy", 503],
  ["access/weak-password", 400],
  ["access/no-reason", 400],
  ["access/name-taken", 409],
  ["access/last-admin", 409],
  ["access/too-many", 409],
  ["access/keys-missing", 503],
  ["containment/unknown-person", 403],
  ["containment/no-role", 403],
  ["containment/not-a-person", 403],
  ["containment/self-approval", 403],
  ["containment/bad-signature", 403],
  ["containment/no-reason", 400],
  ["containment/malformed-action", 400],
  ["learn/not-a-person", 403],
  ["learn/self-approval", 403],
  ["stop/not-reached", 503],
  ["journal/chain-broken", 500],
  ["journal/contended", 503],
  ["queue/fenced", 503],
  ["query/malformed", 400],
  ["query/entity-without-kind", 400],
  ["query/too-slow", 503],
  ["views/too-many", 409],
  ["views/name-taken", 409],
]);

/** By the shape of the code, in this order. */
const byShape: readonly (readonly [RegExp, number])[] = [
  [/^(?:intake|webhook)\/(?:.*-)?(?:full|rate-limited|too-many.*)$/, 429],
  [/\/too-large$/, 413],
  [/^(?:storage)\//, 503],
  [/^connector\/unknown-(?:name|product)$/, 404],
  [/^connector\/rate-limited$/, 503],
  [/^(?:connector|effector|sink)\//, 502],
  [/^(?:access|webhook)\/(?:.*-)?(?:not-signed-in|bad-credentials|expired|unsigned|bad-signature)$/, 401],
  [/^access\/(?:locked|too-many.*)$/, 429],
  [/\/unknown-[a-z-]+$/, 404],
  [/^access\/bad-[a-z-]+$/, 400],
  [/^access\//, 403],
  [/\/(?:malformed|bad)(?:-[a-z-]+)?$/, 400],
  [/^(?:case|containment|demo|learn|watch|stop|journal|intake|write-back|playbook|policy|configuration|orders)\//, 409],
];

/** The HTTP status of a refusal, by its code; 500 for a code that no rule knows. */
export function statusOf(code: string): number {
  return exactly.get(code) ?? byShape.find(([shape]) => shape.test(code))?.[1] ?? 500;
}

/** Where the page about a code is. */
export const pageOf = (code: string): string => `/api/v1/errors/${code.replaceAll("/", "-")}`;

/** The problem that says it; `request` is the request's id. */
export function problemOf(
  { code, problem, remedy }: Pick<SocError, "problem" | "remedy"> & { readonly code: string },
  status = statusOf(code),
  request?: string,
): Problem {
  return {
    type: pageOf(code),
    title: STATUS_CODES[status] ?? "Refused",
    status,
    detail: `${problem}; ${remedy}`,
    code,
    problem,
    remedy,
    ...(request !== undefined && { request }),
  };
}

/** A request that is not shaped as its operation says, with the places. Quotes nothing of what came. */
export class Misshapen extends SocError {
  readonly faults: readonly { readonly at: string; readonly says: string }[];
  constructor(part: "params" | "query" | "body", { issues }: z.ZodError) {
    super({
      code: "server/malformed",
      problem: `the ${whatIs[part]} of the request is not as this operation takes it`,
      remedy: "see /api/v1/openapi.json or /api/v1/reference for what it takes, and the faults named here",
      retry: "never",
    });
    this.faults = issues.slice(0, faultsShownMax).map(({ path, message, code }) => ({
      at: [part, ...path.map(String)].join(".").slice(0, 200),
      says: (code === "unrecognized_keys" ? "there are fields that it does not take" : message).slice(0, 200),
    }));
  }
}

const whatIs = { params: "address", query: "query", body: "body" } as const;
