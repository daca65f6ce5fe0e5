import type { ModelEvent } from "./model-event.ts";
import type { ModelStanding } from "./model-standing.ts";

type Without<Event, Keys extends string> = Event extends unknown ? Omit<Event, Keys> : never;
type Of<Type extends ModelEvent["type"]> = Without<Extract<ModelEvent, { type: Type }>, "type" | "caseId">;

/** What may be asked of a case about a model: to record a question before it leaves, what became of it, or that nothing was asked. */
export type ModelCommand =
  | ({ readonly type: "AskModel" } & Of<"ModelAsked">)
  | ({ readonly type: "TakeModelAnswer" } & Of<"ModelAnswered">)
  | ({ readonly type: "SkipModel" } & Of<"ModelSkipped">);

/** Nothing is asked twice under one key, nothing that was not asked is answered, and nothing is answered twice. */
export function decideModel(
  command: ModelCommand,
  { caseId, model }: { readonly caseId: string; readonly model?: ModelStanding | undefined },
): readonly ModelEvent[] {
  const isKnown = (key: string) => model?.calls.some((each) => each.key === key) || model?.skipped.some((each) => each.key === key);
  switch (command.type) {
    case "AskModel": {
      if (isKnown(command.key)) return [];
      const { type: _, ...asked } = command;
      return [{ type: "ModelAsked", caseId, ...asked }];
    }
    case "TakeModelAnswer": {
      const asked = model?.calls.find(({ call }) => call.id === command.callId);
      if (!asked || asked.outcome) return [];
      const { type: _, ...answer } = command;
      return [{ type: "ModelAnswered", caseId, ...answer }];
    }
    case "SkipModel": {
      if (isKnown(command.key)) return [];
      const { type: _, ...skipped } = command;
      return [{ type: "ModelSkipped", caseId, ...skipped }];
    }
  }
}

/** Whether an item that a model led to is in the case already, by its id or by the question that it answers. */
export function isHeldByModel(model: ModelStanding | undefined, id: string, questionKey: string | undefined): boolean {
  if (!model) return false;
  return model.evidence.some((each) => each.id === id) || (questionKey !== undefined && model.settled.includes(questionKey));
}
