import { type ReactNode, useState } from "react";
import { submitByKeys, useSubmit } from "../lib/submit.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Problem } from "./empty.tsx";
import { Textarea } from "./field.tsx";

const reasonLengthMax = 500;

type Asked = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly says?: ReactNode;
  /** What the button says: a verb. */
  readonly deed: string;
  readonly danger?: boolean;
  /** More to fill in, above the reason. */
  readonly children?: ReactNode;
  /** Something above the reason takes the focus at first. */
  readonly focusAbove?: boolean;
  /** Throws what the server refuses; the dialog then says it and stays. */
  readonly does: (because: string) => Promise<unknown>;
};

/** Asks for a reason that the record keeps, then does it. */
export function ReasonDialog({ open, onClose, title, says, ...asked }: Asked) {
  return (
    <Dialog open={open} onClose={onClose} title={title} says={says}>
      <ReasonForm onClose={onClose} {...asked} />
    </Dialog>
  );
}

function ReasonForm({ onClose, deed, danger = false, children, focusAbove = false, does }: Omit<Asked, "open" | "title" | "says">) {
  const [because, setBecause] = useState("");
  const { busy, problem, onSubmit } = useSubmit(() => does(because.trim()).then(onClose), because.trim() !== "");
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      {children}
      <Reason value={because} onChange={setBecause} autoFocus={!focusAbove} />
      {problem !== undefined && <Problem of={problem} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy} disabled={because.trim() === ""}>
          {deed}
        </Button>
      </div>
    </form>
  );
}

type ReasonProps = { readonly value: string; readonly onChange: (value: string) => void; readonly autoFocus: boolean };

function Reason({ value, onChange, autoFocus }: ReasonProps) {
  return (
    <Textarea
      label="Why"
      hint="The record keeps it, with your name."
      autoFocus={autoFocus}
      required
      maxLength={reasonLengthMax}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={submitByKeys}
    />
  );
}
