#!/bin/sh
# OpenSMTPD on loopback: opensmtpd.sh FOLDER PORT. Needs root. No log-in and no TLS: in Debian 12 its TLS handshake ends with an internal error.
D=$1; P=$2
mkdir -p $D
cat > $D/smtpd.conf <<M
listen on 127.0.0.1 port $P hostname "mx.example.test"
action "drop" maildir "$D/mail"
match from any for domain "example.test" action "drop"
M
exec smtpd -d -f $D/smtpd.conf
