/**
 * Traits that an event shows in its values beside what it does. Each is a pattern over lines of `name=value` in small letters; the name is the last
 * two parts of the field's path. "actor" lines tell who does it and from where, "rest" all others, so that an administrator's address is not
 * taken for an administrator's role.
 */
export type TraitSpec = { readonly says: string; readonly where: "actor" | "rest" | "any"; readonly pattern: RegExp };

const actor = (says: string, pattern: RegExp): TraitSpec => ({ says, where: "actor", pattern });
const rest = (says: string, pattern: RegExp): TraitSpec => ({ says, where: "rest", pattern });
const any = (says: string, pattern: RegExp): TraitSpec => ({ says, where: "any", pattern });

/** Names of fields that tell who does it and from where. */
export const actorName =
  /(^|\.)(actor|user|useridentity|user_?name|username|user_?id|user_?email|useremail|email|principal\w*|caller\w*|initiatedby|initiated_by|createdby|created_by|sender\w*|login|identity|session(context|issuer)?|authenticationinfo|client|alternateid|profileid|displayname|useragent|user_agent|ua|source_?ip\w*|ip_?addr\w*|ipaddress|ip|arn|accesskeyid|invokedby|from_?address|from|author|owner|account_?id|tenantid|securitycontext|geographicalcontext|issuer)(\.|$|=)/;

/** Every trait that is looked for, in the order in which they are told; `says` is unique. */
export const traits: readonly TraitSpec[] = [
  actor("the root account", /(^|\.)type=root$|:root$|(^|\.)(user_?name|login|user)=root$/),
  actor("nobody in particular", /anonymous|unauthenticated/),
  any(
    "a service is the caller",
    /invokedby=|type=awsservice|(sourceipaddress|useragent|user_?agent)=[\w.-]+\.amazonaws\.com$|gserviceaccount\.com|(username|user|principalemail)=system:(?!anonymous|unauth)|\[bot\]|is_bot=true|callertype=(key|service|application)|(actor|caller|useridentity|principal|user)\.?_?type=(awsservice|system|service\w*|application|bot)$|service-\d+@|aws-?internal|awsservicerole|kube-(system|proxy|controller|scheduler|apiserver)\S*(\/v|$)/,
  ),
  any("a person through single sign-on", /awsreservedsso|identitystore|federateduser|samluser/),
  any(
    "a tool rather than a browser",
    /(agent|_ua|\.ua|rawuseragent)=.*(python|curl|wget|boto|aws-cli|aws-sdk|go-http|okhttp|powershell|axios|java\/|postman|httpx|aiohttp|ruby|libwww|node-fetch)/,
  ),
  any("a browser or console", /(agent|_ua|\.ua|rawuseragent|browser)=.*(mozilla|chrome|safari|firefox|console\.|signin\.amazon|coral)/),
  any("built by code", /terraform|pulumi|cloudformation|ansible|hashicorp|gitops|argocd|flux\b|jenkins/),
  any(
    "an attack tool",
    /\bkali|parrot os|pentoo|\bpacu|trufflehog|sqlmap|\bnmap|nikto|nuclei|masscan|metasploit|cobalt|mimikatz|bloodhound|azurehound|roadtools|aadinternals|evilginx|gophish|s3 browser|scoutsuite|peirates|kube-?hunter|rubeus|sharphound|\bxmrig|ethminer|fuzz faster|\bffuf|gobuster|dirbuster|hydra|crackmapexec|impacket|s3browser|\bemotet/,
  ),
  any(
    "a hidden sender",
    /\btor\b|tor_exit\w*=(true|\S)|torexit|anonymi[sz]|(is_?)?proxy=true|proxytype|vpn\w*=true|hosting=true|relay=true|is_?tor=true|mullvad|nordvpn|expressvpn|protonvpn/,
  ),
  any(
    "called malicious",
    /malicious|blacklist|blocklist|known.?bad|compromis|breach|leaked|pwned|stolen|botnet|ransom|malware|trojan|phish|\bexploit|\bcve-\d|\bc2\b|command.and.control|crypto.?min|webshell|backdoor|credential.?stuff|brute.?force|\bspray|impossible.?travel|exfiltrat|\binjection|\bxss\b|traversal|\brce\b|log4|jndi|honeypot|honeytoken|canary|decoy|\bdumping|privilege.?escalation|lateral.?movement|persistence|defen[cs]e.?evasion|credential.?access/,
  ),
  any(
    "called suspicious",
    /suspicious|anomal|unusual|unauthori[sz]ed|unrecogni[sz]ed|unfamiliar|violation|abuse|threat|attack(?!\.mitre)|intrusion|toxic|risky/,
  ),
  any(
    "called harmless",
    /non-suspicious|not malicious|benign|legitimate|\bnormal\b|\btrusted\b|allowed_|expected|harmless|classification=(unknown|benign)|noise=false|malicious=(false|0)$|suspicious=(false|0)$|riot=true|tor_exit\w*=false|threat\w*=(false|0|none)$/,
  ),
  actor("named like an attacker", /attacker|\bevil|hacker|malicious|compromised|badguy|rogue|intruder|insider|external|outsider|unknown/),
  rest("named like an attacker's", /attacker|\bevil|hacker|badguy|rogue/),
  any(
    "severity high",
    /(severity|risk\w*|level|priority|criticality|threatlevel|score)=(critical|high|severe|urgent|p0|p1)\b|severity=([7-9]|10)(\.\d+)?$|risk\w*=(high)/,
  ),
  any("severity medium", /(severity|risk\w*|priority)=(medium|moderate|warning|warn|p2)\b|severity=[4-6](\.\d+)?$/),
  any("severity low", /(severity|risk\w*|priority)=(low|info|informational|information|notice|none|p3|p4|minor)\b|severity=[0-3](\.\d+)?$/),
  rest(
    "an alert of the product",
    /alert_?(id|type|name|title|status|severity)?=|finding|detection|incident|trigger|threat_?(id|name|type|classification)|signature=|kind=alert/,
  ),
  any(
    "already settled",
    /(status|state)\w*=(resolved|closed|fixed|remediated|cleared|dismissed|suppressed|archived|inactive|passed|pass)\b|sample=true|dry_?run=(true|all)|test_?mode|simulat/,
  ),
  any("still open", /(status|state)\w*=(open|new|active|in_progress|unresolved|triggered)\b/),
  rest(
    "anyone may reach it",
    /=(0\.0\.0\.0\/0|::\/0|\*)$|"(principal|aws)":\s*"\*"|allusers|allauthenticatedusers|public[-_]?read|people_with_link|anyone|public_on_the_web|visib\w*=\S*public|=public$|allow\w*public\w*=true|public_?access\w*=(true|enabled|blob|container)|world|internet(?!gateway)|shared_externally|external/,
  ),
  rest(
    "kept private",
    /visib\w*=\S*private|=private$|public_?access\w*=(false|none|disabled)|allow\w*public\w*=false|visibility\w*=(internal|people_within_domain\w*)|within_domain/,
  ),
  rest(
    "administrator rights",
    /administratoraccess|fullaccess|\badmin(istrator)?s?\b|_admins?\b|-admins?\b|admin$|superuser|super_?admin|global[_ ]?admin|account-?admin|securityadmin|sysadmin|cluster-admin|system:masters|\bowners?\b|roles\/(owner|editor)|poweruser|"action":\s*"\*"|\bsudo\b|=\*:\*|privileged role/,
  ),
  rest("few rights", /readonly|read-only|read_only|viewer|\breader|\bguest\b|\bmember\b|developer|\bview\b|non[-_]admin|limited|basic/),
  any(
    "no second factor",
    /mfa\w*=(no|false|0|none|disabled)$|multi_?factor\w*=(no|false)|singlefactor|single_factor|two_?factor\w*=(false|disabled|off)|2fa\w*=(false|disabled)/,
  ),
  any("a second factor", /mfa\w*=(yes|true)$|multifactorauthentication$|two_?factor\w*=(true|enabled)/),
  rest(
    "a container with rights over its host",
    /privileged=true|hostpid=true|hostnetwork=true|hostipc=true|hostpath|allowprivilegeescalation=true|sys_admin|sys_ptrace|net_admin|cap_|docker\.sock|type=nodeport|runasuser=0|hostport|type=loadbalancer/,
  ),
  rest(
    "a container without such rights",
    /privileged=false|hostpid=false|hostnetwork=false|hostipc=false|allowprivilegeescalation=false|runasnonroot=true|type=clusterip|emptydir/,
  ),
  any(
    "reads secrets of the machine",
    /\/var\/run\/secrets|serviceaccount\/token|169\.254\.169\.254|\/etc\/(shadow|passwd)|\.aws\/credentials|\.ssh\/|id_rsa|\.kube\/config|lsass|ntds|attribute=userdata/,
  ),
  rest(
    "a shell command",
    /(curl |wget |bash|sh -c|\/bin\/sh|\bnc |ncat|base64|chmod|powershell|cmd\.exe|perl -|whoami|nsenter|chroot|wevtutil|certutil|bitsadmin|rundll32|regsvr32|mshta|\$\()/,
  ),
  rest("every action or resource", /"action":\s*"?\*|actions?=\*|(verbs|resources|apigroups)=\*|"resource":\s*"\*"/),
  rest(
    "switched off",
    /(enabled|active|required|enforced?|status|state|\w*value|setting\w*|logging|protection|versioning|encryption\w*|verification\w*|after|check\w*|policy|include\w*events|description|enforcement\w*|isenabled|mode|new_\w+)"?[=:]\s*"?(false|off|disabled?|none|no|suspended|not_enforced|evaluate|inactive|never|optional|anyone|everyone|any)\b|optional$|_off$|disabled$| off$/,
  ),
  rest(
    "switched on",
    /(enabled|active|required|enforced?|status|state|\w*value|setting\w*|logging|protection|versioning|encryption\w*|verification\w*|after|check\w*|policy|include\w*events|description|enforcement\w*|isenabled|mode|new_\w+)"?[=:]\s*"?(true|on|enabled?|yes|enforced|always|required|admins?_only)\b| on$/,
  ),
  rest("it was off before", /(old\w*|before|previous\w*|from)(\.\w+)?=(false|off|disabled?|none|no|null|inactive)$/),
  rest("it was on before", /(old\w*|before|previous\w*|from)(\.\w+)?=(true|on|enabled?|yes|active|all\w*)$/),
  any(
    "a new place or device",
    /new[-_ ](ip|city|country|device|geo\w*|location|asn)\w*=positive|behaviors?=.*new.*=positive|new geo|unfamiliar|first.?seen/,
  ),
  any("no new place or device", /new[-_ ](ip|city|country|device|geo\w*|location)\w*=negative/),
  rest("many at once", /bulk|batch|\bmass\b|multiple|\bmany\b|threshold|exceed/),
  rest(
    "a port that runs machines",
    /port\w*=(22|23|3389|445|135|139|1433|3306|5432|5985|5986|6379|9200|27017|2375|2376|10250|8080|4444|1337)$/,
  ),
  rest("a port of the web", /port\w*=(80|443)$/),
  rest("another account", /(externalid|valuestoadd|attributevalue|add|userid|account\w*|member\w*|aws)=\d{12}$|arn:aws:iam::\d{12}:root/),
  rest("of the platform itself", /kube-system|kube-public|awsreserved|aws-service-role|system:/),
  any("inside addresses", /(^|\.)\w*(ip|addr|address)\w*=(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.)/),
  any("outside addresses", /(^|\.)\w*(ip|ips|addr|address)\w*=(?!10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.|0\.)\d+\.\d+\.\d+\.\d+$/),
];
