import { api, onceKey } from "../../api/client.ts";
import { ConsoleFault } from "../../api/faults.ts";
import { regulationApi } from "../../api/regulation.ts";
import { challengeFor, digestOf, isSameAsShown } from "../../api/signed.ts";
import { bySomePasskey } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import type { Regime, Worksheet } from "./queries.ts";

export type Shown = Awaited<ReturnType<typeof regulationApi.readRegulationReport>>;

/**
 * Signs a report: by a passkey where the person has one, else by the word of a session that has just shown its second factor. Digest, bytes and challenge are
 * made here, from the fields that were shown.
 */
export async function signReport(report: Shown, regime: Regime): Promise<Worksheet> {
  const { caseId, line, fields, canonical } = report;
  const { stage } = line;
  const shown = {
    ...{ caseId, regime, stage, title: line.title },
    fields: fields.map(({ number, title, status, value, estimate, source, confirmedBy }) => ({
      ...{ number, title, status, value, estimate, source, confirmedBy },
    })),
  };
  if (!isSameAsShown(canonical, shown)) throw new ConsoleFault("console/other-action");
  const digest = await digestOf(canonical);
  const params = { id: caseId, regime, stage };
  const [{ person }, asked] = await Promise.all([api.readSession(), regulationApi.readReportToSign({ params })]);
  if (asked.digest !== digest) throw new ConsoleFault("console/other-action");
  const challenge = await challengeFor({ of: "regulation", caseId, regime, stage, digest }, asked, person);
  const signature = asked.proof === "passkey" ? await bySomePasskey(challenge, asked.passkeys) : undefined;
  const body = { digest, ...(signature !== undefined && { signature }) };
  const once = { idempotencyKey: onceKey() };
  return withStepUp(() => regulationApi.signReport({ params, body }, once));
}
