#!/bin/sh
# Sendmail on loopback: sendmail.sh FOLDER PORT open|optional|required|tls. CERT and KEY in the environment. Needs root and Debian's
# sendmail-bin, sendmail-cf, sasl2-bin, libsasl2-modules. Adds alice@example.test to /etc/sasldb2 where she is not in it; the package makes an empty one. Delivers nothing: the queue is not run.
D=$1; P=$2; MODE=$3
mkdir -p $D/queue
cp $CERT $D/cert.pem; cp $KEY $D/key.pem
chown -R root:root $D; chmod 700 $D/queue; chmod 600 $D/key.pem
case $MODE in required|tls) M=', M=a';; *) M='';; esac
case $MODE in tls) O='A p';; *) O=A;; esac
if [ "$MODE" != open ] && ! sasldblistusers2 2>/dev/null | grep -q '^alice@example.test:'; then
  echo s3cret-Pass | saslpasswd2 -p -c -u example.test alice
fi
mkdir -p /etc/mail/sasl
[ -e /etc/mail/sasl/Sendmail.conf ] || printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN CRAM-MD5\n' > /etc/mail/sasl/Sendmail.conf
{
  cat <<M
divert(0)dnl
define(\`_USE_ETC_MAIL_')dnl
include(\`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(\`debian')dnl
undefine(\`confHOST_STATUS_DIRECTORY')dnl
define(\`confPID_FILE', \`$D/pid')dnl
define(\`QUEUE_DIR', \`$D/queue')dnl
define(\`confDELIVERY_MODE', \`queueonly')dnl
define(\`confDONT_BLAME_SENDMAIL', \`GroupReadableKeyFile,GroupWritableDirPathSafe,TrustStickyBit')dnl
define(\`confDOMAIN_NAME', \`mx.example.test')dnl
FEATURE(\`no_default_msa')dnl
FEATURE(\`accept_unresolvable_domains')dnl
M
  [ "$MODE" = open ] || cat <<M
define(\`confAUTH_MECHANISMS', \`LOGIN PLAIN CRAM-MD5')dnl
TRUST_AUTH_MECH(\`LOGIN PLAIN CRAM-MD5')dnl
define(\`confAUTH_OPTIONS', \`$O')dnl
define(\`confSERVER_CERT', \`$D/cert.pem')dnl
define(\`confSERVER_KEY', \`$D/key.pem')dnl
define(\`confCACERT', \`$D/cert.pem')dnl
define(\`confCACERT_PATH', \`$D')dnl
M
  cat <<M
DAEMON_OPTIONS(\`Name=MTA, Addr=127.0.0.1, Port=$P$M')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
LOCAL_CONFIG
Cwexample.test
M
} > $D/sendmail.mc
m4 $D/sendmail.mc > $D/sendmail.cf
trap 'kill $(head -n 1 $D/pid); exit' TERM
# where the host's name has no dot, sendmail sleeps a minute before it begins
unshare --uts sh -c "hostname mx.example.test; exec /usr/libexec/sendmail/sendmail -bd -C $D/sendmail.cf -L sm-check"
while sleep 1; do :; done
