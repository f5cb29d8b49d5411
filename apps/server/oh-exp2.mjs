import oh from 'opening_hours';
import {readFileSync} from 'node:fs';import {gunzipSync} from 'node:zlib';import {parse} from 'csv-parse/sync';
const rows=parse(gunzipSync(readFileSync('../shared/data/restaurants-osm.csv.gz')),{columns:true});
const vals=[...new Set(rows.map(r=>r.hours).filter(Boolean))];
for (const [n,opt] of Object.entries({a:{mode:0,warnings_severity:7},b:{mode:0},c:{mode:0,warnings_severity:4},d:{mode:0,warnings_severity:4,tag_key:'opening_hours'},e:{mode:0,warnings_severity:7}, f:{mode:0,warnings_severity:7,locale:'en'}})){
let t=performance.now();for(const v of vals){try{new oh(v,null,opt)}catch{}} console.log(n,performance.now()-t);
}
for (const wk of [7,14,21]) {let t=performance.now();let n=0;for(const v of vals){try{const o=new oh(v,null,{mode:0});const b=performance.now();if(!o.isWeekStable())continue;o.getOpenIntervals(new Date(2024,0,8),new Date(2024,0,8+wk));n+=performance.now()-b}catch{}} console.log(wk,n);}
