import type { AttackScenario } from "./scenario.ts";
import { appliance } from "./trades/appliance.ts";
import { cloudAccount } from "./trades/cloud-account.ts";
import { cluster } from "./trades/cluster.ts";
import { consent } from "./trades/consent.ts";
import { dnsTunnel } from "./trades/dns-tunnel.ts";
import { goldenTicket } from "./trades/golden-ticket.ts";
import { insider } from "./trades/insider.ts";
import { insiderAdmin } from "./trades/insider-admin.ts";
import { mailbox } from "./trades/mailbox.ts";
import { miner } from "./trades/miner.ts";
import { ownTools } from "./trades/own-tools.ts";
import { ransomware } from "./trades/ransomware.ts";
import { remoteServices } from "./trades/remote-services.ts";
import { roasting } from "./trades/roasting.ts";
import { saasToken } from "./trades/saas-token.ts";
import { spraying } from "./trades/spraying.ts";
import { supplyChain } from "./trades/supply-chain.ts";
import { webShell } from "./trades/web-shell.ts";

/** The attacks of the escalation exercise, one for each trade. */
export function attackScenarios(): readonly AttackScenario[] {
  return [
    ransomware,
    mailbox,
    insider,
    cloudAccount,
    supplyChain,
    ownTools,
    spraying,
    webShell,
    dnsTunnel,
    goldenTicket,
    roasting,
    consent,
    saasToken,
    appliance,
    cluster,
    remoteServices,
    insiderAdmin,
    miner,
  ];
}
