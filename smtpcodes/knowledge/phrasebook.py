"""What phrases say the cause of a reply, the most telling ones first. Words only: no server, no provider, no code.

The language is that of ``phrases``. A block stands before another if its phrase is the truth where both are said
("recipient address rejected: quota exceeded" is about the quota).
"""

from __future__ import annotations

# In an AUTH exchange, and for replies that are for AUTH alone.
AUTH: tuple[tuple[str, str], ...] = (
    ("auth.credentials-invalid", "reason unavailable"),
    (
        "rate.limited",
        "sending rate / too many|much emails|messages|mails|mail|connections|recipients / connection|connections|concurrent*|thread|recipient|recipients .. limit",
    ),
    ("quota.exceeded", "message|messages|sending quota"),
    ("message.not-compliant", "message header"),
    (
        "sequence.bad",
        "already auth* / already .. logged|authenticated / bad sequence / sequence of commands / say|send .. hello|helo|ehlo / mail transaction / during .. transaction|mail / identity change*",
    ),
    (
        "auth.disabled-by-policy",
        """
        basic auth* .. disabled|not|deprecated|blocked / disabled .. tenant|organization|organisation|mailbox / basic authentication / smtpclientauthentication .. disabled / security defaults / user|tenant .. not allowed / conditional access / smtp|client auth* .. disabled|blocked|off / auth*|access is|are|was|been|currently disabled
        smtp|imap|pop|pop3 access|service|client|protocol .. disabled|off|closed|not|denied""",
    ),
    (
        "auth.app-password-required",
        """
        app|application|apps .. specific password / app|application|apps password* / authorization code / 授 权 码 / client .. code .. password
        generate .. password .. app* / 2 factor|step .. password / two factor|step .. password / third party .. password""",
    ),
    (
        "auth.web-login-required",
        """
        log|sign|login|logon in|via|with|through|using|to .. browser|webmail|web / web .. login|log .. required / weblogin* / web browser
        prove .. robot|human / captcha / unlock .. captcha|account / use web .. sending / suspicious login|sign|log|activity""",
    ),
    (
        "auth.password-policy",
        """
        password .. expired|weak|simple|short|old|outdated|compromised / password .. must|should|needs|has .. changed|change|reset
        change|reset|update .. password / password change .. required / password .. not .. complex""",
    ),
    (
        "auth.token-invalid",
        """
        token not|rejected|unavailable / oauth*|bearer|access|refresh|xoauth2 .. token .. expired|invalid|revoked|malformed|bad|wrong|rejected / token .. expired|invalid|revoked|malformed
        invalid|expired|bad|missing .. token / invalid grant|scope / oauth* .. expired|invalid / oauth2 authentication|auth .. fail*""",
    ),
    ("auth.password-transition", "password .. transition / transition .. needed|required"),
    (
        "auth.mechanism-too-weak",
        """
        mechanism|method|auth* .. too|insufficiently weak|insecure / weak* .. mechanism|method|auth* / stronger|secure .. mechanism|authentication|method .. required|needed
        plain .. not .. allowed|permitted .. without|unencrypted / mechanism .. not secure / demands""",
    ),
    (
        "auth.rate-limited",
        """
        too many|much .. auth*|login*|logins|logon*|password*|attempts|failures|failed|fail|invalid|bad|tries|sign / fail* too many|often / auth* .. temporarily blocked|locked|banned / account .. temporarily locked|blocked|banned
        auth*|login|logins|logon .. attempts .. exceed*|limit*|many / login|auth* frequency|rate .. limit*|exceed* / brute force
        locked .. minutes|hours|time|temporarily / temporarily locked|blocked|banned|locked .. out|too|account|ip / rate limit* / throttl* / try again in .. minutes|hour|hours""",
    ),
    (
        "auth.temporary-failure",
        """
        temporar* .. auth*|login|sasl / temporar* .. fail*|error|unavailable|problem|lookup / connection lost / lost connection / auth* .. server .. down|unavailable|unreachable|fail*|error|lost|not / auth* service|daemon|backend|process|database .. down|unavailable|unreachable|fail*|failure|error|lost
        system|server|service .. busy|overloaded|unavailable|down / try|retry .. later / later .. try|retry / internal .. error|failure / back end|backend / backend
        cannot|unable|couldnt|could .. now|moment|present|currently|achieve / auth* error .. temporar* / unable to .. at present / database|ldap|sql|radius|imap|pop3 .. fail*|error|down|unavailable|timeout|refused
        timeout / timed out / time out / auth* service .. not available / ^ auth error / ocsp / generic failure .. try / try again / mysql|ldap""",
    ),
    (
        "auth.syntax",
        """
        base64 / decode|decoding / not .. value / auth* .. aborted|cancel*|abort / cancel* .. client|auth*|negotiation|exchange / negotiation|exchange .. cancel*|aborted / invalid|malformed|bad|wrong .. challenge|response|initial|argument*|parameter*|syntax|encoding|userdata|auth string
        initial response .. too|not|invalid|unexpected|missing|required|expected / syntax / malformed / protocol error / bad protocol / mechanism|type .. must .. specified / mechanism|type|mode not|un specified|given / no auth* type|mechanism|method / mechanism|type required|missing|needed|expected / not start / auth* .. sequence / abort* .. auth* / nul|null
        split .. auth / enough value* / optional argument / missing .. argument*|parameter*|mechanism / unexpected .. response|data / empty .. response|user*|password""",
    ),
    (
        "auth.line-too-long",
        "line|exchange|response|command .. too long / too long .. line|response / response|line limit exceeded / length exceed*",
    ),
    (
        "auth.not-available",
        "^ auth|authentication|smtp not supported|implemented|available / ^ auth|authentication is not supported|implemented|available / ^ error auth|authentication not supported|enabled",
    ),
    (
        "auth.mechanism-unsupported",
        """
        mechanism*|method|type|scheme|mode .. unsupported|unrecognized|unrecognised|unknown|invalid|disabled|unimplemented / only plain|login|xoauth2|cram|digest|scram|ntlm|gssapi / mechanism*|method|type|scheme .. not|isnt .. supported|available|recognized|recognised|enabled|implemented|offered|allowed
        unsupported|unrecognized|unrecognised|unknown|invalid|bad|wrong|unimplemented .. mechanism*|method|type|scheme / no|longer .. mechanism|mechanisms|method / no worthy mechs / xoauth .. supported|longer / not .. mechanism|mechanisms / not supported / unsupported .. auth*""",
    ),
    (
        "auth.not-available",
        """
        auth* .. not|never .. advertised|available|offered|implemented / auth* .. only .. submission|port|ports|587|tls / command auth|# not recognized / auth* .. not .. port|server|servers
        auth* .. not|never enabled|allowed|permitted / auth* not required|needed|necessary / no authentication|auth .. available|offered|enabled|required|configured / auth* .. unavailable / auth command .. unrecognized|unknown|unsupported|disabled / does not support .. auth*""",
    ),
    (
        "auth.account-disabled",
        """
        account|user|mailbox|login|server|domain|credential*|customer|sender .. disabled|suspended|locked|blocked|deactivated|terminated|frozen|inactive|closed|expired|banned|cancelled|unverified|restricted|delinquent
        disabled|suspended|locked|blocked|deactivated|inactive|banned .. account|user|mailbox|login / account .. not|isnt .. active|activated|enabled|confirmed / account unavailable / is disabled|suspended|locked|blocked / has been disabled|suspended|locked|blocked""",
    ),
    (
        "auth.disabled-by-policy",
        """
        auth* .. switched|turned / auth* .. not allowed|permitted|enabled .. account|user|tenant|mailbox|you|domain
        smtp|imap|pop|pop3|mail .. access|service|client|protocol .. disabled|off|closed|not|denied / access .. rights .. service / access to .. smtp|service .. disabled|denied|not / external access .. disabled
        third party .. not|disabled|blocked / not|isnt .. enabled .. account|user|smtp|mailbox / not allowed|permitted|authorized .. smtp|service|protocol|log|login|relay|server
        did not meet .. criteria / no permission / has no .. right*|permission* / unauthorized|unauthorised|untrusted .. ip|address|location|country / policy / disabled .. administrator|tenant
        service .. not|isnt .. enabled|open|opened|activated / smtp .. not .. enabled|open|activated / login .. not|isnt .. allowed|permitted / plan .. not .. include|allow""",
    ),
    (
        "auth.sender-mismatch",
        "not .. authorized|authorised|allowed|permitted .. send .. as|from|behalf / incorrect authentication .. address / sender .. match",
    ),
    (
        "quota.exceeded",
        "quota|credits|plan|limit|subscription .. exceeded|expired|reached|exhausted",
    ),
    (
        "tls.required",
        "secure|encrypted connection .. require*|requiered|needed|necessary / plaintext|plain|cleartext .. disallowed|disabled|not / plaintext|cleartext .. require* / encryption|tls|ssl|starttls .. required|first|needed|must / must .. tls|starttls|encrypt* / vulnerable",
    ),
    (
        "auth.required",
        "not .. authenticated|logged / auth* required|first|needed / unauthenticated .. commands",
    ),
    (
        "auth.credentials-invalid",
        """
        invalid|incorrect|wrong|bad|unknown|mismatched|unaccept*|loving .. credential*|password*|passwd|pass|user*|login|logon|auth*|account|secret|key|identity / credential*|password*|passwd|user*|login|logon|account|pair|authentif* .. invalid*|incorrect|wrong|bad|fail*|rejected|denied|mismatch*|unknown|longer|errone|incorrecte
        credential*|password|user*|login|account .. not .. accepted|valid|match|correct|found|exist|recognized|known / auth*|login|logon|log|sasl|sign .. fail*|unsuccessful|reject*|denied|refused|invalid|error|succeeded|incorrect|declined / fail* .. auth*|log|login|password
        could|couldnt|cannot|cant|unable .. auth*|log|login|verify / no such user / user unknown|unknown / check .. user*|password|credentials|login / access denied / denied / rejected / channel binding* / doesnt exist|match / not .. match
        identifiants|mot .. incorrect*|invalide* / contrasena|clave .. incorrect* / kennwort|passwort|benutzername .. falsch|ungultig / falsch|ungultig .. kennwort|passwort|benutzername / 密 码 / 认 证 失 败 / no authentication .. succeeded / code .. authentification .. invalide""",
    ),
)

# Everywhere.
_TELLING: tuple[tuple[str, str], ...] = (
    (
        "command.unsupported",
        "vrfy|expn|etrn|turn|help command|is|are|has|not .. disabled|supported|implemented|allowed / vrfy|expn|etrn|turn disabled",
    ),
    (
        "quota.exceeded",
        "number .. outgoing|outbound messages|mails|emails .. exceed* / exceed* .. messaging limits|limit / outgoing|sending|messaging limit*|quota .. exceed*|reached",
    ),
    (
        "recipient.unknown",
        "mailbox|user|recipient does not exist / mailbox|user|recipient doesnt exist",
    ),
    ("policy.virus", "virus|viruses|viral|malware|trojan|infected|clamav|worm|ransomware"),
    (
        "auth.disabled-by-policy",
        "basic authentication .. disabled / smtpclientauthentication .. disabled / smtp auth* .. disabled",
    ),
    (
        "policy.blocklisted",
        "spamhaus|spamcop|barracudacentral|sorbs|uceprotect|abuseat|invaluement|senderscore|nixspam|mailspike|backscatterer|psbl|lashback",
    ),
    (
        "auth.required",
        "unauthenticated mail|connections|smtp|clients not allowed|permitted|accepted / auth*|login .. required|needed|necessary for|to|before .. relay*|send*",
    ),
    ("relay.denied", "^ relay|relaying .. denied|refused|prohibited|rejected|disallowed"),
    (
        "recipient.refuses",
        """
        envelope blocked / blocked by .. recipient / manually blocked / header based manually / user entry / user in blacklist / rcpt|recipient .. in .. blacklist*|blocklist* / authrequired / notauthorized / badrcptto / not|isnt authenticated|authorized .. group|mailbox|folder|organization / sender .. not authenticated .. group|mailbox|folder|organization
        rejected by .. recipient|recipients|destination|addressee|user""",
    ),
    (
        "message.not-compliant",
        "duplicate|multiple header|headers|subject / not rfc .. compliant / multiple addresses / headers .. not .. compliant",
    ),
    (
        "policy.sender-authentication",
        "purported responsible / does not have authentication information / authentication information .. fail*|pass",
    ),
    ("sender.rejected", "^ sender rejected / ^ # sender rejected"),
    (
        "policy.rejected",
        "policy rejection / administrative prohibition / host rejected|denied|refused .. policy / rejected for policy reasons|reason",
    ),
    (
        "tls.required",
        "not .. over .. tls|encrypted|ssl / without .. tls|encryption|ssl / tls|ssl|sslv3 connection required / requires .. tls|ssl connection|encryption",
    ),
    (
        "sequence.bad",
        "not yet given|specified|sent / must precede / bad|improper|wrong sequence / out of sequence / not .. permitted|allowed during / not allowed in lmtp / helo|ehlo first / duplicate helo|ehlo|lhlo|auth|mail|starttls",
    ),
    (
        "syntax.bad",
        "syntax error / invalid format .. command / malformed command|address / bad .. syntax / must contain .. domain / helo|ehlo argument / empty helo|ehlo|argument / command .. too long",
    ),
    ("auth.syntax", "decode response|auth*|base64 / contain nul|null"),
    (
        "rate.limited",
        "domain|domains .. quota exceeded / daily|hourly quota exceeded / submission quota|rate / at a rate|speed / per transaction .. exceeded",
    ),
    (
        "policy.spam",
        "judged .. spam / blacklisted|blocked|listed url|urls|link|links / uribl|surbl / recurrent pattern detection",
    ),
    (
        "policy.reputation",
        """
        low|poor|bad|insufficient reputation / too many|much spam|spams / excessive .. rejected recipients / too many invalid|unknown|spam recipients|mailboxes|users / excessive .. unknown|invalid|rejected / spam rate exceeded / bounce attack*""",
    ),
    (
        "policy.blocklisted",
        "sender|sending|client|source ip .. reject*|blocked|denied|refused|banned / bad|invalid .. ip / no access from / accepting mail|messages|connections from .. ip|host|network / service unavailable .. blocked|listed",
    ),
    (
        "sender.rejected",
        "email address .. blacklisted / sender .. black list / sender .. blacklisted / sender domain is|listed empty|at / sender is|address|domain .. in .. blacklist*|blocklist*|denylist* / denies .. sender / accept mail from # / accept mail from sender",
    ),
    (
        "auth.required",
        """
        authentication turned on / turn|switch on .. authentication / authentification requise|necessaire|obligatoire / authentifizierung|anmeldung .. erforderlich|notwendig / autenticacion .. requerida|necesaria|obligatoria / requiere autenticacion / autenticazione .. richiesta|necessaria / autenticacao .. necessaria|obrigatoria""",
    ),
    (
        "auth.rate-limited",
        "too many|much .. auth|authentication|login|logins|logon / login frequency limited / authentication .. rate|attempts .. limit*|exceed*",
    ),
    (
        "auth.temporary-failure",
        "temporary authentication failure / authentication .. temporar* / connection lost to authentication",
    ),
    (
        "auth.sender-mismatch",
        """
        not owned by / sender address .. not .. owned|verified .. user|account / not one of your addresses / not .. logged .. as / send as denied / sendasdenied / not local sender / unregistered domains / sender signature
        from|sender|mailfrom|envelope|email .. must match|same|correspond|equal|be|belong .. user*|login|auth*|account / from|sender .. same as .. user*|auth*|login|account / sender|from .. does|do|doesnt|not|dont match|belong .. user*|login|auth*|account|logged
        mail from|sender .. must .. same / not .. allowed|authorized|authorised|permitted .. send .. as|from|behalf|using .. this|sender|address|another|user|behalf|from|domain
        permissions|permission .. send .. as|behalf / from|sender|domain|address|identity|email .. is|are|not not|been verified / sender|identity not|isnt verified / not verified .. identity|identities|domain|sender|email / domain|address|sender .. not associated|belonging .. account / unconfigured sending domain / sender .. not .. authorized|allowed .. user|account|login / authentication .. specified .. address
        from|sender address .. account / from .. different .. auth*|login|account|user""",
    ),
    (
        "auth.account-disabled",
        """
        sending .. suspended|paused|disabled|denied|blocked .. account / account .. suspended|disabled|blocked|restricted|locked .. sending|send|smtp / sending suspended|paused|disabled / message sending .. account .. disabled / sending from this account
        account outbounds disabled / outbounds disabled / outgoing mail .. suspended / banned sender / bad outbound sender / outbound spam / submitter .. disabled / your account .. suspended|disabled|blocked|locked|restricted / main account unavailable / mail sending denied""",
    ),
    (
        "tls.not-offered",
        """
        starttls .. not advertised / starttls|tls .. not|isnt .. offered|advertised|supported|available .. by|remote|server|host|peer / starttls|tls|encryption .. required .. but|was|not not|never .. offered|supported|advertised|available / starttls|tls not|isnt supported / tls required .. send / does not|doesnt support .. starttls|tls|encryption
        starttls is required to send""",
    ),
    (
        "tls.unavailable",
        "starttls|tls|ssl .. not|isnt|temporarily|currently .. available|unavailable|possible|now|reason / starttls|tls|ssl unavailable / tls temporarily|currently / tls .. temporary / initialize|initialise|init .. tls|ssl",
    ),
    (
        "tls.failed",
        """
        tls|ssl|starttls|handshake .. fail*|error|alert|abort* / certificate .. expired|invalid|unknown|untrusted|trusted|mismatch|verif*|fail*|mta|rejected|revoked / failed .. handshake|tls|ssl|certificate / cannot|could|unable .. tls|ssl|starttls .. negotiate|establish|handshake|session|connection
        invalid|untrusted|expired|self .. certificate|signed / tls .. version|versions|10|11|ciphers|cipher / mta sts / tlsa|dnssec|dane / strength ciphers / tls 1 0|1 / no shared cipher / weak .. cipher*|tls / unsupported|old|outdated tls|ssl|protocol""",
    ),
    ("auth.syntax", "auth* .. base64|decode / base64 .. decode* / sasl .. protocol"),
    (
        "policy.sender-authentication",
        """
        spf|dkim|dmarc|openspf|domainkeys|senderid|arc / anti spoofing / spoof* / sender id / sender policy framework / forged|forgery|fake .. sender|from|address|mail / impersonat*
        authentication .. level|requirements|checks|results|pass / email|mail|message|messages|domain|sender|from .. not|isnt|un .. authenticated / unauthenticated .. email|mail|message|messages|sender / not authenticated .. domain|sender|message / fake sender / forged|falsified sender""",
    ),
    (
        "recipient.mailbox-full",
        """
        mailbox|inbox|user|account|recipient|maildir|mailfolder|storage|disk|folder|mail|box|boite|postfach|buzon|casella .. full|overquota|pleine|voll|piena|lleno|llena / full .. mailbox|inbox|mailfolder / mailbox .. over .. quota|size|limit / over quota|storage|allocation / overquota / overquotatemp / overquotaperm
        mailbox|inbox|user|account|recipient|storage|disk|space .. quota|size|storage|capacity|space .. exceed*|full|reached|limit|over|exhausted / mailbox|storage|disk|user|recipient|box|account .. exceed* .. quota|size|storage|capacity|allocation|allotment|space|allocated / exceed* .. storage|mailbox|disk .. allocation|quota|size|limit|space|capacity
        exceed* storage|mailbox / out of .. storage|quota|space|disk .. user|mailbox|recipient / disk quota / quota exceeded .. mailbox|user|recipient / exceed* .. quota .. mailbox|storage / not .. enough|sufficient space|storage|room .. mailbox|recipient|user|account / would|will .. over|exceed .. quota|mailbox / no space|room .. mailbox|recipient|user""",
    ),
    (
        "rate.greylisted",
        "greylist*|graylist*|gray|grey|greylisted|postgrey / try again in .. seconds|minutes|sec|min / retry .. in|after .. seconds|minutes / please retry after / please try another server / delayed .. first / too .. young .. retry / come back in .. minutes|seconds",
    ),
    (
        "policy.reverse-dns",
        """
        access denied .. name lookup / ptr / reverse dns|lookup|hostname|mapping|record|name|resolution|address / rdns / revdns / inverse dns / cannot|could|couldnt|cant|unable|not .. find|resolve .. your .. hostname|host|ip|reverse|address / no .. reverse|hostname|rdns / client host .. cannot|not .. find|found / generic .. hostname|ptr|rdns|name / does not resolve .. to|back / hostname .. does .. match|not .. ip|resolve
        helo|ehlo .. reject*|invalid|not|bad|mismatch|must|refused|denied|forged|fake|error / invalid|bad|fake|forged .. helo|ehlo / fully qualified .. hostname|domain|helo / fqdn .. required|helo|ehlo / ip .. not match|matching .. hostname|ip / failure in dns|rdns / dns look|lookup .. ip|client|connecting / host name .. match .. ip / forward confirmed / fcrdns / your .. ip|host|server .. has .. no|not .. dns|name""",
    ),
    (
        "routing.failed",
        """
        mail loop|looping / loop* detected|back / looping message|mail / is looping / routing loop / message loop* / too many hops|received / hop count|limit / maximum hops / hops exceeded / dns .. query|lookup|resolve|resolution .. fail*|error|timeout / dns .. fail*|error|problem / no route / routing|route .. error|fail*|problem|not / servfail / nxdomain / misconfigured mx|dns
        incorrect hostname / unable|cannot|could|couldnt .. find|route|locate|resolve .. host|domain|mx|route|exchange* / unrouteable|unroutable domain / mx|mail exchange* .. points|loops|invalid|lookup|not / no .. mx .. record|found|host / domain not found .. rcpt / name server .. fail*|timeout|error / message expired / delivery time expired / smtp server .. unreachable / remote|next .. host|hop .. unreachable|refused|down / recipients|remote|destination server was|is|temporarily|unavailable|down / connect to # .. timed|refused|unreachable|route / name service error / retry timeout exceeded / requests to connect""",
    ),
    (
        "sender.rejected",
        """
        mx record .. not allowed / null mx / nullmx / sender|from|mail|return|envelope .. domain|address .. not|no|doesnt|does .. found|exist|resolve|accept|resolvable|valid / senders mx / sender verify / sender verification / sender .. callout / sender .. undeliverable
        unroutable|unrouteable|invalid|bad|unknown|nonexistent .. sender|sending|return|from|envelope / sender domain|address .. invalid|unknown|undeliverable / domain of sender / domain .. sender .. not|does|unresol* / unresolv* .. from|sender|domain|rfc / emetteur|expediteur|expedidor|remitente|absender|mittente .. invalide|invalid*|refuse|inconnu|rechazado|bloque|abgelehnt|ungultig
        sender|from address|addresses .. blocked|suspended|disabled / badmailfrom / refused|rejected mailfrom / envelope|sender domain .. not allowed / from|sender .. name .. not|invalid / return path .. not|invalid|reject*""",
    ),
    (
        "policy.blocklisted",
        """
        blocklist*|blacklist*|blocklisted|blacklisted|denylist*|denylisted|spamhaus|spamcop|barracudacentral|sorbs|uceprotect|xbl|pbl|sbl|cbl|dbl|css|rbl|rbls|dnsbl|dnsbls|urbl|cxbl|senderscore|invaluement|abuseat|nixspam|cdrbl|psbl|backscatterer|lashback|mailspike|zen / black|block|deny list|listed|lists / black ip / block lists
        listed .. in|on|at|by|as / banned .. ip|host|sending|address|server / ip|host|client|server|address|network|range|subnet|connection|connections|domain .. is|been|was|are .. banned|blocked|listed|denied|blacklisted|prohibited|rejected / ip|host|client|network .. blocked|banned|listed|refused
        invalid|bad ip / not allowed to connect / access to .. mail|messages .. system .. rejected / access to .. messages / identified as spammer / not authorized to send .. directly / ip not in whitelist|allowlist / sending ip .. blocked|banned|denied / delist* / removal .. list / unblock .. request|ip|address|form|here / request .. unblock|removal|delisting / ip|ips|connections .. not .. accepted|allowed|permitted .. from|ip|send / traffic .. not accepted|allowed .. ip / not accept* .. from|connections .. ip|host|network|address / dynamic* assigned / dynamic|dialup|residential|transient .. ip|address*|pool|range|host|not|space / dial up
        access .. from .. ip|address|host|network|server .. denied|not|blocked|rejected|refused / ip .. not authorized|whitelist*|whitelisted / customized block / block ip / permanently deferred / host|network|ip not allowed / host network / unauthenticated mail .. range / blocked .. using|spamming / source .. bloque* / ip .. bloque* / bloque .. ip|services|spam / gesperrt|geblockt .. ip / ip .. gesperrt|geblockt""",
    ),
    (
        "policy.reputation",
        """
        reputation / poor .. score|history|rating|reputation / low|bad .. reputation|score|history / spam rate exceeded / complaint*|complaints / untrusted / rejected recipients / invalid recipients / too many invalid|spam|unknown|bad .. recipients|mailboxes|users / unusual|suspicious .. traffic|activity|volume|rate|pattern*
        content judged .. spam .. day / blocked for .. day|hour / flooding / abusive requests / new .. ip|sender|domain|mail .. untrusted|warm / harvest* / directory attack / too much spam / abuse .. from .. ip|host|server / sender .. score / senderbase""",
    ),
    (
        "message.too-large",
        """
        too much .. data / message|mail|email|size|attachment|attachments|body|file|data|content|nachricht .. too large|big|long|gross / too large|big / exceed* .. size / size .. exceed*|limit|maximum|max|large|too|over|permitted|depasse / message .. size .. limit|exceed*|maximum / larger than / maximum .. message|size|length / length .. data|message .. maximum|exceed* / number of attachments
        taille .. message|limite|maxim* / tamano .. mensaje|excede / message .. exceed* .. maximum|size|limit|fixed / oversize* / data size / too .. big""",
    ),
    (
        "quota.exceeded",
        """
        sending|outgoing|outbound|smtp|plan|credits|credit|monthly|daily|hourly|message|email .. quota|credits|limit|allowance|plan|allotment .. exceed*|reached|used|exhausted|over|up / maximum credits / not enough .. quota|credits|credit|balance / insufficient .. quota|credits|credit|balance / out of credits / trial|subscription|payment|billing|invoice|unpaid / free accounts|plan / upgrade .. plan|account
        your .. quota|limit .. exceed*|reached / exceed* .. your .. quota|limit|plan|allowance / exceed* .. sending .. quota|limit / quota .. sending|send|sends / test purposes""",
    ),
    (
        "rate.limited",
        """
        rate limit*|limited|exceed*|control|too / limit* .. rate / rate .. exceed*|limited|excessive|high / ratelimit* / throttl* / too many|much .. connection*|session*|message*|mail*|email*|recipient*|rcpt*|request*|concurrent|simultaneous|transaction*|parallel|rcpts|deliver* / too many|much .. hour|minute|day|second|from|per|ip|time / too fast|quickly|frequent*|rapidly|often
        exceed* .. rate|connection*|frequency|threshold|limit .. messages|recipients|connections|hour|minute|day|number|ip|time|domain / exceed* .. number of|allowed / exceed* .. maximum|max .. connection*|recipient*|number|messages|mails|rate / connection|connections|message|messages|recipient|recipients|sender|sending|mail|mails|emails|hourly|daily|frequency|volume|submission|concurrent*|session|transaction|rcpt|rcpts|smtp .. limit*|rate|quota .. exceed*|reached|hit|over|limited
        recipients|domain|domains .. quota exceeded / recipient quota / domain quota / daily|hourly|monthly quota|limit / frequency limit* / frequency .. limited|high / unexpected|unusual volume|rate|amount / excessive|high .. volume|rate|number|traffic / slow down / slowdown / maximum|max .. connections|recipients|rcpts|messages|message|number|concurrent / max* .. per connection|hour|minute|second|day|session / received|sent .. too much|many|fast|quickly
        number of .. connections|recipients|messages|rcpts|sessions|errors .. exceed*|over|limit*|reached|allowed|size / per .. second|minute|hour|day|unit|connection|session|transaction .. exceed*|limit|maximum / size per transaction / per transaction exceeded / reduce .. rate|number|speed / traffic .. limit*|exceed*|control / resources .. restricted / in a short period|time / over .. hourly|daily|limit / limit .. messages|recipients|hour|day .. exceed*
        has exceeded .. limit|threshold / exceeded their limit / deferred .. volume|complaints|traffic|rate / congest* / concurr*""",
    ),
    (
        "recipient.mailbox-full",
        "quota exceeded|violation|reached / exceed* .. quota / quota .. exceed*",
    ),
    (
        "relay.denied",
        """
        relay|relaying|relayed|relays|unrelayable .. denied|not|disallowed|prohibited|refused|rejected|forbidden|blocked|restrict*|no|access|allow*|disabled|turned|required|unauthori* / denies .. relay / relay check / credentials for relay / no|open|cannot|wont|not|unable|mail|unauthorized|unauthorised|prohibit*|forbidden|refus*|denied|deny .. relay|relaying / relaying / rcpthosts / allowed rcpthosts / not a gateway|local .. # / not .. local .. domain|host / local user only / not .. hosted|local|handled .. here|domain / we do not relay|accept .. for / not .. accept mail for|deliver
        does not|doesnt .. accept|handle|receive .. mail .. for / not permitted .. outside|non local / outbound mail .. not / not .. responsible .. domain / domain .. not .. hosted|local|served|configured|ours|handled / not allowed to send .. through|to / cannot deliver mail for / not an open relay / no smtp relay / authorized relay* / hostname .. not authorized""",
    ),
    (
        "auth.required",
        "permitted|allowed|accepted|possible without auth*|login / local user only / anonymous .. mail|sender|user|not / unauthenticated",
    ),
    (
        "sequence.bad",
        """
        bad|improper|wrong|incorrect|invalid|out .. sequence|order / sequence of commands / out of sequence|order / need|expected|expecting|send|issue|say|want|give .. mail|rcpt|helo|ehlo|data|hello|recipient|sender .. first|before|command|needed / mail|rcpt|helo|ehlo|data|hello|recipient|sender|lhlo .. first|needed|required|expected|before / send|say hello|helo|ehlo / need|missing mail|rcpt|helo|ehlo|recipient* / nested mail / sender already / already .. given|specified|said|helo|active|issued|sent|got|auth*|started|transaction
        polite .. say|people / introduce yourself / pipelining|pipelined / protocol error|synchronization|violation / synchronization error / not .. permitted|allowed .. during|point|now|time|state|transaction / no .. sender|recipient|recipients .. specified|given|defined|yet / no valid recipients / may not be repeated / talk too|before / before .. greeting|banner|turn / transaction in progress / mail transaction / no data after / not allowed in lmtp / identity change* / helo .. required""",
    ),
    (
        "server.unavailable",
        "service|resource|resources|system|server|systems is|are|was|temporarily|currently temporarily|currently|unavailable|not|busy / service unavailable|not|temporarily|refuse* / resource|resources|server|system temporarily|currently unavailable|busy|not",
    ),
    (
        "recipient.moved",
        "has|have moved / user|recipient|mailbox .. moved / user not local .. try|forward / new address / longer .. on server|employed|works|with|work / changed .. address / please use|try .. address .. instead / left the company / nouvelle adresse / recipient no longer on",
    ),
    (
        "recipient.disabled",
        """
        mailbox|account|user|recipient|address|inbox|inbounds|alias|boite|compte|konto|postfach|cuenta|casella|incoming .. disabled|inactive|suspend*|deactivated|expired|closed|discontinued|deleted|locked|blocked|isblocked|terminated|frozen|archive*|desactive|desactivee|bloque|suspendu|suspendue|gesperrt|deaktiviert|desactivada|disattivata|inactiva|dormant|abandoned|hangup
        mailbox|account|user|recipient|address .. not .. active|activated|enabled|use / mailbox|account|user|recipient|address .. longer .. active|available|exists|use|valid|accept*|maintained / inactive|disabled|suspended|dormant|abandoned|deactivated|closed|expired|archived|blocked|locked|discontinued|deleted .. user|mailbox|account|recipient|address|email / due to inactivity / recipient|account unavailable
        address rejected .. inactive|suspended|disabled / rejected inactive / is no longer valid|active|available / account not available / longer valid|active / ^ user hangup / account disabled / is disabled|inactive / no mail enabled subscription* / mailbox cannot be accessed / account .. not .. receiv* / not accepting mail|messages|email .. mailbox|user|address|account""",
    ),
    (
        "recipient.unavailable",
        """
        address|recipient|user|sender .. verification .. progress|pending / unverified address|recipient / verif* .. recipient|address .. fail*|progress|temporar*|timeout / cannot|could|unable|couldnt .. verify .. address|recipient|user|mailbox / address|recipient|user .. lookup .. fail*|temporar*|error|deferred / temporarily .. unavailable .. recipient|mailbox|user
        mailbox|user|recipient|account .. temporarily|currently|busy .. unavailable|disabled|locked|busy|not|inaccessible / mailbox .. busy|locked|use / verify callout / recipient verify / recipient error / account .. temporarily / user .. not .. available""",
    ),
    (
        "recipient.refuses",
        """
        blocked by .. recipient|user|receiver|addressee / by recipient|recipients|addressee / recipient|recipients|user|addressee|mailbox .. refus*|declin*|doesnt|not accept|want|wish|wishes|reject* .. mail|message|messages|email|you|your|from|sender / recipient .. only accepts / only accepts|accept .. mail|messages|email|senders|authenticated / recipient|recipients|user|group|list .. restrict*|moderated|prohibit*
        banned recipient / user .. blacklist / manually blocked senders / envelope blocked / blocked senders / user entry / personal .. block|black* / block rcpt / target address / not .. permission|permissions|allowed|permitted|authorized .. send .. to .. recipient|user|group|list|address|this|mailbox|them / not|isnt .. authorized|allowed|permitted .. group|mailbox|list|folder|public / not authenticated|authorized .. group|mailbox|folder|organization
        sender .. not .. allowed|permitted|authorized .. recipient|address|list|group|send / permanent failure .. recipients / does not wish|want .. receive / envelope .. rejected|blocked / challenge response / recipient .. prohibit* / members|subscribers only / restricted .. recipient|address|group|list / white .. list .. recipient|user|sender / not in whitelist|allowlist / recipients .. block""",
    ),
    (
        "recipient.unknown",
        """
        ^ # not found|known / # .. not exist / accept user|recipient / no mail box / no mailbox available / is no one|body / missing home directory / no existe / existe pas / existiert|gefunden nicht / nicht gefunden|vorhanden / non esiste / nao existe / not .. active address|mailbox|user
        no|not .. such .. user|mailbox|recipient|account|address|person|alias|domain|email|local|destination|inbox|mailbox|box|name / no such / unknown .. user|users|mailbox*|recipient*|account*|address*|local|alias|destination|addressee|email|virtual / user|users|mailbox*|recipient*|account*|address*|alias|email|destinataire|adresse|utilisateur|empfanger|destinatario|usuario|utente|domain|inbox|box|person .. unknown|inconnu|inconnue|unbekannt|desconocido|sconosciuto|unallocated|nonexistent|inexistant|inexistante|inexistente|inesistente|undeliverable|misspelled|unroutable|unrouteable|unrout*|gibt|existiert|existe|existiert
        invalid|illegal|nonexistent|incorrect|bad|undeliverable|unroutable|unrouteable|unrout*|wrong|ungultig*|invalido|unlisted .. recipient*|user|mailbox|address|destination|alias|account|email|rcpt|rcptto|to|mailhost|domain / recipient|user|mailbox|rcpt|destinataire|address|addressee|account|email .. invalid*|illegal|incorrect|wrong|bad / user|mailbox|recipient|account|address|addressee|alias|email|inbox|person|box .. not|doesnt|isnt|dont|couldnt|cannot|cant|no|didnt|never .. exist*|found|valid|known|recognized|recognised|listed|local|handled|hosted|available|here|correct|locate*
        user|mailbox|recipient|account|address .. not .. in|our|a .. customer|database|directory|table|list|server / no one|body by|with|here / not .. our customer|user / not a registered / no mailbox|account|user|recipient|address .. here|name|by|found|at|for / doesnt have .. account|mailbox / does not have .. account|mailbox|inbox / not .. recipient list|valid|known .. recipient|address|mailbox|user|email / not in .. recipient list|directory / not a valid|known|local .. recipient|address|mailbox|user|email / does not like recipient / blank mailhost / mailbox unavailable
        mailbox .. unavailable|unreachable / recipient* address* rejected .. access denied / misspelled / could not be found / not listed in|as / recipient|address .. not .. accepted .. unknown|list / no longer exists|here / user .. not .. local / adresse .. destinataire|invalide / non .. existent|esiste|existing / not exist* / address rejected .. not / unable .. deliver .. unknown|address|recipient / 用 户 不 存 在 / 收 件 人""",
    ),
    (
        "policy.spam",
        """
        spam*|antispam*|mcspamsignature*|rspamd|junk|unsolicited|bulk|ube|uce|phish*|scam|abuse|abusive|unerwunscht|sollicite|sollicites|nevyzadan* / content judged / suspected .. spam|message|mail|content / likely .. suspicious|unsolicited|spam / is suspicious / considered .. unsafe|spam|unsolicited|junk / scored|score .. too|high|above / mass mail* / potentially .. unwanted / message filtered / hits .. filter / spamfilter / detected .. suspicious|unsolicited""",
    ),
    (
        "policy.content",
        """
        attachment|attachments|banned|executable|clsid|extensions|extension|illegal .. not|banned|attachment|blocked|file|dangerous|forbidden|prohibited|reject*|refused|allowed|denied|type|risk|exploit / banned .. file|word|phrase|content|url|attachment|extension / file .. attachment|type|extension|extensions|name .. not|banned|blocked|forbidden|prohibited|rejected|dangerous / mime .. dangerous|banned|type|rejected / multi part mime / content .. rejected|blocked|not|policy|denied|filter|violat*|refused|inappropriate|forbidden|prohibited|restrict*|security|refused / blocked|banned|forbidden|prohibited mime|attachment*|part|extension*|file* / blocked|rejected|refused|denied .. content|attachment|body|subject|url|link|links|keyword|keywords / dangerous .. file|content|attachment
        url|urls|link|links|subject|body|keyword|keywords|word|words .. blocked|banned|not|prohibited|rejected|forbidden|listed|denied|refused / security issue / data loss|leak* / dlp / sensitive .. content|information|data / encrypted|password .. archive|attachment|zip / forbidden .. content|attachment|file / content .. links|nature""",
    ),
    (
        "message.not-compliant",
        """
        rfc 2822|5322|822|2821|5321|2045|2047|compliant|compliance|violation|conform* / rfc2822|rfc5322|rfc822|rfc2821|rfc5321|rfc2045 / not .. compliant|conform* / doesnt|dont conform|comply / message|data|body .. too short / missing .. from / missing|duplicate|multiple|invalid|malformed|bad|no|blank|empty|several|too|illegal|without|more|need .. header|headers|date|messageid|from header|message id / header|headers .. missing|invalid|malformed|not|bad|duplicate|multiple|too|long|illegal|error|broken|unparsable|required|count / bare lf|cr|linefeed|newline|line|carriage / stray linefeed* / linefeed* / line .. too long / lines .. too long / too long .. line|header
        message|mail|mime|header pars* / pars* .. message|header|headers|mime / 8 bit|bit / 8bit / non ascii / null|nul .. byte|character|octet|bytes / message .. malformed|corrupt|unparsable|structure|format / malformed .. message|mail|mime|header / blank from / from|to|date|subject header .. missing|required|invalid|valid|multiple|address* / from addresses / mime .. error|invalid|malformed|broken|structure|depth / addresses .. as .. from / invalid .. message|content .. format / bare newline* / smuggl*""",
    ),
    (
        "server.storage-full",
        "insufficient .. storage|space|disk / not enough .. disk|space|storage / no .. space|disk left|space / disk .. full / out of .. disk|space|storage / no space / not sufficient disk / disk space / low on .. space|disk",
    ),
    (
        "session.closed",
        """
        too many|much failure|failures .. session|connection / timeout|timedout / timed out / time out / idle .. too|time|for|connection / idle / lost .. connection / too many nonmail / too many .. errors|error|erroneous|syntax|bad|unrecognized|unknown|junk|protocol|failed|invalid|wrong .. commands|command|errors / too many errors / too many bad|syntax|unrecognized|unknown|protocol|non / connection .. closed|dropped|reset|expired|terminated|aborted|broken|lost / lost connection / unexpected* close*|eof|end / disconnect* / goodbye / good bye / bye / hanging up / hung up / closing connection / closing .. control|link / session .. closed|terminated|expired|over|limit / ended early / no command .. received / connection reset / pipe broken""",
    ),
    (
        "command.unsupported",
        """
        command|parameter*|option|verb|extension|keyword|smtputf8|operation|feature|function|argument .. not|isnt|un|wasnt .. implemented|supported|recognized|recognised|understood|available|known|enabled|allow / command|parameter*|option|verb|extension .. unrecognized|unrecognised|unknown|unsupported|unimplemented|disabled|invalid / unrecognized|unrecognised|unknown|unsupported|unimplemented|invalid .. command|parameter*|option|verb|smtp|extension|esmtp|keyword / not implemented / smtputf8 / not .. recognized|understood|supported / unimplemented / disabled command / command .. disabled|denied|forbidden / do not allow this operation / vrfy|expn|turn|etrn|help .. not|disabled|disallowed / unsupported / no longer supported / what|eh|huh / internationalized|utf8 .. not|address* / commands .. not""",
    ),
    (
        "syntax.bad",
        """
        syntax / malformed / cannot|cant|could|couldnt|unable .. parse|decode|understand / parse error / parse / invalid .. argument*|parameter*|syntax|format|character*|character|mail / bad .. syntax|argument*|command|parameter*|character / missing .. argument*|parameter*|bracket*|colon|prefix / no parameters / parameters .. not|required / unexpected .. argument*|parameter*|character|input|data / argument* .. invalid|missing|required|not|empty / empty .. argument*|command|address / bad command / line .. long|length / arguments""",
    ),
    (
        "server.unavailable",
        """
        service|server|system|host|mailserver|smtp|mail|resource|resources|agent|process|machine|we .. unavailable|busy|overload*|maintenance|shutting|down|shutdown|closing|offline / service|server|system|host|mailserver|resource|resources .. not|temporarily|currently .. available|accept*|unavailable|down|possible|ready|able|accessible / server|system|queue full / server|system|queue is full / too busy / overload* / maintenance / load average|too / high load|system / shutting down / shutdown / no smtp service / not .. accepting .. messages|mail|connections|now / insufficient .. resources|system|memory / out of memory|resources / license .. expired|invalid / closing transmission / unable to process connection / busy / at capacity / no healthy / temporarily unavailable / unavailable .. later|temporarily|moment / multiple destination domains""",
    ),
    (
        "server.error",
        """
        upstream error / temp .. error|problem|failure / internal .. error|failure|problem|server|software|inconsistency / local .. error|problem|failure / processing|system|server|configuration|config|unexpected|transient|database|lookup|queue|software|disk|file|io|fatal|unknown|general|generic|dd|perl|scanner|filter|milter .. error|failure|problem|failed|trouble|unavailable / error|failure in processing|queue|handling / error|failure|problem saving|storing|writing|processing|handling|queueing|queuing|delivering|attempting / couldnt|could .. handled|processed|saved|stored / requested .. action .. aborted .. error|processing|local / requested .. action .. aborted .. local / temporary|transient|temporarily .. failure|error|problem|local|domain|lookup|system|fault / mail .. system .. problem|trouble
        cannot|could|couldnt|unable|failed|failure .. process|complete|deliver|queue|store|write|read|open|create|save|accept|fork|send|execute|contact|replicated / transaction failed .. temporar* / message failed / failed to / database|queue .. error|returned|unavailable|invalid|file|failure / qq / trouble / timeout .. scan* / exception / misconfigur* / scanner|milter / try .. later .. error / resources .. error / could not be processed|completed""",
    ),
)
# Said in general words: believed where nothing says it better.
_VAGUE: tuple[tuple[str, str], ...] = (
    (
        "rate.limited",
        "temporarily deferred|blocked|limited / deferred / limit* .. exceed*|reached / exceed* .. limit* / limited / too many|much / quota .. exceed*|limit|reached|violation / exceed* .. quota|threshold",
    ),
    (
        "sender.rejected",
        """
        sender|mailfrom|envelope|from .. address|addresses .. reject*|denied|refused|invalid|not|unknown|blocked|bad|unacceptable / sender .. reject*|denied|refused|invalid|unknown|blocked|bad|banned|not / invalid|bad|unknown|forged|malformed|blocked .. sender|from|return|envelope|mailfrom / mail from .. invalid|reject*|denied|not|refused|blocked|unknown|must / senders address|domain|email / from .. domain|address .. invalid|not|reject*|blocked / your .. domain|address|email .. rejected|blocked|denied|not|refused / domain .. blocked|rejected|banned|listed|not .. sender|send|allowed
        sender .. suspended / provide a valid from / from .. invalid|required""",
    ),
    (
        "recipient.unknown",
        "^ address rejected / recipient*|rcpt .. address* .. reject* / recipient .. reject*|refused|denied|not / address .. unknown / user .. not|reject* / mailbox .. not|reject* / undeliverable / cannot be delivered / unable to deliver",
    ),
    (
        "routing.failed",
        "domain|host|name .. not|no .. found|resolve*|exist*|such|mx / host not found / unrouteable / unroutable / host|domain .. unknown|lookup|unreachable / unknown host / connection refused|timed / no mx|mx / forwarding / mta .. unreachable / dns",
    ),
    ("policy.blocklisted", "blocked / banned / bloque* / gesperrt / geblockt / blocked"),
    (
        "policy.rejected",
        """
        policy|policies|polic*|administrative*|administratively|prohibit*|forbidden|violation|violat*|security|unauthorized|unauthorised / not .. allowed|accepted|permitted|authorized|authorised|acceptable|welcome / access .. denied|refused|rejected|forbidden / insufficient authorization|privilege*|permission* / denied|reject*|refus*|declined|rechazado|abgelehnt|refusee|rifiutato|rejete / not accept* / go away / permission / local reason* / blocked""",
    ),
    (
        "rate.greylisted",
        "^ please try again later / ^ try again later / ^ please try|retry later / ^ try later / ^ sorry try|please .. later / come back later / try .. later / retry later / later",
    ),
    ("server.unavailable", "unavailable / temporary|temporarily|temporar* / currently / moment"),
    (
        "success",
        "^ ok|queued|accepted|completed|success* / queued as / accepted for delivery / action ok|okay / message accepted|queued",
    ),
)
GENERAL = _TELLING + _VAGUE
WEAK = len(_TELLING)  # the rank of the first vague block
