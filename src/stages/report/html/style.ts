/** The report's only style sheet, put into the page and allowed by its digest. System fonts; light, dark, narrow and paper. */
export const style = `
:root{color-scheme:light dark;--page:#f7f7f4;--card:#fff;--ink:#1b1e23;--soft:#565d66;--line:#dcdcd5;--faint:#efefea;--accent:#1f4e79;--accent-ink:#173b5c;
--critical:#9b1230;--high:#a33c08;--medium:#735400;--low:#2a5a7c;--informational:#565d66;--good:#1d6240;--for:#a3341a;--against:#1d6240;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
@media(prefers-color-scheme:dark){:root{--page:#111418;--card:#181c21;--ink:#e4e7ea;--soft:#a2abb5;--line:#2d333a;--faint:#20252b;--accent:#8ec1ee;--accent-ink:#b3d6f5;
--critical:#ff8fa1;--high:#ffa873;--medium:#e8c65a;--low:#8fc3ea;--informational:#a2abb5;--good:#7fd3a4;--for:#ff9d85;--against:#7fd3a4}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 var(--sans);overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
main,footer{max-width:1320px;margin:0 auto;padding:0 28px}
h1,h2,h3,h4{line-height:1.2;margin:0;font-weight:650;text-wrap:balance}
p{margin:.4em 0}ul,ol{margin:.4em 0;padding-left:1.2em}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:2px}
a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.soft,.quiet,.note,.count,.asked,.cut,.when,.eyebrow,.facts{color:var(--soft)}
.top{padding:30px 0 14px}
.brand{margin:0 0 22px;font-weight:650;letter-spacing:.01em}.brand span{color:var(--soft);font-weight:400}
h1{font-size:34px;letter-spacing:-.02em;font-weight:700}h1 em{font-style:normal;color:var(--critical)}
.figures{display:flex;flex-wrap:wrap;gap:6px 34px;margin:20px 0 16px}.figures div{display:flex;flex-direction:column-reverse}
.figures dt{color:var(--soft);font-size:13px}.figures dd{margin:0;font-size:24px;font-weight:650;line-height:1.15;letter-spacing:-.01em}
.note{font-size:13px;max-width:92ch}
table{border-collapse:collapse;width:100%;font-size:14px}
th{font-size:12px;font-weight:600;color:var(--soft);text-align:left;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);white-space:nowrap}
td,th{overflow-wrap:break-word}td .value,td .says,td .asked,td .record,td .query,td .digest,td .tool,.title,.from{overflow-wrap:anywhere}
td{padding:8px 14px 8px 0;border-bottom:1px solid var(--faint);vertical-align:top}
th:last-child,td:last-child{padding-right:0}.n{text-align:right}
.cases{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:8px 18px 4px;margin:6px 0 28px}
.cases tr:last-child td{border-bottom:0}.cases tr.escalated .title{font-weight:600}.cases .title{min-width:16em}.cases .when{white-space:nowrap}
.id,.ref,.technique,.digest,.record,.query,time,.clock{font-family:var(--mono);font-size:.88em}
.id{color:var(--soft);font-weight:400}
.mark{white-space:nowrap;font-weight:600}.mark i{font-style:normal}
.verdict{display:inline-block;padding:1px 9px 1px 7px;border-radius:5px;border:1px solid currentColor;line-height:1.5}
.verdict.true-positive{color:var(--card);background:var(--critical);border-color:var(--critical)}.verdict.insufficient-data{color:var(--medium)}
.verdict.benign{color:var(--good)}.verdict.false-positive{color:var(--informational)}
.severity{margin-right:2px}.meter{letter-spacing:1px;font-size:.72em;vertical-align:.12em}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.informational{color:var(--informational)}
article.case,article.case.critical{color:var(--ink)}
.likelihood{white-space:nowrap}.likelihood .track{fill:var(--line)}.likelihood .fill{fill:var(--soft)}.likelihood .bar{vertical-align:.06em;margin-right:4px}
.priority{white-space:nowrap}.priority span{color:var(--soft)}
.case{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--line);border-radius:10px;padding:22px 28px 26px;margin:0 0 30px}
.case.true-positive{border-top-color:var(--critical)}.case.insufficient-data{border-top-color:var(--medium);border-top-style:double;border-top-width:6px}
.eyebrow{font-size:13px;margin:0 0 5px}h2{font-size:24px;letter-spacing:-.015em}
.marks{display:flex;flex-wrap:wrap;gap:6px 20px;align-items:center;margin:12px 0 2px}.facts{margin:.3em 0;font-size:14px}
nav{margin:12px 0 0;padding:8px 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);font-size:13.5px}nav a{margin-right:16px;text-decoration:none;white-space:nowrap}nav a:hover{text-decoration:underline}
section{margin-top:26px}h3{font-size:17px;letter-spacing:-.005em;margin-bottom:8px}.count{font-size:13px;font-weight:400;margin-left:6px;letter-spacing:0}
.pair{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:0 34px}.pair>.why{grid-column:1;grid-row:1}.pair>.unknown{grid-column:2;grid-row:1}.pair>.do{grid-column:1/-1;grid-row:2}
.lead{font-size:16px;margin:0 0 .5em}.decisive{list-style:none;padding:0;margin:0}
.decisive li{display:grid;grid-template-columns:3.1em 1fr;padding:5px 0;border-top:1px solid var(--faint)}
.weight{font-weight:650;font-variant-numeric:tabular-nums}.for{color:var(--for)}.against{color:var(--against)}.even{color:var(--soft)}
.unknown{border-left:3px double var(--medium);padding-left:18px}.unknowns{padding-left:1.1em}.unknowns li{margin:.35em 0}
.do{background:var(--faint);margin-left:-28px;margin-right:-28px;padding:16px 28px 12px}.do td{border-bottom-color:var(--line)}.do tr:last-child td{border-bottom:0}
.tier{display:inline-block;border:1px solid currentColor;border-radius:4px;padding:0 6px;font-size:12.5px;font-weight:600;white-space:nowrap}.t3,.t4{color:var(--critical)}.t2{color:var(--high)}
.targets{list-style:none;padding:0;margin:0}.targets li{margin:0 0 .25em}.proposals td:first-child,.proposals td[data-label="Way back"]{white-space:nowrap}.asked-also{padding-left:1.1em}.evidence td.n .weight.even{font-weight:400;font-size:13px}
.says{display:block}.do .says,.asked{display:block;font-size:13px;color:var(--soft)}
.refs .ref{margin-right:3px}.ref{display:inline-block;text-decoration:none;border:1px solid var(--line);border-radius:4px;padding:0 5px;color:var(--accent-ink);background:var(--card);line-height:1.45;white-space:nowrap}
a.ref:hover{border-color:var(--accent)}.more{color:var(--soft);font-size:13px}
:target{background:color-mix(in srgb,var(--medium) 14%,transparent);scroll-margin-top:12px}article:target,section:target,details:target{background:var(--card)}
.timeline{list-style:none;padding:0;margin:0;border-left:2px solid var(--line)}
.timeline li{display:grid;grid-template-columns:6.2em 1fr;padding:3px 0 3px 16px;position:relative}
.timeline li::before{content:"";position:absolute;left:-4px;top:11px;width:6px;height:6px;border-radius:50%;background:var(--soft)}
.timeline .day,.timeline .gap{display:block;color:var(--soft);font-size:13px}.timeline .day{font-weight:650;color:var(--ink);padding-top:6px}.timeline .day::before,.timeline .gap::before{display:none}
.timeline .gap{font-style:italic}.times{font-weight:650;white-space:nowrap}time{color:var(--soft);padding-top:1px}
.technique{border-bottom:1px dotted var(--soft);white-space:nowrap}
.strip{display:grid;grid-template-columns:repeat(auto-fill,minmax(152px,1fr));gap:12px 6px;margin-bottom:8px}.strip details.fold{margin-top:2px;font-size:12.5px}
.tactic h4{font-size:12.5px;padding:0 0 6px}.tactic h4 span{font:400 11.5px var(--mono);color:var(--soft);margin-left:6px}
.cell{border-radius:5px;padding:5px 7px;margin-bottom:3px;font-size:12px;line-height:1.35;border:1px solid color-mix(in srgb,var(--accent) 35%,transparent)}
.cell b{font-family:var(--mono);font-weight:650}.cell p{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 4px;margin:0;font-size:11.5px}.cell .confidence{font-weight:650;white-space:nowrap}.cell .name{display:block;margin:2px 0 3px;hyphens:auto;overflow-wrap:break-word}.cell .ref{font-size:11px;padding:0 4px;margin-right:2px}
.s1{background:color-mix(in srgb,var(--accent) 4%,var(--card))}.s2{background:color-mix(in srgb,var(--accent) 9%,var(--card))}.s3{background:color-mix(in srgb,var(--accent) 15%,var(--card))}.s4{background:color-mix(in srgb,var(--accent) 22%,var(--card))}.s5{background:color-mix(in srgb,var(--accent) 30%,var(--card))}
.actors{margin-top:14px}.actors h4{font-size:14px}
figure{margin:0}figcaption{color:var(--soft);font-size:13px;max-width:92ch;margin-top:4px}.scroll{overflow-x:auto}
.drawing{display:block;font:12px var(--sans);max-width:100%;min-width:1000px;height:auto}.drawing text{fill:var(--ink)}.drawing .heading{fill:var(--soft);font-weight:600}
.tie{fill:none;stroke:var(--soft);opacity:.38}.sight rect,.entity rect{fill:var(--card);stroke:var(--soft);stroke-width:1}
.drawing .clock{font:11px var(--mono);fill:var(--soft)}.drawing .kind{font:600 10px var(--mono);fill:var(--soft)}.drawing .meter{font-size:9px;letter-spacing:1px}
.sight.critical rect,.sight.high rect{stroke:var(--high);stroke-width:1.5}.sight.critical rect{stroke:var(--critical)}.sight.critical .meter{fill:var(--critical)}.sight.high .meter{fill:var(--high)}
.entity.machines rect{fill:color-mix(in srgb,var(--accent) 10%,var(--card))}.entity.accounts rect{fill:color-mix(in srgb,var(--medium) 10%,var(--card))}.entity.files rect{fill:var(--faint)}
.entity.hostile rect{stroke:var(--critical);stroke-width:2}.drawing .hostile text{fill:var(--critical);font-weight:600}
.axis{stroke:var(--line)}.axis.zero{stroke:var(--soft)}.drawing .tick{fill:var(--soft);font-size:11px}.carry{stroke:var(--soft);stroke-dasharray:2 2;opacity:.7}
.step.for rect{fill:var(--for)}.step.against rect{fill:var(--against)}.step.even rect{fill:var(--soft)}.step.total rect{fill:var(--ink)}.drawing .amount,.step.total text{font-weight:650}
.claims{list-style:none;padding:0}.claims li{margin:.5em 0}.sides{display:block;font-size:13px;color:var(--soft)}
.tool{display:block;font-size:13px;color:var(--soft)}.tool b{color:var(--ink)}.record{font-size:12px;margin-right:8px}@media(min-width:861px){.evidence td:nth-child(2){width:50%}}.query{display:block;font-size:12px;color:var(--soft);white-space:pre-wrap}.digest{font-size:12px;color:var(--soft)}.from{min-width:15em}
.value{font-family:var(--mono);font-size:.88em}.observables{list-style:none;padding:0}.observables li{padding:3px 0;border-bottom:1px solid var(--faint)}.type{display:inline-block;min-width:11em;color:var(--soft);font-size:13px}
details.fold,details.closed{margin-top:12px}summary{cursor:pointer;padding:5px 0;font-weight:600}
details.closed{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:6px 18px;margin:8px 0}details.closed>article{border:0;padding:6px 0;margin:0}details.closed summary b{font-weight:600}details.closed summary .when{font-weight:400;font-size:13px;margin-left:6px}
.empty .lead{font-size:19px;max-width:60ch}.rest,.appendix{margin-top:34px}.appendix h3{margin-top:20px}
footer{color:var(--soft);font-size:13px;padding-top:14px;padding-bottom:40px}
@media(min-width:861px) and (max-width:1080px){.cases .bar,.cases .meter,.cases th:nth-child(6),.cases td:nth-child(6){display:none}.cases .title{min-width:12em}.proposals td:first-child,.proposals td[data-label="Way back"]{white-space:normal}}
@media(max-width:860px){body{font-size:15px}main,footer{padding:0 14px}h1{font-size:26px}h2{font-size:20px}.top{padding-top:18px}.figures{gap:10px 22px}
.pair{display:block}.drawing{max-width:none}.case{padding:16px 16px 20px;margin-left:-6px;margin-right:-6px}.do{margin-left:-16px;margin-right:-16px;padding:14px 16px}.likelihood{white-space:normal}nav a{display:inline-block;padding:3px 0}
.cases tr.closed{padding:6px 0}.cases tr.closed td{display:none}.cases tr.closed td[data-label="Verdict"],.cases tr.closed td.title{display:inline;padding:0;min-height:0}.cases tr.closed td.title::before{display:none}.cases tr.closed td[data-label="Verdict"]::before{display:none}.cases tr.closed .verdict{margin-right:6px}.timeline li{grid-template-columns:5.4em 1fr;padding-left:12px}
.stack,.stack tbody,.stack tr,.stack td{display:block;width:100%}.stack thead{display:none}.stack tr{padding:10px 0;border-bottom:1px solid var(--line)}.stack td{border:0;padding:2px 0;text-align:left;min-width:0}
.stack td[data-label]{position:relative;padding-left:6.6em;min-height:1.9em}.stack td[data-label]::before{content:attr(data-label);position:absolute;left:0;top:3px;color:var(--soft);font-size:12.5px;font-weight:400}.cases .title{min-width:0}.from{min-width:0}.type{display:block}}
@media print{:root{color-scheme:light}body{background:#fff;font-size:10.5pt}main,footer{max-width:none;padding:0}.case{border:0;border-top:3px solid #000;padding:10px 0;border-radius:0}.case+.case{break-before:page}nav{display:none}
tr,li,figure,.cell{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible}.drawing{width:100%;height:auto}.do{margin:20px 0 0;padding:10px;border:1px solid #000}details::details-content{content-visibility:visible;block-size:auto}a{color:inherit;text-decoration:none}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
`;
