import { answerActorsLine } from "../stages/map-attack/attack-actors.ts";
import { answerMapLine } from "../stages/map-attack/attack-map.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { linesOf } from "./lines.ts";

/** Longest line read from stdin, in characters. */
const lineLengthMax = 4_194_304;

/** `watchkeeper attack map|actors`: ATT&CK techniques of a text, and the groups that a set of techniques is consistent with. */
export const attack: Command = {
  name: "attack",
  summary: "map text to ATT&CK techniques, or techniques and observables to actors",
  usage: `watchkeeper attack map      stdin: JSON lines {id,text}  ->  {id, techniques:[{id, confidence}]}, best first
watchkeeper attack actors   stdin: JSON lines {id, techniques?, text?, observables?}  ->  {id, actors:[{id, name, score, consistentWith}]}

A line that cannot be read is answered with {line, error} on stderr, and the exit status is 3.`,
  async run(words, system, terminal, signal) {
    const { positionals } = readOptions(words, { json: { type: "boolean" } });
    const [what, extra] = positionals;
    if (what !== "map" && what !== "actors") throw badOption(`attack takes "map" or "actors", not "${(what ?? "").slice(0, 80)}"`);
    if (extra !== undefined) throw badOption(`attack ${what} reads from stdin and takes no "${extra.slice(0, 80)}"`);
    const reader = system.attackReader();
    const answer = what === "map" ? answerMapLine : answerActorsLine;
    let line = 0;
    let unreadable = 0;
    for await (const text of linesOf(terminal.input, lineLengthMax, signal)) {
      line++;
      if (text.trim() === "") continue;
      const answered = text.length > lineLengthMax ? { error: `longer than ${lineLengthMax} characters` } : answer(text, reader);
      if ("error" in answered) {
        unreadable++;
        terminal.err(`${JSON.stringify({ line, error: answered.error })}\n`);
      } else terminal.out(`${JSON.stringify(answered)}\n`);
    }
    return unreadable > 0 ? 3 : 0;
  },
};
