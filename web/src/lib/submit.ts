import { type FormEvent, type KeyboardEvent, useState } from "react";

/** A form that is handed in once at a time: busy meanwhile, and with what the server refused afterwards. Nothing happens while it is not ready. */
export function useSubmit(does: () => Promise<unknown>, ready = true) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const submit = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await does();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) void submit();
  };
  return { busy, problem, onSubmit };
}

/** Ctrl or Command with Enter hands in the form around a text of several lines. */
export function submitByKeys(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
}
