import { CircleAlert, CircleCheck, Download } from "lucide-react";
import type { playbookApi } from "../../api/playbooks.ts";
import { saveFile } from "../../lib/save.ts";
import { count, share } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";

type Lint = Awaited<ReturnType<typeof playbookApi.lintPlaybook>>;
type Props = { readonly lint: Lint | undefined; readonly stale: boolean; readonly text: string; readonly problem: unknown };

/** What is wrong with the text, line by line; where nothing is, what it is and the way to put it in use. */
export function LintPanel({ lint, stale, text, problem }: Props) {
  if (problem) return <Problem of={problem} />;
  const title = !lint ? "Being read" : lint.read ? "It can be used" : `${count(lint.mistakes.length)} to mend`;
  return (
    <Panel title={<Title says={title} good={lint?.read !== null} />} actions={stale && <Spinner says="reading" />}>
      <div aria-live="polite">
        {lint && !lint.read && <Mistakes mistakes={lint.mistakes} />}
        {lint?.read && <Fit read={lint.read} stale={stale} text={text} />}
      </div>
    </Panel>
  );
}

function Title({ says, good }: { readonly says: string; readonly good: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {good ? <CircleCheck aria-hidden className="size-4 text-good" /> : <CircleAlert aria-hidden className="size-4 text-bad" />}
      {says}
    </span>
  );
}

function Mistakes({ mistakes }: { readonly mistakes: Lint["mistakes"] }) {
  return (
    <ul className="flex max-h-[30rem] flex-col gap-2 overflow-y-auto text-sm">
      {mistakes.map(({ line, column, where, says }) => (
        <li key={`${line} ${column} ${where} ${says}`}>
          <p className="tabular text-xs text-faint">
            line {line}, column {column}
            {where !== "" && (
              <>
                {" · "}
                <Inert className="font-mono">{where}</Inert>
              </>
            )}
          </p>
          <p>
            <Inert lengthMax={600}>{says}</Inert>
          </p>
        </li>
      ))}
    </ul>
  );
}

function Fit({ read, stale, text }: { readonly read: NonNullable<Lint["read"]>; readonly stale: boolean; readonly text: string }) {
  const same = read.digest === read.inUse;
  return (
    <div className="flex flex-col gap-3 text-sm">
      <Facts
        of={[
          ["playbook", <Inert key="name">{read.name}</Inert>],
          ["asks", `${count(read.steps.questions.length)} questions`],
          ["an attacker alone", `brings it down to ${share(read.steps.attackerFloor.reaches)} at most`],
          [
            "digest",
            <span key="digest" className="font-mono text-xs break-all">
              {read.digest}
            </span>,
          ],
        ]}
      />
      {same ? (
        <p className="text-soft">This is the very text that new cases follow.</p>
      ) : (
        <>
          <p className="text-soft">
            {read.inUse === null ? "No playbook of this name is in use." : "New cases follow another text of this name."} Playbooks are
            files of the installation, so that nobody changes what is asked from a browser. To put this one in use, place the file at{" "}
            <code className="font-mono text-xs">playbooks/{read.file}</code>; the cases that open after that follow it, and name its digest.
          </p>
          <Button
            kind="primary"
            disabled={stale}
            icon={<Download aria-hidden className="size-3.5" />}
            onClick={() => saveFile(new Blob([text], { type: "application/yaml" }), read.file)}
          >
            Download {read.file}
          </Button>
        </>
      )}
    </div>
  );
}
