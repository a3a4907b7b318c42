import { startChild } from './support/child.js';
import { openShop, shopEnv } from './support/open-shop.js';
import { quantile } from './support/figures.js';
import fs from 'node:fs';
fs.rmSync('/tmp/zob',{recursive:true,force:true}); fs.mkdirSync('/tmp/zob');
const sink = await startChild('sink'); const endpoint = await sink.call('listen');
const shop = await openShop({platform:'express',tracking:process.argv[2]??'converge, sender elsewhere',validates:true},{endpoint,outbox:'/tmp/zob/o',connections:16});
if (process.argv[3]!=='off'){ const sender = await startChild('backlogged',{env:shopEnv(endpoint,'/tmp/zob/o')}); await sender.call('start',true);}
await shop.customers.orderMany(4000); await new Promise(r=>setTimeout(r,1000));
for (let r=0;r<6;r++){ const t=await shop.customers.orderAtRate(2800,3000); 
 console.log('p50',quantile(t,.5).toFixed(2),'p99',quantile(t,.99).toFixed(1),'max',quantile(t,1).toFixed(0)); await new Promise(r=>setTimeout(r,1000)); }
process.exit();
