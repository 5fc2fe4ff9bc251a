import { openSession } from '@vla/kernels';
import { writeFileSync } from 'node:fs';
import { threadsThatTrain } from './scripts/figures/threads.ts';
import { climb } from './src/experiments/listops-ladder/climb.ts';
const data = await climb({config:{mixer:'all',learningRate:'0.008',seeds:2,steps:1000,rungs:'A B',tested:512,publishedLength:500}, seed:1, runtime: await openSession({backend:'wasm'}), signal:new AbortController().signal, onProgress:()=>{}, threads: threadsThatTrain(2)});
writeFileSync('/tmp/ladder/fake.json', JSON.stringify(data));
for (const r of data.rungs) for (const c of r.climbers) console.log(r.rung,c.mixer,c.runs.map(x=>[x.accuracy[0].toFixed(3),x.processorSeconds]));
await new Promise(r=>setTimeout(r,100)); process.exit(0);
