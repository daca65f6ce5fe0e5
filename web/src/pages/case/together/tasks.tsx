import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay, useSession } from "../../../api/session.ts";
import { useSubmit } from "../../../lib/submit.ts";
import { Button } from "../../../ui/button.tsx";
import { Problem } from "../../../ui/empty.tsx";
import { Input } from "../../../ui/field.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { PersonField } from "../../../ui/person-field.tsx";
import { InertAlready } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { tellProblem } from "../../../ui/toast.tsx";
import { useCaseAct } from "../acts.tsx";
import { caseQueries, type Work } from "../queries.ts";

const taskLengthMax = 1_000;
type Task = Work["tasks"][number];

/** What is to do on the case and whose it is; what is done stays below. */
export function Tasks({ id, tasks }: { readonly id: string; readonly tasks: Work["tasks"] }) {
  const may = useMay("triage");
  const finish = useFinish(id);
  const open = tasks.filter(({ finished }) => finished === null);
  const done = tasks.filter(({ finished }) => finished !== null);
  return (
    <Panel title="Tasks">
      {tasks.length === 0 && <p className="text-sm text-soft">Nothing is to do. Add what somebody should look at, and who.</p>}
      <ul className="flex flex-col gap-2">
        {[...open, ...done].map((task) => (
          <TaskLine key={task.id} task={task} onFinish={may && task.finished === null ? () => finish(task.id) : undefined} />
        ))}
      </ul>
      {may && <TaskForm id={id} />}
    </Panel>
  );
}

/** Finishes a task: shown at once, and taken back where the server refuses. */
function useFinish(id: string): (task: string) => void {
  const client = useQueryClient();
  const act = useCaseAct(id);
  const by = useSession()?.person ?? "person:you";
  const { queryKey } = caseQueries.work(id);
  return (task) => {
    const before = client.getQueryData(queryKey);
    const at = new Date().toISOString();
    if (before)
      client.setQueryData(queryKey, {
        ...before,
        tasks: before.tasks.map((each) => (each.id === task ? { ...each, finished: { by, at } } : each)),
      });
    act({ act: "finish-task", task }, "Finished.").catch((error: unknown) => {
      client.setQueryData(queryKey, before);
      tellProblem(error);
    });
  };
}

function TaskLine({ task, onFinish }: { readonly task: Task; readonly onFinish: (() => void) | undefined }) {
  const { text, assignee, by, at, finished } = task;
  return (
    <li className="flex items-start gap-2 text-sm">
      <input
        type="checkbox"
        checked={finished !== null}
        disabled={!onFinish}
        onChange={() => onFinish?.()}
        aria-label={`finish: ${text.slice(0, 80)}`}
        className="mt-0.5 size-4 shrink-0 accent-accent-strong phone:size-6"
      />
      <span className="min-w-0">
        <span className={`whitespace-pre-wrap ${finished ? "text-faint line-through" : ""}`}>
          <InertAlready>{text}</InertAlready>
        </span>
        <span className="block text-xs text-faint">
          {finished ? (
            <>
              finished by {plain(finished.by)} <Time at={finished.at} />
            </>
          ) : (
            <>
              {assignee === null ? "nobody's" : `for ${plain(assignee)}`}, from {plain(by)} <Time at={at} />
            </>
          )}
        </span>
      </span>
    </li>
  );
}
const plain = (actor: string) => actor.replace(/^(person|agent):/, "");

function TaskForm({ id }: { readonly id: string }) {
  const act = useCaseAct(id);
  const [text, setText] = useState("");
  const [assignee, setAssignee] = useState("");
  const add = async () => {
    await act({ act: "add-task", text: text.trim(), assignee: assignee.trim() === "" ? null : assignee.trim() }, "The task is added.");
    setText("");
  };
  const { busy, problem, onSubmit } = useSubmit(add, text.trim() !== "");
  return (
    <form className="mt-3 flex flex-col gap-2" onSubmit={onSubmit} data-no-print>
      <Input label="Add a task" maxLength={taskLengthMax} value={text} onChange={(event) => setText(event.target.value)} />
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <PersonField label="For whom" placeholder="nobody yet" name={assignee} onName={setAssignee} />
        </div>
        <Button type="submit" busy={busy} disabled={text.trim() === ""} className="h-8">
          Add
        </Button>
      </div>
      {problem !== undefined && <Problem of={problem} />}
    </form>
  );
}
