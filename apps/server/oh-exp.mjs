import oh from 'opening_hours';
import {readFileSync} from 'node:fs';import {gunzipSync} from 'node:zlib';import {parse} from 'csv-parse/sync';
const rows=parse(gunzipSync(readFileSync('../shared/data/restaurants-osm.csv.gz')),{columns:true});
const vals=[...new Set(rows.map(r=>r.hours).filter(Boolean))];
let t=performance.now();let bad=0,unst=0,ok=0;const errs=[],unstable=[],warn={};let tp=0,ti=0;
const mon=new Date(2024,0,8);
for(const v of vals){let o;const a=performance.now();try{o=new oh(v,null,{mode:0,warnings_severity:7})}catch(e){errs.push([v,String(e).slice(0,200)]);bad++;continue}finally{tp+=performance.now()-a}
 const b=performance.now();
 if(!o.isWeekStable()){unstable.push(v);unst++;continue}
 for(const w of o.getStructuredWarnings()){(warn[w.type]??=[]).push(v+' :: '+w.message)}
 const iv=o.getOpenIntervals(mon,new Date(2024,0,22)); ti+=performance.now()-b; ok++}
console.log({n:vals.length,ok,bad,unst,total:performance.now()-t,tp,ti});
console.log(errs.map(e=>e.join('\n     ')).join('\n')); console.log('UNSTABLE',unstable.join('\n'));
for(const [k,l] of Object.entries(warn)) console.log(k,l.length,l.slice(0,6));
