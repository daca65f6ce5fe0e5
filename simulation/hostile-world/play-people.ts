import type { ContainmentCommand } from "../../src/core/containment/command.ts";
import type { TestPerson } from "../../src/testing/people.ts";
import type { Doing } from "./moves.ts";
import { cast } from "./signatures.ts";
import { because, people, type Stage, tolerating, withAction } from "./stage.ts";
import type { HostileWorld } from "./world.ts";

/** A person who looked at what the desk shows signs exactly that. */
export const approve = (stage: Stage, process: number, person: TestPerson, which: number, breakGlass: boolean) =>
  withAction(stage, process, which, async (at, { action, digest }) => {
    const command = { type: "ApproveAction", id: action.id, by: person.name, digest, breakGlass, because } as const;
    await at.desk.obey({ ...command, signature: stage.world.sign(person, at, command) });
  });

/** A yes that was bent on its way, or one that was given to something else. */
export const approveBent = (stage: Stage, { process, person, which, bend }: Doing<"approve-bent">) =>
  withAction(stage, process, which, async (at, { action, digest }) => {
    const signer = people[person];
    const plain = { type: "ApproveAction", id: action.id, by: signer.name, digest, breakGlass: false, because, signature: "" } as const;
    const others = [...at.desk.state.actions.values()].filter((each) => each.action.id !== action.id);
    const other = others.at(-1);
    const sign = (command: Parameters<HostileWorld["sign"]>[2]) => stage.world.sign(signer, at, command);
    const bent = (): ContainmentCommand => {
      switch (bend) {
        case "digest": {
          const other = digest.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
          return { ...plain, digest: other, signature: sign({ ...plain, digest: other }) };
        }
        case "other-action":
          return other ? { ...plain, digest: other.digest, signature: sign({ ...plain, digest: other.digest }) } : plain;
        case "other-person":
          return { ...plain, signature: cast.zed.sign(Buffer.from("x")) };
        case "other-kind":
          return { ...plain, breakGlass: true, signature: sign(plain) };
        case "other-signature":
          return { ...plain, signature: sign(plain).replace(/^./, (first) => (first === "A" ? "B" : "A")) };
        case "break-glass":
          return { ...plain, breakGlass: true, signature: sign({ ...plain, breakGlass: true }) };
        case "old-signature":
          return { ...plain, signature: stage.world.made.findLast(({ by }) => by === signer.name)?.signature ?? "" };
      }
    };
    await at.desk.obey(bent());
  });

/** Somebody asks for an effect to be taken back, or somebody else in their name. */
export const undo = (stage: Stage, { process, person, which, forged }: Doing<"undo">) =>
  withAction(stage, process, which, async (at, { action }) => {
    const command = { type: "AskUndo", id: action.id, by: people[person].name, because, signature: "" } as const;
    const signature = forged ? cast.zed.sign(Buffer.from("y")) : stage.world.sign(people[person], at, command);
    await at.desk.obey({ ...command, signature });
  });

/** Somebody lets a class be contained without people again. */
export async function reset(stage: Stage, { process, person }: Doing<"reset">): Promise<void> {
  const at = await stage.world.process(process);
  await at.desk.refresh();
  for (const assetClass of [...at.desk.state.breakers.keys()]) {
    const command = { type: "ResetBreaker", assetClass, by: people[person].name, because, signature: "" } as const;
    await tolerating(stage, () => at.desk.obey({ ...command, signature: stage.world.sign(people[person], at, command) }));
  }
}

/** Somebody says no, or somebody else does in their name. */
export const reject = (stage: Stage, { process, person, which, forged }: Doing<"reject">) =>
  withAction(stage, process, which, async (at, { action }) => {
    const command = { type: "RejectAction", id: action.id, by: people[person].name, because, signature: "" } as const;
    const signature = forged ? cast.zed.sign(Buffer.from("z")) : stage.world.sign(people[person], at, command);
    await at.desk.obey({ ...command, signature });
  });
