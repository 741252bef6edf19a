#!/bin/sh
# Postfix with the SASL of Dovecot on loopback: postfix.sh FOLDER PORT; five services, on PORT and the four behind it. CERT and KEY in the environment; root. Delivers nothing.
set -eu
D=$1
P=$2
mkdir -p $D/etc $D/queue $D/data $D/dovecot
chown postfix $D/data
chmod 755 $D $D/queue
cat > $D/etc/main.cf <<M
compatibility_level = 3.6
queue_directory = $D/queue
data_directory = $D/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
maillog_file = $D/log
maillog_file_prefixes = $D
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination = example.test
mynetworks = 127.0.0.2/32
local_recipient_maps =
alias_maps =
alias_database =
default_transport = discard:
local_transport = discard:
smtpd_sasl_type = dovecot
smtpd_sasl_path = $D/dovecot/auth
smtpd_tls_cert_file = $CERT
smtpd_tls_key_file = $KEY
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
M
{
echo "cleanup unix n - n - 0 cleanup"
echo "rewrite unix - - n - - trivial-rewrite"
echo "discard unix - - n - - discard"
echo "bounce unix - - n - 0 bounce"
echo "defer unix - - n - 0 bounce"
echo "qmgr unix n - n 300 1 qmgr"
echo "tlsmgr unix - - n 1000? 1 tlsmgr"
echo "anvil unix - - n - 1 anvil"
echo "proxymap unix - - n - - proxymap"
echo "postlog unix-dgram n - n - 1 postlogd"
echo "error unix - - n - - error"
echo "retry unix - - n - - error"
echo "pickup unix n - n 60 1 pickup"
echo "127.0.0.1:$P inet n - n - - smtpd"
echo "127.0.0.1:$((P+1)) inet n - n - - smtpd"
echo " -o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=may"
echo "127.0.0.1:$((P+2)) inet n - n - - smtpd"
echo " -o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=may -o { smtpd_client_restrictions = permit_sasl_authenticated, reject }"
echo "127.0.0.1:$((P+3)) inet n - n - - smtpd"
echo " -o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=may -o smtpd_delay_reject=no"
echo " -o { smtpd_sender_restrictions = permit_sasl_authenticated, check_client_access static:{530 5.7.0 Authentication required} }"
echo "127.0.0.1:$((P+4)) inet n - n - - smtpd"
echo " -o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=may -o smtpd_tls_auth_only=yes -o { smtpd_client_restrictions = permit_sasl_authenticated, reject }"
} > $D/etc/master.cf
echo "alice@example.test:{PLAIN}s3cret-Pass" > $D/dovecot/users
cat > $D/dovecot/dovecot.conf <<M
protocols =
base_dir = $D/dovecot/run
state_dir = $D/dovecot/state
log_path = $D/dovecot/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-256
passdb {
  driver = passwd-file
  args = $D/dovecot/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}
service auth {
  unix_listener $D/dovecot/auth {
    mode = 0666
  }
}
M
dovecot -F -c $D/dovecot/dovecot.conf &
sasl=$!
trap "kill $sasl; postfix -c $D/etc stop >/dev/null 2>&1; exit 0" TERM INT
postfix -c $D/etc start >/dev/null 2>&1
wait $sasl
