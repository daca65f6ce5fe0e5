import { type KeyboardEvent, useId, useState } from "react";
import { visible } from "../../../src/server/contract/inert.ts";
import { useColleagues } from "../api/colleagues.ts";
import { Input } from "./field.tsx";

const shownMax = 8;

type PersonProps = {
  readonly label: string;
  /** The name of a person; "" for nobody. */
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
};

/** A person by name: typed, or picked from those who may work on cases, whoever asks first. */
export function PersonField({ label, name, onName, hint, placeholder, autoFocus }: PersonProps) {
  const list = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const { colleagues, more } = useColleagues();
  const found = colleagues.filter((each) => each.name.toLowerCase().includes(name.trim().toLowerCase()));
  // A name that is whole narrows nothing: whoever opens the list then looks for another.
  const shown = (found.length === 1 && found[0]?.name === name ? colleagues : found).slice(0, shownMax);
  const isOpen = open && shown.length > 0;
  const isUnknown = name.trim() !== "" && colleagues.length > 0 && !more && !colleagues.some((each) => each.name === name.trim());
  const close = () => {
    setOpen(false);
    setAt(-1);
  };
  const pick = (chosen: string) => {
    onName(chosen);
    close();
  };
  const keys = useListKeys({ isOpen, at, shown, onAt: setAt, onOpen: () => setOpen(true), close, pick });
  return (
    <div className="relative">
      <Input
        label={label}
        hint={isUnknown && !isOpen ? "Nobody of this name may work on cases here." : hint}
        placeholder={placeholder}
        autoFocus={autoFocus}
        maxLength={100}
        value={name}
        autoComplete="off"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && at >= 0 ? `${list}-${at}` : undefined}
        onChange={(event) => {
          onName(event.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={keys}
      />
      {isOpen && <People {...{ list, label, shown, at, pick }} />}
    </div>
  );
}

type Shown = ReturnType<typeof useColleagues>["colleagues"];
type ListProps = {
  readonly list: string;
  readonly label: string;
  readonly shown: Shown;
  readonly at: number;
  readonly pick: (name: string) => void;
};

function People({ list, label, shown, at, pick }: ListProps) {
  return (
    <div
      id={list}
      role="listbox"
      tabIndex={-1}
      aria-label={label}
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-64 overflow-auto rounded-md border border-line-strong bg-raised p-1 text-sm shadow-float"
    >
      {shown.map((each, place) => (
        <div
          key={each.name}
          id={`${list}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === at}
          // Before the field loses the focus, so that it keeps it.
          onPointerDown={(event) => {
            event.preventDefault();
            pick(each.name);
          }}
          className={`flex cursor-pointer items-center justify-between rounded-sm px-2 py-1 phone:py-2.5 ${place === at ? "bg-chosen" : "hover:bg-hover"}`}
        >
          <span className="inert truncate">{visible(each.name)}</span>
          {each.isSelf && <span className="text-xs text-faint">you</span>}
        </div>
      ))}
    </div>
  );
}

type ListKeys = {
  readonly isOpen: boolean;
  readonly at: number;
  readonly shown: Shown;
  readonly onAt: (at: number) => void;
  readonly onOpen: () => void;
  readonly close: () => void;
  readonly pick: (name: string) => void;
};

/** Arrows go through the list, Enter takes what they are at, Escape closes the list before anything around it. */
function useListKeys({ isOpen, at, shown, onAt, onOpen, close, pick }: ListKeys) {
  return (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) onOpen();
      const by = event.key === "ArrowDown" ? 1 : -1;
      onAt(Math.max(0, Math.min(shown.length - 1, at + by)));
    } else if (event.key === "Enter" && isOpen && at >= 0) {
      event.preventDefault();
      pick(shown[at]?.name ?? "");
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    }
  };
}
