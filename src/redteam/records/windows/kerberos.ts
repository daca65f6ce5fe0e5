import type { Account, WindowsHost } from "./host.ts";
import { report } from "./host.ts";

const mapped = (address: string) => `::ffff:${address}`;

/** Security 4768 on a domain controller: a ticket-granting ticket for an account. */
export function grantTicket(controller: WindowsHost, timeMs: number, account: Account, address: string): void {
  report(controller, timeMs, "ticketGranting", {
    TargetUserName: account.name,
    TargetDomainName: account.domain,
    TargetSid: account.sid,
    ServiceName: "krbtgt",
    ServiceSid: account.sid.replace(/-\d+$/, "-502"),
    TicketOptions: "0x40810010",
    Status: "0x0",
    TicketEncryptionType: "0x12",
    PreAuthType: "2",
    IpAddress: mapped(address),
    IpPort: String(controller.chance.integer(49_152, 65_535)),
    CertIssuerName: "",
    CertSerialNumber: "",
    CertThumbprint: "",
  });
}

/** Security 4769: a ticket for a service, named by the computer account that runs it. */
export function grantService(
  controller: WindowsHost,
  timeMs: number,
  granted: { account: Account; realm: string; service: string; serviceSid: string; address: string; encryption?: "0x12" | "0x17" },
): void {
  report(controller, timeMs, "serviceTicket", {
    TargetUserName: `${granted.account.name}@${granted.realm}`,
    TargetDomainName: granted.realm,
    ServiceName: granted.service,
    ServiceSid: granted.serviceSid,
    TicketOptions: "0x40810000",
    TicketEncryptionType: granted.encryption ?? "0x12",
    IpAddress: mapped(granted.address),
    IpPort: String(controller.chance.integer(49_152, 65_535)),
    Status: "0x0",
    LogonGuid: `{${controller.chance.guid()}}`,
    TransmittedServices: "-",
  });
}

/** Security 4771: a wrong password at the first step. */
export function refuseTicket(controller: WindowsHost, timeMs: number, account: Account, address: string): void {
  report(controller, timeMs, "kerberosFailure", {
    TargetUserName: account.name,
    TargetSid: account.sid,
    ServiceName: `krbtgt/${account.domain}`,
    TicketOptions: "0x40810010",
    Status: "0x18",
    PreAuthType: "2",
    IpAddress: mapped(address),
    IpPort: String(controller.chance.integer(49_152, 65_535)),
    CertIssuerName: "",
    CertSerialNumber: "",
    CertThumbprint: "",
  });
}

/** Security 4776: the controller checked an NTLM answer. */
export function validateCredential(controller: WindowsHost, timeMs: number, account: Account, workstation: string, status = "0x0"): void {
  report(controller, timeMs, "credentialValidation", {
    PackageName: "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
    TargetUserName: account.name,
    Workstation: workstation,
    Status: status,
  });
}
