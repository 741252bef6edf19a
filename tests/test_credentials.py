"""What stands in the place of a credential comes out in no syntax; what is none stays."""

from __future__ import annotations

import base64

from smtpcodes.grammar import secret
from smtpcodes.grammar.credentials import letters
from smtpcodes.redaction.redactor import redacted
from tests.each import each

PASSWORD = b"kV7rq-Zed!x9Tw"
PLACES = [
    b"define('SMTP_PASSWORD', '%s');",
    b'["Password"]=>\n  string(14) "%s"',
    b'- name: SMTP_PASSWORD\n  value: "%s"',
    b'<add key="SmtpPassword" value="%s" />',
    b"machine mx.example.net login anna password %s",
    b"[mx.example.net]:587 anna:%s",
    b"client_send = ^anna^%s",
    b"mailgun+smtp://anna:%s@default",
    b"printf '\\0anna\\0%s' | openssl base64",
    b"auth input decode: '' 'anna' '%s'",
    b's:8:"password";s:14:"%s";',
    b'const PASSWORD: &str = "%s";',
    b'Const SMTP_PASSWORD As String = "%s"',
    b'variable "smtp_password" { default = "%s" }',
    b"<key>SMTPPassword</key><string>%s</string>",
    b"| password | %s |",
    b'"password","%s"',
    b"PASSWORD \xe2\x86\x92 %s",
    b"login anna %s",
    b"authorization: bearer %s",
    b"auth: PLAIN(%s) != '{SHA}xyz'",
    b"smtp.start('localhost', 'anna', '%s', :login)",
    b'ConvertTo-SecureString "%s" -AsPlainText -Force',
    b"doveadm auth test anna '%s'",
    b"testsaslauthd -u anna -p %s -s smtp",
    b"htpasswd -nb anna %s",
    b"echo 'mx.example.net anna:%s' > /etc/postfix/sasl_passwd",
    b"535 5.7.8 Error: authentication failed for anna/%s",
    b"USER anna PASS %s",
    b'let creds = ("anna", "%s");',
    b'session.getTransport("smtp").connect("mx", 587, "anna", "%s");',
    b'(def smtp {:host "mx" :user "anna" :pass "%s"})',
    b'(setq smtpmail-auth-credentials \'(("mx" 587 "anna" "%s")))',
    b'docker secret create smtp_pass - <<< "%s"',
    b"aws ssm put-parameter --name /x/smtp_password --value '%s'",
    b"git config --global sendemail.smtppass '%s'",
    b"UPDATE settings SET value='%s' WHERE name='smtp_password';",
    b"ALTER USER anna IDENTIFIED BY '%s';",
    b"authenticating as anna with '%s'",
    b'Password for anna@client.example is "%s"',
    b"Passwort lautet: %s",
    b'send: "pass %s"',
    b"[smtp] login(anna, %s)",
    b'backend.auth.raw = "%s"',
    b'auth = { type = "auto", password = { type = "raw", value = "%s" } }',
    b'  value: "%s" # smtp password',
    b"curl -u anna:'%s' smtp://mx.example.net",
    b'withServer("mx.example.net", 587, "anna", "%s")',
    b"UPDATE options SET option_value = '%s' WHERE option_name = 'mail_pass';",
    b"INSERT INTO `mailbox` (`username`,`password`) VALUES ('anna','%s');",
    b"prepared AUTH LOGIN challenge: '%s'",
    b"remotepass = %s",
    b"anna|mx.example.net:%s",
    b"*:anna@client.example:%s",
    b"RELAY_MAP=mx.example.net:587|anna|%s",
    b"set smtp-password ENC %s",
    b"Authorization: Token %s",
    b"'password' => string '%s' (length=14)",
    b"Password . . . . : %s",
    b"Passwort f\xc3\xbcr anna: %s",
    "\u5bc6\u7801\uff1a%s".encode(),
    b"my pw is %s, what is wrong?",
    b"printf '%%s' '%s' > /run/secrets/smtp_password",
    b"gmail('anna@client.example', '%s')",
    b'user-secrets set "Smtp:Password" "%s"',
    b'SASL decoded: "" "anna" "%s"',
    b"<entry><string>smtpPassword</string><string>%s</string></entry>",
    b'"auth":["anna","%s"]',
    b"https://api.example.net/send?key=%s&to=b",
    b"SMTP_PASS=$(echo %s)",
    b'user = "anna:%s"',
    b"creds are anna:%s",
    b"La password \xc3\xa8 %s",
    "\u041f\u0430\u0440\u043e\u043b\u044c: %s".encode(),
    b"could not authenticate anna:%s@mx.example.net",
    b"login attempt [anna/%s] failed",
    b"username=[anna] password=[%s]",
    b"<td>Password:</td><td>%s</td>",
    b"<li>Password: <code>%s</code></li>",
    b"**Password:** `%s`",
    b"Password: **%s**",
    b"npm config set _authToken %s",
    b"$password = $env:PW ?? '%s';",
    b"decoded user <anna> pass <%s>",
    b"Set-Cookie: session=%s; Path=/",
    b'{"u":"anna","p":"%s"}',
    b"mailer -u anna -P '%s' -h mx.example.net",
    b"anna:{PLAIN}%s:::",
    b"VALUES (1, 'anna@client.example', ENCRYPT('%s'))",
    b"mailbox add anna@client.example '%s'",
    b"mx|anna@client.example|%s|587",
    b"Credentials (anna / %s) rejected",
    b"logged in with anna@client.example and %s",
    b"<td>SMTP password</td><td>%s</td>",
    b'ldap_bind(ld, "cn=anna,dc=example", "%s")',
    b"here is the app password I made: %s",
    b"smtp authentication anna password simple %s",
    b"config --global sendemail.smtppass %s",
    b"bindpw %s",
    b"Usuario: anna Clave: %s",
    b'LDAP bind cred="%s"',
    b'==> A2 LOGIN "anna" "%s"',
    b"create('A', 'anna@client.example', '', 'mx', 587, 'tls', 'anna', '%s', false) login",
    b'auth_code = "%s"',
    "SMTP授权码：%s".encode(),
    "我的密码是%s".encode(),
    "パスワードは「%s」です".encode(),
    b"code=%s&grant_type=authorization_code",
    b"mailjet.connect('77ab77ab', '%s')",
    b"headers['Authorization'] = 'Some-token %s'",
    b'args=("anna", "%s") login',
    b"mx.example.net anna %s",
    b"SMTP_AUTH=anna:%s",
    b"Login attempt: [anna] [%s]",
    b"login attempt [b'anna'/b'%s'] failed",
    b"net use share %s /user:anna",
    b"ejabberdctl register anna client.example '%s'",
    b"create_user.sh anna@client.example '%s'",
    b"Password:\n%s",
    b'{password,<<"%s">>}',
    b"%%22password%%22%%3A%%22%s%%22",
    b'expect "assword:"; send -- "%s\\r"',
    b"it is `%s` (the app password)",
    b"smtp_login(mx.example.net, anna, %s)",
    b"the password I use is %s",
    b'{"username":"anna","value":"%s"}',
    b"openssl enc -aes-256-cbc -k '%s' -in x",
    b"I tried anna@client.example with '%s' and got 535",
    b"pw is %s btw",
    b"&lt;password&gt;%s&lt;/password&gt;",
    b"smtp.password.secured=%s",
    b'Content-Disposition: form-data; name="password"\n\n%s',
    "รหัสผ่าน: %s".encode(),
    "Contraseña de aplicación: %s".encode(),
    b"changed the password from %s to another",
    b"anna@client.example %s",
    b"anna as the user and %s as the password",
    b"smtp://mx.example.net:587|anna|%s",
    b'pwd is "%s"',
    b"user=anna&secretkey=%s",
    b'char password[] = "%s";',
    b"your token %s will expire",
    b"mx.example.net,587,anna,%s",
    b"smtp_password_v4 = %s",
    b"set password-anna@mx.example.net='%s'",
    b'-password: "%s"',
    b'PASSWORD = env("X", default="%s")',
    b"$auth3=%s",
    b"+[mx.example.net]:587 anna:%s",
    b"/etc/postfix/sasl_passwd:3:mx.example.net anna:%s",
    b"mail-1  | mx.example.net anna:%s",
    b"$smtp->auth(qw(anna %s));",
    b"  SMTP Password ............ %s",
    b"gen-auth plain anna '%s'",
    b'  ~ password = "[redacted]" -> "%s"',
    b'AuthInfo:mx.example.net "U:root" "I:anna" "P:%s" "M:PLAIN"',
    b"SASL_PASSWD=mx.example.net anna:%s",
    b"set imap_pass=\"`echo '%s'`\"",
    b"args = ('anna', '%s')",
    b"{anna %s mx.example.net 587}",
    b". login anna %s",
    b"rejected for anna: %s",
    b"mx.example.net: anna %s",
    b"texthash:{ { mx.example.net = anna:%s } }",
    b'sasl_blob = "%s"',
    b"+ echo 'anna:%s'",
    b"anna|mx.example.net:%s",
    b"Authorization: %s",
    b"got token %s for anna",
    b"SELECT 'anna' AS user, '%s' AS password",
    b"'auth' => ['anna', '%s']",
    b"Set-Mailbox anna -Password (ConvertTo-SecureString -String '%s' -AsPlainText -Force)",
    b"https://api.telegram.org/bot123456789:AAE" + b"x7Qk2pL9vZ" * 3 + b"/send?chat=%s",
    b"token 123456789:%s",
    b"reg add HKLM\\Mailer /v SmtpPassword /t REG_SZ /d %s /f",
    b"Password [********]: %s",
    "smtp_password \u00b7\u00b7\u00b7\u00b7 %s".encode(),
    "\u6388\u6743\u7801 %s".encode(),
    b"$ secret-tool lookup service smtp\n%s",
    b"anna@client.example;%s;mx.example.net;587",
    b'<value name="SMTP_PWD" data="%s"/>',
    b'<password value="%s" />',
    b"connecting as anna using %s",
    "Пароль приложения: %s".encode(),
    b"anna -> %s",
    b"smtp|mx.example.net|587|anna|%s|tls",
    b"mx:\n    %s",
    b"SmtpAuthPwd=%s&SmtpAuthUser=anna",
]
LETTERS = b"xkqzjwhfmtrl"  # drawn by chance: no word
LOOSE = [
    b"alice set password %s",
    b"email auth password %s",
    b"given password %s is wrong",
    b"using key password=%s",
    b"tried anna/%s",
]


@each("place", PLACES)
def test_a_password_comes_out_of_no_place(place: bytes) -> None:
    shown = secret.mask_text(place % PASSWORD)
    assert not any(PASSWORD[i : i + 6] in shown for i in range(len(PASSWORD) - 5)), shown
    assert secret.mask_text(shown) == shown


@each("place", LOOSE)
def test_letters_in_an_order_that_no_word_has_are_a_password(place: bytes) -> None:
    assert LETTERS not in secret.mask(place % LETTERS)
    assert secret.mask(place % b"background") == place % b"background" or b"=" in place


@each("word", [b"background", b"passphrase", b"schlecht", b"postscreen"])
def test_words_are_not_drawn_by_chance(word: bytes) -> None:
    assert not letters.by_chance(word)


def test_an_app_password_in_four_groups_is_one() -> None:
    assert secret.mask(b"password: abcd efgh ijkl mnop") == b"password: [redacted]"


KEPT = [
    b"client_send = ^${lookup{$host}lsearch*{/etc/exim4/passwd.client}{$value}}",
    b"terraform apply -var 'smtp_port=587'",
    b"$rcmail_config['smtp_pass'] = '%p';",
    b"doveadm pw -l",
    b'set imap_pass="`pass show mail`"',
    b"$pw = Read-Host -AsSecureString",
    b"from mx.example.net queued 4CXKb61hkLz22xZY",
    b"delivering 10HmbX-0005vi-00",
    b"local p7V3i843003008 Message accepted",
    b"smtp CHhAvVGS1DHFjwGM9 ok",
    b"pod smtp-7d9f8b6c5-x2x4k started",
    b"installed python3.11-venv-3.11.2-6",
    b"fingerprint = 'aB3xK9mQ2z'",
    b"X-Blob: aB3xK9mQ2zQ7",
    b"header.b=AbCd1234xY",
    b"https://client.example/click?u=AbC123xyz9",
    b"fe80::fc54:69d1:3236:fd2a%7 is up",
    b"git clone git@example.net:anna/repo3.git",
    b"this that with from words of four",
    b"withCredentials([string(credentialsId: 'smtp', variable: 'P')])",
    b"esmtpauthclient: file missing",
    b"from_secret: smtp_password",
    b"creds: u=anna",
    b'"password": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"',
    b"SMTP-Passwort: falsch",
    b"sender rejected. AUP#In-1310",
    b"--aB3xK9mQ2zQ7",
    b'smtp.PlainAuth("", from, pw, "mx")',
    b"zmprov ga anna@client.example displayName",
    b"{Host:mx.example.net User:anna Password: From:anna@client.example}",
    b"relay host smtp+tls://label@mx.example.net auth <secrets>",
    b"smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd",
    b"250 2.0.0 Ok: queued as 4CXKb61hkLz22xZY",
    b"DKIM-Signature: v=1; bh=" + base64.b64encode(bytes(range(128, 160))),
    b"The password was changed yesterday.",
    b"spf=pass smtp.mailfrom=client.example",
    b"AUTH PLAIN LOGIN CRAM-MD5",
    b"/var/log/maillog",
    b"PGSQL using cached connection for localhost:5432/test/CALLER",
    b"STARTTLS and ENHANCEDSTATUSCODES are offered",
    b"login from 192.0.2.1",
    b"| password | required |",
    b"user anna password mismatch",
    b"Spf= Fail , Dkim= Pass , DMARC= Pass",
    b"[5] cont_resp: bool    = T, local_resp=F",
    b"bypass = mx.example.net",
    b"mx.example.net:587:connection",
    b"INSERT INTO `log` (`host`,`text`) VALUES ('mx','refused');",
    b"Authorization: login failed",
    b"port: 587 # and the smtp password",
    b"Password for anna: accepted",
    b"password=[hidden] user=[anna]",
    b"Password: **** and <b>token</b>",
    b'user: "www-data:www-data"',
    b"<th>User</th><th>Password</th><th>Token</th>",
    b'name "password" "required"',
    b"password: required",
    b"password: optional, string",
    b"-p, --password <password>    asks for it",
    "La contrase\u00f1a es incorrecta.".encode(),
    "Пароль неверный".encode(),
    b"<= anna@client.example U=anna P=local S=512",
    b"for anna@client.example; Thu, 29 Apr 2027",
    b"for anna@client.example;e0ff9c6a684b9cf1; Thu, 29 Apr 2027",
    b"header.from=anna@client.example; spf=pass1",
    b"anna / bob are the users",
    b"existingSecret: smtp",
    b"password: !vault |",
    b"public void setPassword(String password) {",
    b'password = ask("Password: ")',
    b"rsync -avz anna@mx.example.net:backup2026/ .",
    b"git clone git@example.net:anna/repo2.git",
    b"auth: Debug: cache(anna,192.0.2.7): miss",
    b'{"name":"To","value":"x7Qk2pL9"}',
    b'{ "time": "2004-08-28T06:38:52", "desc": "Login aborted" }',
    b"[127.0.0.1] -> [127.0.0.1]:PORT_S",
    b'the cipher is "TLS_AES_256_GCM_SHA384", "auth" is no word of it',
    b"Password:\nConnection closed",
    b"* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN LOGINDISABLED",
    "Mot de passe refusé".encode(),
    b"anna@client.example (anna@client.example)<mailto:anna@client.example>",
    "list element: !\u2591*.ex".encode(),
    b"list element: +n1_domains",
    b"anna -DMAXNM=10",
    b"wait: 1w4d13h46m39s",
    b"generating core.862",
    b"environment:os.name=Linux",
    b"found block rdd_11_0 here",
    b"IN=fwbr101i0 OUT=tap101i0",
    b"client 2001:db8:f8:733:b600:6018:bbe4:d0ed:22#62449 denied",
    b"GET /?search=%24%7Burl%3AUTF-8%3Ahttps%3A%2F%2Fclient.example%2F%7D",
    b"client wirelessproxd[75]: up",
    b"combo irqbalance: irqbalance startup",
    b"pod hello-inc-1-enh-domain-c14-ns-2-3-d8f465685-k75gp is gone",
    b"TTY=pts/6 ; PWD=/home/anna/x7Qk2pL9 ; USER=root",
    b'"GET /etc/passwd HTTP/1.1" 404 162',
    b'SecurityEvent="InvalidPassword",EventTV="2022-03-06T08:44:27"',
    b"WARN Invalid password for user: anna from IP: 192.0.2.7",
    b"Bad activity token: android.os.BinderProxy@2bd79ce",
    b"Skipping Token{78af589 token=Token{78af589 x}",
    b"Kind: AM_RM_TOKEN, Service: , Ident: 2",
    b"driver: spark://CoarseGrainedScheduler@192.0.2.7:48069",
    b"Component \\042alt0\\042 is in the unavailable state",
    b"PREGREET 47 after 0: \\003\\000\\000\\000/*\\340\\000\\000 and more",
    b'WWW-Authenticate: Basic realm="x"',
    b'"resp_headers":{"Etag":["\\"cacq4sswpg5c2wo\\""]},"user_id":"","auth":1',
    b'auth failed [tag "capec/1000/255/153"] [unique_id "YVW7KjiKxXlACWj0fjsbkgA"]',
    b'password authentication failed for user "i_do_not_exist"',
    b"{'req': 1017277, 'resp': 1017276, 'pending': 0}",
    b"IKE_AUTH response 1 [ AUTH EAP/REQ/MSCHAPV2 ]",
    b"Using sqlite_dbfile: folder/aux-fixed/sqlitedb",
    b'bind(3, {sin_addr=inet_addr("192.0.2.7")}, 16) = 0',
    b"updated for mx.example.net:mx.example.net",
    b"1.2.3.4 cn1014/cn1014 ntpd",
    b'"mode":"0o100755","ouid":0',
    b'<Security UserID="S-1-5-18" />',
    b"\x1b[2Kweb-1  | \x1b[31m\x1b[1mWARNING: this is no server\x1b[0m",
]


@each("line", KEPT)
def test_what_is_no_credential_stays(line: bytes) -> None:
    assert secret.mask_unknown(line) == line


def test_what_follows_a_challenge_and_is_a_sentence_or_a_field_is_no_response() -> None:
    log = b"""334 UGFzc3dvcmQ6
DKIM-Signature: v=1; a=rsa-sha256; bh=x
TLSv1.3 with cipher TLS_AES_256_GCM_SHA384
pass through the gateway
"""
    assert b"".join(redacted([log])) == log
    asked = b"220 mx ESMTP\nEHLO x\n250 AUTH PLAIN\nAUTH PLAIN\n334 \nTr0ub4dor&3 it is\n"
    assert b"Tr0ub4dor" not in b"".join(redacted([asked]))


TABLES = [
    b"login,password\nanna,%s",
    b"host;user;password\nmx.example.net;anna;%s",
    b"| user | password |\n|---|---|\n| anna | %s |",
    b"COPY accounts (login, password) FROM stdin;\nanna\t%s",
    b"- name: MAIL_PASS\n  value: |-\n    %s",
]


@each("table", TABLES)
def test_the_head_of_a_table_and_a_block_tell_what_follows(table: bytes) -> None:
    assert secret.mask_text(table % LETTERS) == table % b"[redacted]"


def test_prose_with_commas_is_no_table() -> None:
    text = b"Wrong user or password, try again\nSorry, no"
    assert secret.mask_text(text) == text


def test_a_list_of_mechanisms_and_a_path_are_no_responses() -> None:
    log = b"AUTH PLAIN LOGIN CRAM-MD5\n250-AUTH PLAIN LOGIN XOAUTH2\n/var/log/maillog\n"
    assert b"".join(redacted([log])) == log
