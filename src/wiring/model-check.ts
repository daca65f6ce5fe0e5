import type { ModelOrder } from "../core/configuration/models.ts";
import { inertName } from "../core/model/call.ts";
import { SocError } from "../core/soc-error.ts";
import { tryModel } from "../models/kit/trial.ts";
import type { LanguageModel, ModelAnswer } from "../ports/model.ts";
import { calledAs } from "./model-door.ts";
import { type ModelOpening, type ModelOrders, openModels } from "./models.ts";

/** Asks a model one fixed question that holds nothing of anybody's. Says how it answered; refuses (`connector/…`) with what to do where it does not. */
export async function checkModel(model: LanguageModel, signal?: AbortSignal): Promise<{ readonly says: string }> {
  const { works, answer } = await tryModel(model, signal);
  if (!works && answer.kind === "failed") throw notWell(model.name, answer);
  const tokens = answer.use.inputTokens + answer.use.outputTokens;
  const who = answer.kind === "answered" && answer.said !== "" ? inertName(answer.said) : model.model;
  const where = model.hosted ? "hosted: what it is asked leaves the organisation" : "inside the organisation";
  return { says: `"${who}" answers after ${Math.round(answer.use.ms)} ms; ${tokens} tokens for one question; ${where}` };
}

const codes = {
  late: "connector/too-late",
  "rate-limited": "connector/rate-limited",
  unreachable: "connector/not-reached",
} as const;

function notWell(name: string, { why, detail }: Extract<ModelAnswer, { kind: "failed" }>): SocError {
  const isKey = detail.includes("does not accept the key");
  const code = isKey
    ? "connector/credentials"
    : Object.hasOwn(codes, why)
      ? codes[why as keyof typeof codes]
      : "connector/unexpected-answer";
  return new SocError({
    code,
    problem: `the model "${name}" gave no answer (${why}): ${detail}`,
    remedy: "compare its url, model and key in watchkeeper.yaml with docs/guides/language-models.md, and see that its server runs",
    retry: why === "rate-limited" || why === "late" ? { afterMs: 60_000 } : "never",
  });
}

/** A model of a configuration that can be checked by name, as a connector is. */
export type ModelToCheck = {
  /** `model/<name>`: a connector of the same name is another. */
  readonly name: string;
  readonly order: ModelOrder;
  readonly open: () => Promise<{
    readonly check: (signal: AbortSignal) => Promise<{ readonly says: string }>;
    readonly close: () => Promise<void>;
  }>;
};

/** The models of a tenant. One that an air gap keeps from being asked says so and is not asked. */
export function modelsToCheck(
  tenant: ModelOrders & { readonly name: string },
  parts: Omit<ModelOpening, "tenant">,
): readonly ModelToCheck[] {
  return tenant.models.map((order) => ({
    name: calledAs(order.name),
    order,
    open: async () => {
      const { opened, unopened } = await openModels({ ...tenant, models: [order] }, { ...parts, tenant: tenant.name });
      const [wrong] = unopened;
      if (wrong) throw new SocError({ ...wrong, retry: "never" });
      const [model] = opened;
      const check = async (signal: AbortSignal) => {
        if (!model) return { says: "hosted, and never asked: air-gap is true" };
        if (order.file !== undefined) return { says: "its file can be read; it answers from there and asks nobody" };
        return checkModel(model, signal);
      };
      return { check, close: async () => {} };
    },
  }));
}
