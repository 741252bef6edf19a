"""The style of the page, and its digest for the page's own security policy."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--raised:#f6f8fa;\
--line:#d0d7de;--link:#0a5cad;--error:#b3261e;--warning:#8a5a00;--note:#0a5cad;--good:#1a7f37;\
--mark:#ffe08a}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa5b1;--paper:#12161b;\
--raised:#1b2128;--line:#30363d;--link:#6cb6ff;--error:#ff8a80;--warning:#e3b341;--note:#6cb6ff;\
--good:#5fd37e;--mark:#5c4a00}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);\
overflow-wrap:anywhere}
main{max-width:90rem;margin:0 auto;padding:1.25rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.1rem;line-height:1.3;margin:2.5rem 0 .5rem;padding-top:.75rem;\
border-top:1px solid var(--line)}
h2 small,small,caption{font-weight:400;font-size:.875rem;color:var(--soft)}
p{margin:.25rem 0;max-width:70rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
b.error,.error b{color:var(--error)}b.warning,.warning b{color:var(--warning)}\
b.note,.note b{color:var(--note)}
.verdict{font-size:1.1rem;font-weight:600}
.side{display:inline-block;padding:0 .5em;border:1px solid var(--line);border-radius:1em;\
font-size:.8125rem;font-weight:400;color:var(--soft);white-space:nowrap}
.contents{margin:.25rem 0;padding-left:2.5rem}.contents li{margin:.35rem 0}
table{border-collapse:collapse;margin:.5rem 0}
td,th{padding:.15rem .75rem .15rem 0;text-align:left;vertical-align:top;font-weight:400;\
font-variant-numeric:tabular-nums}
caption{text-align:left}thead th{color:var(--soft);font-size:.875rem}
p code{font-size:.9em;background:var(--raised);border:1px solid var(--line);border-radius:4px;\
padding:0 .25em}
.attempts td,.attempts th{overflow-wrap:normal}.attempts td:last-child{overflow-wrap:anywhere}\
.attempts td:first-child{text-align:right}.accepted td:nth-child(3){color:var(--good)}\
.refused td:nth-child(3),.failed td:nth-child(3){color:var(--error)}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--soft);padding:.25rem 0}
.lines{list-style:none;margin:.25rem 0;padding:.25rem 0;background:var(--raised);\
border:1px solid var(--line);border-radius:6px}
.lines li{display:grid;grid-template-columns:3.5rem minmax(0,1fr);gap:0 .75rem;\
padding:.05rem .75rem .05rem 0;border-left:4px solid transparent}
.lines span{color:var(--soft);font:13px/1.6 ui-monospace,monospace;text-align:right;\
user-select:none}
.lines code{font:13px/1.6 ui-monospace,monospace;white-space:pre-wrap}
.lines aside{grid-column:2;margin:.1rem 0 .5rem;font-size:.875rem;line-height:1.4}\
.lines aside div+div{margin-top:.5rem}
.lines .error{border-left-color:var(--error)}.lines .warning{border-left-color:var(--warning)}\
.lines .note{border-left-color:var(--note)}
.lines .cause{border-left-color:var(--error)}.lines .related{border-left-color:var(--line)}
.lines aside div{border-left:0;padding:0}.lines .related,.lines .gap{color:var(--soft)}\
.lines li.related code{color:var(--ink)}
.lines .gap{display:block;padding:.25rem 0 .25rem 4.25rem;font-size:.875rem}
mark{background:var(--mark);color:inherit;border-radius:2px}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.5rem;font-size:.875rem;\
color:var(--soft)}
@media(min-width:60rem){.lines li{grid-template-columns:4rem minmax(0,1fr) minmax(18rem,26rem)}\
.lines aside{grid-column:3;margin:.1rem 0 .35rem}}
@media(max-width:30rem){main{padding:.75rem .5rem 2rem}\
.attempts td,.attempts th{font-size:.875rem;padding-right:.5rem}\
.lines li{grid-template-columns:2.25rem minmax(0,1fr);gap:0 .5rem;padding-right:.35rem}\
.contents{padding-left:1.75rem}
.lines span{font-size:11px;line-height:1.9}.lines .gap{padding-left:3rem}}
@media(forced-colors:active){mark{background:Mark;color:MarkText}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--raised:#fff;\
--line:#bbb;--link:#000;--error:#900;--warning:#640;--note:#036;--good:#040;--mark:#eee}
main{max-width:none;padding:0}h2{break-after:avoid}.lines li{break-inside:avoid}\
details::details-content{content-visibility:visible;block-size:auto}summary{display:none}}
"""


def digest() -> str:
    """What the policy calls the style by."""
    return base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
