import { setTimeout as sleep } from "node:timers/promises";
import type { PersonAtDesk } from "../../../scenarios/soc-day/person.ts";

/** What a person did while processes died, by a word that stands in the record of it. */
export type Deed = {
  readonly word: string;
  readonly kind: "escalate" | "incident" | "fact" | "classify";
  /** The case or the incident; undefined for an incident that is new. */
  readonly about: string | undefined;
  readonly ended: "done" | "refused" | "unanswered";
};

/** Something to be done once. Only with `again` it is asked again, under one key, until somebody says what came of it. */
export type ToDo = Pick<Deed, "kind" | "about"> & {
  readonly path: string;
  readonly body: (word: string) => object;
  readonly again?: true;
};

/** A person's hands: ask whichever process answers, and remember what was answered. */
export type Hands = {
  readonly deeds: readonly Deed[];
  /** What was answered that was no yes, and how often. */
  readonly answers: ReadonlyMap<string, number>;
  /** Gives the answer where it was done. */
  readonly perform: (toDo: ToDo) => Promise<unknown>;
  readonly post: (path: string, body?: object, key?: string) => Promise<Answer | undefined>;
};
type Answer = { readonly status: number; readonly body: unknown; readonly code: string | undefined };

const [tryMs, pauseMs, triesMax] = [5_000, 150, 200];

/** Opens the hands of somebody who came in. */
export function openHands(person: PersonAtDesk, urls: () => readonly URL[]): Hands {
  const deeds: Deed[] = [];
  const answers = new Map<string, number>();
  let turn = 0;
  const post: Hands["post"] = async (path, body, key) => {
    const places = urls();
    const at = places[turn++ % Math.max(1, places.length)];
    const how = { body, signal: AbortSignal.timeout(tryMs), ...(at && { at }), ...(key !== undefined && { key }) };
    const answer = at && (await person.send("POST", path, how).catch(() => undefined));
    const code = (answer?.body as { code?: string } | undefined)?.code;
    const says = code ?? String(answer?.status ?? "no answer");
    if (!answer || answer.status >= 300) answers.set(says, (answers.get(says) ?? 0) + 1);
    return answer && { ...answer, code };
  };
  return {
    deeds,
    answers,
    post,
    async perform({ kind, about, path, body, again }) {
      const word = `deed-${String(deeds.length + 1).padStart(6, "0")}`;
      const place = deeds.push({ word, kind, about, ended: "unanswered" }) - 1;
      let answer: Answer | undefined;
      for (let tries = 0; tries < (again ? triesMax : 1); tries++) {
        if (tries > 0) await sleep(pauseMs);
        answer = await post(path, body(word), again && word);
        if (endOf(answer) !== "unanswered" || answer?.code === "server/outcome-unknown") break;
      }
      deeds[place] = { word, kind, about, ended: endOf(answer) };
      return endOf(answer) === "done" ? answer?.body : undefined;
    },
  };
}

function endOf(answer: Answer | undefined): Deed["ended"] {
  if (!answer || answer.status >= 500 || answer.code === "server/key-under-way" || answer.code === "server/outcome-unknown")
    return "unanswered";
  return answer.status < 300 ? "done" : "refused";
}
