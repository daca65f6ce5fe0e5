import { type FormEvent, useState } from "react";
import { submitByKeys } from "../../lib/submit.ts";
import { Button } from "../../ui/button.tsx";
import { Textarea } from "../../ui/field.tsx";

const lengthMax = 500;

/** A question in one's own words, for a language model to make a search of. */
export function QuestionForm({
  begin,
  busy,
  onAsk,
}: {
  readonly begin: string;
  readonly busy: boolean;
  readonly onAsk: (question: string) => void;
}) {
  const [question, setQuestion] = useState(begin);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() !== "") onAsk(question.trim());
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <Textarea
        label="Question"
        hint="As: who signed in to ws-04 from abroad since yesterday? A language model makes a search of it; it sees the question and no evidence."
        value={question}
        maxLength={lengthMax}
        onChange={(event) => setQuestion(event.target.value)}
        onKeyDown={submitByKeys}
      />
      <div>
        <Button type="submit" kind="primary" busy={busy} disabled={question.trim() === ""}>
          Propose a search
        </Button>
      </div>
    </form>
  );
}
