#!/bin/sh
# What a package.json asks for, in a folder: fetch.sh PACKAGE.JSON FOLDER. Two minutes at most; once it is there nothing is fetched.
mkdir -p "$2"
cmp -s "$1" "$2/.fetched" && exit 0
command -v npm >/dev/null || exit 0
cp "$1" "$2/package.json" && cd "$2" && timeout 120 npm install --omit=optional --no-audit --no-fund --loglevel=error && cp package.json .fetched
