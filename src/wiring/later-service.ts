import type { Service } from "../cli/service-system.ts";

/**
 * The service, loaded when a command first asks something of it: HTTP, sign-in and all connectors are half of what a start would read, and most commands
 * need none of it.
 */
export function laterService(load: () => Promise<Service>): Service {
  let loaded: Promise<Service> | undefined;
  const service = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    readConfiguration: async (...asked) => (await service()).readConfiguration(...asked),
    configurationSchema: async () => (await service()).configurationSchema(),
    inspect: async (read) => (await service()).inspect(read),
    async *connect(read, signal) {
      yield* (await service()).connect(read, signal);
    },
    run: async (...asked) => (await service()).run(...asked),
    demo: async (...asked) => (await service()).demo(...asked),
    backUp: async (...asked) => (await service()).backUp(...asked),
    restore: async (...asked) => (await service()).restore(...asked),
  };
}
