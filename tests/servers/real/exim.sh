#!/bin/sh
# Exim on loopback: exim.sh FOLDER PORT none|optional|required|tls. CERT and KEY in the environment. Delivers nothing.
D=$1; P=$2; MODE=$3
mkdir -p $D/spool
chmod 777 $D $D/spool
case $MODE in none) C='server_advertise_condition = no';; tls) C='server_advertise_condition = ${if def:tls_in_cipher}';; *) C='server_advertise_condition = yes';; esac
case $MODE in required|tls) M='deny !authenticated = *
       message = 530 5.7.0 Authentication required
';; *) M='';; esac
cat > $D/exim.conf <<M
primary_hostname = mx.example.test
spool_directory = $D/spool
log_file_path = $D/%slog
message_size_limit = 10M
local_interfaces = 127.0.0.1
daemon_smtp_ports = $P
smtp_accept_max_per_host = 0
tls_certificate = $CERT
tls_privatekey = $KEY
tls_advertise_hosts = *
queue_only
acl_smtp_mail = mail
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
domainlist local = example.test
begin acl
mail:
  ${M:+$M}
  accept
rcpt:
  accept authenticated = *
  accept domains = +local
  deny message = relay not permitted
begin routers
all:
  driver = accept
  transport = none
begin transports
none:
  driver = appendfile
  file = /dev/null
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{\$auth2}{alice@example.test}}{eq{\$auth3}{s3cret-Pass}}}}
  server_set_id = \$auth2
  $C
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = \${if and{{eq{\$auth1}{alice@example.test}}{eq{\$auth2}{s3cret-Pass}}}}
  server_set_id = \$auth1
  $C
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${if eq{\$auth1}{alice@example.test}{s3cret-Pass}fail}
  server_set_id = \$auth1
  $C
M
exec exim4 -C $D/exim.conf -bdf
