import assert from "node:assert/strict";

/** A thing that decides and evolves, as the model of every test here. */
export type Decider<State, Command, DomainEvent> = {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => readonly DomainEvent[];
  readonly evolve: (state: State, event: DomainEvent) => State;
};

/** `given(facts).when(command).then(facts)` or `.refuses(code)`. */
export function givenOf<State, Command, DomainEvent>({ initial, decide, evolve }: Decider<State, Command, DomainEvent>) {
  return (facts: readonly DomainEvent[]) => ({
    when: (command: Command) => {
      const act = () => decide(command, facts.reduce(evolve, initial));
      return {
        // biome-ignore lint/suspicious/noThenProperty: given, when, then is how a test reads, and nobody awaits it
        then: (expected: readonly DomainEvent[]) => assert.deepEqual(act(), expected),
        refuses: (code: string) => assert.throws(act, { code }),
      };
    },
  });
}
