#!/bin/sh
# Haraka on loopback: haraka.sh FOLDER PORT open|optional|tls. CERT, KEY and HARAKA (its folder in node_modules) in the environment. Delivers nothing.
D=$1; P=$2; MODE=$3
node $HARAKA/bin/haraka -i $D >/dev/null
printf 'listen=127.0.0.1:%s\nnodes=0\n' $P > $D/config/smtp.ini
echo mx.example.test > $D/config/me
echo example.test > $D/config/host_list
echo rcpt_to.in_host_list > $D/config/plugins
echo 'level=error' > $D/config/log.ini
if [ "$MODE" = tls ]; then
  echo tls >> $D/config/plugins
  cp $CERT $D/config/tls_cert.pem; cp $KEY $D/config/tls_key.pem
fi
if [ "$MODE" != open ]; then
  echo auth/flat_file >> $D/config/plugins
  printf '[core]\nmethods=PLAIN,LOGIN,CRAM-MD5\nconstrain_sender=false\n[users]\nalice@example.test=s3cret-Pass\n' > $D/config/auth_flat_file.ini
fi
exec node $HARAKA/bin/haraka -c $D
