import type { Process, WindowsHost } from "../../../src/redteam/records/windows/host.ts";
import { validateCredential } from "../../../src/redteam/records/windows/kerberos.ts";
import { explicitLogon, logOn } from "../../../src/redteam/records/windows/security.ts";
import { createPipe } from "../../../src/redteam/records/windows/sysmon.ts";
import type { Desk } from "../benign/desk.ts";
import { startRemotely } from "../remote-service.ts";
import { type World, workstation } from "../world.ts";
import { implantBytes, secondVictim, serviceBinary, serviceName, stolen } from "./cast.ts";
import type { Telling } from "./foothold.ts";

/** With the stolen account onto the file server, then onto a second desk. Returns the implant on the file server. */
export function moveOn(telling: Telling, desk: Desk, elevated: Process): Process {
  const { world, at, step } = telling;
  step("stolen-credentials-used", () => {
    logOn(desk.host, at("11:20:02"), stolen, { type: 9, protocol: "Negotiate", elevated: true });
    explicitLogon(desk.host, at("11:20:03"), { session: elevated.session, account: stolen, target: "FS01", process: elevated });
  });
  const second = workstation(world, secondVictim.workstation);
  const onServer = step("moved-to-file-server", () => plant(world, { from: desk.host, to: world.files, timeMs: at("11:20:06") }));
  step("moved-to-second-desk", () => plant(world, { from: desk.host, to: second, timeMs: at("11:47:33") }));
  return onServer;
}

function plant(world: World, hop: { from: WindowsHost; to: WindowsHost; timeMs: number }): Process {
  validateCredential(world.controller, hop.timeMs + 80, stolen, hop.from.name);
  const { process } = startRemotely(world, {
    ...hop,
    account: stolen,
    protocol: "NTLM",
    file: serviceBinary,
    fileBytes: implantBytes,
    name: serviceName,
    seconds: 38 * 60,
  });
  createPipe(hop.to, hop.timeMs + 2_300, process, "\\msagent_4f");
  return process;
}
