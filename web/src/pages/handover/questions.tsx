import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { onceKey } from "../../api/client.ts";
import { handoverApi } from "../../api/handovers.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Textarea } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { useTaken, type Whole } from "./queries.ts";

const wordsLengthMax = 4_000;

/** What the incoming analyst asks, and what is answered. */
export function Questions({ whole }: { readonly whole: Whole }) {
  const { questions, may, line } = whole;
  if (questions.length === 0 && !may.ask) return null;
  return (
    <Panel title="Questions">
      <ul className="flex flex-col gap-3 text-sm">
        {questions.map(({ number, text, by, at, answers }) => (
          <li key={number}>
            <p>
              <span className="font-medium">{by.replace(/^person:/, "")}</span> asked <Time at={at} className="text-faint" />:{" "}
              <Inert lengthMax={wordsLengthMax}>{text}</Inert>
            </p>
            {answers.map((answer) => (
              <p key={answer.at} className="mt-1 border-l-2 border-line-strong pl-2.5">
                <span className="font-medium">{answer.by.replace(/^person:/, "")}</span> <Time at={answer.at} className="text-faint" />:{" "}
                <Inert lengthMax={wordsLengthMax}>{answer.text}</Inert>
              </p>
            ))}
            {may.answer && (
              <Words
                label="Answer"
                deed="Answer"
                send={(said) =>
                  handoverApi.answerOnHandover({ params: { id: line.id, number }, body: { text: said } }, { idempotencyKey: onceKey() })
                }
              />
            )}
          </li>
        ))}
      </ul>
      {may.ask && (
        <Words
          label="Ask the outgoing analyst"
          deed="Ask"
          send={(text) => handoverApi.askOnHandover({ params: { id: line.id }, body: { text } }, { idempotencyKey: onceKey() })}
        />
      )}
    </Panel>
  );
}

function Words({ label, deed, send }: { readonly label: string; readonly deed: string; readonly send: (text: string) => Promise<Whole> }) {
  const [text, setText] = useState("");
  const taken = useTaken();
  const say = useMutation({
    mutationFn: () => send(text.trim()),
    onSuccess: (whole) => {
      taken(whole);
      setText("");
    },
  });
  return (
    <form
      data-no-print
      className="mt-2 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") say.mutate();
      }}
    >
      <Textarea label={label} rows={2} maxLength={wordsLengthMax} value={text} onChange={(event) => setText(event.target.value)} />
      {say.error && <Problem of={say.error} />}
      <div>
        <Button type="submit" busy={say.isPending} disabled={text.trim() === ""}>
          {deed}
        </Button>
      </div>
    </form>
  );
}
