import { EyeOff } from "lucide-react";
import { useState } from "react";
import { submitByKeys, useSubmit } from "../../lib/submit.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Textarea } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { type SampleVerdict, sampleVerdicts } from "./words.ts";

const becauseLengthMax = 500;

/** A verdict and its reason. There is no way to see what the agent said from here. */
export function JudgementForm({
  judge,
  onNext,
}: {
  readonly judge: (word: { verdict: SampleVerdict; because: string }) => Promise<void>;
  readonly onNext: () => void;
}) {
  const [verdict, setVerdict] = useState<SampleVerdict>();
  const [because, setBecause] = useState("");
  const ready = verdict !== undefined && because.trim() !== "";
  const { busy, problem, onSubmit } = useSubmit(async () => {
    if (verdict !== undefined) await judge({ verdict, because: because.trim() });
  }, ready);
  return (
    <Panel title="Your judgement" className="lg:sticky lg:top-3">
      <form className="flex flex-col gap-3" onSubmit={onSubmit}>
        <Warning />
        <Verdicts chosen={verdict} onChoose={setVerdict} />
        <Textarea
          label="Why"
          hint="The record keeps it, with your name."
          required
          maxLength={becauseLengthMax}
          value={because}
          onChange={(event) => setBecause(event.target.value)}
          onKeyDown={submitByKeys}
        />
        {problem !== undefined && <Problem of={problem} />}
        <div className="flex justify-end gap-2">
          {problem !== undefined && <Button onClick={onNext}>Another sample</Button>}
          <Button type="submit" kind="primary" busy={busy} disabled={!ready}>
            Judge, then compare
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** Against automation bias. */
function Warning() {
  return (
    <p className="flex gap-2 rounded-md border border-line bg-hover/50 p-2 text-xs text-soft">
      <EyeOff aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>
        What the agent said is not shown. Whoever sees a machine's verdict first tends to agree with it. Look for what speaks against your
        first thought, too, before you decide.
      </span>
    </p>
  );
}

function Verdicts({
  chosen,
  onChoose,
}: {
  readonly chosen: SampleVerdict | undefined;
  readonly onChoose: (verdict: SampleVerdict) => void;
}) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium text-soft">Verdict</legend>
      {sampleVerdicts.map(([value, says, more]) => (
        <label key={value} className="flex gap-2 rounded-md px-1.5 py-1 text-sm hover:bg-hover phone:min-h-11">
          <input
            type="radio"
            name="verdict"
            value={value}
            checked={chosen === value}
            onChange={() => onChoose(value)}
            className="mt-0.5 size-4 shrink-0 accent-accent-strong"
          />
          <span>
            {says} <span className="text-xs text-faint">{more}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
