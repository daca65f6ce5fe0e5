import { actionsOf, type SensitiveAction } from "./entry.ts";

const keeps = actionsOf("persistence", "TA0003");
const rises = actionsOf("privilege-escalation", "TA0004");
const steals = actionsOf("credential-abuse", "TA0006");

/** Ways to stay, to gain rights and to take credentials (ATT&CK: Persistence, Privilege Escalation, Credential Access). */
export const holding: readonly SensitiveAction[] = [
  keeps(
    2,
    "T1098.001",
    "a credential is made",
    /create(accesskey|loginprofile|servicespecificcredential|apikey|token|serviceaccountkey|signingcertificate|keypair|pat|clientsecret|federationtoken)|updateloginprofile|importkeypair|uploadsshpublickey|uploadsigningcertificate|serviceaccountkeys?(create|upload)|(apitoken|apikey|accesstoken|personalaccesstoken|oauthtoken|token|apicredential|clientsecret|secret|publickey|deploykey|sshkey|servicekey|adminapikey|scimtoken)s?\w*(create|generat|issue|add|insert|grant|approv|regenerat|enable|reveal)|(generate|issue|add|create|mint)\w*(token|apikey|credential|secret|sshkey|publickey|certificate|password)|getfederationtoken|addpassword|certificatesandsecrets|certificatesigningrequests/,
  ),
  keeps(
    2,
    "T1136.003",
    "an account is made or a person invited",
    /create(user|serviceaccount|accountowner|group|guest)|(user|account|member|principal|guest|admin)s?(lifecycle|account)?(create|add|invite|import|provision|register)|(add|invite|create)\w*(user|member|collaborator|guest|account|outside|external)|adduser|invitat|serviceaccounts?(create|insert)|register\w*user|hardresetaccount/,
  ),
  keeps(
    2,
    "T1098.003",
    "a role, trust or permission is widened to last",
    /updateassumerolepolicy|createrole$|addpermission|putresourcepolicy|putbucketpolicy|putbucketacl|putobjectacl|putbucketreplication|setiampermissions|setiampolicy|setdomainenvpolicy/,
  ),
  keeps(
    2,
    "T1098",
    "an application is let in",
    /(oauthapplication|oauthapp|oauth2|integration|appinstall\w*|application|addon|plugin|app|serviceprincipal|clientgrant|connectedapp|marketplace|mobileapp\w*|customapp|webhook|hook|thirdpartyapp|linkedapp|guestapp|library|privateapp|extension)s?(installation|lifecycle|credential)?(create|add|install|approv|authoriz|enable|request|grant|allow|whitelist|consent|scopesexpanded|update|certificates|linked|transfer)|(add|install|approve|allow|create|authorize|consent|enable|grant|linked|link|whitelist|trust|installed)\w*(serviceprincipal|oauth|application|integration|app$|app[a-z]*|plugin|addon|webhook|delegatedpermission|approleassignment|domainwide|apiclient|apiaccess|library|teamapp)/,
  ),
  keeps(
    2,
    "T1525",
    "code that runs by itself is changed",
    /updatefunction(code|configuration)|createfunction|publishlayer|createeventsourcemapping|putrule|modifyinstanceattribute|updatelifecycleconfig|createnotebookinstancelifecycle|buildtriggers?create|cronjobs|daemonsets|mutatingwebhook|validatingwebhook|admissionregistration|(runbooks?|jobschedules?|webhooks?|schedules|automationaccounts?|credentials|hybrid\w*|hostruntime|functions?|webjobs?)(draft|host)?(write|publish|action|create)|createsnippet|startupscript|setmetadata|setcommoninstancemetadata|globalinit|initscript|action(s)?secret|selfhostedrunner|workflow(?!\w*workflow_?run)\w*(change|update|permission|create|edit)|registerself|environmentcreate|createprocess|snapstart/,
  ),
  rises(
    3,
    "T1098.003",
    "rights are granted",
    /(attach|put)(user|role|group)policy|createpolicyversion|setdefaultpolicyversion|addusertogroup|addroletoinstanceprofile|associateiaminstanceprofile|replaceiaminstanceprofile|passrole|elevateaccess|roleassignments?(write|create|add)|roledefinitions?write|classicadministrators|(clusterrolebinding|rolebinding|clusterrole)s?(create|patch|update)?$|(create|patch|update)(clusterrolebinding|rolebinding|clusterrole|role)s|(set|make|grant|assign|add|promote|elevate|change|transfer)\w*(admin|owner|superuser|privilege|role|moderator|permission)|(admin|owner|privilege|superadmin|role|moderator|rolemember|ownership|permission)s?\w*(grant|assign|add|promot|elevat|transfer|chang|update|activat|given|accept|edit)|iamroles(update|create)|rolesupdate|addmembertorole|accessadmin|usermembershipadd|adminaccount|grantuser|setaccountadmin|ownership|transfer$|alter_?user|customroles?create|create\w*role|billingmanager/,
  ),
  rises(
    2,
    "T1548",
    "another identity is taken on",
    /impersonat|actas|generateaccesstoken|signblob|signjwt|getaccesstoken|assumeroot|loginas|supportaccess|delegat\w*access|emergencyaccess|breakglass|imperson|becom\w*user/,
  ),
  rises(
    2,
    "T1611",
    "a container is made or entered",
    /(create|patch|update)(pods|deployments|replicasets|statefulsets|jobs)|createpods(exec|attach|portforward|ephemeralcontainers)?|getpodsexec|podsexec|podscreate|nodesproxy|ephemeralcontainers/,
  ),
  steals(
    2,
    "T1555.006",
    "secrets are read",
    /getsecretvalue|batchgetsecret|getpassworddata|accesssecretversion|listkeys|listsecrets?$|(get|list|watch)secrets|secretsget|getparametersbypath|getparameters?$|listsecret|getsecret|publishxml|listaccountsas|listservicesas|getkeyvalue|itemusage|vaultsecret\w*get|regeneratekey|listadminkeys|exportkey|revealsecret|viewedsecret|getsignintoken|getsessiontoken|tokenreviews|serviceaccountstoken/,
  ),
  steals(
    3,
    "T1110",
    "signing in is tried or blocked over and over",
    /toomany|bruteforce|lockedout|accountlock|userlock|locked|limit(mu|wc|sul)?$|blockedaccount|breachedpassword|passwordleak|leaked|credentialstuff|stolen|pwd_?leak|ratelimit|suspiciouslogin|gov\w*attack|attackwarning/,
  ),
];
