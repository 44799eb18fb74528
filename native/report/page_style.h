// How the report looks.
#pragma once

namespace lesion {

inline constexpr const char* kPageStyle = R"(
:root{color-scheme:light dark;--ink:#20252b;--soft:#5a636e;--ground:#fff;--card:#f5f7f9;
--rule:#dfe3e8;--accent:#1f64ad;--warn:#fdf3dc;--warn-ink:#6b4a05}
@media (prefers-color-scheme:dark){:root{--ink:#e3e7ec;--soft:#a4adb8;--ground:#1b1e22;
--card:#24282d;--rule:#363c44;--accent:#74b3f2;--warn:#3b3119;--warn-ink:#f3d999}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.5 Inter,"Segoe UI","DejaVu Sans",sans-serif}
h1,p,li,figcaption,pre,.facts td{overflow-wrap:anywhere}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 24px}
header{padding-top:28px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px}
h2{font-size:19px;margin:40px 0 10px;padding-top:14px;border-top:1px solid var(--rule)}
h3{font-size:15.5px;margin:22px 0 6px}
p{margin:6px 0;max-width:78ch}
.soft,figcaption,caption{color:var(--soft)}
.notice{background:var(--warn);color:var(--warn-ink);padding:8px 14px;border-radius:6px;
margin:14px 0;max-width:none;font-weight:600}
.warnings{background:var(--warn);color:var(--warn-ink);padding:8px 14px 8px 32px;border-radius:6px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin:18px 0}
.tile{background:var(--card);border-radius:8px;padding:12px 16px}
.tile b{display:block;font-size:27px;line-height:1.25;font-variant-numeric:tabular-nums}
.tile span{display:block;color:var(--soft);font-size:13.5px}
.charts{display:flex;flex-wrap:wrap;gap:20px 28px;align-items:flex-start}
figure{margin:0;flex:0 1 auto}
figcaption{font-size:13.5px;max-width:60ch}
table{border-collapse:collapse;margin:8px 0 16px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-size:13.5px;padding:4px 0}
th,td{padding:4px 14px 4px 0;text-align:right;vertical-align:top;border-bottom:1px solid var(--rule)}
th{font-weight:600}
.figures td,.figures th{white-space:nowrap}
.figures th:first-child{min-width:150px}
.figures td.left{white-space:normal}
.narrow caption{max-width:280px}
thead th{vertical-align:bottom;color:var(--soft);font-size:13.5px}
th:first-child,td:first-child,.left{text-align:left}
.facts th{font-weight:400;color:var(--soft);white-space:nowrap}
.facts td{text-align:left}
.columns{columns:3 250px;column-gap:32px}
.columns table{width:100%;margin-top:0}
.columns tr{break-inside:avoid}
.scroll{overflow-x:auto}
pre{background:var(--card);padding:10px 14px;border-radius:6px;white-space:pre-wrap;
font:13px/1.45 "DejaVu Sans Mono",Consolas,monospace}
.confusion td,.confusion th{padding:8px 18px 8px 0}
.confusion td b{font-size:19px}
.bar{vertical-align:middle}
footer{margin-top:40px;padding-bottom:32px;font-size:13.5px;color:var(--soft)}
@media print{body{font-size:12px}h2{break-after:avoid}figure,table{break-inside:avoid}}
)";

}  // namespace lesion
