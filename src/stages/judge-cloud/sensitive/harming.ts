import { actionsOf, type SensitiveAction } from "./entry.ts";

const takes = actionsOf("data-exfiltration", "TA0010");
const harms = actionsOf("impact", "TA0040");
const looks = actionsOf("reconnaissance", "TA0007");
const runs = actionsOf("malware", "TA0002");
const enters = actionsOf("credential-abuse", "TA0001");
const ordinary = actionsOf("other", "TA0007");

/** Data that leaves, things destroyed, commands run, looking around and signing in; and what is ordinary. */
export const harming: readonly SensitiveAction[] = [
  takes(
    3,
    "T1537",
    "a copy is shared or carried out",
    /modify(snapshot|image|dbsnapshot|dbclustersnapshot|instancesnapshot)attribute|(snapshots?|images?|disks?)(setiampolicy|begingetaccess|export)|sharesnapshot|startexporttask|createexporttask|createinstanceexporttask|exporttobucket|copysnapshot|copydbsnapshot|authorizesnapshotaccess|createimage$|createsnapshot|createtrafficmirror|modifytrafficmirror|trafficmirror|snapshot\w*share|bulkexport/,
  ),
  takes(
    2,
    "T1567",
    "data is exported or downloaded",
    /export|download|takeout|dataset\w*copy|unload|copyinto|bulk\w*(read|rewrite|access)|rewrite|contentexported|gitclone|gitsclone|repo(sitory)?(download|clone)|zipdownload|searchexport|ediscovery/,
  ),
  takes(
    2,
    "T1567",
    "something is opened to others",
    /public|visibility|anonymous|anyonewith|external|accesschange|accessmodified|aclchange|sharedlink|changedocumentaccess|changeuseraccess|changeacl|sharing|shared|createshare|createrecipient|updaterecipient|deltasharing|crossaccount|outsidecollaborator|guestaccess|collab\w*(invite|add)|collaboration|setobjectacl|transferrepo|repo(sitory)?transfer|transferstart|forkcreate|forking|usermobile/,
  ),
  takes(
    3,
    "T1114.003",
    "mail is forwarded or read by another",
    /forward|inboxrule|mailboxpermission|delegate\w*mail|mailbox\w*deleg|journal|transportrule|emailroute|routingrule|emailmonitor|outofdomain|retentionrule/,
  ),
  harms(
    2,
    "T1485",
    "something is destroyed",
    /^(v\d)?(batch)?(delete|destroy|purge|terminate|drop|deregister|erase)(bucket|object|db|database|table|cluster|instance|volume|snapshot|image|stack|namespace|project|repo|workspace|organization|team|file|user|backup|recovery|storage|vm|disk|group|role|log|key|secret|policy|automated|package|story|resource|account)|(buckets?|objects?|databases?|storageaccounts|virtualmachines|disks?|snapshots?|clusters?|instances?|repo|repository|org|organization|team|workspace|project|domain|resourcegroups|servers|vaults|namespaces?|backups?|recoverypoints|volumes?|environment|bigtable|dataset|container|package|deletemarker|gallery|registries|images?|subscription|site|story|tenant|account)s?(delete|destroy|purge|remov|terminat|permanentlydelete|archiv|drop|deletion|suspend)|masspurge|permanentdelete|emptytrash|bulkdelete|deactivateaccount|dropdatabase|droptable|truncate/,
  ),
  harms(
    2,
    "T1496",
    "costly capacity is taken",
    /^runinstances|instancesinsert|createcluster|invokemodel|putusecaseformodelaccess|createfoundationmodelagreement|putfoundationmodelentitlement|requestspot|createfleet|rategovernor|quota\w*increase|virtualmachineswrite/,
  ),
  runs(
    3,
    "T1651",
    "a command is run on a machine",
    /sendcommand|startsession|resumesession|startautomationexecution|executecommand|runcommand|runshellscript|sendsshpublickey|sendserialconsole|enableserialconsole|customscript|extensions?write|invokecommand|realtimeresponse|rtr|execadmin|remoteaction|liveresponse|startrtrsession/,
  ),
  looks(
    2,
    "T1580",
    "rights and resources are enumerated",
    /getaccountauthorizationdetails|simulateprincipalpolicy|simulatecustompolicy|selfsubject|testiampermissions|searchallresources|searchalliampolicies|describeinstanceattribute|getaccountsendingenabled|getsendquota|listidentities|querytestablepermissions|enumerat|portscan|scanattempt/,
  ),
  looks(
    1,
    "T1087.004",
    "the caller or the accounts are looked up",
    /getcalleridentity|listusers|listroles|listaccesskeys|getuser$|getaccountsummary|listattached|listgroups|describeorganization|listaccounts/,
  ),
  enters(
    3,
    "T1078",
    "the product itself calls it a threat",
    /threat|suspicio|anomal|malicious|attack|compromis|phish|malware|virus|ransom|intrus|exploit|fraud|riskdetect|impossibletravel|abuse|unusual|unauthorizedaccess|backdoor|trojan|stealth|cryptocurrency|credentialaccess|exfiltration|tor(ip|node|login)|breach|hijack|dumping|violation|securityalert|incident|detectionsummary|quarantine|sensitiveaction|honey|decoy|canary|xss|sqli|injection/,
  ),
  enters(1, "T1078.004", "somebody signs in", /login|logon|signin|sessionstart|sessioncreat|authenticat|authvia|assumerole|verif/),
  ordinary(
    0,
    "T1526",
    "something is only looked at",
    /^(describe|list|get|read|view|fetch|search|lookup|head|watch|check|query|filter|batchget(?!secret)|select|putobject$|putmetric|putlogevents|createlogstream|invoke(20\d+)?$)(?!secret|password|signin|session|federation|parameters|podsexec|account(auth|sending)|calleridentity|sendquota|accesstoken)|(read|view|viewed|list|get|search|access)$|pageviewed|\bview/,
  ),
  ordinary(
    0,
    "T1526",
    "something is only set right again",
    /startlogging|enable(securityhub|macie|logging|mfa|2fa|guardduty|key)|createdetector|createtrail|(mfa|factor|2fa|2sv|twofactor\w*)(activate|enroll|enable)|unlock|logout|signout|sessionend|restore|unsuspend|heartbeat|healthcheck|comment|reaction|message(s)?(sent|post)|rename|pullrequestopen|issueopen|started$|joined$/,
  ),
];
