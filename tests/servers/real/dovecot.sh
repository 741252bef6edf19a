#!/bin/sh
# Dovecot's submission on loopback: dovecot.sh FOLDER PORT clear|tls. CERT and KEY in the environment. Needs root and Debian's dovecot-submissiond.
# It hands everything to a relay: aiosmtpd on the next port, which throws it away.
D=$1; P=$2; MODE=$3
mkdir -p $D/run $D/state
cp $CERT $D/cert.pem; cp $KEY $D/key.pem; chmod 600 $D/key.pem
case $MODE in tls) S=required; C=yes;; *) S=yes; C=no;; esac
echo 'alice@example.test:{PLAIN}s3cret-Pass:65534:65534::/nonexistent' > $D/users
chmod 644 $D/users
cat > $D/dovecot.conf <<M
base_dir = $D/run
state_dir = $D/state
log_path = $D/log
protocols = submission
listen = 127.0.0.1
hostname = mx.example.test
ssl = $S
ssl_cert = <$D/cert.pem
ssl_key = <$D/key.pem
disable_plaintext_auth = $C
auth_mechanisms = plain login cram-md5
auth_failure_delay = 0
first_valid_uid = 100
mail_location = maildir:$D/mail
submission_relay_host = 127.0.0.1
submission_relay_port = $((P + 1))
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $D/users
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=$D
}
service submission-login {
  inet_listener submission {
    port = $P
  }
}
M
${AIOSMTPD_PYTHON:-python3} $(dirname $0)/aiosmtpd_server.py $((P + 1)) & R=$!
trap 'kill $R $V; exit' TERM
dovecot -F -c $D/dovecot.conf & V=$!
wait
