import assert from "node:assert/strict";
import { test } from "node:test";
import { SocError } from "../../core/soc-error.ts";
import { unavailable } from "./http-refusals.ts";
import { sinkRefused } from "./sink-answer.ts";
import { twoStepClosing } from "./two-step-closing.ts";

const still = () => new AbortController().signal;
const steps = ["ask", "comment", "close"] as const;
const ways = ["refused", "lost before", "lost after"] as const;

// Every step, going wrong in every way, once: whatever is said, another try leaves one comment and a closed ticket.
for (const step of steps)
  for (const way of ways)
    test(`a closing of which the step "${step}" is ${way} is finished by the next try, once`, async () => {
      const comments: string[] = [];
      let [isClosed, closings, isBad] = [false, 0, true];
      const through = (at: (typeof steps)[number], act: () => void) => {
        if (at !== step || !isBad) return act();
        isBad = false;
        if (way === "lost after") act();
        throw way === "refused" ? sinkRefused("desk", "no") : unavailable("desk", 503);
      };
      const { closing } = twoStepClosing({
        name: "desk",
        comment: async ({ key }) => {
          through("comment", () => void comments.push(key));
          return { id: key };
        },
        findComment: async (_ticket, key) => (comments.includes(key) ? { id: key } : undefined),
        isClosed: async () => {
          through("ask", () => {});
          return isClosed;
        },
        close: async () =>
          through("close", () => {
            [isClosed, closings] = [true, closings + 1];
          }),
      });
      const what = { ticket: "1", verdict: "benign", text: "over", key: "key-1" };
      const first = await closing.write(what, still()).catch((cause: unknown) => cause);
      assert.ok(first instanceof SocError);
      const isClear = first.code === "sink/refused";
      if (isClear) assert.deepEqual([comments, isClosed], [[], false], "a clear no after something was written");
      if (isClear || !(await closing.find(what, still()))) await closing.write(what, still());
      assert.deepEqual([comments, isClosed, closings], [["key-1"], true, 1]);
      assert.ok(await closing.find(what, still()));
    });
